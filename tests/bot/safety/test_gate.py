"""The gate on messages in all languages, on rubbish, and beside a classifier that helps, hinders or fails.

The examples beside this file are the tests' own: they stand in no training data.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import ROOT, live_languages
from bot.safety.gate import Gate, Judgement, LanguageOf
from bot.safety.patterns import KINDS, Patterns
from bot.yaml_file import read_yaml

pytestmark = pytest.mark.integration

HERE = Path(__file__).parent
LANGUAGES = tuple(live_languages())


@cache
def ours() -> Gate:
    """The gate of this installation, without a classifier."""
    return Gate.load()


EVIDENCE = {"ask": 1.5, "act": 3.0}


def examples(*wanted: str) -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        content = read_yaml(HERE / f"examples_{language}.yml")
        for name in wanted:
            yield from ((language, name, text) for text in content[name])


@pytest.mark.parametrize(("language", "kind", "text"), examples(*KINDS))
def test_danger_is_noticed(language: str, kind: str, text: str) -> None:
    judgement = ours().judge(text)
    assert judgement.decision in {"ask", "act"}
    assert judgement.kind in KINDS


@pytest.mark.parametrize(("language", "kind", "text"), examples("none"))
def test_daily_life_and_exaggeration_stay_calm(language: str, kind: str, text: str) -> None:
    assert ours().judge(text) == Judgement()


@pytest.mark.parametrize(("language", "kind", "text"), examples("at_most_ask"))
def test_past_negation_and_report_at_most_ask(language: str, kind: str, text: str) -> None:
    assert ours().judge(text).decision != "act"


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("mijn man slaat mij elke dag", "crisis_violence", "nl"),
        ("ik wil dood", "crisis_suicide", "nl"),
        ("I was raped", "crisis_exploitation", "en"),
        ("my child is missing", "crisis_child", "en"),
        ("my father is not breathing", "crisis_emergency", "en"),
        ("زوجي يضربني كل يوم", "crisis_violence", "ar"),
        ("بدي انتحر", "crisis_suicide", "ar"),
        ("حريق بالبيت", "crisis_emergency", "ar"),
    ],
)
def test_plain_words_act_and_name_kind_and_language(text: str, kind: str, language: str) -> None:
    assert ours().judge(text) == Judgement("act", kind, language)


@pytest.mark.parametrize(
    "text",
    [
        "MIJN MAN SLAAT MIJ!!!",
        "mijn\u200bman mijn man\u00a0slaat\nmij mijn man slaat mij",
        "ｍｙ ｈｕｓｂａｎｄ beats me",
        "زَوْجِي يَضْرِبُنِي",
        "زوجـــي يضربنـــي",
        "زوجى يظربنى",
        "وجوزي بيضربني",
        "jozi byedrobni",
        "hello how are you. my husband beats me. thank you",
        "dank u voor de afspraak. زوجي يضربني. tot morgen",
        "mijn zoon is hit by car en bloedt heel erg",
    ],
)
def test_spelling_mixing_and_place_do_not_hide_danger(text: str) -> None:
    assert ours().judge(text).decision == "act"


@pytest.mark.parametrize(
    "text", ["miiiijn maaaan slaaaat mij", "ik ben verkrachtt", "mijn baas heeft mij misbruijkt", "mijn kind is ontvoert"]
)
def test_misspelt_words_at_least_ask(text: str) -> None:
    assert ours().judge(text).decision != "none"


@pytest.mark.parametrize(
    "text",
    [
        "this exam is killing me and my husband beats me",
        "mijn telefoon is dood. ik wil ook dood",
        "هالامتحان رح يموتني. زوجي يضربني",
        "in the film he hits his wife. my husband hits me",
    ],
)
def test_a_figure_of_speech_silences_nothing_but_itself(text: str) -> None:
    assert ours().judge(text).decision == "act"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "🙂🙂🙂", "\x00", "\ud800", "....", "؟؟؟", "ـــــ", "a" * 1_000_000, "<script>", "' or 1=1", "((((", "*"],
)
def test_rubbish_is_none(text: str) -> None:
    assert ours().judge(text) == Judgement()


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(blacklist_categories=()), max_size=300))
def test_never_raises(text: str) -> None:
    assert ours().judge(text).decision in {"none", "ask", "act"}


def test_a_very_long_text_is_judged_at_both_ends() -> None:
    filling = "ik leer nederlands op school. " * 40_000
    assert ours().judge("mijn man slaat mij. " + filling).decision == "act"
    assert ours().judge(filling + "mijn man slaat mij.").decision == "act"


def test_long_texts_are_quick() -> None:
    """A generous bound: the real figure stands in docs/safety.md."""
    text = " ".join(text for _, _, text in examples("none")) * 40
    ours().judge(text[:1000])
    begun = time.process_time()
    ours().judge(text[:100_000])
    assert time.process_time() - begun < 10


def test_danger_in_the_middle_of_dictated_words() -> None:
    filling = "en toen ging ik naar school om nederlands te leren met de juf "
    assert ours().judge(filling * 5 + "mijn man slaat mij elke dag " + filling * 5).decision == "act"


def gate_with(probability: float) -> Gate:
    return Gate(ours().patterns, lambda sentence: ("crisis_child", probability), 0.9, 0.5, 0.7, EVIDENCE)


@pytest.mark.parametrize(
    ("probability", "decision"), [(0.2, "none"), (0.51, "ask"), (0.89, "ask"), (0.91, "act"), (1.0, "act")]
)
def test_the_classifier_decides_where_patterns_are_silent(probability: float, decision: str) -> None:
    judgement = gate_with(probability).judge("goedemorgen")
    assert judgement.decision == decision
    assert judgement.kind == (None if decision == "none" else "crisis_child")
    assert judgement.language is None


def test_patterns_and_classifier_are_weighed_together() -> None:
    sure, unsure = "ik wil dood", "niemand zou mij missen als ik weg was"
    assert ours().judge(sure).decision == "act" and ours().judge(unsure).decision == "ask"
    assert gate_with(0.0).judge(sure) == Judgement("ask", "crisis_suicide", "nl"), "certain words are never passed over"
    assert gate_with(0.6).judge(sure) == Judgement("act", "crisis_suicide", "nl")
    assert gate_with(0.0).judge(unsure) == Judgement()
    assert gate_with(0.6).judge(unsure) == Judgement("ask", "crisis_suicide", "nl", True), "a pattern names the kind"
    assert gate_with(0.8).judge(unsure).decision == "act", "more than the classifier alone would say"


def test_a_hit_counts_for_more_when_the_question_is_only_whether_to_ask() -> None:
    evidence = {"ask": 2.0, "act": 3.0, "only_ask": 3.5}
    unsure = "niemand zou mij missen als ik weg was"

    def judged(probability: float, text: str = unsure) -> str:
        return (
            Gate(ours().patterns, lambda sentence: ("crisis_child", probability), 0.9, 0.17, 0.5, evidence).judge(text).decision
        )

    assert judged(0.01) == "ask" and judged(0.003) == "none"
    assert judged(0.5) == "ask", "for an act it counts no more than before"
    assert judged(0.01, "ik ga naar school") == "none"


def test_what_the_classifier_did_not_read_is_left_to_the_patterns() -> None:
    filling = "ik was vandaag weer op school. " * 10
    assert gate_with(0.0).judge(filling + "mijn man slaat mij. " + filling).decision == "act"
    assert gate_with(0.0).judge(filling + "niemand zou mij missen als ik weg was. " + filling).decision == "ask"
    assert gate_with(0.99).judge(filling) == Judgement("act", "crisis_child")


def test_what_was_read_before_the_classifier_broke_counts() -> None:
    def breaks_later(sentence: str) -> tuple[str, float]:
        if "school" in sentence:
            raise RuntimeError("no weights")
        return "crisis_child", 0.95

    gate = Gate(ours().patterns, breaks_later, 0.9, 0.5, 0.7, EVIDENCE)
    assert gate.judge("goedemorgen. ik was op school") == Judgement("act", "crisis_child")


def test_a_sure_classifier_tells_the_kind_except_of_mortal_danger() -> None:
    def gate(probability: float) -> Gate:
        return Gate(ours().patterns, lambda sentence: ("crisis_violence", probability), 0.9, 0.5, 0.7, EVIDENCE)

    kept_papers = "mijn baas houdt mijn paspoort en ik moet werken zonder geld"
    assert gate(0.6).judge(kept_papers).kind == "crisis_exploitation"
    assert gate(0.95).judge(kept_papers).kind == "crisis_violence"
    assert gate(0.95).judge("mijn vader ademt niet").kind == "crisis_emergency"


def test_a_failing_classifier_leaves_the_patterns() -> None:
    def broken(sentence: str) -> tuple[str, float]:
        raise RuntimeError("no weights")

    gate = Gate(ours().patterns, broken, 0.9, 0.5, 0.7, EVIDENCE)
    assert gate.judge("hallo") == Judgement()
    assert gate.judge("niemand zou mij missen als ik weg was").decision == "ask"


def test_the_classifier_sees_the_first_and_last_sentences_cut_short() -> None:
    seen: list[str] = []

    def watch(sentence: str) -> tuple[str, float]:
        seen.append(sentence)
        return "crisis_child", 0.0

    gate = Gate(ours().patterns, watch, 0.9, 0.5, 0.7, EVIDENCE)
    gate.judge(". ".join(f"zin {number} " + "x" * 400 * (number == 3) for number in range(1, 31)))
    alone = [sentence for sentence in seen if ". " not in sentence]
    assert [sentence.split()[1].rstrip(".") for sentence in alone] == [str(n) for n in (*range(1, 7), *range(25, 31))]
    assert max(len(sentence) for sentence in seen) == 300


def test_a_sentence_is_weighed_with_those_around_it() -> None:
    told = {"hij slaat": 0.9, "hij slaat.": 0.9, "het is een film": 0.01}

    def reads(text: str) -> tuple[str, float]:
        return "crisis_violence", told.get(text, 0.05)

    gate = Gate(patterns(), reads, 0.95, 0.5, 0.7, EVIDENCE)
    assert gate.judge("hij slaat").decision == "ask"
    assert gate.judge("hij slaat. het is een film").decision == "none"
    told["hij slaat. ik ben bang"] = 0.9999
    assert gate.judge("hij slaat. ik ben bang") == Judgement("act", "crisis_violence")


def test_of_many_sentences_one_may_look_like_danger_by_chance() -> None:
    told = {"ik ben moe.": 0.7, "hij slaat mij dood.": 0.99}

    def reads(text: str) -> tuple[str, float]:
        return "crisis_violence", told.get(text, 0.3)

    gate = Gate(patterns(), reads, 0.95, 0.3, 0.7, EVIDENCE)
    others = "ik woon in zwolle. mijn vrouw leert nederlands. onze zoon is vier."
    assert gate.judge("ik ben moe.").decision == "ask"
    assert gate.judge(f"{others} ik ben moe.").decision == "none"
    assert gate.judge(f"{others} hij slaat mij dood.").decision == "ask"


def test_kinds_by_gravity() -> None:
    assert ours().judge("mijn man slaat mij. mijn vader ademt niet").kind == "crisis_emergency"


def training_lines(language: str) -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
        for block in read_yaml(file)["nlu"]:
            if "intent" in block:
                for line in block["examples"].splitlines():
                    yield block["intent"], line.strip().removeprefix("- ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_alone_on_the_training_examples(language: str) -> None:
    """A floor against careless edits. Many of the others were written to alarm; `test_patterns_alone.py` holds messages that no
    author of patterns has seen."""
    count: Counter[tuple[bool, str]] = Counter()
    for intent, text in training_lines(language):
        count[intent.startswith("crisis_"), ours().judge(text).decision] += 1
    crisis, others = (sum(number for (own, _), number in count.items() if own is danger) for danger in (True, False))
    assert (count[True, "ask"] + count[True, "act"]) / crisis >= 0.85
    assert count[False, "ask"] / others <= 0.015
    assert count[False, "act"] / others <= 0.002


def patterns(**lists: object) -> Patterns:
    return Patterns({"nl": {"crisis_violence": dict(lists)}})


def test_a_group_of_words_is_read_from_its_own_file_then_its_kind_then_the_general_one() -> None:
    files = {
        "general": {"words": {"who": ["iemand"], "me": ["mij"]}},
        "crisis_child": {"words": {"hit": ["knijpt"], "me": ["ons"]}, "act": ["<who> <hit> <me>"]},
        "crisis_violence": {"words": {"hit": ["slaat"]}, "act": ["<who> <hit> <me>"]},
        "crisis_violence_fresh": {"act": ["soms <hit> <me>"]},
        "crisis_violence_wide": {"words": {"hit": ["duwt"]}, "act": ["vaak <hit> <me>"]},
    }
    found = Patterns({"nl": files})
    for text in ("iemand knijpt ons", "iemand slaat mij", "soms slaat mij", "vaak duwt mij"):
        assert list(found.hits(text)), text
    for text in ("iemand knijpt mij", "iemand duwt mij", "iemand slaat ons", "soms duwt mij", "vaak slaat mij"):
        assert not list(found.hits(text)), text


@pytest.mark.parametrize(
    ("written", "fits", "fails"),
    [
        ("slaat mij", ["hij slaat mij"], ["mij slaat hij", "slaat hij mij", "slaat. mij"]),
        ("slaat .. mij", ["slaat de man mij", "slaat mij"], ["slaat a b c mij"]),
        ("slaat ... mij", ["slaat a b c d e mij"], ["slaat a b c d e f mij"]),
        ("slaat + mij", ["mij hij slaat", "slaat mij"], ["mij" + " x" * 12 + " slaat"]),
        ("(slaat|schopt) mij", ["schopt mij"], ["duwt mij"]),
        ("slaat (mijn|me)? vrouw", ["slaat mijn vrouw", "slaat vrouw"], ["slaat die vrouw"]),
        ("bedreig*", ["bedreigd", "bedreigingen"], ["gebedreigd"]),
        ("*ضرب*", ["يضربني"], ["يحبني"]),
        ("~darabni", ["dharabni", "darabny", "darrabnii"], ["dorpen"]),
        ("= brand", ["brand", "Brand!!"], ["de brand"]),
        ("ex-man", ["mijn ex man", "mijn ex-man"], ["exman"]),
        ("بيت", ["البيت", "والبيت", "بالبيت"], ["بيتنا"]),
        ("slaat | schopt", ["schopt", "slaat"], ["duwt"]),
    ],
)
def test_the_notation(written: str, fits: list[str], fails: list[str]) -> None:
    found = patterns(act=[written])
    assert all(list(found.hits(text)) for text in fits)
    assert not any(list(found.hits(text)) for text in fails)


def test_letters_are_alike_only_in_a_language_that_says_so() -> None:
    """Iraqis write گ where others write ك; in Persian "گشتم" (I walked around) is not "کشتم" (I killed)."""

    def hits(letters: list[str], text: str) -> set[str]:
        arabic = {"general": {"letters": letters}, "crisis_violence": {"act": ["كتلني"]}}
        found = Patterns({"ar": arabic, "fa": {"crisis_suicide": {"act": ["خوده کشتم"]}}}).hits(text)
        return {hit.language for hit in found}

    assert hits(["گك"], "گتلني") == {"ar"} and hits([], "گتلني") == set()
    assert hits(["گك"], "كتلني") == {"ar"}
    assert hits(["گك"], "خوده کشتم") == {"fa"} and hits(["گك"], "خوده گشتم") == set()
    assert ours().judge("خوده گشتم پیدا نکردم").decision == "none"
    with pytest.raises(ValueError, match=r"data/safety/ar/general.yml: letters: 'گ' is no pair"):
        hits(["گ"], "")


def test_groups_unless_and_at_most_ask() -> None:
    found = patterns(
        words={"hit": ["slaat", "schopt"], "who": ["<hit> mij"]},
        act=["<who>"],
        unless=["<hit> mij .. film"],
        at_most_ask=["vroeger .. <hit>"],
    )
    assert [hit.decision for hit in found.hits("hij schopt mij")] == ["act"]
    assert [hit.decision for hit in found.hits("vroeger schopt mij")] == ["ask"]
    assert not list(found.hits("hij schopt mij in film"))
    assert [hit.decision for hit in found.hits("hij slaat mij en hij schopt mij in film")] == ["act"]


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ({"act": ["(slaat"]}, "not closed"),
        ({"act": ["<nobody> slaat"]}, "nobody"),
        ({"act": ["slaat?"]}, "at least one word"),
        ({"act": ["?"]}, "must follow"),
        ({"act": [True]}, "quotes"),
        ({"acts": ["slaat"]}, "unknown list"),
        ({"act": ["~mout"]}, "consonants"),
        ({"act": ["[slaat]"]}, "notation|letters"),
    ],
)
def test_a_malformed_file_says_what_is_wrong(lists: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says) as raised:
        patterns(**lists)
    assert "data/safety/nl/crisis_violence.yml" in str(raised.value)


@pytest.mark.parametrize(("probability", "likely"), [(0.55, False), (0.75, True)])
def test_likely_danger_is_told_from_what_is_only_asked_about(probability: float, likely: bool) -> None:
    gate = Gate(ours().patterns, lambda sentence: ("crisis_child", probability), 0.9, 0.5, 0.7, EVIDENCE)
    assert gate.judge("wat een mooie dag") == Judgement("ask", "crisis_child", None, likely)


@pytest.mark.parametrize("text", ["ik kan niet meer verder", "hij slaat mij"])
def test_whoever_is_asked_while_the_classifier_is_away_counts_as_likely(text: str) -> None:
    found = ours().judge(text)
    assert found.likely is (found.decision == "ask")


def test_the_language_is_that_of_the_pattern_or_else_that_of_the_text() -> None:
    def gate(language_of: LanguageOf) -> Gate:
        return Gate(ours().patterns, lambda text: ("crisis_child", 0.99), 0.9, 0.5, 0.7, EVIDENCE, language_of)

    assert gate(lambda text: "ti").judge("goedemorgen").language == "ti"
    assert gate(lambda text: None).judge("goedemorgen").language is None
    assert gate(lambda text: "ti").judge("mijn man slaat mij").language == "nl"

    def broken(text: str) -> str | None:
        raise RuntimeError("no weights")

    assert gate(broken).judge("goedemorgen") == Judgement("act", "crisis_child")
