"""The composition root: the one place that wires the rooms together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.alerts import Alerts
from bot.services.discretion import Discretion
from bot.services.erasure import Erasure
from bot.services.escalation import Escalation
from bot.services.handover_requests import HandoverRequests
from bot.services.handovers import HandoverService
from bot.services.linking import Linking
from bot.services.managers import Managers
from bot.services.own_words import Forms, Goals, Opinions
from bot.services.people import People
from bot.services.return_codes import ReturnCodeService
from bot.services.routes import load_routes
from bot.services.routing import Routing
from bot.services.speech import Speech
from bot.services.standing_in import StandingIn
from bot.settings import Settings
from bot.storage.alerts import AlertQueue
from bot.storage.client_managers import ClientManagers
from bot.storage.conversations import Conversations
from bot.storage.handovers import Handovers
from bot.storage.inbox import Inbox
from bot.storage.manager_links import ManagerLinks
from bot.storage.offers import Offers
from bot.storage.outbox import Outbox
from bot.storage.own_words import Drafts, goal_entries, opinion_entries
from bot.storage.persons import Persons
from bot.storage.private_messages import PrivateLinks, PrivateMessages
from bot.storage.return_codes import ReturnCodes
from bot.storage.session import Database
from bot.storage.vault import Vault
from bot.texts import load_texts


@dataclass(frozen=True)
class Services:
    """Everything that channels, portal and actions may ask for."""

    settings: Settings
    database: Database
    vault: Vault
    persons: Persons
    conversations: Conversations
    inbox: Inbox
    outbox: Outbox
    offers: Offers
    speech: Speech
    discretion: Discretion
    people: People
    goals: Goals
    opinions: Opinions
    forms: Forms
    requests: HandoverRequests
    handovers: HandoverService
    managers: Managers
    linking: Linking
    standing_in: StandingIn
    return_codes: ReturnCodeService
    erasure: Erasure
    alerts: Alerts
    escalation: Escalation


def build_services(settings: Settings) -> Services:
    """Open the database and build the services on it."""
    database, vault = Database(settings.database), Vault(settings.keys)
    persons, conversations = Persons(vault), Conversations(vault)
    outbox, offers = Outbox(vault), Offers(vault)
    inbox, drafts, handovers = Inbox(vault), Drafts(vault), Handovers(vault)
    entries = goal_entries(vault), opinion_entries(vault)
    speech = Speech(load_texts(), outbox, offers, settings.default_language)
    links, managers, codes = ManagerLinks(), ClientManagers(), ReturnCodes()
    routing = Routing(handovers, persons, links, load_routes())
    alerts = Alerts(settings, database, AlertQueue(vault), routing)
    private = PrivateMessages(vault), PrivateLinks()
    discretion = Discretion(database, persons, handovers, *private, speech, settings.address, routing)
    return Services(
        settings=settings,
        database=database,
        vault=vault,
        persons=persons,
        conversations=conversations,
        inbox=inbox,
        outbox=outbox,
        offers=offers,
        speech=speech,
        discretion=discretion,
        people=People(database, persons),
        goals=Goals(database, entries[0]),
        opinions=Opinions(database, entries[1]),
        forms=Forms(database, drafts),
        requests=HandoverRequests(database, handovers, conversations, alerts, routing),
        handovers=HandoverService(database, handovers, persons, conversations, speech, discretion, routing),
        managers=Managers(database, managers, vault),
        linking=Linking(database, vault, links, managers, persons, handovers, speech, routing),
        standing_in=StandingIn(database, managers, routing),
        return_codes=ReturnCodeService(database, vault, codes, persons, handovers, managers, discretion, speech),
        erasure=Erasure(
            settings, database, persons, conversations, inbox, outbox, offers, drafts, entries, handovers, speech, codes
        ),
        alerts=alerts,
        escalation=Escalation(settings, database, handovers, alerts, routing),
    )
