"""The ledger knows from which Dutch text each text was made, and who has read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.ledger import Entry, accept, file_of, fingerprint, pseudonym, read_ledger, write_ledger
from bot.content.standing import Standing, read_intervals, review_days, standing
from bot.content.tree import ContentError, Written, read_tree
from tests.bot.content.small_tree import change

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 22)
NL, EN = "data/responses/nl/all.yml", "data/responses/en/all.yml"


def record(root: Path, *names: str, by: str = "machine", today: date = TODAY) -> dict[str, list[str]]:
    """Accept in every language; what changed."""
    tree, changed = read_tree(root), {}
    for code in tree.languages:
        ledger, changed[code] = accept(tree, code, today, by, names)
        write_ledger(root, code, ledger, code)
    return changed


def stands(root: Path, code: str, today: date = TODAY) -> Standing:
    tree = read_tree(root)
    return standing(tree, code, today, read_intervals(tree))


def test_texts_without_a_ledger_are_unrecorded_and_nothing_is_stale(tree: Path) -> None:
    found = stands(tree, "en")
    assert "utter_hello" in found.unrecorded and "utter_hello" in found.unreviewed
    assert (found.missing, found.stale, found.overdue) == ([], [], [])


def test_a_ledger_has_one_line_a_text_by_name_and_is_read_back(tree: Path) -> None:
    record(tree)
    lines = file_of(tree, "en").read_text().splitlines()
    assert lines[0].startswith("#") and lines[1:] == sorted(lines[1:]) and stands(tree, "en").unrecorded == []
    nl, en = read_ledger(tree, "nl")["utter_hello"], read_ledger(tree, "en")["utter_hello"]
    assert nl.source == nl.text == en.source != en.text and len(en.text) == 12
    assert (en.by, en.on, en.reviewed_by, en.reviewed_on) == ("machine", TODAY, None, None)
    before = file_of(tree, "en").read_bytes()
    assert record(tree, today=date(2027, 1, 1))["en"] == [] and file_of(tree, "en").read_bytes() == before


@pytest.mark.parametrize("text", ["012345670123", "1234567890e1", "no", "0x1234567890", "2026-11-22"])
def test_what_looks_like_a_number_or_no_is_read_back_as_it_was(tree: Path, text: str) -> None:
    entry = Entry(text, text, "no", TODAY, "on", TODAY)
    write_ledger(tree, "en", {"utter_x": entry}, "English")
    assert read_ledger(tree, "en") == {"utter_x": entry}


@pytest.mark.parametrize(("old", "new"), [("Wat wilt u weten?", "Wat wilt u?"), ("title: Makkelijker", "title: Simpel")])
def test_a_changed_dutch_text_or_title_makes_translations_stale_until_they_change_too(tree: Path, old: str, new: str) -> None:
    record(tree)
    change(tree, NL, old, new)
    (name,) = stands(tree, "en").stale
    assert stands(tree, "nl").stale == [] and stands(tree, "nl").unrecorded == [name]
    assert record(tree) == {"nl": [name], "en": [], "ar": []} and stands(tree, "en").stale == [name]
    change(tree, EN, "What do you want to know?" if name == "utter_hello" else "title: Simpler", "title: Simple")
    assert stands(tree, "en").stale == [] and stands(tree, "en").unrecorded == [name]
    assert record(tree)["en"] == [name] and stands(tree, "en").unrecorded == []
    assert stands(tree, "ar").stale == [name]


def test_a_stale_text_that_still_fits_is_accepted_by_name(tree: Path) -> None:
    record(tree)
    change(tree, NL, "Wat wilt u weten?", "Wat wilt u?")
    assert record(tree, "utter_hello")["en"] == ["utter_hello"]
    assert stands(tree, "en").stale == []


def test_a_changed_text_is_unread_again_and_a_removed_one_leaves_the_ledger(tree: Path) -> None:
    record(tree)
    ledger = read_ledger(tree, "en")
    ledger = {name: Entry(one.source, one.text, one.by, one.on, "amal", TODAY) for name, one in ledger.items()}
    write_ledger(tree, "en", {**ledger, "utter_gone": ledger["utter_hello"]}, "English")
    assert stands(tree, "en").unreviewed == []
    change(tree, EN, "You may say no.", "You can say no.")
    assert stands(tree, "en").unreviewed == ["utter_ask_rights_simpler"]
    assert record(tree, by="sam")["en"] == ["utter_ask_rights_simpler", "utter_gone"]
    entry = read_ledger(tree, "en")["utter_ask_rights_simpler"]
    assert (entry.by, entry.reviewed_by) == ("sam", None) and "utter_gone" not in read_ledger(tree, "en")


def test_a_review_counts_as_long_as_the_least_lasting_fact(tree: Path) -> None:
    (tree / "data/facts/review.yml").write_text("nareis: 90\nextra_geld: 182\n")
    days = read_intervals(read_tree(tree))
    assert review_days(Written("f", "t", (), {"facts": ["extra_geld", "nareis", "rollen"]}), days) == 90
    assert review_days(Written("f", "t", (), {"facts": ["rollen"]}), days) == review_days(Written("f", "t"), days) == 365
    change(tree, NL, "metadata: {status: reviewed}", "metadata: {facts: [nareis], status: reviewed}")
    record(tree)
    read = {n: Entry(e.source, e.text, e.by, e.on, "amal", TODAY) for n, e in read_ledger(tree, "en").items()}
    write_ledger(tree, "en", read, "English")
    assert stands(tree, "en", date(2027, 2, 20)).overdue == []
    assert stands(tree, "en", date(2027, 2, 21)).overdue == ["utter_ask_rights"]
    assert "utter_hello" in stands(tree, "en", date(2027, 11, 23)).overdue


def test_what_is_missing_or_still_dutch_is_missing(tree: Path) -> None:
    change(tree, EN, "  utter_tone_kind:\n    - text: kind\n", "")
    change(tree, EN, 'know?"\n      metadata: {status: machine}', 'know?"\n      metadata: {status: untranslated}')
    assert stands(tree, "en").missing == ["utter_hello", "utter_tone_kind"]


def test_danger_and_consent_are_critical(tree: Path) -> None:
    assert stands(tree, "en").critical == ["utter_crisis_child"]
    for code in ("nl", "en", "ar"):
        (tree / f"data/responses/{code}/received.yml").rename(tree / f"data/responses/{code}/privacy_deeper.yml")
    assert len(stands(tree, "en").critical) > 1


@pytest.mark.parametrize("text", ["a: [b", "- a", "utter_x: {source: a}", "utter_x: {source: a, text: b, by: c, on: soon}"])
def test_a_ledger_that_cannot_be_read_is_named(tree: Path, text: str) -> None:
    file_of(tree, "en").parent.mkdir(parents=True)
    file_of(tree, "en").write_text(text)
    with pytest.raises(ContentError, match=r"^data/ledger/en.yml: cannot be read"):
        read_ledger(tree, "en")


@pytest.mark.parametrize("name", ["a b", "sam@example.org", "", "1", "x" * 50, "'"])
def test_a_pseudonym_is_one_word_and_no_address(name: str) -> None:
    with pytest.raises(ContentError, match="no pseudonym"):
        pseudonym(name)


def test_the_fingerprint_is_that_of_text_and_titles() -> None:
    one = Written("f", "a", (("b", "/p"),))
    assert fingerprint(one) == fingerprint(Written("g", "a", (("b", "/q"),), {"status": "reviewed"}))
    assert (
        len(
            {
                fingerprint(one),
                fingerprint(Written("f", "a b")),
                fingerprint(Written("f", "a")),
                fingerprint(Written("f", "ab")),
            }
        )
        == 4
    )
