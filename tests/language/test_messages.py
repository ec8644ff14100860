"""Messages about wrong values of every field of the language are sentences for people.

Each field of each block gets a value of each kind that YAML has. Whatever is wrong is said without regular
expressions, words of pydantic and names of Python's types.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

import specc.language
from specc.document.diagnostics import Diagnostic
from specc.document.document import parse
from specc.language import hints, wording
from specc.language.block import Block
from specc.language.validate import validate

WRONG = {
    "nothing": "null",
    "a switch": "true",
    "zero": "0",
    "an integer": "7",
    "a large integer": "99999999999999999999999",
    "a negative integer": "-3",
    "a number": "1.5",
    "a fraction": "0.2",
    "infinity": ".inf",
    "no number": ".nan",
    "no text": "''",
    "a word": "zebra",
    "words": "'two words!'",
    "None": "None",
    "a long text": f"'{'x' * 3_000}'",
    "a number as text": "'3e-4'",
    "a number with commas": "'1,000'",
    "a path": "a/../b.txt",
    "a URL": "http://x",
    "no items": "[]",
    "items": "[1, zebra, null]",
    "many items": f"[{', '.join(['1'] * 300)}]",
    "no keys": "{}",
    "keys": "{a: 1, type: zebra}",
    "bad keys": "{'a b': {}, '1': [1]}",
}
"""Values of each kind, as a spec writes them."""

BANNED = re.compile(
    r"Input should|[Uu]nion|tagged|pydantic|\binstance of\b|validator|"
    r"\b(str|int|bool|dict|tuple|NoneType|float|frozenset|Decimal|True|False|None|Literal|Annotated)\b|list\[|"
    r"\\d|\\w|\[\^|\]\+|\]\*|\(\?|\$$|\{\d+\}"
)


def blocks() -> Iterator[type[Block]]:
    """Every block of the language."""
    for found in pkgutil.walk_packages(specc.language.__path__, "specc.language."):
        module = importlib.import_module(found.name)
        for value in vars(module).values():
            ours = isinstance(value, type) and issubclass(value, Block)
            if ours and value is not Block and value.__module__ == module.__name__:
                yield value


BLOCKS = sorted(set(blocks()), key=lambda block: (block.__module__, block.__name__))


def said(one: Diagnostic) -> str:
    return " | ".join([one.message, one.label, *one.notes])


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.__module__}.{block.__name__}")
def test_messages_are_for_people(block: type[Block]) -> None:
    """Every key that the block adds, with values of every kind, and an unknown one."""
    tag = block.model_fields.get("type")
    start = f"type: {tag.default}\n" if tag is not None and isinstance(tag.default, str) else ""
    own = block.__annotations__.keys()
    fields = zip(block.model_fields, hints.names(block), strict=True)
    keys = [key for name, key in fields if name in own and name != "type"]
    for key in (*keys, "zebra"):
        for kind, value in WRONG.items():
            text = f"{start}{key}: {value}\n"
            _, found = validate(parse(text.encode(), "a.yaml"), block)
            for one in found:
                # Descriptions are written by us; what was found is the user's.
                words = re.sub(r"'[^']*'|`[^`]*`", "", said(one))
                match = BANNED.search(words)
                assert match is None, (key, kind, said(one))
                assert one.span is not None
                assert one.message[0] not in "({["
                assert len(one.label) < 400, (key, kind, one.label)


def patterns(hint: Any) -> Iterator[str]:
    """The patterns of strings in a type."""
    for part in getattr(hint, "__metadata__", ()):
        yield from patterns_of(getattr(part, "metadata", ()))
        yield from patterns_of([part])
    for inner in typing.get_args(hint):
        yield from patterns(inner)


def patterns_of(metadata: Any) -> Iterator[str]:
    for part in metadata:
        pattern = getattr(part, "pattern", None)
        if isinstance(pattern, str):
            yield pattern


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.__module__}.{block.__name__}")
def test_every_form_has_a_sentence(block: type[BaseModel]) -> None:
    for field in block.model_fields.values():
        for pattern in (*patterns_of(field.metadata), *patterns(field.annotation)):
            assert pattern in wording.FORMS, pattern
