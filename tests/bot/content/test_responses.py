"""Every mistake in a text is told with its file, its key and what to do; texts in order are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.responses import response_complaints
from tests.bot.content.small_tree import change

pytestmark = pytest.mark.integration

NL, EN, AR = "data/responses/nl/all.yml", "data/responses/en/all.yml", "data/responses/ar/all.yml"


def test_a_tree_in_order_has_no_complaints(tree: Path) -> None:
    assert response_complaints(tree) == []


@pytest.mark.integration
def test_our_own_texts_are_in_order() -> None:
    assert response_complaints() == []


# What is broken: the file, what stands there, what is put in its place; then whose complaint, and what it must say.
BROKEN = {
    "a response is missing": (EN, "  utter_tone_kind:\n    - text: kind\n", "", "utter_tone_kind", "is missing"),
    "a response is left over": (
        AR, "  utter_tone_kind:", "  utter_more:\n    - text: لطيف\n  utter_tone_kind:", "utter_more", "Dutch has no",
    ),
    "a blank has another name": (EN, "[[name]]", "[[person]]", "utter_hello", "blanks are person, in Dutch name"),
    "a blank is missing": (AR, " [[name]]!", "!", "utter_hello", "blanks are none"),
    "a blank is malformed": (NL, "[[name]]", "[[Name]]", "utter_hello", "a blank is malformed"),
    "a number is in no table": (NL, "[[phone:desk]]", "[[phone:nobody]]", "utter_ask_rights", "numbers.yml"),
    "a message is missing": (
        EN, "Call [[phone:desk]].\n\n", "Call [[phone:desk]].\n", "utter_ask_rights", "has 1 messages, in Dutch 2",
    ),
    "payloads differ": (EN, "payload: /change_language", "payload: /affirm", "utter_ask_rights", "its payloads"),
    "a payload cannot be read": (
        NL, "payload: /change_language", "payload: change language", "utter_ask_rights", "cannot be read",
    ),
    "a payload names no intent": (NL, "/change_language", "/sing", "utter_ask_rights", "no intent sing"),
    "a payload leads nowhere": (NL, "part=simpler", "part=self", "utter_ask_rights", "utter_ask_rights_self, which"),
    "a title has too many words": (
        NL, "title: Makkelijker", "title: Leg het mij nu wat makkelijker uit", "utter_ask_rights", "more than 6 words",
    ),
    "a title is too long": (
        NL, "title: Makkelijker", f"title: {'Makkelijker' * 6}", "utter_ask_rights", "more than 64 characters",
    ),
    "a title of its own has too many words": (
        NL, "text: Mijn rechten", "text: Al mijn rechten in dit nieuwe land", "utter_title_ask_rights", "6 words",
    ),
    "two buttons look alike": (EN, "title: Another language", "title: simpler", "utter_ask_rights", "2 buttons"),
    "a telephone number in words": (NL, "Bel [[phone:desk]]", "Bel 0800-8020", "utter_ask_rights", "telephone number"),
    "a mobile number": (NL, "U mag nee zeggen.", "Bel 06 12 34 56 78.", "utter_ask_rights_simpler", "telephone number"),
    "the emergency number": (NL, "Bel nu [[phone:112]]", "Bel nu 112", "utter_crisis_child", "telephone number"),
    "an emergency number in other digits": (AR, "[[phone:112]]", "١١٢", "utter_crisis_child", "telephone number"),
    "a number that Dutch has not": (EN, "since 2022", "since 2021", "utter_ask_rights", "the number 2021"),
    "braces": (NL, "[[name]]", "{name}", "utter_hello", "braces"),
    "other letters": (AR, "مسموح لكم أن تقولوا لا.", "You may say no.", "utter_ask_rights_simpler", "Arabic letters"),
    "a title in other letters": (AR, "title: لغة أخرى", "title: Taal", "utter_ask_rights", "not in Arabic letters"),
    "Dutch in an English text": (
        EN, "You may say no.", "U kunt het weigeren.", "utter_ask_rights_simpler", "looks like Dutch",
    ),
    "English in a Dutch text": (
        NL, "U mag nee zeggen.", "You may say no to this.", "utter_ask_rights_simpler", "looks like English",
    ),
    "a text that is still Dutch": (
        EN, "Go on with my wish", "Verder met mijn wens", "utter_title_resume_wish_form", "is the Dutch text",
    ),
    "the text with all languages differs": (
        EN, "Choose your language here now", "Choose", "utter_choose_language", "not the same as in Dutch",
    ),
    "a sentence is too long": (
        NL, "U mag nee zeggen.", "U mag nee zeggen " + "en ja " * 6 + "zeggen.", "utter_ask_rights_simpler", "14 words",
    ),
    "an unknown status": (NL, "status: reviewed", "status: fine", "utter_ask_rights", "metadata.status is 'fine'"),
    "YAML's yes": (NL, 'text: "Ja"', "text: yes", "utter_title_affirm", "quote a text"),
    "two variations": (NL, "    - text: vriendelijk", "    - text: a\n    - text: b", "utter_tone_kind", "one vari"),
    "an unused text": (NL, "utter_tone_kind:", "utter_other_kind:", "utter_other_kind", "nothing names this response"),
    "a title is missing": (NL, "utter_title_affirm:", "utter_title_yes:", "affirm", "has no utter_title_affirm"),
    "a form is silent": (NL, "utter_ask_wish_when:", "utter_ask_wish_now:", "utter_ask_wish_when", "has no Dutch text"),
    "danger is silent": (NL, "utter_crisis_child:", "utter_crisis_none:", "utter_crisis_child", "has no Dutch text"),
    "the page is silent": (NL, "utter_web_send:", "utter_web_none:", "utter_web_send", "has no Dutch text"),
    "a rule is silent": (
        "data/stories/rules.yml", "utter_ask_rights", "utter_ask_rihgts", "utter_ask_rihgts", "has no Dutch text",
    ),
    "an action is silent": ("actions/hello.py", "utter_hello", "utter_helo", "utter_helo", "has no Dutch text"),
    "a beginning is silent": ("actions/hello.py", "utter_tone_{", "utter_tune_{", "utter_tune_", "no Dutch text"),
    "code that cannot be read": ("actions/hello.py", "def act(", "def act", "hello.py", "is no Python"),
    "rules that cannot be read": ("data/stories/rules.yml", "steps:", "stages:", "rules.yml", "is no list of rules"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_mistake_is_told(tree: Path, what: str) -> None:
    file, old, new, key, says = BROKEN[what]
    change(tree, file, old, new)
    complaints = response_complaints(tree)
    assert any(key in line and says in line for line in complaints), complaints
    assert all("\n" not in line and ": " in line and ";" in line for line in complaints), complaints


def test_a_file_that_is_not_translated(tree: Path) -> None:
    (tree / "data/responses/en/received.yml").unlink()
    (line,) = response_complaints(tree)
    assert line.startswith("data/responses/en/received.yml: does not exist; translate data/responses/nl/received.yml")


def test_a_file_that_dutch_does_not_have(tree: Path) -> None:
    (tree / "data/responses/ar/all.yml").rename(tree / "data/responses/ar/everything.yml")
    complaints = response_complaints(tree)
    assert "data/responses/ar/everything.yml: Dutch has no such file; remove it or write it in Dutch as well" in complaints
    assert any("utter_hello: stands in data/responses/nl/all.yml in Dutch; move it" in line for line in complaints)


def test_a_response_in_two_files(tree: Path) -> None:
    change(tree, "data/responses/nl/received.yml", "responses:\n", "responses:\n  utter_hello:\n    - text: Hallo\n")
    assert any(
        line.startswith("data/responses/nl/received.yml: utter_hello: stands in data/responses/nl/all.yml as well")
        for line in response_complaints(tree)
    )


def test_a_response_twice_in_a_file(tree: Path) -> None:
    change(tree, NL, "  utter_hello:", "  utter_hello:\n    - text: Hallo\n  utter_hello:")
    assert any(f"{NL}: is no YAML (utter_hello stands there twice)" in line for line in response_complaints(tree))


@pytest.mark.parametrize("text", ["responses: [a", "- a", "responses: 3", "", "hello"])
def test_a_file_that_cannot_be_read_is_a_complaint(tree: Path, text: str) -> None:
    (tree / "data/responses/en/all.yml").write_text(text)
    assert any(line.startswith("data/responses/en/all.yml: ") for line in response_complaints(tree))


@pytest.mark.parametrize("name", ["domain.yml", "languages.yml", "data/facts/numbers.yml"])
@pytest.mark.parametrize("text", ["a: [b", "- a", None])
def test_a_file_on_which_all_rests_is_one_complaint(tree: Path, name: str, text: str | None) -> None:
    (tree / name).unlink() if text is None else (tree / name).write_text(text)
    (line,) = response_complaints(tree)
    assert line.startswith(f"{name}: cannot be read (") and "\n" not in line


def test_a_language_that_is_not_live_is_not_checked(tree: Path) -> None:
    (tree / "data/responses/tr").mkdir()
    (tree / "data/responses/tr/all.yml").write_text("responses: [a")
    assert response_complaints(tree) == []


def test_an_answer_without_the_text_it_becomes(tree: Path) -> None:
    change(tree, NL, "  utter_ask_wish_when:", "  utter_ask_goal_domain:")
    change(
        tree, NL, "    - text: Wanneer wilt u dat?",
        "    - text: Waarbij?\n      buttons:\n        - {title: Hoofd, payload: /answer answer=mind}",
    )  # fmt: skip
    assert any("utter_domain_mind: has no Dutch text" in line for line in response_complaints(tree))


@pytest.mark.parametrize(
    "text", ["Schrijf een datum zoals 31-12-2027.", "Dit geldt sinds augustus 2026.", "1. Kom op 2 dagen."]
)
def test_dates_and_small_numbers_are_no_telephone_numbers(tree: Path, text: str) -> None:
    change(tree, NL, "U mag nee zeggen.", text)
    assert response_complaints(tree) == []
