"""What functions of a trainer are called with."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from specc.ir.contract import Contract


def call(function: Any, c: Any, *arguments: Any) -> Any:
    """A function of the trainer's, with its settings if it takes them."""
    takes = next(iter(inspect.signature(function).parameters), None) == "c"
    return function(c, *arguments) if takes else function(*arguments)


def at(state: Any, attributes: tuple[str, ...]) -> Any:
    """A part of a state, by the attributes that lead to it."""
    return functools.reduce(getattr, attributes, state)


def columns(batch: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    """Some columns of a batch."""
    return tuple(getattr(batch, name) for name in names)


def arguments_of_steps(
    trainer: Any, contract: Contract, c: Any, data: Any, count: int
) -> Callable[[int], tuple[Any, ...]]:
    """What `train_steps` takes besides settings and state, for the steps after one, wherever data is."""

    def numbered(step: int) -> tuple[Any, ...]:
        return data.train, trainer.batch_rows(c, step, count)

    def gathered(step: int) -> tuple[Any, ...]:
        return (trainer.gather(data, trainer.batch_rows(c, step, count)),)

    def decoded(step: int) -> tuple[Any, ...]:
        batches = trainer.read_batches(c, data.train, min(step, c.steps - count), count)
        return (trainer.preprocess(next(batches)),)

    return {"files": decoded, "host": gathered, "device": numbered}[contract.placement]


def first_batch(arguments: tuple[Any, ...]) -> Any:
    """The batch of the first step, from what `train_steps` takes."""
    import jax

    data, *rows = arguments
    first = rows[0][0] if rows else 0
    return jax.tree.map(lambda x: x[first], data)


def with_statistics(state: Any, contract: Contract, data: Any) -> Any:
    """The state with what was measured on the training examples, as `train` has it."""
    import jax
    import jax.numpy as jnp

    found = {name: jax.tree.map(jnp.float32, getattr(data, name)) for name in contract.statistics}
    return state.replace(**found)
