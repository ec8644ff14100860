"""`--set a.b=c`: values of the command line, with places for diagnostics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from specc.document.diagnostics import SpecError, UnreadableError
from specc.document.source import MAX_DEPTH, Entry, Source, Tree
from specc.document.yaml_reader import read
from specc.language.wording import counted, described

OVERRIDES = "--set"
"""The pseudo file of overrides, a line each."""

_HIDDEN = re.compile(r"[^\r\n]")


def apply_overrides(tree: Tree, overrides: Sequence[str], sources: Mapping[str, str]) -> Tree:
    """A document with some of its values replaced or added, in order.

    Args:
        tree: the document, a mapping.
        overrides: `a.b=c` each: keys and indices, and a value as in a line of YAML.
        sources: the texts of the document's files, for the error.

    Raises:
        UnreadableError: an override is malformed or refers to a key inside a scalar.
    """
    text = "\n".join(overrides)
    start = 0
    try:
        source = Source(OVERRIDES, text)
        for override in overrides:
            tree = _apply(source, tree, start, start + len(override))
            start += len(override) + 1
        source.finish()
    except SpecError as error:
        # Any error here is one of the command line, not of the spec.
        raise UnreadableError(error.diagnostics, {**sources, OVERRIDES: text}) from None
    return tree


def _apply(source: Source, tree: Tree, start: int, end: int) -> Tree:
    keys, equals, _ = source.text[start:end].partition("=")
    parts = keys.split(".")
    if not equals or not all(parts):
        message = f"`{source.text[start:end]}` is not an override"
        source.report("R021", message, start, end, label="write it key.of.a.value=value")
        return tree
    if len(parts) > MAX_DEPTH:
        raise source.too_deep(start, start + len(keys))
    value = _value(source, start + len(keys) + 1, end)
    return _with(source, tree, parts, start, value)


def _value(source: Source, start: int, end: int) -> Tree:
    """Parses a value in place, so that its positions are right."""
    hidden = _HIDDEN.sub(" ", source.text[:start])
    own = Source(OVERRIDES, hidden + source.text[start:end])
    tree = read(own)
    source.problems += own.problems
    if isinstance(tree.value, list | dict) and source.text[tree.place.start] not in "[{":
        label = "write a mapping as {key: value}, a list as [a, b]"
        source.report("R021", "a value must be on one line", start, end, label=label)
    if tree.place.end == 0:
        return Tree(tree.value, source.place(start, end))
    return tree


def _with(source: Source, tree: Tree, parts: Sequence[str], start: int, value: Tree) -> Tree:
    """The tree with a value set; `start` is the offset of the first part."""
    if not parts:
        return value
    part, rest = parts[0], parts[1:]
    end = start + len(part)
    if isinstance(tree.value, dict):
        place = source.place(start, end)
        entry = tree.value.get(part)
        inner = entry.tree if entry else Tree({}, place)
        changed = _with(source, inner, rest, end + 1, value)
        return Tree({**tree.value, part: Entry(place, changed)}, tree.place)
    if not isinstance(tree.value, list):
        found = described(tree.value)
        source.report("R022", f"`{part}` is in no mapping", start, end, label=f"it is in {found}")
        return tree
    count = len(tree.value)
    if not part.isdecimal() or not part.isascii() or len(part) > 9 or int(part) >= count:
        label = f"the list has {counted(count, 'value')}, counted from 0"
        source.report("R022", f"`{part}` is not in the list", start, end, label=label)
        return tree
    index = int(part)
    changed = _with(source, tree.value[index], rest, end + 1, value)
    return Tree([*tree.value[:index], changed, *tree.value[index + 1 :]], tree.place)
