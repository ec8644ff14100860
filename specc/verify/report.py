"""What a verification saw: the line between the process that runs a trainer and the one that asks."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

Shape = tuple[int, ...] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """One array of parameters, and whether the optimizer decays it."""

    path: str
    shape: tuple[int, ...]
    dtype: str
    count: int
    decays: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What was seen of one trainer.

    A trainer whose metrics of examples are not one number for each is not run.

    Attributes:
        parameters: path, shape and dtype of each; none if it was not run.
        compilations: how often each jitted function was compiled.
        losses: of the steps that were taken.
        evaluation: the metrics of an evaluation after them.
        flops: of one step, by XLA's count; None where it gives none.
        bytes_accessed: likewise.
        peak_bytes: of memory in a call.
        missing_classes: labels that the training examples, or the held-out ones, lack.
        unchanged: parameters that the steps left as they were.
        given: shape of what a model of the user's own gives for two examples; None for other models.
        batch: examples in the batch that metrics were asked for.
        scores: shape of what each metric of examples, and the loss, gives for it; None for what is no array.
        summaries: likewise of metrics of the set.
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
    given: tuple[int, ...] | None = None
    batch: int = 0
    scores: dict[str, Shape] = dataclasses.field(default_factory=dict)
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
    if data["given"] is not None:
        data["given"] = tuple(data["given"])
    for name in ("scores", "summaries"):
        shapes = data[name].items()
        data[name] = {key: None if shape is None else tuple(shape) for key, shape in shapes}
    return Report(parameters=tuple(parameters), missing_classes=missing, **data)
