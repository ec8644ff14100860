"""What a trainer has, as the compiler tells those who run it: `specc verify`."""

from __future__ import annotations

import json
from typing import Any

from specc.fast_dataclasses import dataclass


@dataclass(frozen=True)
class NetworkContract:
    """A network and its optimizer.

    Attributes:
        params: the attributes of the state that lead to its parameters.
        opt_state: likewise to the state of its optimizer.
        optimizer: name of the function that makes the optimizer.
        extra_args: names of the keyword arguments that its `update` takes besides.
        multipliers: name of the function that gives factors of the learning rate, if there is one.
    """

    name: str
    params: tuple[str, ...]
    opt_state: tuple[str, ...]
    optimizer: str
    extra_args: tuple[str, ...]
    multipliers: str


@dataclass(frozen=True)
class Contract:
    """A trainer.

    Attributes:
        losses: the metrics of a step that are minimized.
        statistics: fields of the state that are measured on the training examples; `Data` has them too.
        placement: where training examples are: device, host or files.
        sets: the evaluation sets, as fields of `Data`, with the adjective of their examples.
        labels: the column of the labels, if targets are classes.
        jitted: names of the compiled functions.
        evaluators: those of them that a set of another size compiles anew.
        micro_batches: the setting that says how often the gradients of a step are computed.
        measure: what the function that measures examples takes after `c`, in order; empty if there is none.
        outputs: numbers that the model gives for an example; None if it predicts nothing.
        inputs: the columns that `predict` takes.
        target: the column that is compared with what it gives; empty if there is none.
    """

    networks: tuple[NetworkContract, ...]
    losses: tuple[str, ...]
    statistics: tuple[str, ...]
    placement: str
    sets: tuple[tuple[str, str], ...]
    labels: str
    jitted: tuple[str, ...]
    evaluators: tuple[str, ...]
    micro_batches: str
    measure: tuple[str, ...]
    outputs: int | None
    inputs: tuple[str, ...]
    target: str

    def dumps(self) -> str:
        """As a line of JSON."""
        fields = {name: value for name, value in vars(self).items() if name != "networks"}
        return json.dumps(fields | {"networks": [vars(network) for network in self.networks]})


def parse_contract(text: str) -> Contract:
    """What `Contract.dumps` wrote."""
    data: dict[str, Any] = json.loads(text)
    networks = tuple(
        NetworkContract(**{key: _tuples(value) for key, value in item.items()})
        for item in data.pop("networks")
    )
    return Contract(networks=networks, **{key: _tuples(value) for key, value in data.items()})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
