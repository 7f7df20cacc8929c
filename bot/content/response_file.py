"""Changes texts, titles and marks in a file of responses and leaves every other sign as it stands: comments, order, form.

What may be changed is left to `exchange.py` and `review.py`; this room only knows how such a file is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.content.tree import compose, parse


class ResponseFileError(Exception):
    """A file cannot be changed safely; the message says where. Nothing was written."""


@dataclass(frozen=True)
class Change:
    """What becomes of a response; what is None stays."""

    text: str | None = None
    titles: dict[int, str] = field(default_factory=dict)
    status: str | None = None


def changed(source: str, changes: dict[str, Change]) -> str:
    """The file with these responses changed. Raises KeyError for one that is not there, ResponseFileError."""
    lines = source.split("\n")
    edits: list[tuple[yaml.ScalarNode, str, str]] = []  # node, key before it, new value
    responses = {key.value: value for key, value in _pairs(source)}
    for name, change in changes.items():
        (only,) = responses[name].value
        parts = _mapping(only)
        if change.text is not None:
            edits.append((parts["text"], "text", change.text))
        for index, title in change.titles.items():
            edits.append((_mapping(parts["buttons"].value[index])["title"], "title", title))
        if change.status is not None and "metadata" in parts and "status" in _mapping(parts["metadata"]):
            edits.append((_mapping(parts["metadata"])["status"], "status", change.status))
    for node, key, value in sorted(edits, key=lambda edit: (edit[0].start_mark.line, edit[0].start_mark.column), reverse=True):
        if node.value.strip() != value:
            _replace(lines, node, key, value)
    after = "\n".join(lines)
    _verify(source, after, changes)
    return after


def added(target: str, source: str, name: str, change: Change) -> str:
    """`target` with a response more, in the form that it has in `source`."""
    begin = next(key for key, _ in _pairs(source) if key.value == name).start_mark.line
    starts = [key.start_mark.line for key, _ in _pairs(source) if key.start_mark.line > begin]
    block = source.split("\n")[begin : min(starts, default=None)]
    while block and (not block[-1].strip() or block[-1].startswith("#")):
        block.pop()
    one = changed("responses:\n" + "\n".join(block) + "\n", {name: change}).partition("\n")[2]
    between = "\n" if "\n\n  utter_" in target else ""
    return f"{target.rstrip()}\n{between}{one}"


def _replace(lines: list[str], node: yaml.ScalarNode, key: str, value: str) -> None:
    """Put a value in the place of a node, in the style that it has, if that can hold it."""
    first, column = node.start_mark.line, node.start_mark.column
    before = lines[first][:column]
    if node.style in ("|", ">"):
        last = _end_of_block(lines, first)
        indent = min((len(line) - len(line.lstrip()) for line in lines[first + 1 : last] if line.strip()), default=8)
        lines[first:last] = [f"{before}|-", *_block(value, indent)]
    elif "\n" in value:
        if lines[first][node.end_mark.column :].strip() or node.end_mark.line != first:
            raise ResponseFileError(f"line {first + 1}: a text of several lines does not fit there; write it as 'text: |-'")
        lines[first : first + 1] = [f"{before}|-", *_block(value, before.index(f"{key}:") + 2)]
    else:
        end = lines[node.end_mark.line][node.end_mark.column :]
        lines[first : node.end_mark.line + 1] = [before + _scalar(value, node.style) + end]


def _end_of_block(lines: list[str], first: int) -> int:
    """The line after the last one of the block that begins in line `first`."""
    outer = len(lines[first]) - len(lines[first].lstrip(" -"))
    end = last = first + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > outer):
        end += 1
        if lines[end - 1].strip():
            last = end
    return last


def _block(value: str, indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in value.split("\n")]


def _scalar(value: str, style: str | None) -> str:
    """A text of one line: plain where YAML reads it back and it was plain, else in double quotes."""
    if not style:
        try:
            if yaml.safe_load(f"{{a: {value}, b: 1}}") == {"a": value, "b": 1} and not re.search(r"\s#|[\"']", value):
                return value
        except yaml.YAMLError:
            pass
    if style == "'" and "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _verify(before: str, after: str, changes: dict[str, Change]) -> None:
    """A file that says anything else than was meant is never written."""
    wanted = parse(before)
    for name, change in changes.items():
        only = wanted["responses"][name][0]
        if change.text is not None:
            only["text"] = change.text
        for index, title in change.titles.items():
            only["buttons"][index]["title"] = title
        if change.status is not None and "status" in (only.get("metadata") or {}):
            only["metadata"]["status"] = change.status
    try:
        found = parse(after)
    except yaml.YAMLError as error:
        raise ResponseFileError(f"it would be no YAML any more ({error}); change it by hand") from error
    if found != wanted:
        wrong = [name for name in changes if found["responses"].get(name) != wanted["responses"][name]]
        raise ResponseFileError(f"{', '.join(wrong) or 'another response'}: would not be read back; change it by hand")


def _pairs(source: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    root = compose(source)
    assert isinstance(root, yaml.MappingNode)
    pairs: list[tuple[yaml.ScalarNode, yaml.Node]] = _mapping(root)["responses"].value
    return pairs


def _mapping(node: yaml.Node) -> dict[str, Any]:
    return {key.value: value for key, value in node.value}
