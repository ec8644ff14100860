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
class Network:
    """What was seen of one network; each tuple has an entry for each parameter.

    Attributes:
        parameters: path, shape and dtype.
        decays: whether an update with a gradient of zero moves it toward zero.
        frozen: whether no update moves it, whatever the gradient.
        multipliers: factors of its learning rate; none if the trainer has no such factors.
        unchanged: paths of those that the steps left as they were.
    """

    name: str
    parameters: tuple[Parameter, ...]
    decays: tuple[bool, ...]
    frozen: tuple[bool, ...]
    multipliers: tuple[float, ...]
    unchanged: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """The result of running one trainer.

    A trainer whose metrics of examples are not one number for each is not run.

    Attributes:
        networks: of the trainer; none if it was not run.
        compilations: how often each jitted function was compiled.
        losses: what is minimized, step by step.
        evaluation: metrics of an evaluation after the steps.
        flops: of one step, by XLA's count; None where it gives none.
        bytes_accessed: likewise.
        peak_bytes: of memory in a call.
        missing_classes: labels that the training examples, or the held-out ones, lack.
        model_output_shape: what the model gives for two examples; None if it predicts nothing.
        batch: examples in the batch that metrics were asked for.
        per_example: shape of the loss and of each per-example metric for it; None if not an array.
        summaries: likewise for metrics of the set.
    """

    networks: tuple[Network, ...]
    compilations: dict[str, int]
    losses: dict[str, tuple[float, ...]]
    evaluation: dict[str, float]
    flops: float | None
    bytes_accessed: float | None
    peak_bytes: int | None
    missing_classes: dict[str, tuple[int, ...]]
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
    data["networks"] = tuple(map(_network, data["networks"]))
    for name in ("losses", "missing_classes"):
        data[name] = {key: tuple(values) for key, values in data[name].items()}
    if data["model_output_shape"] is not None:
        data["model_output_shape"] = tuple(data["model_output_shape"])
    for name in ("per_example", "summaries"):
        shapes = data[name].items()
        data[name] = {key: None if shape is None else tuple(shape) for key, shape in shapes}
    return Report(**data)


def _network(data: dict[str, Any]) -> Network:
    parameters = (
        Parameter(**{**item, "shape": tuple(item["shape"])}) for item in data.pop("parameters")
    )
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    return Network(parameters=tuple(parameters), **fields)
