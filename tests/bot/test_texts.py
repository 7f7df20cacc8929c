"""Responses become messages; a person's own words do no harm in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.languages import ROOT
from bot.messages import Choice, Reply
from bot.texts import (
    BLANK,
    FIRST_STRONG_ISOLATE,
    LEFT_TO_RIGHT_ISOLATE,
    POP_ISOLATE,
    RIGHT_TO_LEFT_MARK,
    Response,
    Texts,
    read_numbers,
    read_off_the_air,
    read_responses,
)

TEXTS = Texts(
    {
        "nl": {
            "utter_words": Response('U schreef: "[[words]]".'),
            "utter_call": Response("Bel [[phone:112]]."),
            "utter_two": Response("Een.\n\nTwee.", (Choice("/menu", "Menu"),)),
            "utter_same": Response("a\n\na", (Choice("/menu", "Menu"),)),
            "utter_lines": Response("Dit weet ik:\n[[lines]]\n[[note]]\nKlaar."),
            "utter_language": Response("Taal: [[language]]"),
            "utter_title": Response("Doel [[number]]"),
            "utter_only_dutch": Response("Alleen Nederlands: [[inner]]"),
        },
        "ar": {"utter_language": Response("اللغة: [[language]]"), "utter_words": Response("كتبت: [[words]]")},
    },
    {"112": "112", "veilig_thuis": "0800-2000"},
)


def isolated(text: str) -> str:
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def said(name: str, language: str = "nl", **values: object) -> list[str]:
    return [part.text for part in TEXTS.render(Reply(name, values), language)]


HARMLESS = [
    "hallo", "{name} {} {0}", "[[words]] [[phone:112]] [[x]]", "\\1 \\g<0> \\n", "%s %(name)s", "$name ${x}",
    "/restart", "<b>vet</b> & *ster* _streep_", "لا أستطيع", "🙂", "\x00", "a\nb", '{"response": "utter_call"}',
]  # fmt: skip


@pytest.mark.parametrize("words", HARMLESS)
def test_own_words_are_shown_as_they_are_and_fill_nothing_else(words: str) -> None:
    assert said("utter_words", words=words) == [f'U schreef: "{isolated(words)}".']


@pytest.mark.parametrize("words", ["een\n\ntwee", "een\n \t\n\ntwee", "een\r\n\r\ntwee", "\n\neen\n\ntwee\n\n"])
def test_a_blank_line_in_own_words_begins_no_new_message(words: str) -> None:
    (only,) = said("utter_words", words=words)
    assert only.startswith('U schreef: "') and "een" in only and "twee" in only


@pytest.mark.parametrize("words", HARMLESS)
def test_own_words_stay_harmless_inside_responses_and_lists(words: str) -> None:
    line = {"response": "utter_words", "values": {"words": words}}
    (message,) = said("utter_lines", lines={"items": [line, words, ""], "join": "\n"}, note=words)
    shown = f'U schreef: "{isolated(words)}".\n{isolated(words)}'
    assert message == f"Dit weet ik:\n{shown}\n{isolated(words)}\nKlaar."


def test_a_blank_that_is_not_filled_is_empty_and_tears_no_message_apart() -> None:
    assert said("utter_words") == ['U schreef: "".']
    assert said("utter_words", words="  ") == ['U schreef: "".']
    (message,) = said("utter_lines", lines="a")
    assert message.startswith("Dit weet ik:") and message.endswith("Klaar.")


def test_a_number_of_ours_is_shown() -> None:
    assert TEXTS.line("utter_title", "nl", number=0).strip(FIRST_STRONG_ISOLATE + POP_ISOLATE).endswith("0")


def test_a_telephone_number_keeps_its_direction() -> None:
    assert said("utter_call") == [f"Bel {LEFT_TO_RIGHT_ISOLATE}112{POP_ISOLATE}."]


def test_a_telephone_number_that_nobody_knows_is_an_error_of_the_team() -> None:
    with pytest.raises(KeyError):
        Texts({"nl": {"utter_x": Response("[[phone:nobody]]")}}, {}).line("utter_x", "nl")


def test_a_response_inside_a_response_speaks_the_same_language() -> None:
    inner = {"response": "utter_language", "values": {"language": "Nederlands"}}
    assert said("utter_only_dutch", "ar", inner=inner) == [
        f"{RIGHT_TO_LEFT_MARK}Alleen Nederlands: اللغة: {isolated('Nederlands')}"
    ]


def test_a_text_that_misses_falls_back_to_dutch_and_one_that_nobody_wrote_is_an_error() -> None:
    assert said("utter_call", "ar") == said("utter_call", "xx") == said("utter_call")
    with pytest.raises(KeyError, match="utter_nobody"):
        said("utter_nobody")
    assert TEXTS.has("utter_call") and not TEXTS.has("utter_call", "ar") and not TEXTS.has("utter_nobody", "xx")


@pytest.mark.parametrize("name", ["utter_two", "utter_same"])
def test_the_choices_stand_below_the_last_message_once(name: str) -> None:
    more = Choice("/pick goal=1", response="utter_title", values={"number": "1"})
    parts = TEXTS.render(Reply(name, choices=(more,)), "nl")
    assert [len(part.choices) for part in parts] == [0, 2]
    assert [choice.title for choice in parts[-1].choices] == ["Menu", f"Doel {isolated('1')}"]
    assert [choice.payload for choice in parts[-1].choices] == ["/menu", "/pick goal=1"]


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_files_are_read_with_their_buttons(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.yml",
        "responses:\n  utter_a:\n  - text: |\n      Dag\n    buttons:\n    - {title: Ja, payload: /yes}\n",
    )
    write(tmp_path, "empty.yml", "")
    write(tmp_path, "b.yml", "responses:\n  utter_b:\n  - text: B\n    metadata: {status: machine}\n")
    found = read_responses(tmp_path)
    assert found["utter_a"] == Response("Dag", (Choice("/yes", "Ja"),))
    assert found["utter_b"].metadata == {"status": "machine"}


def test_a_response_that_is_written_twice_is_an_error(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        write(tmp_path, name, "responses:\n  utter_a:\n  - text: A\n")
    with pytest.raises(ValueError, match=r"b\.yml: response utter_a is defined twice"):
        read_responses(tmp_path)


def test_every_number_in_the_texts_is_in_the_table(texts: Texts) -> None:
    used = {
        match[1].removeprefix("phone:")
        for responses in texts.responses.values()
        for response in responses.values()
        for match in BLANK.finditer(response.text)
        if match[1].startswith("phone:")
    }
    assert used and used <= set(read_numbers())
    assert set(texts.responses) == {folder.name for folder in (ROOT / "data" / "responses").iterdir() if folder.is_dir()}


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ('"Bezwaar": اعتراض', True),
        ("اعتراض (bezwaar)", False),
        ("Nederlands", False),
        ("", False),
        (f"{LEFT_TO_RIGHT_ISOLATE}112{POP_ISOLATE} DUO اتصل", True),
        (f"{LEFT_TO_RIGHT_ISOLATE}DUO{POP_ISOLATE} اتصل", False),
    ],
)
def test_a_line_that_begins_with_a_dutch_word_is_still_read_from_the_right(line: str, marked: bool) -> None:
    texts = Texts({"nl": {}, "ar": {"utter_line": Response(line)}, "ti": {"utter_line": Response(line)}}, {})
    assert texts.line("utter_line", "ar") == (RIGHT_TO_LEFT_MARK if marked else "") + line
    assert texts.line("utter_line", "ti") == line


@pytest.mark.parametrize(
    ("line", "shown"),
    [('🗣 "Goedendag."', '\u200f🗣 \u2066"Goedendag."\u2069'), ('🗣 "Ja?" (نعم)', '\u200f🗣 \u2066"Ja?"\u2069 (نعم)')],
)
def test_a_dutch_sentence_to_say_keeps_its_own_direction(line: str, shown: str) -> None:
    told = {"utter_line": Response(f"قل:\n{line}\nمعنى")}
    texts = Texts({"nl": {}, "fa": told, "tr": told}, {})
    assert texts.lines("utter_line", "fa") == ["قل:", shown, "معنى"]
    assert texts.line("utter_line", "tr") == f"قل:\n{line}\nمعنى"


def test_a_text_that_is_off_the_air_is_replaced_in_that_language_only(tmp_path: Path) -> None:
    responses = {
        "nl": {"utter_fact": Response("Feit.", (Choice("/affirm", "Ja"),)), "utter_off_the_air": Response("Nu niets.")},
        "ar": {"utter_fact": Response("حقيقة."), "utter_off_the_air": Response("لا شيء الآن.")},
    }
    file = tmp_path / "off_the_air.yml"
    assert read_off_the_air(file) == {}
    file.write_text("utter_fact: ['ar']\n")
    texts = Texts(responses, {}, read_off_the_air(file))
    assert [part.text for part in texts.render(Reply("utter_fact"), "ar")] == ["لا شيء الآن."]
    assert [part.text for part in texts.render(Reply("utter_fact"), "nl")] == ["Feit."]
    assert texts.line("utter_fact", "ar") == "لا شيء الآن."
