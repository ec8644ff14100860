"""The one way in which a value gets into source.

The law: `eval(literal(x)) == x`, of the same type, for every value that a spec can hold. So no string of a
spec can become code. `docstring` and `comment` keep the same promise where text is not an expression.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator

LINE_LENGTH = 100


def literal(value: object) -> str:
    """The source of a value.

    Raises:
        TypeError: a kind of value that no trainer holds.
    """
    match value:
        case bool() | None:
            return repr(value)
        case str():
            return _string(value)
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else str(value)
        case float():
            return _float(value)
        case tuple():
            items = ", ".join(literal(item) for item in value)
            return f"({items},)" if len(value) == 1 else f"({items})"
        case _:
            raise TypeError(f"no literal for {type(value).__name__}")


def _string(value: str) -> str:
    """In double quotes, unless the string has some: as black has it, which then finds nothing to do."""
    source = repr(value)
    return source if '"' in source else f'"{source[1:-1]}"'


def _float(value: float) -> str:
    if not math.isfinite(value):
        return f'float("{value}")'
    plain = repr(value)
    if value and (abs(value) < 1e-2 or abs(value) >= 1e6):
        digits, _, exponent = f"{value:.17g}".partition("e")
        for precision in range(17):
            digits, _, exponent = f"{value:.{precision}e}".partition("e")
            if float(f"{digits}e{exponent}") == value:
                break
        scientific = f"{digits}e{int(exponent)}"
        return scientific if len(scientific) < len(plain) else plain
    return plain


def docstring(text: str) -> str:
    """Text that reads as itself between three double quotes, and cannot end them."""
    escaped = "".join(_visible(char) for char in text.replace("\\", "\\\\"))
    return re.sub(r'"{3,}|"+\Z', lambda quotes: '\\"' * len(quotes[0]), escaped)


def wrap_docstring(text: str, width: int = 100) -> str:
    """Paragraphs as `docstring` writes them, in lines of at most `width`, no escape cut in two."""
    lines = []
    for paragraph in docstring(text.strip()).split("\n"):
        words = [part for word in paragraph.split() for part in _parts(word, width)]
        lines.append(
            textwrap.fill(" ".join(words), width, break_long_words=False, break_on_hyphens=False)
        )
    return "\n".join(lines)


def _parts(word: str, width: int) -> Iterator[str]:
    """A word, cut where it is too long for a line."""
    part = ""
    for unit in re.findall(r"\\(?:x..|u.{4}|U.{8}|.)|.", word):
        if len(part) + len(unit) > width:
            yield part
            part = ""
        part += unit
    yield part


def comment(text: str) -> str:
    """Text that stays on the line of a comment."""
    return "".join("\\n" if char == "\n" else _visible(char) for char in text)


def _visible(char: str) -> str:
    """A character as it is if a reader can see it, else its escape (controls, directions, surrogates)."""
    if char == "\n" or char.isprintable():
        return char
    return re.sub(r"^'|'$", "", ascii(char))
