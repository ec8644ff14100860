"""JSON, strictly.

The standard library validates the text but does not report places, so the tree is then built from tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from specc.document.source import MAX_DEPTH, MAX_VALUES, Entry, Scalar, Source, Tree

_TOKEN = re.compile(r'[\[\]{}:,]|"(?:[^"\\]++|\\.)*+"?|[^\s\[\]{}:,"]++', re.DOTALL)
_CONSTANTS: dict[str, Scalar] = {"null": None, "true": True, "false": False}
_NO_JSON = {"NaN", "Infinity", "-Infinity"}

_MESSAGES = {
    "Expecting property name enclosed in double quotes": "expected a key in double quotes",
    "Expecting ':' delimiter": "expected `:` after the key",
    "Expecting ',' delimiter": "expected `,` or the closing bracket",
    "Expecting value": "expected a value",
    "Extra data": "there is more after the end of the value",
    "Unterminated string starting at": "the string never ends",
    "Invalid control character at": "a string cannot span lines; write \\n",
    "Invalid \\escape": "unknown escape; a backslash is written \\\\",
    "Invalid \\uXXXX escape": "expected four hexadecimal digits after \\u",
    "Illegal trailing comma before end of object": "JSON has no comma after the last entry",
    "Illegal trailing comma before end of array": "JSON has no comma after the last value",
}


def read(source: Source) -> Tree:
    """Reads a text.

    Raises:
        UnreadableError: the text is not JSON, or beyond the limits.
    """
    tokens = list(_bounded(source))
    try:
        # Numbers are left alone here: the builder knows where one that is too long stands.
        json.loads(source.text, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        # Some of the messages end in a colon.
        problem = _MESSAGES.get(error.msg.rstrip(": "), error.msg)
        at = min(error.pos, len(source.text))
        end = at if source.text[at : at + 1] in ("", "\r", "\n") else at + 1
        raise source.failure("R005", f"this is not JSON: {problem}", at, end) from None
    return _build(source, tokens)


def _bounded(source: Source) -> Iterator[re.Match[str]]:
    """The tokens, checked against the limits."""
    depth = values = 0
    for token in _TOKEN.finditer(source.text):
        mark = token.group()
        if mark in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise source.too_deep(*token.span())
        elif mark in ("]", "}"):
            depth -= 1
        if mark not in ("]", "}", ":", ","):
            values += 1
            if values > MAX_VALUES:
                raise source.too_many(*token.span())
        yield token


def _build(source: Source, tokens: list[re.Match[str]]) -> Tree:
    stack: list[tuple[int, list[Tree] | dict[str, Entry], tuple[str, int, int] | None]] = []
    key: tuple[str, int, int] | None = None
    for token in tokens:
        mark, start, end = token.group(), *token.span()
        if mark in (":", ","):
            continue
        if mark in ("[", "{"):
            stack.append((start, [] if mark == "[" else {}, key))
            key = None
            continue
        if mark in ("]", "}"):
            start, value, key = stack.pop()
            tree = Tree(value, source.place(start, end))
        elif stack and isinstance(stack[-1][1], dict) and key is None:
            key = (source.string(json.loads(mark, strict=False), start, end), start, end)
            continue
        else:
            tree = Tree(_scalar(source, mark, start, end), source.place(start, end))
        if not stack:
            return tree
        parent = stack[-1][1]
        if isinstance(parent, list):
            parent.append(tree)
            continue
        assert key is not None, "a value follows its key"
        name, start, end = key
        key = None
        if name in parent:
            source.duplicate(name, start, end, parent[name].key.start)
        else:
            parent[name] = Entry(source.place(start, end), tree)
    raise AssertionError("json.loads accepts no text without a value")


def _scalar(source: Source, mark: str, start: int, end: int) -> Scalar:
    if mark in _CONSTANTS:
        return _CONSTANTS[mark]
    if mark in _NO_JSON:
        message = f"this is not JSON: there is no {mark} in it"
        raise source.failure("R005", message, start, end)
    if mark[0] == '"':
        return source.string(json.loads(mark), start, end)
    if mark.lstrip("-").isdigit():
        return source.integer(mark, 10, start, end)
    return float(mark)
