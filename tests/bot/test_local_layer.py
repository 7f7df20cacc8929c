"""What differs between municipalities: read with a clear complaint, shown only when somebody confirmed it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.languages import ROOT, live_languages
from bot.local_layer import LocalError, LocalValue, is_overdue, municipalities, read_keys, read_municipality
from bot.messages import Reply
from bot.texts import BLANK, LEFT_TO_RIGHT_ISOLATE, LOCAL, LOCAL_INCOMPLETE, LOCAL_UNKNOWN, POP_ISOLATE, Texts
from tests.chain.wording import plain

TODAY = date(2026, 11, 22)
KEYS = """
desk_phone: {kind: phone, days: 92, about: telephone of the desk}
desk_hours: {kind: hours, days: 182, about: when it answers}
plan_name: {kind: words, days: 365, about: the word for the plan}
"""
CHECKED = "checked: 2026-11-20, source: website"
WHERE = ("ask_appointment", "cannot_come", "ask_benefit", "ask_housing", "ask_health", "ask_interpreter")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one municipality in order."""
    (tmp_path / "data/facts").mkdir(parents=True)
    (tmp_path / "data/local").mkdir()
    (tmp_path / "data/facts/local_keys.yml").write_text(KEYS)
    write(tmp_path, f"  desk_phone: {{value: '0341-000 000', {CHECKED}}}")
    return tmp_path


def write(root: Path, values: str, rest: str = "") -> None:
    (root / "data/local/dorp.yml").write_text(f"name: Dorp\nvalues:\n{values}\n{rest}", encoding="utf-8")


def known(**values: LocalValue) -> dict[str, LocalValue]:
    return values


PHONE = LocalValue("phone", "0341-000 000", checked=TODAY)
HOURS = LocalValue("hours", hours=((1, "9:00-12:00"), (2, "9:00-12:00"), (5, "10:00-11:00")), checked=TODAY)


def test_a_municipality_is_read_with_its_values_and_confirmations(root: Path) -> None:
    hours = f"  desk_hours: {{value: {{1: '9:00-12:00, 13:00-16:00'}}, {CHECKED}, until: 2026-12-31}}"
    write(root, f"  plan_name: {{value: PIP, placeholder: true}}\n{hours}", "confirmed: {rollen: 2026-11-01}")
    found = read_municipality("dorp", root)
    assert (found.name, found.confirmed) == ("Dorp", {"rollen": date(2026, 11, 1)})
    assert found.values["plan_name"] == LocalValue("words", "PIP", placeholder=True)
    assert found.values["desk_hours"].hours == ((1, "9:00-12:00, 13:00-16:00"),)
    assert found.values["desk_hours"].until == date(2026, 12, 31)
    assert municipalities(root) == ["dorp"]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ("  desk_phone: {value: bel ons, checked: 2026-11-20, source: x}", "must be a telephone number"),
        (f"  desk_hours: {{value: 9 tot 12, {CHECKED}}}", "write times by day, 1 is Monday"),
        (f"  desk_hours: {{value: {{8: '9:00-12:00'}}, {CHECKED}}}", "write times by day, 1 is Monday"),
        ("  desk_phone: {value: '0341-000 000'}", "write 'checked' (the day) and 'source', or 'placeholder: true'"),
        ("  desk_phone: {value: '0341-000 000', checked: gisteren, source: x}", "write a day as 2026-11-22"),
        (f"  desk_phone: {{value: '', {CHECKED}}}", "leave the whole line out"),
        (f"  plan_name: {{value: 'Regeling van € 300', {CHECKED}}}", "holds an amount; write with 'until'"),
        (f"  plan_name: {{value: 'a [[b]]', {CHECKED}}}", "without brackets"),
        (f"  fax: {{value: '0341', {CHECKED}}}", "fax: is not in data/facts/local_keys.yml"),
        ("  : - [", "cannot be read"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_cure(root: Path, values: str, complaint: str) -> None:
    write(root, values)
    with pytest.raises(LocalError) as error:
        read_municipality("dorp", root)
    assert "data/local/dorp.yml" in str(error.value) and complaint in str(error.value)


def test_a_municipality_that_has_no_file_is_refused_with_those_that_have_one(root: Path) -> None:
    with pytest.raises(LocalError, match="must be one of dorp, or empty"):
        read_municipality("stad", root)


def test_only_what_is_confirmed_and_has_not_ended_may_be_shown() -> None:
    assert PHONE.may_be_shown(TODAY)
    assert not LocalValue("phone", "1", placeholder=True).may_be_shown(TODAY)
    ending = LocalValue("words", "€ 300", checked=TODAY, until=TODAY)
    assert ending.may_be_shown(TODAY) and not ending.may_be_shown(TODAY + timedelta(1))
    assert is_overdue(TODAY, 92, TODAY + timedelta(93)) and not is_overdue(TODAY, 92, TODAY + timedelta(92))


def test_the_examples_of_this_project_have_every_key_and_show_nothing() -> None:
    assert municipalities() == ["ermelo", "harderwijk", "zeewolde"]
    for code in municipalities():
        values = read_municipality(code).values
        assert list(values) == list(read_keys())
        assert not any(value.may_be_shown(TODAY) for value in values.values())


@pytest.mark.parametrize("language", list(live_languages()))
@pytest.mark.parametrize("municipality", ["", "harderwijk"])
def test_nobody_sees_a_placeholder_or_a_hole_but_an_honest_line(texts: Texts, language: str, municipality: str) -> None:
    local = texts.of_municipality(municipality)
    honest = plain(texts.line(LOCAL_UNKNOWN, language))
    shown = [name for name, found in texts.responses[language].items() if f"[[{LOCAL}" in found.text]
    assert set(shown) > {f"utter_{topic}_where" for topic in WHERE}
    for name in shown:
        parts = local.render(Reply(name), language)
        said = plain("\n".join(part.text for part in parts))
        assert said.count(honest) == 1, said
        assert "[[" not in said and "Voorbeeld" not in said and "0000" not in said
        assert not any(line.rstrip().endswith((":", "፦")) for line in said.splitlines()), said
        assert "/request_human" in [choice.payload for choice in parts[-1].choices]


@pytest.mark.parametrize("language", list(live_languages()))
def test_what_is_known_is_shown_and_the_rest_is_told_once(texts: Texts, language: str) -> None:
    local = Texts(texts.responses, texts.numbers, None, known(desk_phone=PHONE, desk_hours=HOURS))
    said = local.render(Reply("utter_ask_appointment_where"), language)[0].text
    days = [texts.line(f"utter_day_{day}", language) for day in (1, 2, 5)]
    assert f"{LEFT_TO_RIGHT_ISOLATE}0341-000 000{POP_ISOLATE}" in said
    assert f"\n{days[0]} · {days[1]} {LEFT_TO_RIGHT_ISOLATE}9:00-12:00{POP_ISOLATE}\n{days[2]} " in plain_marks(said)
    assert plain(said).count(plain(texts.line(LOCAL_INCOMPLETE, language))) == 1
    assert plain(texts.line(LOCAL_UNKNOWN, language)) not in plain(said) and " \n" not in said


def plain_marks(text: str) -> str:
    return text.replace("\u200f", "")


def test_when_all_is_known_nothing_is_said_to_be_unknown(texts: Texts) -> None:
    one = LocalValue("hours", hours=((3, "9:00-12:00"),), checked=TODAY)
    address = LocalValue("words", "Raadhuisplein 1", checked=TODAY)
    local = Texts(texts.responses, texts.numbers, None, known(desk_phone=PHONE, desk_hours=one, desk_address=address))
    said = plain(local.render(Reply("utter_ask_appointment_where"), "nl")[0].text)
    lines = said.splitlines()
    assert lines[1:] == ["Telefoon: 0341-000 000", "Open: woensdag 9:00-12:00", "Adres: Raadhuisplein 1"]
    assert local.shown_numbers() == {*texts.numbers.values(), "0341-000 000"}


def test_every_where_leads_from_the_answer_and_from_who_can_help(texts: Texts) -> None:
    for topic in (*(topic for topic in WHERE if topic != "cannot_come"), "ask_plan_meaning"):
        for name in (f"utter_{topic}", f"utter_{topic}_help"):
            payloads = [choice.payload for choice in texts.responses["nl"][name].choices]
            assert f"/explain_more topic={topic} part=where" in payloads, name


def test_every_key_that_a_text_shows_is_declared(texts: Texts) -> None:
    used = {
        blank.removeprefix(LOCAL)
        for found in texts.responses["nl"].values()
        for blank in BLANK.findall(found.text)
        if blank.startswith(LOCAL)
    }
    assert used == set(read_keys(ROOT))
