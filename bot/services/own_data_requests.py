"""A person's requests to client managers in words, for their own file: what was sent, said and done.

Of client managers it names who spoke with the person; who only read it, or judged how soon it must be, is "a client
manager". What they noted about how soon is in it: it is about the person.
"""

from __future__ import annotations

from typing import Any

from bot.languages import all_languages
from bot.services.handover_requests import TOPICS
from bot.services.own_data_lines import Line, Part, Row, Wording, when

DANGER = "crisis_"
FACETS = ("since", "heavy", "help")
# Kinds of events that say the same to the person; an empty one is told elsewhere.
SAID_AS = {
    "looked": "read", "passed": "returned", "raised": "urgency", "lowered": "urgency", "unlinked": "linked",
    "withdrawn": "cancelled", "discarded": "cancelled", "message": "", "answer": "", "topic": "", "offered": "",
}  # fmt: skip


class Requests(Wording):
    """Puts requests into words."""

    def one(self, row: Row) -> Part:
        """A request with its summary, what was said in it and what happened to it."""
        content: dict[str, Any] = row["content"]
        danger = content["reason"].startswith(DANGER)
        part = Part(self._file("event_danger") if danger else self._topic(content.get("topic") or content["reason"]))
        part.lines = [Line(text) for text in self._moment("written", row["created_at"])]
        if row["state"] in ("draft", "cancelled"):
            part.lines.append(Line(self._file(f"request_{row['state']}")))
        part.lines += [*self._summary(content), Line(self._file(f"urgency_{row['urgency']}"))]
        if row.get("not_to"):
            part.lines.append(Line(self._file("not_to", manager=row["not_to"])))
        if row.get("outcome"):
            part.lines.append(Line(self._file("outcome", outcome=self._named("file_outcome", row["outcome"]))))
        for message in row.get("handover_messages", ()):
            part.lines += self._message(message)
        return Part(part.heading, [*part.lines, *self._happened(row)])

    def _topic(self, topic: str) -> str:
        return self._say(f"topic_{topic}") if topic in TOPICS else self._named("title", topic)

    def _summary(self, content: dict[str, Any]) -> list[Line]:
        """The lines of the message, as the person saw them before it was sent."""
        said = []
        if content.get("language") in all_languages():
            said.append(self._say("summary_language", language=all_languages()[content["language"]].name))
        if content.get("channel"):
            said.append(self._say("summary_channel", channel=self._named("channel", content["channel"])))
        for name in FACETS:
            if content.get(name):
                said.append(self._say(f"summary_{name}", answer=self._named(name, content[name])))
        said += [self._say("summary_words", words=words) for words in content.get("words") or ()]
        if content.get("explained"):
            said.append(self._say("summary_explained", explained=", ".join(map(self._topic, content["explained"]))))
        for goal in content.get("goals") or ():
            said.append(self._say("summary_goals", goals=goal["text"]))
            said += [self._say("goal_step", step=goal["first_step"])] if goal.get("first_step") else []
        contact = content.get("contact") or {}
        if contact:
            how, moment = (self._named(name, contact.get(name, "any")) for name in ("how", "when"))
            said.append(self._say("summary_contact", how=how, when=moment))
            said += [self._say("summary_phone", number=contact["phone"])] if contact.get("phone") else []
        if content.get("not_to_own"):
            said.append(self._say("summary_not_to_own"))
        return [Line(text) for text in said]

    def _message(self, message: Row) -> list[Line]:
        content = message["content"]
        text = content["text"] if isinstance(content, dict) else str(content)
        if message["author"] == "topic":
            return [Line(self._heading("read_about", message["created_at"])), Line(self._topic(text))]
        who = "manager" if message["author"] == "manager" else "you"
        return [Line(self._heading(who, message["created_at"])), Line(text, own=True)]

    def _happened(self, row: Row) -> list[Line]:
        """What was done, in order, each once: who owned the talk is told by the same events."""
        events = [(event["at"], event["kind"], event) for event in row.get("handover_events", ())]
        told = {kind for _at, kind, _event in events}
        for change in row.get("ownership_history", ()):
            if change["cause"] not in told:
                events.append((change["at"], change["cause"], change))
        lines: list[Line] = []
        for at, kind, event in sorted(events, key=lambda one: one[0]):
            name = "to" if kind.startswith("to_") else SAID_AS.get(kind, kind)
            if not name:
                continue
            said = self._file(f"event_{name}") if self._has(f"file_event_{name}") else kind
            lines.append(Line(f"{when(at)} · {said}"))
            lines += [Line(event["manager"], own=True)] if event.get("manager") else []
            lines += self._detail(event.get("detail") or {})
        alerts = len(row.get("alerts", ()))
        return [*lines, *([Line(self._file("alerts", count=alerts))] if alerts else [])]

    def _detail(self, detail: dict[str, str]) -> list[Line]:
        """How soon it was before and is now, and what the client manager wrote about it."""
        lines = [Line(self._file(f"urgency_{detail['to']}"))] if detail.get("to") else []
        return [*lines, *([Line(detail["note"], own=True)] if detail.get("note") else [])]
