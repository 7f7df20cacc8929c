"""Pages for key persons: every language side by side, each in its own direction, nothing taken for HTML."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.content.pages import write_pages
from bot.content.tree import read_tree
from tests.bot.content.small_tree import change

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 22)
NL, EN = "data/responses/nl/all.yml", "data/responses/en/all.yml"


class Cells(HTMLParser):
    """The text and attributes of every cell, by the id of its row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: dict[str, list[tuple[dict[str, str | None], str]]] = {}
        self.tags: set[str] = set()
        self._row = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self._row = dict(attributes).get("id") or ""
            self.rows[self._row] = []
        elif tag == "td":
            self.rows[self._row].append((dict(attributes), ""))

    def handle_data(self, data: str) -> None:
        if self._row and self.rows[self._row]:
            attributes, text = self.rows[self._row][-1]
            self.rows[self._row][-1] = (attributes, text + data)


def page(root: Path, languages: list[str] | None = None) -> Cells:
    assert write_pages(read_tree(root), root / "pages", TODAY, languages) == 2
    return Cells((root / "pages/all.html").read_text(encoding="utf-8"))


def test_each_text_stands_in_every_language_in_its_own_direction(tree: Path) -> None:
    cells = page(tree).rows["utter_ask_rights"]
    assert [(one["lang"], one["dir"]) for one, _ in cells] == [("nl", "ltr"), ("en", "ltr"), ("ar", "rtl")]
    assert "U hebt rechten" in cells[0][1] and "Makkelijker" in cells[0][1] and "لكم حقوق" in cells[2][1]


def test_a_text_is_no_html(tree: Path) -> None:
    change(tree, NL, "U mag nee zeggen.", "\"<script>alert('1')</script> & <b>nee</b>\"")
    found = page(tree)
    assert not {"script", "b"} & found.tags
    assert "<script>alert('1')</script> & <b>nee</b>" in found.rows["utter_ask_rights_simpler"][0][1]


def test_only_some_languages_and_what_is_not_translated(tree: Path) -> None:
    change(tree, EN, "  utter_tone_kind:\n    - text: kind\n", "")
    found = page(tree, ["nl", "en"])
    assert len(found.rows["utter_hello"]) == 2
    attributes, text = found.rows["utter_tone_kind"][1]
    assert attributes == {"class": "none"} and text.strip() == "not translated"


def test_the_index_leads_to_each_topic(tree: Path) -> None:
    page(tree)
    index = (tree / "pages/index.html").read_text(encoding="utf-8")
    assert 'href="all.html"' in index and 'href="received.html"' in index and "2026-11-22" in index
