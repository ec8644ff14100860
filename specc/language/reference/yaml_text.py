"""Values as YAML, as people would write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_WIDTH = 76  # of a line of YAML
_PLAIN = re.compile(
    r"[A-Za-z_./*][A-Za-z0-9_./*%-]*( [A-Za-z0-9_./*%-]+)*\.?|[0-9.]+( ?[A-Za-z%]+)"
)
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", ".nan", ".inf"}


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, float):
        exact = repr(value)
        short = re.sub(r"e([-+])0?", lambda m: "e-" if m[1] == "-" else "e", f"{value:g}")
        tiny = re.fullmatch(r"0\.00+(\d)", exact)
        short = f"{tiny[1]}e-{len(exact) - 2}" if tiny else short
        return short if float(short) == value and ("e" in short or "." in short) else exact
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS and value[0] != "*"
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def block_style(value: Mapping[str, Any], indent: int = 0) -> str:
    """A mapping as lines of YAML: short values on a line each, others over several."""
    lines = []
    for key, inner in value.items():
        start = f"{' ' * indent}{key}:"
        short = f"{start} {flow(inner)}"
        if (
            isinstance(inner, Mapping)
            and inner
            and (len(short) > _WIDTH or (not indent and len(inner) > 2))
        ):
            lines.append(f"{start}\n{block_style(inner, indent + 2)}")
        elif isinstance(inner, list) and len(short) > _WIDTH and isinstance(inner[0], Mapping):
            lines += [start, *(_item(item, indent + 2) for item in inner)]
        else:
            lines.append(short)
    return "\n".join(lines)


def _item(item: Any, indent: int) -> str:
    """An item of a list, on one line if it fits."""
    start = f"{' ' * indent}- "
    short = start + flow(item)
    if len(short) <= _WIDTH or not isinstance(item, Mapping):
        return short
    return start + block_style(item, indent + 2).lstrip()
