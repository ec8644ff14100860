"""Specs as plain dicts: one in which the rules find nothing, and changes to it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from specc.document.diagnostics import Diagnostic, Fix, Path
from specc.document.document import parse
from specc.language.spec import Spec
from specc.resolve.lock import Lock
from specc.resolve.resolved import Resolved, resolve
from specc.rules import check

from .code import CODE

REMOVED = object()
"""As a new value: the key is taken out."""

FACTS: Mapping[str, Any] = {
    "rows": 1_000,
    "shape": [8, 8],
    "classes": 4,
    "low": 0.0,
    "high": 16.0,
    "class_rows": [250, 250, 250, 250],
}

BASE: Mapping[str, Any] = {
    "specc": 1,
    "name": "trainer",
    "task": "classification",
    "model": {"type": "mlp", "hidden": [64, 32], "norm": "batch", "dropout": 0.1},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "batch_size": 100,
        "holdout": "20%",
        "facts": FACTS,
    },  # 200 held out, 800 trained on: 8 steps per epoch
    "optimizer": {
        "type": "adamw",
        "learning_rate": {"type": "cosine", "peak": 1e-3, "warmup": "5%"},
    },
    "train": {"duration": "100 epochs"},  # 800 steps
    "evaluate": {"every": "10 epochs"},
    "checkpoint": {"every": "20 epochs"},
}


def changed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The base with values put in, or taken out, at dotted paths."""
    data = copy.deepcopy(dict(BASE))
    for dotted, value in changes.items():
        put(data, tuple(dotted.split(".")), value if value is REMOVED else copy.deepcopy(value))
    return data


def fixed(data: Mapping[str, Any], fixes: Sequence[Fix]) -> dict[str, Any]:
    """A spec with fixes applied, the last first, so that items of a list keep their places."""
    data = copy.deepcopy(dict(data))
    for fix in reversed(fixes):
        put(data, fix.path, REMOVED if fix.text is None else meaning(fix.text))
    return data


def meaning(text: str) -> Any:
    """The value that a text stands for in a spec."""
    return parse(f"value: {text}\n".encode(), "fix.yaml").value["value"]


def put(data: Any, path: Path, value: Any) -> None:
    """Puts a value where a path leads, or takes out what is there."""
    *way, last = path
    for part in way:
        data = data[part]
    if value is REMOVED:
        del data[last]
    else:
        data[last] = value


def resolved(data: Mapping[str, Any]) -> Resolved:
    """The resolved spec that a dict stands for."""
    found = resolve(Spec.model_validate(data), Lock(), CODE)
    assert isinstance(found, Resolved)
    return found


def findings(data: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """What the rules find in a dict."""
    return check(resolved(data))
