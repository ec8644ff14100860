"""Steps of emitted trainers, and the same steps written directly against optax.

Both are one compiled scan of steps over the same batches of the iris, from the same parameters. What is compared
is all that a spec says of the optimizer, so the loss and the model are the trainer's own, those of a trainer that
knows nothing of the optimizer in question.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from trainers.conftest import build, changed, data_of

STEPS = 20
"""Of a run: four epochs of five steps, each of them a call."""

RATE = {"type": "cosine", "peak": 0.01, "warmup": "3 steps", "floor": "10%"}
"""A learning rate that is another at every step."""

BASE: dict[str, Any] = {
    "specc": 1,
    "name": "tiny",
    "task": "classification",
    "model": {"type": "mlp", "hidden": [8], "activation": "tanh"},
    "data": {"source": {"type": "sklearn", "name": "iris"}, "holdout": "20%", "batch_size": 24},
    "optimizer": {"type": "sgd", "learning_rate": RATE},
    "train": {"duration": f"{STEPS} steps"},
    "evaluate": {"every": f"{STEPS} steps"},
    "log": {"every": f"{STEPS} steps", "to": ["jsonl"]},
}

Params = Any
Extra = Callable[[Callable[[Params], Any], Params, Any], Mapping[str, Any]]
"""What `update` needs: from the loss of parameters on the batch, the gradients and the loss's value."""


def schedule(peak: float = 0.01) -> optax.Schedule:
    """What `RATE` stands for."""
    return optax.warmup_cosine_decay_schedule(0.0, peak, 3, STEPS, 0.1 * peak)


def run_emitted(changes: Mapping[str, Any], steps: int = STEPS) -> Params:
    """Parameters after some steps of the trainer that the changed spec compiles to."""
    return emitted_state(changes, steps).params


def emitted_state(changes: Mapping[str, Any], steps: int = STEPS) -> Any:
    """The same, with all of the trainer's state."""
    trainer = trainer_of(changes)
    c, data, rows = inputs(trainer, steps)
    state = trainer.init_state(c, c.seed)
    for part in calls(rows):
        state, _ = trainer.train_steps(c, state, data, part)
    assert trainer.train_steps._cache_size() == 1
    return state


def run_direct(
    make_optimizer: Callable[[], optax.GradientTransformation],
    changes: Mapping[str, Any] | None = None,
    steps: int = STEPS,
    extra: Extra | None = None,
    evaluated: Callable[[Any, Params], Params] | None = None,
    parts: int = 1,
) -> Params:
    """Parameters after some steps of an optimizer of optax's own.

    Args:
        make_optimizer: gives the optimizer; `schedule` is what the base spec's learning rate is.
        changes: to the spec, other than of its optimizer.
        steps: how many.
        extra: what the optimizer's `update` takes by keyword.
        evaluated: gives the parameters to compare from the optimizer's state and the trained ones.
        parts: in which a batch is taken, and their gradients added up.
    """
    trainer = trainer_of(changes or {})
    c, data, rows = inputs(trainer, steps)
    optimizer = make_optimizer()
    begin = trainer.init_state(c, c.seed)

    def loss(params: Params, x: jax.Array, y: jax.Array) -> jax.Array:
        outputs = nnx.merge(begin.graphdef, params)(x)
        return jnp.mean(trainer.compute_metrics(outputs, y)["loss"])

    def step(carry: tuple[Params, Any], rows: jax.Array) -> tuple[tuple[Params, Any], None]:
        params, state = carry
        x, y = (column[rows] for column in data)
        value_and_grad = jax.value_and_grad(loss)
        if parts > 1:
            value_and_grad = optax.microbatching.microbatch(value_and_grad, (1, 2), len(x) // parts)
        value, grads = value_and_grad(params, x, y)
        if parts > 1:
            value, grads = jax.tree.map(lambda total: total / parts, (value, grads))
        keywords = extra(lambda params: loss(params, x, y), grads, value) if extra else {}
        updates, state = optimizer.update(grads, state, params, **keywords)
        return (optax.apply_updates(params, updates), state), None

    @functools.partial(jax.jit, donate_argnums=0)
    def run(carry: tuple[Params, Any], rows: jax.Array) -> tuple[Params, Any]:
        return jax.lax.scan(step, carry, rows)[0]

    carry = begin.params, jax.jit(optimizer.init)(begin.params)
    carry = jax.tree.map(lambda x: jnp.array(x, x.dtype), carry)
    for part in calls(rows):
        carry = run(carry, part)
    params, state = carry
    return evaluated(state, params) if evaluated else params


def start(changes: Mapping[str, Any] | None = None) -> Params:
    """Parameters before the first step."""
    trainer = trainer_of(changes or {})
    return trainer.init_state(trainer.Config(), 0).params


def trainer_of(changes: Mapping[str, Any]) -> ModuleType:
    """The trainer of the changed spec, imported; without state of its own outside of parameters."""
    key = repr(sorted(changes.items()))
    if key not in _TRAINERS:
        spec = changed(BASE, dict(changes))
        _TRAINERS[key] = build(spec, Path(tempfile.mkdtemp(prefix="optimizer")))
    return _TRAINERS[key]


def forget(most: int) -> bool:
    """Lets trainers go if there are more than so many, and says whether it has."""
    if len(_TRAINERS) <= most:
        return False
    _TRAINERS.clear()
    return True


def difference(left: Params, right: Params) -> float:
    """The largest difference between two trees, as a share of the larger number, or of 1."""
    pairs = zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True)
    gaps = [jnp.max(jnp.abs(a - b) / jnp.maximum(1, jnp.abs(a))) for a, b in pairs]
    return float(max(gaps))


_TRAINERS: dict[str, ModuleType] = {}


def inputs(trainer: ModuleType, steps: int) -> tuple[Any, Any, np.ndarray]:
    """Settings, training examples, and a row of row numbers for each step."""
    c = trainer.Config()
    return c, data_of(trainer, c).train, trainer.batch_rows(c, 0, steps)


def calls(rows: np.ndarray) -> list[np.ndarray]:
    """The rows of each of four calls, which are compiled once."""
    return np.split(rows, 4)
