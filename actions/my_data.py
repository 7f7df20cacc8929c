"""What we have of a person, shown to them. Erasing happens outside Rasa, after the turn: Rasa would undo it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.base import Say, WegwijsAction, choice, joined, park, services, text_of
from actions.goals import MOST_SHOWN, goal_values
from actions.phases import known_phase
from actions.talk_card import card_of, card_rows
from bot.languages import language
from bot.storage.persons import Person


class ActionViewMyData(WegwijsAction):
    def name(self) -> str:
        return "action_view_my_data"

    def act(self, person: Person, tracker: Tracker, say: Say) -> list[EventType]:
        events = park(person, tracker)
        ours = services()
        goals = [goal for goal in ours.goals.of(person) if goal.state != "dropped"]
        opinions = ours.opinions.of(person)
        requests = ours.requests.current(person)
        card = card_of(person, tracker)
        lines = [
            text_of("utter_data_language", language=language(person.language).name),
            text_of("utter_data_remember_yes" if person.remember else "utter_data_remember_no"),
            text_of("utter_data_goals", count=len(goals)),
            text_of("utter_data_opinions", count=len(opinions)),
            text_of("utter_data_handovers", count=len(requests)),
        ]
        taken_over = [change for change in ours.ownership.of_conversation(person.conversation_id) if change.cause == "taken"]
        if taken_over:
            lines.append(text_of("utter_data_taken_over", count=len(taken_over)))
        link, codes = ours.linking.of(person), ours.return_codes.of(person)
        if link:
            lines.append(text_of("utter_data_link", manager=link.manager_name))
        if codes:
            lines.append(text_of("utter_data_return_codes", count=codes))
        if card:
            lines.append(text_of("utter_data_talk_card"))
        phase = known_phase(person, tracker)
        if phase:
            lines.append(text_of("utter_data_phase", phase=text_of(f"utter_title_phase_{phase}")))
        if ours.forms.parked(person):
            lines.append(text_of("utter_data_drafts"))
        say("utter_view_my_data", lines=joined(lines))
        for number, goal in enumerate(goals[-MOST_SHOWN:], 1):
            say("utter_goal_item", number=number, **goal_values(goal))
        for opinion in opinions[-MOST_SHOWN:]:
            wish = opinion.content.get("wish")
            say(
                "utter_opinion_item",
                about=text_of(f"utter_about_{opinion.content['about']}"),
                opinion=opinion.content["text"],
                wish=text_of("utter_opinion_wish", wish=wish) if wish else text_of("utter_opinion_no_wish"),
                sharing=text_of("utter_sharing_yes" if opinion.shared else "utter_sharing_no"),
            )
        if card:
            say("utter_talk_card", choice("/prepare_talk", "utter_title_talk_card"), rows=card_rows(card))
        remember = (
            choice("/remember answer=no", "utter_title_remember_no")
            if person.remember
            else choice("/remember answer=yes", "utter_title_remember_yes")
        )
        unlink = [choice("/link answer=off", "utter_title_link_off")] if link else []
        # When and how to reach somebody is shown on the private page alone: nothing here says what it is about.
        reachable = person.discreet or ours.discretion.contact(person).given
        contact = [choice("/open_private part=contact", "utter_title_contact")] if reachable else []
        say(
            "utter_ask_my_data",
            *unlink,
            choice("/ask_privacy", "utter_title_why_privacy"),
            remember,
            *contact,
            choice("/open_private part=file", "utter_title_data_file"),
            choice("/delete_my_data", "utter_title_erase"),
            choice("/ask_capabilities", "utter_title_menu"),
        )
        return events
