"""The report of a verification, passed from the subprocess as JSON."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

Shape = tuple[int, ...] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """One array of parameters; its path is that of the keys that lead to it, with `/` between them."""

    path: str
    shape: tuple[int, ...]
    dtype: str
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """The result of running one trainer.

    A trainer whose metrics of examples are not one number for each is not run.

    Attributes:
        parameters: path, shape and dtype of each; none if it was not run.
        compilations: how often each jitted function was compiled.
        losses: one per step.
        evaluation: metrics of an evaluation after the steps.
        flops: of one step, by XLA's count; None where it gives none.
        bytes_accessed: likewise.
        peak_bytes: of memory in a call.
        missing_classes: labels that the training examples, or the held-out ones, lack.
        unchanged: parameters that the steps left as they were.
        marks: results of the trainer's functions per parameter: masks, labels, multipliers.
        model_output_shape: output shape of a user-defined model for two examples; None for other models.
        batch: examples in the batch that metrics were asked for.
        per_example: shape of the loss and of each per-example metric for it; None if not an array.
        summaries: likewise for metrics of the set.
    """

    parameters: tuple[Parameter, ...]
    compilations: dict[str, int]
    losses: tuple[float, ...]
    evaluation: dict[str, float]
    flops: float | None
    bytes_accessed: float | None
    peak_bytes: int | None
    missing_classes: dict[str, tuple[int, ...]]
    unchanged: tuple[str, ...]
    marks: dict[str, tuple[bool | float | str, ...]]
    model_output_shape: tuple[int, ...] | None = None
    batch: int = 0
    per_example: dict[str, Shape] = dataclasses.field(default_factory=dict)
    summaries: dict[str, Shape] = dataclasses.field(default_factory=dict)

    def dumps(self) -> str:
        """As a line of JSON."""
        return json.dumps(dataclasses.asdict(self))


def parse_report(text: str) -> Report:
    """What `Report.dumps` wrote."""
    data: dict[str, Any] = json.loads(text)
    parameters = (
        Parameter(**{**item, "shape": tuple(item["shape"])}) for item in data.pop("parameters")
    )
    missing = {split: tuple(labels) for split, labels in data.pop("missing_classes").items()}
    data |= {name: tuple(data[name]) for name in ("losses", "unchanged")}
    data["marks"] = {name: tuple(values) for name, values in data["marks"].items()}
    if data["model_output_shape"] is not None:
        data["model_output_shape"] = tuple(data["model_output_shape"])
    for name in ("per_example", "summaries"):
        shapes = data[name].items()
        data[name] = {key: None if shape is None else tuple(shape) for key, shape in shapes}
    return Report(parameters=tuple(parameters), missing_classes=missing, **data)
