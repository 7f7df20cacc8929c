"""A person's own data put into words of their language, section by section: what the file shows. Own words stay as they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.languages import all_languages
from bot.messages import Picture
from bot.services.own_data import OwnData
from bot.services.own_data_lines import Line, Part, Row, Section, Wording
from bot.services.own_data_requests import Requests
from bot.services.safe_contact import ANSWERS
from bot.services.talk_cards import QUESTIONS
from bot.texts import Texts

SKIPPED = "skip"
# Tables with a section of their own; rows of any other, one that came later too, are shown as they are.
TOLD = frozenset(
    {"persons", "conversations", "manager_links", "goals", "opinions", "talk_cards", "drafts", "handovers"}
    | {"safe_contacts", "inbox", "outbox", "offers", "private_messages", "danger_questions"}
)


class OwnDataWords(Wording):
    """Puts the data of one person into words."""

    def __init__(self, data: OwnData, texts: Texts) -> None:
        super().__init__(texts, data.language)
        self._data = data.content

    def sections(self) -> list[Section]:
        """All sections that have something in them; the first says who somebody is to us."""
        person = self._data["persons"][0]
        requests = Requests(self._texts, self._language)
        sections = [
            Section(self._file("about"), [Part(lines=self._about(person))]),
            Section(self._file("goals"), [self._goal(*one) for one in enumerate(self._rows("goals"), 1)]),
            Section(self._file("opinions"), [self._opinion(row) for row in self._rows("opinions")]),
            Section(self._say("title_talk_card"), [self._card(row) for row in self._rows("talk_cards")]),
            Section(self._file("forms"), [*self._forms(), *self._open()]),
            Section(self._file("requests"), [requests.one(row) for row in self._rows("handovers")]),
            Section(self._say("title_contact"), [self._contact(row) for row in self._rows("safe_contacts")]),
            Section(self._file("chat"), self._chat()),
            Section(self._file("rest"), self._rest()),
        ]
        return [section for section in sections if section.parts]

    def _about(self, person: Row) -> list[Line]:
        code, conversation = person.get("language"), self._rows("conversations")[0]
        said = [self._say("data_language", language=all_languages()[code].name)] if code in all_languages() else []
        said.append(self._say("summary_channel", channel=self._named("channel", person["channel"])))
        if person.get("address"):
            said.append(self._file("address", address=person["address"]))
        said.append(self._say("data_remember_yes" if person.get("remember") else "data_remember_no"))
        said += self._moment("remember_at", person.get("remember_at"))
        if person.get("age_group"):
            said.append(self._file("age", answer=self._button("ask_age_group", person["age_group"])))
        if person.get("phase"):
            said.append(self._say("data_phase", phase={"response": f"utter_title_phase_{person['phase']}"}))
        if person.get("discreet"):
            said.append(f"{self._say('contact_ask_line')} {self._say('contact_line_short')}")
        for link in self._rows("manager_links"):
            linked, manager = link["state"] == "linked", link["manager"]
            said.append(self._say("data_link", manager=manager) if linked else self._file("link_asked", manager=manager))
            said += [*self._moment("written", link["at"])]
        codes = sum(len(row.get("return_codes", ())) for row in self._rows("handovers"))
        said += [self._say("data_return_codes", count=codes)] if codes else []
        said += self._moment("first", person["created_at"])
        said += self._moment("introduced", person.get("introduced_at"))
        said += self._moment("last", person["last_message_at"])
        said += self._moment("hidden", conversation.get("hidden_at"))
        return [Line(text) for text in said]

    def _goal(self, number: int, row: Row) -> Part:
        goal = row["content"]
        step, due = goal.get("first_step"), goal.get("due")
        item = self._say(
            "goal_item",
            number=number,
            goal=goal["text"],
            domain=self._named("domain", goal["domain"]),
            step=self._say("goal_step", step=step) if step else self._say("goal_no_step"),
            due=self._say("goal_due", date=_day(due)) if due else self._say("goal_no_due"),
            sharing=self._say("sharing_yes" if row["shared"] else "sharing_no"),
        )
        state = {"reached": [self._say("title_goal_reached")], "dropped": [self._file("goal_dropped")]}.get(row["state"], [])
        said = [item, *state, *self._moment("written", row["created_at"])]
        changed = row["updated_at"] if row["updated_at"] != row["created_at"] else None
        return Part(lines=[Line(text) for text in [*said, *self._moment("changed", changed)]])

    def _opinion(self, row: Row) -> Part:
        content = row["content"]
        wish = content.get("wish")
        item = self._say(
            "opinion_item",
            about=self._named("about", content["about"]),
            opinion=content["text"],
            wish=self._say("opinion_wish", wish=wish) if wish else self._say("opinion_no_wish"),
            sharing=self._say("sharing_yes" if row["shared"] else "sharing_no"),
        )
        return Part(lines=[Line(text) for text in [item, *self._moment("written", row["created_at"])]])

    def _card(self, row: Row) -> Part:
        answers = row["content"]["answers"]
        rows = [self._say(f"talk_card_row_{name}", words=answers[name]) for name in QUESTIONS if answers.get(name)]
        return Part(lines=[Line(text) for text in [*rows, *self._moment("changed", row["updated_at"])]])

    def _forms(self) -> list[Part]:
        """What was filled in of forms: a choice by its name, the rest as it was typed."""
        parts = []
        for row in self._rows("drafts"):
            title = f"title_resume_{row['form']}"
            part = Part(self._say(title) if self._has(title) else str(row["form"]))
            for slot, value in row["content"].items():
                if value in (None, SKIPPED, True, False):
                    continue
                name = f"{slot.rpartition('_')[2]}_{value}"
                shares = {"share_yes": "sharing_yes", "share_no": "sharing_no"}.get(name, name)
                choice = next((known for known in (shares, f"title_{value}") if self._has(known)), None)
                part.lines.append(Line(self._say(choice)) if choice else Line(str(value), own=True))
            part.lines += [Line(text) for text in self._moment("changed", row["updated_at"])]
            parts.append(part)
        return parts

    def _open(self) -> list[Part]:
        """Words that wait in the talk for an answer."""
        state = self._rows("conversations")[0].get("state") or {}
        prompts = [prompt.get("values") for prompt in state.get("prompt", ())]
        waiting = [state.get(name) for name in ("held", "pending", "complaint")]
        found = _words([*waiting, (state.get("wanted") or {}).get("text"), prompts])
        lines = [Line(words, own=True) for words in dict.fromkeys(found)]
        if state.get("danger"):
            lines.append(Line(self._file("danger")))
        return [Part(self._file("open"), lines)] if lines else []

    def _contact(self, row: Row) -> Part:
        content = row["content"]
        said = [
            f"{self._say(f'contact_ask_{name}')} {self._named(f'contact_{name}', content[name])}"
            for name in ANSWERS
            if content.get(name)
        ]
        lines = [Line(text) for text in said]
        if content.get("word"):
            lines += [Line(self._say("contact_ask_word")), Line(content["word"], own=True)]
        return Part(lines=[*lines, *(Line(text) for text in self._moment("changed", row["updated_at"]))])

    def _chat(self) -> list[Part]:
        """All that was said, in order; and buttons that stand below no message any more."""
        told: list[tuple[datetime, Part]] = []
        shown: set[str] = set()
        for row in self._rows("inbox"):
            content = row.get("content") or {}
            pressed = content.get("button")
            part = Part(self._heading("pressed" if pressed else "you", row["received_at"]))
            part.lines = [Line(words, own=True) for words in (content.get("text"), pressed) if words]
            part.lines = part.lines or [Line(self._file("no_words" if content else "words_erased"))]
            if content.get("gate", "none") != "none":
                part.lines.append(Line(self._file("danger")))
            told.append((row["received_at"], part))
        for row in self._rows("outbox"):
            content = row.get("content") or {}
            buttons = [str(button["title"]) for button in content.get("buttons", ())]
            shown.update(buttons)
            who = "manager" if content.get("author") == "manager" else "wegwijs"
            part = Part(self._heading(who, row.get("sent_at") or row["created_at"]))
            part.lines = [Line(words, own=True) for words in [content.get("text"), *_picture(content)] if words]
            part.lines += [Line(f"[{title}]", own=True) for title in buttons]
            part.lines = part.lines or [Line(self._file("no_words" if content else "words_erased"))]
            told.append((row["created_at"], part))
        for row in self._rows("private_messages"):
            if row.get("content"):
                part = Part(self._heading("manager", row["created_at"]), [Line(row["content"]["text"], own=True)])
                told.append((row["created_at"], part))
        for row in self._rows("danger_questions"):
            part = Part(self._heading("asked", row["since"]), [Line(row["content"]["words"], own=True)])
            told.append((row["since"], part))
        left = [row["content"]["title"] for row in self._rows("offers") if row["content"]["title"] not in shown]
        parts = [part for _at, part in sorted(told, key=lambda one: one[0])]
        return [*parts, *([Part(self._file("buttons"), [Line(title, own=True) for title in left])] if left else [])]

    def _rest(self) -> list[Part]:
        """What this module does not know by name."""
        return [
            Part(table, [Line(f"{name}: {value}", own=True) for name, value in row.items()])
            for table, rows in self._data.items()
            if table not in TOLD
            for row in rows
        ]

    def _rows(self, table: str) -> list[Row]:
        return self._data.get(table, [])

    def _button(self, question: str, answer: str) -> str:
        """What stood on the button of a question that somebody pressed."""
        choices = self._texts.response(f"utter_{question}", self._language).choices
        return next((choice.title for choice in choices if choice.payload.endswith(f"={answer}")), answer)


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d-%m-%Y")


def _picture(content: Row) -> list[str]:
    """The words of the picture beside a message."""
    picture = content.get("picture")
    if not picture:
        return []
    return [Picture(**{**picture, "rows": tuple((head, tuple(below)) for head, below in picture["rows"])}).words]


def _words(value: Any) -> list[str]:
    """All texts in what somebody is asked again, without the names of our responses."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, dict):
        return [words for name, item in value.items() if name not in ("response", "join") for words in _words(item)]
    return [words for item in value for words in _words(item)] if isinstance(value, list) else []
