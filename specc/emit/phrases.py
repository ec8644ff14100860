"""Sentences of which parts come from different places of a spec."""

from __future__ import annotations

from specc.emit.literals import docstring, wrap_docstring
from specc.emit.text import Origins, Text, concatenated
from specc.ir.node import Phrase, WithOrigin


def phrase(value: Phrase, origins: Origins, *, width: int | None = None) -> str:
    """A phrase as it stands in a docstring, its parts with marks; in lines of `width` if that is given."""
    parts = value if isinstance(value, tuple) else (value,)
    marked = [
        origins.mark(docstring(part.value), part.origin)
        if isinstance(part, WithOrigin)
        else docstring(part)
        for part in parts
    ]
    if width is None:
        return "".join(marked)
    text = concatenated(map(Text.parse, marked))
    plain = "".join(part.value if isinstance(part, WithOrigin) else part for part in parts)
    return _aligned(wrap_docstring(plain, width), text, origins)


def _aligned(laid_out: str, text: Text, origins: Origins) -> str:
    """A text in lines, with the origins that its characters other than white space have."""
    found = [
        origin for char, origin in zip(text.chars, text.origins, strict=True) if not char.isspace()
    ]
    result, position, start, last = [], 0, 0, ""
    for index, char in enumerate(laid_out):
        if char.isspace():
            continue
        origin = found[position]
        position += 1
        if origin != last:
            result.append(_marked(laid_out[start:index], last, origins))
            start, last = index, origin
    result.append(_marked(laid_out[start:], last, origins))
    return "".join(result)


def _marked(chars: str, origin: str, origins: Origins) -> str:
    name = origins.name(origin) if origin else ""
    return origins.mark(chars, name) if name and chars else chars
