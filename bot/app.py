"""The composition root: the one place that wires the rooms together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.alerts import Alerts
from bot.services.danger_questions import DangerQuestionService
from bot.services.discretion import Discretion
from bot.services.erasure import Erasure
from bot.services.escalation import Escalation
from bot.services.handover_requests import HandoverRequests
from bot.services.handovers import HandoverService
from bot.services.hiding import Hiding
from bot.services.linking import Linking
from bot.services.managers import Managers
from bot.services.own_data import OwnDataService
from bot.services.own_words import Forms, Goals, Opinions
from bot.services.ownership import Ownership
from bot.services.people import People
from bot.services.return_codes import ReturnCodeService
from bot.services.routes import load_routes
from bot.services.routing import Routing
from bot.services.speech import Speech
from bot.services.standing_in import StandingIn
from bot.services.talk_cards import TalkCardService
from bot.settings import Settings
from bot.storage.alerts import AlertQueue
from bot.storage.client_managers import ClientManagers
from bot.storage.conversations import Conversations
from bot.storage.danger_questions import DangerQuestions
from bot.storage.handovers import Handovers
from bot.storage.inbox import Inbox
from bot.storage.installation_secrets import InstallationSecrets
from bot.storage.manager_links import ManagerLinks
from bot.storage.offers import Offers
from bot.storage.outbox import Outbox
from bot.storage.own_data import OwnDataReader
from bot.storage.own_words import Drafts, goal_entries, opinion_entries
from bot.storage.ownership import OwnershipHistory
from bot.storage.persons import Persons
from bot.storage.phone_copies import PhoneCopies
from bot.storage.private_messages import PrivateLinks, PrivateMessages
from bot.storage.return_codes import ReturnCodes
from bot.storage.safe_contacts import SafeContacts
from bot.storage.session import Database
from bot.storage.talk_cards import TalkCards
from bot.storage.trackers_left import TrackersLeft
from bot.storage.vault import Vault
from bot.texts import load_texts
from bot.translation.base import Translator
from bot.translation.libretranslate import LibreTranslate


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
    own_data: OwnDataService
    hiding: Hiding
    people: People
    goals: Goals
    opinions: Opinions
    talk_cards: TalkCardService
    forms: Forms
    ownership: Ownership
    requests: HandoverRequests
    danger_questions: DangerQuestionService
    handovers: HandoverService
    managers: Managers
    linking: Linking
    standing_in: StandingIn
    return_codes: ReturnCodeService
    erasure: Erasure
    alerts: Alerts
    escalation: Escalation
    translator: Translator | None  # None: the team did not set one


def build_services(settings: Settings) -> Services:
    """Open the database and build the services on it."""
    database = Database(settings.database)
    vault = Vault(settings.keys, InstallationSecrets(database).naming)
    persons, conversations = Persons(vault), Conversations(vault)
    outbox, offers = Outbox(vault), Offers(vault)
    inbox, drafts, handovers = Inbox(vault), Drafts(vault), Handovers(vault)
    entries = goal_entries(vault), opinion_entries(vault), TalkCards(vault)
    speech = Speech(load_texts().of_municipality(settings.municipality), outbox, offers, settings.default_language)
    links, managers, codes = ManagerLinks(), ClientManagers(), ReturnCodes()
    routing = Routing(handovers, persons, links, load_routes())
    alerts = Alerts(settings, database, AlertQueue(vault), routing)
    private = PrivateMessages(vault), PrivateLinks()
    contacts = SafeContacts(vault)
    discretion = Discretion(database, persons, handovers, *private, contacts, speech, settings.address, routing)
    ownership = Ownership(database, OwnershipHistory())
    escalation = Escalation(settings, database, handovers, alerts, routing)
    requests = HandoverRequests(database, handovers, ownership, alerts, routing)
    questions = DangerQuestions(vault)
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
        own_data=OwnDataService(database, persons, OwnDataReader(vault), private[1], speech, settings.address),
        hiding=Hiding(database, persons, outbox, offers, PhoneCopies(), speech),
        people=People(database, persons),
        goals=Goals(database, entries[0]),
        opinions=Opinions(database, entries[1]),
        talk_cards=TalkCardService(database, entries[2]),
        forms=Forms(database, drafts),
        ownership=ownership,
        requests=requests,
        danger_questions=DangerQuestionService(settings, database, questions, persons, inbox, requests),
        handovers=HandoverService(database, handovers, persons, ownership, speech, discretion, escalation.is_overdue, routing),
        managers=Managers(database, managers, vault),
        linking=Linking(database, vault, links, managers, persons, handovers, speech, routing),
        standing_in=StandingIn(database, managers, routing),
        return_codes=ReturnCodeService(database, vault, codes, persons, handovers, managers, discretion, speech),
        erasure=Erasure(
            settings,
            database,
            persons,
            conversations,
            inbox,
            outbox,
            offers,
            drafts,
            entries,
            handovers,
            ownership,
            contacts,
            questions,
            speech,
            codes,
            TrackersLeft(),
        ),
        alerts=alerts,
        escalation=escalation,
        translator=LibreTranslate(settings.translator_url, settings.translator_key) if settings.translator_url else None,
    )
