"""A file of responses is changed where it is meant to be, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.response_file import Change, ResponseFileError, added, changed
from bot.content.tree import parse
from bot.languages import ROOT

pytestmark = pytest.mark.integration

FILE = """# Dutch · a topic.
version: "3.1"
responses:
  # about greeting
  utter_hello:
    - text: "Hallo [[name]]! Zeg \\"ja\\"."
      metadata: {facts: [a, b], status: reviewed} # keep this

  utter_block:
    - text: |-
        Een 🗣 "zin".

        Twee.
      buttons:
        - {title: Makkelijker, payload: /explain_more topic=ask part=simpler}
        - title: "Wat nu?"
          payload: /affirm
      metadata:
        facts: [c]
        status: machine
  utter_plain:
    - text: Gewoon zo
"""


@pytest.mark.parametrize(
    ("name", "change", "old", "new"),
    [
        ("utter_hello", Change('Dag "[[name]]"'), '"Hallo [[name]]! Zeg \\"ja\\"."', '"Dag \\"[[name]]\\""'),
        ("utter_hello", Change(status="machine"), "b], status: reviewed", "b], status: machine"),
        ("utter_hello", Change("a\n\nb"), '"Hallo [[name]]! Zeg \\"ja\\"."', "|-\n        a\n\n        b"),
        ("utter_block", Change("Drie."), 'Een 🗣 "zin".\n\n        Twee.', "Drie."),
        ("utter_block", Change("a\nb\n\n\nc"), 'Een 🗣 "zin".\n\n        Twee.', "a\n        b\n\n\n        c"),
        ("utter_block", Change(titles={0: "Simpel"}), "title: Makkelijker", "title: Simpel"),
        ("utter_block", Change(titles={0: "Ja, simpel"}), "title: Makkelijker", 'title: "Ja, simpel"'),
        ("utter_block", Change(titles={1: "Hoe: zo?"}), '"Wat nu?"', '"Hoe: zo?"'),
        ("utter_plain", Change("Zo, gewoon"), "Gewoon zo", '"Zo, gewoon"'),
        ("utter_plain", Change("no"), "Gewoon zo", '"no"'),
        ("utter_plain", Change("1"), "Gewoon zo", '"1"'),
        ("utter_plain", Change("Ja # nee"), "Gewoon zo", '"Ja # nee"'),
        ("utter_plain", Change("\\ pad"), "Gewoon zo", "\\ pad"),
        ("utter_plain", Change("مرحبا"), "Gewoon zo", "مرحبا"),
        ("utter_plain", Change(status="machine"), "Gewoon zo", "Gewoon zo"),  # it has no status
    ],
)
def test_only_what_is_meant_changes(name: str, change: Change, old: str, new: str) -> None:
    assert changed(FILE, {name: change}) == FILE.replace(old, new, 1)


def test_several_changes_at_once() -> None:
    changes = {
        "utter_plain": Change("Nieuw"),
        "utter_block": Change("X\n\nY\n\nZ", {1: "B", 0: "A"}),
        "utter_hello": Change("H"),
    }
    found = parse(changed(FILE, changes))["responses"]
    assert [one[0]["text"] for one in found.values()] == ["H", "X\n\nY\n\nZ", "Nieuw"]
    assert [button["title"] for button in found["utter_block"][0]["buttons"]] == ["A", "B"]


def test_what_it_says_already_is_left_in_its_form() -> None:
    assert changed(FILE, {"utter_plain": Change("Gewoon zo"), "utter_block": Change('Een 🗣 "zin".\n\nTwee.')}) == FILE


def test_a_text_in_a_place_that_cannot_hold_it_is_refused() -> None:
    flow = "responses:\n  utter_x:\n    - {text: Zo, metadata: {status: machine}}\n"
    with pytest.raises(ResponseFileError, match="line 3"):
        changed(flow, {"utter_x": Change("a\nb")})


def test_a_response_is_added_in_the_form_of_another_file() -> None:
    target = "# English\nresponses:\n  utter_hello:\n    - text: Hello\n"
    change = Change("One.\n\nTwo.", {0: "Simpler", 1: "What now?"}, "machine")
    found = added(target, FILE, "utter_block", change)
    assert found.startswith(target) and "        - {title: Simpler, payload: /explain_more topic=ask part=simpler}\n" in found
    assert parse(found)["responses"]["utter_block"][0]["metadata"] == {"facts": ["c"], "status": "machine"}
    last = added(target, FILE, "utter_plain", Change("Just so"))
    assert last == target + "  utter_plain:\n    - text: Just so\n"


@pytest.mark.integration
@pytest.mark.parametrize("code", ["nl", "ar"])
def test_each_of_our_own_texts_can_be_changed(code: str) -> None:
    for file in sorted((ROOT / "data/responses" / code).glob("*.yml"))[::4]:
        source = Path(file).read_text(encoding="utf-8")
        responses = parse(source)["responses"]
        same = {
            name: Change(one["text"].strip(), {at: b["title"] for at, b in enumerate(one.get("buttons") or ())})
            for name, (one,) in responses.items()
        }
        assert changed(source, same) == source, file
        other = {
            name: Change(f'"x": {change.text}\n# y', {at: f"{title} # z" for at, title in change.titles.items()}, "reviewed")
            for name, change in same.items()
        }
        assert changed(source, other) != source  # which looks itself whether it is read back
