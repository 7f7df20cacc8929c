"""How simple a Dutch text is, in figures: lengths, passive forms, abbreviations, laws, Flesch-Douma.

Pure functions with regular expressions: spaCy would load TensorFlow, which takes longer than all checks. Rare words are left to
`vocabulary.py`, the limits to `limits.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.content import limits
from bot.content.wording import SAID, quoted_words, sentences, spelled_words, unquoted, words

_BECOME = re.compile(r"\b(?:word|wordt|worden|werd|werden|geworden)\b", re.IGNORECASE)
_BE = re.compile(r"\b(?:is|zijn|was|waren)\b", re.IGNORECASE)
# Weak participles, also of verbs that can be separated (afgezegd), and the strong ones that texts like ours use.
_SEPARABLE = "aan|achter|af|bij|dicht|door|in|mee|na|om|op|open|over|samen|terug|toe|uit|voor|weg"
_WEAK = re.compile(rf"\b(?:(?:{_SEPARABLE})?ge\w{{2,}}[dt]|(?:be|ver|ont|her|er)\w{{3,}}[dt])\b", re.IGNORECASE)
_STRONG = frozenset(
    """gegeven genomen gedaan gezien geschreven gekozen gebracht gevonden gesproken gelezen gekregen gehouden geholpen gewezen
    gevraagd geroepen gelaten besloten beschreven betrokken bewezen ontvangen opgenomen overgenomen uitgegeven aangenomen
    aangevraagd afgewezen ingetrokken opgeschreven teruggenomen doorgegeven meegenomen verboden verloren vergeten vernomen
    verkregen verlaten""".split()
)
# They look like participles and say how something is.
_NO_PARTICIPLES = frozenset(
    """gezond getrouwd bekend gesteld geduld geld gebied gewoond geweest geleerd gericht gemeend geschikt gebeurd gestopt
    gezind gewend bereid beleid beeld bericht beroemd bevoegd bezet verplicht verschillend verstand vertraagd verhuisd
    verliefd verzekerd ernst geluid geweld gesprek getal gerecht gezicht gewicht bewust belast gebeurt gezegd verschilt
    begint betekent gelukt gegaan verandert vervolgt geldt geeft vergeet vertelt verwacht vraagt bestaat bepaalt betaalt
    gebruikt krijgt begrijpt beslist besluit verband
    beland verdient verloopt ontvangt vertrekt verwijst gelooft herkent ervaart""".split()
)
_DOTTED = re.compile(
    r"\b(?:[a-z]{1,4}\.){2,}|\b(?:bijv|enz|etc|nr|tel|incl|excl|ca|evt|blz|art|max|min)\.|\bt/m\b", re.IGNORECASE
)
_CAPITALS = re.compile(r"\b(?!I{2,3}\b)[A-Z]{2,}\b")  # no Roman numbers
_LAW = re.compile(r"\bWet [a-z]+|\b[Aa]rtikel \d+|\b(?:Awb|Wi2021|Wi 2021|Vw2000)\b|\b[A-Z]\w{3,}wet\b")
# The vowels that are one syllable together.
_SYLLABLE = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|ei|eu|oe|ou|ui|au|ij|[aeiouyäëïöüáéíóúàèêâ]")


@dataclass(frozen=True)
class Measures:
    """The figures of one text."""

    words: int
    mean: float  # words a sentence
    longest: int
    long_share: float
    passives: tuple[str, ...]  # the sentences
    abbreviations: tuple[str, ...]
    laws: tuple[str, ...]
    flesch_douma: float


def syllables(word: str) -> int:
    """The syllables of a Dutch word, by its vowels; at least one."""
    return max(1, len(_SYLLABLE.findall(word.lower())))


def is_passive(sentence: str) -> bool:
    """Whether something is done in a sentence by nobody: worden or zijn with a participle."""
    participles = [match[0].lower() for match in _WEAK.finditer(sentence)]
    found = any(word not in _NO_PARTICIPLES for word in participles)
    strong = any(word.lower() in _STRONG for word in spelled_words(sentence))
    return (found or strong) and bool(_BECOME.search(sentence) or _BE.search(sentence))


def measure(text: str) -> Measures:
    """The figures of a Dutch text. Terms in quotes, which it explains, have no syllables; sentences to say do."""
    lengths = [len(words(sentence)) for sentence in sentences(text)] or [0]
    spelled = spelled_words(text)
    total = sum(lengths)
    mean = total / len(lengths)
    own = spelled_words("\n".join(line if SAID in line else unquoted(line) for line in text.splitlines()))
    each = sum(syllables(word) for word in own) / len(own) if own else 1.0
    return Measures(
        words=total,
        mean=mean,
        longest=max(lengths),
        long_share=sum(len(word) >= limits.LONG_WORD for word in spelled) / len(spelled) if spelled else 0.0,
        passives=tuple(sentence for sentence in sentences(text) if is_passive(sentence)),
        abbreviations=tuple(dict.fromkeys(match[0] for kind in (_DOTTED, _CAPITALS) for match in kind.finditer(text))),
        laws=tuple(dict.fromkeys(match[0] for match in _LAW.finditer(text))),
        flesch_douma=206.84 - 0.93 * mean - 77 * each,
    )


def simplicity_complaints(text: str, explained: Collection[str]) -> Iterator[str]:
    """What is beyond the limits in a Dutch text; `explained` are the words, in small letters, that need no explanation."""
    figures = measure(text)
    known = {*explained, *quoted_words(text)}
    if figures.mean > limits.MOST_MEAN_WORDS and figures.words >= limits.ENOUGH_WORDS:
        yield f"{figures.mean:.1f} words a sentence, more than {limits.MOST_MEAN_WORDS:g}; make shorter ones"
    if figures.words >= limits.ENOUGH_WORDS:
        if figures.long_share > limits.MOST_LONG_SHARE:
            yield f"{figures.long_share:.0%} long words, more than {limits.MOST_LONG_SHARE:.0%}; use short ones"
        if figures.flesch_douma < limits.LEAST_FLESCH_DOUMA:
            yield f"Flesch-Douma {figures.flesch_douma:.0f}, less than {limits.LEAST_FLESCH_DOUMA:g}; make it simpler"
    if len(figures.passives) > limits.MOST_PASSIVES:
        yield f"{len(figures.passives)} passive sentences, more than {limits.MOST_PASSIVES}; say who does it"
    for abbreviation in figures.abbreviations:
        if abbreviation.lower() not in known and not re.search(rf"\b{re.escape(abbreviation)} (?:is|betekent)\b", text):
            yield f"abbreviation {abbreviation!r}; write it out, explain it in quotes, or list it in words.yml or names.yml"
    for law in figures.laws:
        if not any(word in known for word in law.lower().split()):
            yield f"name of a law {law!r}; explain it in quotes, or leave it out"


def hardness(text: str) -> float:
    """A figure by which texts are ordered: the higher, the harder. A short text never leads."""
    figures = measure(text)
    return -figures.flesch_douma if figures.words >= limits.ENOUGH_WORDS else -1000.0
