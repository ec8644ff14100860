"""Shapes of what a model, losses and metrics give, without computing them."""

from __future__ import annotations

import functools
import math
from typing import Any

from specc.ir.contract import Contract
from specc.verify.calls import at, call, columns


def output_shape(
    trainer: Any, contract: Contract, c: Any, state: Any, batch: Any
) -> tuple[int, ...] | None:
    """The shape of what the model gives for two examples, without computing it."""
    import jax

    if contract.outputs is None:
        return None
    predict = functools.partial(trainer.predict.__wrapped__, c)
    two = jax.eval_shape(
        lambda *x: [a[:1].repeat(2, 0) for a in x], *columns(batch, contract.inputs)
    )
    return tuple(int(extent) for extent in jax.eval_shape(predict, state, *two).shape)


def shapes_of_measures(
    trainer: Any, contract: Contract, c: Any, state: Any, batch: Any, given: Any
) -> dict[str, Any]:
    """Shapes of what losses and metrics give for a batch, without computing them.

    Its length is none that outputs have, so that an axis too many, or another one, cannot look right.
    """
    import jax
    import numpy as np

    if not contract.measure:
        return {"batch": 0, "per_example": {}, "summaries": {}}
    size = (contract.outputs or 1) + 1
    rows = jax.eval_shape(lambda x: jax.tree.map(lambda leaf: leaf[:1].repeat(size, 0), x), batch)
    scaler = getattr(state, "target_scaler", None) if "target_std" in contract.measure else None

    def measure(state: Any, rows: Any) -> Any:
        known: dict[str, Any] = {
            **rows._asdict(),
            "step": np.int32(0),
            "target_std": scaler and scaler.std,
            "input": rows[0],
        }
        if contract.outputs is None:
            from flax import nnx

            [network] = contract.networks
            known["model"] = nnx.merge(state.graphdef, at(state, network.params))
            known["key"] = jax.random.key(0)
        else:
            known["target"] = getattr(rows, contract.target)
            known["outputs"] = jax.numpy.zeros((size, contract.outputs))
            if given == (2, contract.outputs):
                inputs = columns(rows, contract.inputs)
                known["outputs"] = trainer.predict.__wrapped__(c, state, *inputs)
        return call(trainer.compute_metrics, c, *(known[name] for name in contract.measure))

    shapes = jax.eval_shape(measure, state, rows)
    per_example = {name: getattr(value, "shape", None) for name, value in shapes.items()}
    summaries: dict[str, Any] = {}
    if contract.outputs is not None and contract.evaluators:
        outputs = np.zeros((size, contract.outputs), np.float32)
        found = _of_set(trainer, contract, c, state, batch, outputs, per_example)
        summaries = {
            name: getattr(value, "shape", None)
            for name, value in found.items()
            if name not in per_example
        }
    return {"batch": size, "per_example": per_example, "summaries": summaries}


def _of_set(
    trainer: Any,
    contract: Contract,
    c: Any,
    state: Any,
    batch: Any,
    outputs: Any,
    per_example: dict[str, Any],
) -> Any:
    """Shapes of what a set is measured by, whatever is wrong with the metrics of examples."""
    import jax

    repeats = math.ceil(len(outputs) / len(batch[0]))
    rows = jax.numpy.tile(jax.numpy.arange(len(batch[0])), repeats)[: len(outputs)]
    data = jax.tree.map(lambda x: x[rows], batch)
    compute_metrics = trainer.compute_metrics
    zeros = dict.fromkeys(per_example, jax.numpy.zeros(len(outputs)))
    trainer.compute_metrics = lambda *_: dict(zeros)
    try:
        if contract.placement == "files" and contract.evaluators == ("summarize",):
            function = functools.partial(trainer.summarize.__wrapped__, c)
            return jax.eval_shape(function, state, outputs, data)
        return jax.eval_shape(functools.partial(trainer.evaluate.__wrapped__, c), state, data)
    finally:
        trainer.compute_metrics = compute_metrics
