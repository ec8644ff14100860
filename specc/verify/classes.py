"""The classes that sets of examples lack."""

from __future__ import annotations

from typing import Any

from specc.ir.contract import Contract

_TRAINING = "training"


def missing_classes(contract: Contract, data: Any) -> dict[str, tuple[int, ...]]:
    """The classes that no example of a set has, by the adjective of the set."""
    if not contract.labels:
        return {}
    fields = (("train", _TRAINING), *contract.sets)
    labels = {
        adjective: _labels(getattr(data, name), contract.labels) for name, adjective in fields
    }
    rows = getattr(data, "train_rows", None)  # where examples of all sets are on the host
    if rows is not None:
        labels[_TRAINING] = labels[_TRAINING][rows]
    classes = max(int(found.max()) for found in labels.values())
    return {
        adjective: tuple(sorted(set(range(classes + 1)) - set(found.tolist())))
        for adjective, found in labels.items()
    }


def _labels(examples: Any, column: str) -> Any:
    """Of a set, on the device or on the host."""
    import numpy as np

    found = examples[column] if isinstance(examples, dict) else getattr(examples, column)
    return np.asarray(found).reshape(-1)
