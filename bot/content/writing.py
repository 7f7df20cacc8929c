"""How the texts are written, language by language: the Dutch ones simple, the translations in the form of their script.

The figures are left to `simplicity.py`, `vocabulary.py` and `typography.py`, the limits to `limits.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.content.responses import IN_ALL_LANGUAGES
from bot.content.simplicity import hardness, measure, simplicity_complaints
from bot.content.tree import Tree, Written
from bot.content.typography import typography_complaints
from bot.content.vocabulary import Vocabulary
from bot.languages import REFERENCE

WORST = 3  # texts of each file that are shown


def writing_complaints(tree: Tree, code: str, vocabulary: Vocabulary) -> list[str]:
    """What is beyond the limits in the texts of a language, one line each: file, name, figure and cure."""
    complaints: list[str] = []
    for name, written in _texts(tree, code):
        if code == REFERENCE:
            found = [
                *simplicity_complaints(written.text, vocabulary.explained),
                *(
                    f"rare word {word!r}; use a common one, explain it in quotes, or put it in data/words.yml"
                    for word in vocabulary.rare(_whole(written))
                ),
            ]
        elif name in tree.reference:
            dutch = _whole(tree.reference[name])
            found = list(typography_complaints(_whole(written), dutch, tree.languages[code], vocabulary.explained))
        else:
            continue  # told by the checks of the responses
        complaints += [f"{written.file}: {name}: {line}" for line in found]
    return complaints


def hardest(tree: Tree) -> list[str]:
    """The hardest Dutch texts of each file, with their figures."""
    by_file: dict[str, list[tuple[str, Written]]] = defaultdict(list)
    for name, written in _texts(tree, REFERENCE):
        by_file[written.file].append((name, written))
    lines = []
    for file, texts in sorted(by_file.items()):
        lines.append(f"{file}:")
        for name, written in sorted(texts, key=lambda one: hardness(one[1].text), reverse=True)[:WORST]:
            figures = measure(written.text)
            lines.append(
                f"  {name}: Flesch-Douma {figures.flesch_douma:.0f}, {figures.mean:.1f} words a sentence, longest "
                f"{figures.longest}, long words {figures.long_share:.0%}, passive {len(figures.passives)}"
            )
    return lines


def _texts(tree: Tree, code: str) -> Iterator[tuple[str, Written]]:
    return ((name, written) for name, written in tree.responses[code].items() if name != IN_ALL_LANGUAGES)


def _whole(written: Written) -> str:
    return "\n".join([written.text, *(title for title, _ in written.buttons)])
