"""Text that tries to be more than text: in Python, in Jinja, in YAML, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "quotes": "it's \"quoted\" 'twice'",
    "triple": '""" + __import__("os").system("false") + """',
    "triple at the end": 'ends in """',
    "single triple": "'''\nraise SystemExit\n'''",
    "quote at the end": 'ends in "',
    "backslashes": r"C:\new\table \x41 \u0041 \N{DIGIT ONE} \'",
    "backslash at the end": "ends in \\",
    "backslash and quote": 'ends in \\"',
    "many backslashes": "a" + "\\" * 301,
    "expression": "{{ 7 * 7 }} {{ program.__class__ }} {{'a'.upper()}}",
    "statement": "{% raw %} {% include 'head/docstring.py.j2' %} {% endraw %} {% for",
    "jinja comment": "{# gone? #} # {#",
    "braces": "{0} {name!r:>10} %s %(name)d ${HOME} {",
    "lines": "first\nraise SystemExit\n\n\n    indented\n\ttab\nlast\n",
    "carriage returns": "over\rwritten\r\nand on",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg",
    "nulls": "a\x00b\x00",
    "controls": "\x1b[31mred\x1b[0m \x07\x08\x7f",
    "directions": "\u202egnirts\u202c \u2066isolated\u2069 \u200f",
    "invisible": "zero\u200bwidth \ufeff \u00ad soft",
    "hidden escapes": "\u202e" * 90,
    "wide": "深層学習 😀 é e\u0301 \u0130stanbul",
    "long word": "x" * 1_500,
    "long line": "word " * 300,
    "long line of quotes": '"' * 700,
    "comment": "# type: ignore  # noqa  # fmt: off",
    "heading": "Returns:\n-------\nArgs:\n    x: nothing\n\nNote\n====",
    "yaml": "--- !!python/object:os.system {a: *b, <<: &c d}",
    "spaces": "   around   ",
    "space": " ",
    "empty": "",
}
"""By what is hostile about it; at most 2,000 characters each, which is what a description may have."""
