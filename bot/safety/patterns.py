"""Reads the patterns of danger that the team keeps in `data/safety` and says what they find in a text.

Patterns of all live languages look at every text, since people mix languages. How sure a hit makes us is written in
the files (`act` or `ask`); what follows from it is left to `gate.py` and the conversation.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from bot.safety.matching import Entry, Matcher, Sentence, Span
from bot.safety.notation import Choice, Row, read_pattern
from bot.safety.vocabulary import Vocabulary, words_of
from bot.understanding.normalise import normalise, sentences
from bot.yaml_file import read_yaml

Decision = Literal["none", "ask", "act"]
KINDS = ("crisis_emergency", "crisis_suicide", "crisis_child", "crisis_exploitation", "crisis_violence")
LISTS = ("act", "ask", "ask_alone", "unless", "at_most_ask")
ASKING, SOFTENING = LISTS[:3], LISTS[3:]
LONGEST_SENTENCE, OVERLAP = 60, 15  # words; dictated text has no full stops
LONGEST_ALONE = 20  # words of a sentence that may be all that somebody says
BESIDE_ALONE = 2  # words that may stand beside a sentence that still says all there is ("Hello. I am afraid")
WHOLE = "="  # before a pattern that must be the whole sentence
GENERAL = "general"  # the file whose `unless` and `at_most_ask` hold for every kind


@dataclass(frozen=True)
class Hit:
    """What a pattern found; `pattern` is the line that the team wrote, never a word of the message.

    `alone`: these words are all that the person says, so that nothing else in the message can tell that it is harmless.
    """

    decision: Literal["ask", "act"]
    kind: str
    language: str
    pattern: str
    alone: bool = False


@dataclass(frozen=True)
class _Rule:
    role: str
    kind: str
    language: str
    pattern: str
    whole: bool  # the pattern must be the whole sentence


class Patterns:
    """All patterns of the given languages."""

    def __init__(self, files: dict[str, dict[str, dict[str, Any]]]) -> None:
        """`files` maps language → name of the file → its content. Raises ValueError for a pattern that is malformed."""
        self.vocabulary = Vocabulary()
        # Apart: long texts need not be held against short cries, nor a sentence without a hit against what weakens one.
        self._asking: Matcher[_Rule] = Matcher(self.vocabulary)
        self._alone: Matcher[_Rule] = Matcher(self.vocabulary)
        self._softening: Matcher[_Rule] = Matcher(self.vocabulary)
        for language, contents in files.items():
            self._read(language, contents)

    @classmethod
    def load(cls, folder: Path, languages: list[str]) -> Patterns:
        """The patterns in `folder/<language>/*.yml`, for as long as the process lives."""
        # Some hundred thousand objects come into being and none goes: looking for garbage among them doubles the time.
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            patterns = cls(
                {
                    language: {file.stem: read_yaml(file) or {} for file in sorted((folder / language).glob("*.yml"))}
                    for language in languages
                }
            )
            gc.freeze()
            return patterns
        finally:
            if was_enabled:
                gc.enable()

    def hits(self, text: str) -> Iterator[Hit]:
        """What the patterns find, sentence by sentence. A hit on a misspelt word only asks."""
        said = [words_of(sentence) for sentence in sentences(normalise(text))]
        total = sum(map(len, said))
        for words in said:
            alone = total - len(words) <= BESIDE_ALONE and len(words) <= LONGEST_ALONE
            for begin in range(0, max(len(words) - OVERLAP, 1), LONGEST_SENTENCE - OVERLAP):
                yield from self._sentence(words[begin : begin + LONGEST_SENTENCE], alone)

    def _sentence(self, words: list[str], alone: bool) -> Iterator[Hit]:
        exact = [self.vocabulary.numbers_of(word) for word in words]
        found = self._search(exact, alone)
        yield from found
        if not found:
            mended = [known | self.vocabulary.repaired(word) for word, known in zip(words, exact)]
            if mended != exact:
                for hit in self._search(mended, alone):
                    yield Hit("ask", hit.kind, hit.language, hit.pattern, hit.alone)

    def _search(self, words: list[frozenset[int]], alone: bool) -> list[Hit]:
        sentence = Sentence.of(words)
        fitting: dict[str, list[Entry[_Rule]]] = {name: [] for name in LISTS}
        for entry in chain(self._asking.find(sentence), self._alone.find(sentence) if alone else ()):
            fitting[entry.payload.role].append(entry)
        if not any(fitting[name] for name in ASKING):
            return []
        for entry in self._softening.find(sentence):
            fitting[entry.payload.role].append(entry)
        silent, softer = _Marks(sentence, fitting["unless"]), _Marks(sentence, fitting["at_most_ask"])
        hits = []
        for entry in (entry for name in ASKING for entry in fitting[name]):
            rule = entry.payload
            spans = [(s, e) for s, e in sentence.spans(entry.lines) if not rule.whole or (s, e) == (0, len(words))]
            spans = [span for span in spans if not silent.touch(rule.kind, span)]
            if spans:
                sure = rule.role == "act" and not all(softer.touch(rule.kind, span) for span in spans)
                hits.append(Hit("act" if sure else "ask", rule.kind, rule.language, rule.pattern, rule.role == "ask_alone"))
        return hits

    def _read(self, language: str, contents: dict[str, dict[str, Any]]) -> None:
        # A file knows its own groups of words, then those that the files of its kind named first, then the general ones.
        general: dict[str, Choice] = {}
        letters = tuple(contents.get(GENERAL, {}).get("letters") or ())
        for pair in letters:
            if not isinstance(pair, str) or len(pair) != 2:
                raise ValueError(f"data/safety/{language}/{GENERAL}.yml: letters: {pair!r} is no pair of letters")
        of_kind: dict[str, dict[str, Choice]] = {}
        for name, content in sorted(contents.items(), key=lambda item: not item[0].startswith(GENERAL)):
            try:
                kind = next((kind for kind in KINDS if name.startswith(kind)), "")
                if not kind and not name.startswith(GENERAL):
                    raise ValueError(f"must be named after {GENERAL} or a kind of crisis")
                shared = of_kind.setdefault(kind, {}) if kind else general
                own = self._read_file(language, kind, content, general | shared, letters)
                for group, choice in own.items():
                    shared.setdefault(group, choice)
            except ValueError as error:
                raise ValueError(f"data/safety/{language}/{name}.yml: {error}") from error

    def _read_file(
        self, language: str, kind: str, content: dict[str, Any], known: dict[str, Choice], letters: tuple[str, ...]
    ) -> dict[str, Choice]:
        """Read the patterns of a file. Returns the groups of words that it names."""
        unknown = set(content) - {"words", "ordinary", *(LISTS if kind else ("letters", *SOFTENING))}
        if unknown:
            raise ValueError(f"unknown list {', '.join(sorted(unknown))}")
        self.vocabulary.ordinary.update(normalise(_text(word)) for word in content.get("ordinary") or ())
        own: dict[str, Choice] = {}
        for group, members in (content.get("words") or {}).items():
            own[group] = Choice(tuple(row for member in members for row in _row(_text(member), known | own)))
        for role in LISTS:
            for pattern in content.get(role) or ():
                text = normalise(_text(pattern))
                whole = role == "ask_alone" or text.startswith(WHOLE)
                rule = _Rule(role, kind, language, _text(pattern), whole)
                matcher = self._alone if role == "ask_alone" else self._asking if role in ASKING else self._softening
                matcher.add(read_pattern(text.removeprefix(WHOLE), known | own), rule, letters)
        return own


def _text(entry: Any) -> str:
    if not isinstance(entry, (str, int)) or isinstance(entry, bool):
        raise ValueError(f"{entry!r} is not text for YAML (yes, no, on, off): put it in quotes")
    return str(entry)


def _row(member: str, groups: dict[str, Choice]) -> tuple[Row, ...]:
    tree = read_pattern(normalise(member), groups)
    if len(tree.rows) > 1:
        raise ValueError(f"a group of words cannot hold '+': {member!r}")
    return tree.rows


class _Marks:
    """Where the softening patterns of a sentence stand. They weaken only hits with which they share a word."""

    def __init__(self, sentence: Sentence, entries: list[Entry[_Rule]]) -> None:
        self._spans = [(entry.payload.kind, span) for entry in entries for span in sentence.spans(entry.lines)]

    def touch(self, kind: str, span: Span) -> bool:
        return any(own in ("", kind) and begin < span[1] and span[0] < end for own, (begin, end) in self._spans)
