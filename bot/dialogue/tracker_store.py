"""Rasa's memory of a conversation: one encrypted row each, cut short, that can be erased.

Rasa's own SQL store keeps every event for ever, with intent and action names readable beside an encrypted text,
has no way to delete, and grows a turn from 17 to 203 ms in the course of 300 messages.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, List, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.settings import load
from bot.storage.session import Database
from bot.storage.trackers import Trackers
from bot.storage.vault import Vault

LONGEST = 120  # events after which a conversation is cut
KEPT_TURNS = 4  # turns that stay readable after a cut: a repeated message must still find its answer


class EncryptedTrackerStore(TrackerStore):
    """Keeps the tracker of a person under their data key. A conversation of nobody (`rasa shell`) stays in memory."""

    def __init__(self, domain: Optional[Domain] = None, event_broker: Any = None, **kwargs: Any) -> None:
        settings = load()
        vault = Vault(settings.keys)
        own = Database(settings.database)
        store = own if settings.tracker_database == settings.database else Database(settings.tracker_database)
        self.trackers = Trackers(store, own, vault)
        self._of_nobody: Dict[str, str] = {}
        super().__init__(domain, event_broker)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The tracker of a conversation, or None when there is none."""
        text = self._of_nobody.get(sender_id) or self.trackers.read(sender_id)
        if text is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(text), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a tracker, cut when it is long and no form is open."""
        events = [event.as_dict() for event in _cut(list(tracker.events), tracker)]
        text = json.dumps(events)
        if not self.trackers.write(tracker.sender_id, text):
            self._of_nobody[tracker.sender_id] = text

    def forget(self, sender_id: str) -> None:
        """Erase the tracker, also one that a turn left in memory whose person was erased meanwhile."""
        self.trackers.remove(sender_id)
        self._of_nobody.pop(sender_id, None)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return [*self.trackers.ids(), *self._of_nobody]


def _cut(events: List[Event], tracker: DialogueStateTracker) -> List[Event]:
    """The events that are still needed: what the slots are, and the last turns."""
    if len(events) <= LONGEST or tracker.active_loop_name:
        return events
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    begin = turns[-KEPT_TURNS] if len(turns) >= KEPT_TURNS else 0
    past = DialogueStateTracker.from_events(tracker.sender_id, events[:begin], slots=tracker.slots.values())
    slots = [SlotSet(name, slot.value) for name, slot in past.slots.items() if slot.value != slot.initial_value]
    return [*slots, ActionExecuted(ACTION_LISTEN_NAME), *events[begin:]]
