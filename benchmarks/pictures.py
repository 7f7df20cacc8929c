"""How long drawing a picture takes and how large it becomes, per picture and language.

Run: .venv/bin/python -m benchmarks.pictures [language …]
Baseline: the time that the same machine takes for a picture of its title alone.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace

from bot.languages import REFERENCE, live_languages
from bot.messages import Picture, Reply
from bot.pictures.draw import _drawn, draw, size_of
from bot.services.picturing import picture_of
from bot.texts import load_texts

TIMES = 5


def main() -> None:
    texts = load_texts()
    told = {name: response.metadata or {} for name, response in texts.responses[REFERENCE].items()}
    named = {str(metadata["picture"]): name for name, metadata in told.items() if "picture" in metadata}
    print("picture         language  pixels      kB    ms (median)  first   title alone")
    for name, beside in named.items():
        for language in sys.argv[1:] or live_languages():
            picture = picture_of(texts, Reply(beside), language)
            if picture is None:
                sys.exit(f"{beside} has no picture in {language}")
            first, median = _milliseconds(picture, language)
            _, alone = _milliseconds(replace(picture, rows=()), language)
            png = draw(picture, language)
            size = "x".join(str(side) for side in size_of(png))
            print(f"{name:15} {language:8}  {size:9} {len(png) / 1000:4.0f}   {median:6.0f}      {first:6.0f}   {alone:6.0f}")


def _milliseconds(picture: Picture, language: str) -> tuple[float, float]:
    """The first time, when fonts may have to be read, and the median of some more."""
    spent = []
    for _ in range(TIMES):
        _drawn.cache_clear()
        begun = time.perf_counter()
        draw(picture, language)
        spent.append(1000 * (time.perf_counter() - begun))
    return spent[0], statistics.median(spent[1:])


if __name__ == "__main__":
    main()
