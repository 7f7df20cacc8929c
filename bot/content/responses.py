"""The checks of the texts: the same in every live language, true to the rules of writing, each of them used.

How a file is read is left to `tree.py`, what can be seen of a text to `wording.py`, who uses a text to `usage.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.content import wording
from bot.content.examples import NEVER_SAID
from bot.content.pictures import picture_complaints, picture_differences
from bot.content.tree import ContentError, Tree, Written, read_tree
from bot.content.usage import usage_complaints
from bot.conversation.reception import COMMANDS
from bot.languages import REFERENCE, ROOT
from bot.messages import parse_payload
from bot.texts import BLANK

TITLE = "utter_title_"
MOST_WORDS_IN_TITLE, MOST_CHARACTERS_IN_TITLE = 6, 64
MOST_WORDS_IN_SENTENCE = 14  # Dutch at A2
LEAST_IN_SCRIPT = 0.6
MOST_WORDS_ALIKE = 3  # longer texts are never the same in two languages
STATUSES = ("machine", "reviewed")
IN_ALL_LANGUAGES = "utter_choose_language"  # holds every language, and is the same in each

Check = Callable[[Tree, str, str, Written], Iterator[str]]


def response_complaints(root: Path = ROOT) -> list[str]:
    """What is wrong with the texts under `root`, one line each: file, key, cure."""
    try:
        tree = read_tree(root)
    except ContentError as error:
        return [str(error)]
    complaints = [*tree.complaints]
    for code in tree.languages:
        if code != REFERENCE:
            complaints += _missing_or_left_over(tree, code)
        for name, written in tree.responses[code].items():
            complaints += [f"{written.file}: {name}: {found}" for found in complaints_of(tree, code, name, written)]
    return [*complaints, *usage_complaints(tree), *_intents_without_title(tree)]


def complaints_of(tree: Tree, code: str, name: str, written: Written) -> list[str]:
    """What is wrong with one response, whether it stands in its file already or not."""
    checks = _CHECKS if code == REFERENCE or name not in tree.reference else (*_CHECKS, *_CHECKS_OF_TRANSLATION)
    return [found for check in checks for found in check(tree, code, name, written)]


def _missing_or_left_over(tree: Tree, code: str) -> list[str]:
    folder, dutch, here = f"data/responses/{code}", tree.reference, tree.responses[code]
    missing = sorted(tree.files[REFERENCE] - tree.files[code])
    more = sorted(tree.files[code] - tree.files[REFERENCE])
    return [
        *(f"{folder}/{file}: does not exist; translate data/responses/{REFERENCE}/{file}" for file in missing),
        *(f"{folder}/{file}: Dutch has no such file; remove it or write it in Dutch as well" for file in more),
        *(
            f"{folder}/{Path(written.file).name}: {name}: is missing; translate it from {written.file}"
            for name, written in dutch.items()
            if name not in here and Path(written.file).name not in missing
        ),
        *(
            f"{written.file}: {name}: Dutch has no such response; remove it or write it in Dutch as well"
            for name, written in here.items()
            if name not in dutch
        ),
        *(
            f"{written.file}: {name}: stands in {dutch[name].file} in Dutch; move it to the file of that name"
            for name, written in here.items()
            if name in dutch and Path(written.file).name != Path(dutch[name].file).name
        ),
    ]


def _intents_without_title(tree: Tree) -> list[str]:
    """Intents that people may mean are offered as buttons; danger never is."""
    return [
        f"domain.yml: {intent}: has no {TITLE}{intent}; write that title in data/responses/{REFERENCE}/titles.yml"
        for intent in sorted(tree.domain.intents - NEVER_SAID)
        if not intent.startswith("crisis_") and TITLE + intent not in tree.reference
    ]


# --- checks of one response ---


def _all_texts(written: Written) -> list[str]:
    return [written.text, *(title for title, _ in written.buttons)]


def _blanks(text: str) -> Counter[str]:
    return Counter(BLANK.findall(text))


def _number_of_messages(text: str) -> int:
    return len([part for part in re.split(r"\n\s*\n", text) if part.strip()])


def _form(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    for text in _all_texts(written):
        if not text:
            yield "a text or title is empty; write it"
        if re.search(r"[{}]", text):
            yield "braces { } are Rasa's; write a blank as [[name]]"
        if "[[" in BLANK.sub("", text) or "]]" in BLANK.sub("", text):
            yield "a blank is malformed; write [[name]] or [[phone:key]] in small letters"
        for blank in _blanks(text):
            if blank.startswith("phone:") and blank.removeprefix("phone:") not in tree.numbers:
                yield f"[[{blank}]] is not in data/facts/numbers.yml; add the number there or name another"
    if written.metadata is not None and written.metadata.get("status") not in STATUSES:
        yield f"metadata.status is {written.metadata.get('status')!r}; write machine or reviewed"


def _payloads(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    for _, payload in written.buttons:
        try:
            intent, entities = parse_payload(payload)
        except ValueError:
            yield f"payload {payload!r} cannot be read; write /intent entity=value"
            continue
        if intent not in tree.domain.intents and intent not in COMMANDS:
            yield f"payload {payload!r}: no intent {intent} in domain.yml; name one that is there"
        if intent == "explain_more":
            wanted = f"utter_{entities.get('topic')}_{entities.get('part')}"
            if wanted not in tree.reference:
                yield f"payload {payload!r} leads to {wanted}, which has no Dutch text; write it or remove the button"


def _titles(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    titles = [title for title, _ in written.buttons]
    for title in [*titles, *([written.text] if name.startswith(TITLE) else [])]:
        if len(wording.words(title)) > MOST_WORDS_IN_TITLE:
            yield f"title {title!r} has more than {MOST_WORDS_IN_TITLE} words; shorten it"
        if len(title) > MOST_CHARACTERS_IN_TITLE:
            yield f"title {title!r} has more than {MOST_CHARACTERS_IN_TITLE} characters; shorten it"
    for title, times in Counter(title.casefold() for title in titles).items():
        if times > 1:
            yield f"title {title!r} stands on {times} buttons; make them different"


def _numbers(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    for text in _all_texts(written):
        for number in wording.telephone_numbers(text, tree.known_numbers):
            yield f"{number.strip()!r} looks like a telephone number; write [[phone:key]] and put it in numbers.yml"


def _language(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    if name == IN_ALL_LANGUAGES:
        return
    script = tree.languages[code].script
    for line in (line for text in _all_texts(written) for line in text.splitlines()):
        if wording.share_in_script(wording.own_letters(line), (script,)) < LEAST_IN_SCRIPT:
            yield f"{_short(line)} is not in {script} letters; write it in {tree.languages[code].english}"
        elif other := wording.other_language(line, code):
            yield f"{_short(line)} looks like {wording.NAMES_OF[other]}; write it in {tree.languages[code].english}"


def _short_sentences(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    if code == REFERENCE and name != IN_ALL_LANGUAGES:
        for sentence in wording.long_sentences(written.text, MOST_WORDS_IN_SENTENCE):
            yield f"{_short(sentence)} has more than {MOST_WORDS_IN_SENTENCE} words; make it two sentences"


def _same_shape(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    dutch = tree.reference[name]
    if _blanks(written.text) != _blanks(dutch.text):
        mine, theirs = (" ".join(sorted(_blanks(text).elements())) or "none" for text in (written.text, dutch.text))
        yield f"blanks are {mine}, in Dutch {theirs}; make them the same"
    if [payload for _, payload in written.buttons] != [payload for _, payload in dutch.buttons]:
        yield f"its payloads are not those of {dutch.file} in the same order; make them the same"
    if _number_of_messages(written.text) != _number_of_messages(dutch.text):
        mine_, theirs_ = _number_of_messages(written.text), _number_of_messages(dutch.text)
        yield f"has {mine_} messages, in Dutch {theirs_}; a blank line begins a message"


def _no_new_numbers(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    dutch = " ".join(_all_texts(tree.reference[name]))
    new = Counter(run for text in _all_texts(written) for run in wording.digit_runs(text))
    for run in new - Counter(wording.digit_runs(dutch)):
        yield f"the number {run} is not in the Dutch text; take it out, or use [[phone:key]]"


def _translated(tree: Tree, code: str, name: str, written: Written) -> Iterator[str]:
    dutch = _all_texts(tree.reference[name])
    if name == IN_ALL_LANGUAGES:
        if written.text != dutch[0]:
            yield "is not the same as in Dutch; it holds all languages"
        return
    for mine, theirs in zip(_all_texts(written), dutch, strict=False):  # another number of buttons is told elsewhere
        if mine == theirs and len(wording.words(wording.own_letters(mine))) > MOST_WORDS_ALIKE:
            yield f"{_short(mine)} is the Dutch text; translate it"


def _short(text: str) -> str:
    """The beginning of a text of ours, so that it can be found."""
    return repr(text.strip() if len(text) <= 50 else text.strip()[:50] + "…")


_CHECKS: tuple[Check, ...] = (_form, _payloads, _titles, _numbers, _language, _short_sentences, picture_complaints)
_CHECKS_OF_TRANSLATION: tuple[Check, ...] = (_same_shape, _no_new_numbers, _translated, picture_differences)
