"""The best loop that we can write by hand for an MLP classifier: the emitted trainers' rival.

It shares no code with specc or with what it emits, and is free of everything that a trainer needs besides
speed: no checkpoints, no signals, no flags, no module system. Parameters are plain arrays, the state is donated, all steps between two lines of the log are one compiled call whose length is
known when it is compiled, and its metrics are fetched only when the next call is already running. It does the
same work on the same rows in the same order: clipping, AdamW, the schedule, the metrics, the evaluations, a
line of JSON and a printed line at the same steps. `Form` names the variants; the best of them is the rival.
"""

from __future__ import annotations

import dataclasses
import json
import math
import pathlib
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

Params = list[dict[str, jax.Array]]


@dataclasses.dataclass(frozen=True)
class Job:
    """What is trained, in numbers."""

    seed: int
    epochs: int
    batch: int
    log_every: int  # epochs
    peak: float
    warmup: int  # steps
    weight_decay: float
    clip: float


@dataclasses.dataclass(frozen=True)
class Form:
    """A way to write the loop."""

    gather: (
        str  # "step": rows are gathered in each step; "call": all rows of a call ahead of its steps
    )
    unroll: int  # steps per iteration of the compiled loop
    update: str  # "optax": its chain; "plain": AdamW written out with fewer divisions, so other operations

    @property
    def name(self) -> str:
        return f"gather per {self.gather}, unroll {self.unroll}, {self.update}"


FORMS = tuple(Form(gather, unroll, "optax") for gather in ("step", "call") for unroll in (1, 2))
OTHER_ARITHMETIC = Form("step", 2, "plain")


class State(NamedTuple):
    step: jax.Array
    params: Params
    moments: Any


@dataclasses.dataclass(frozen=True)
class Timed:
    seconds: float  # from the first call to the last step's state
    steps: int
    last_loss: float  # on the held-out examples, after the last step


def initial(job: Job, total: int, form: Form, params: Params) -> State:
    """The state before the first step; the arrays are copied, so that they may be donated."""
    params = jax.tree.map(jnp.array, params)
    if form.update == "optax":
        return State(jnp.int32(0), params, _optax(job, total).init(params))
    zeros = (jax.tree.map(jnp.zeros_like, params) for _ in range(2))
    return State(jnp.int32(0), params, tuple(zeros))


def _logits(params: Params, x: jax.Array) -> jax.Array:
    *hidden, last = params
    for layer in hidden:
        x = jax.nn.gelu(x @ layer["kernel"] + layer["bias"])
    return x @ last["kernel"] + last["bias"]


def _metrics(params: Params, x: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
    logits = _logits(params, x)
    picked = jnp.take_along_axis(logits, y[:, None], -1)[:, 0]
    return jax.nn.logsumexp(logits, -1) - picked, logits.argmax(-1) == y


def _rate(job: Job, total: int, step: jax.Array) -> jax.Array:
    share = jnp.clip((step - job.warmup) / (total - job.warmup), 0.0, 1.0)
    cosine = 0.1 + 0.9 * 0.5 * (1 + jnp.cos(math.pi * share))
    return job.peak * jnp.where(step < job.warmup, step / max(job.warmup, 1), cosine)


def _optax(job: Job, total: int) -> optax.GradientTransformation:
    return optax.chain(
        optax.clip_by_global_norm(job.clip),
        optax.adamw(
            lambda step: _rate(job, total, step),
            weight_decay=job.weight_decay,
            mask=lambda params: jax.tree.map(lambda p: p.ndim > 1, params),
        ),
    )


def _adamw(
    job: Job, total: int, state: State, grads: Params, norm: jax.Array
) -> tuple[Params, tuple[Params, Params]]:
    """AdamW (Loshchilov & Hutter 2019) with one division per weight, where optax has four."""
    scale = jnp.where(norm < job.clip, 1.0, job.clip / norm)
    step = state.step + 1
    lr = _rate(job, total, state.step)
    correct1, correct2 = 1 / (1 - 0.9**step), 1 / (1 - 0.999**step)

    def leaf(
        p: jax.Array, g: jax.Array, m: jax.Array, v: jax.Array
    ) -> tuple[jax.Array, jax.Array, jax.Array]:
        g = g * scale
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        u = m * correct1 / (jnp.sqrt(v * correct2) + 1e-8)
        decay = job.weight_decay if p.ndim > 1 else 0.0
        return p - lr * (u + decay * p), m, v

    done = [
        {k: leaf(p[k], g[k], m[k], v[k]) for k in p}
        for p, g, m, v in zip(state.params, grads, *state.moments, strict=True)
    ]
    params, mean, square = (
        [{k: t[i] for k, t in layer.items()} for layer in done] for i in range(3)
    )
    return params, (mean, square)


def make_train(job: Job, total: int, form: Form) -> Any:
    """The compiled call: as many steps as `rows` has lines, and their mean metrics."""

    def loss_fn(params: Params, x: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
        losses, hits = _metrics(params, x, y)
        return losses.mean(), hits.mean()

    def update(state: State, batch: tuple[jax.Array, jax.Array]) -> tuple[State, jax.Array]:
        (loss, hits), grads = jax.value_and_grad(loss_fn, has_aux=True)(state.params, *batch)
        norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(grads)))
        if form.update == "optax":
            updates, moments = _optax(job, total).update(grads, state.moments, state.params)
            params = optax.apply_updates(state.params, updates)
        else:
            params, moments = _adamw(job, total, state, grads, norm)
        return State(state.step + 1, params, moments), jnp.stack([loss, hits, norm])

    def call(
        state: State, x: jax.Array, y: jax.Array, rows: jax.Array
    ) -> tuple[State, jax.Array, jax.Array]:
        def one(carry: tuple[State, jax.Array], given: Any) -> tuple[tuple[State, jax.Array], None]:
            state, sums = carry
            batch = given if form.gather == "call" else (x[given], y[given])
            state, metrics = update(state, batch)
            return (state, sums + metrics), None

        given = (x[rows], y[rows]) if form.gather == "call" else rows
        (state, sums), _ = jax.lax.scan(one, (state, jnp.zeros(3)), given, unroll=form.unroll)
        return state, sums / len(rows), _rate(job, total, state.step - 1)

    return jax.jit(call, donate_argnums=0)


@jax.jit
def evaluate(params: Params, x: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Mean loss and accuracy, all held-out examples in one batch."""
    losses, hits = _metrics(params, x, y)
    return losses.mean(), hits.mean()


def run(
    job: Job,
    train_call: Callable[..., Any],
    state: State,
    data: tuple[jax.Array, jax.Array, jax.Array, jax.Array],
    path: pathlib.Path,
) -> Timed:
    """Trains from the first step to the last, with the log."""
    x, y, held_x, held_y = data
    per_epoch = len(x) // job.batch
    state = jax.block_until_ready(state)
    loss = math.nan

    def draw(first: int) -> np.ndarray:
        epochs = []
        for epoch in range(first, min(first + job.log_every, job.epochs)):
            order = np.random.default_rng((job.seed, epoch)).permutation(len(x)).astype(np.int32)
            epochs.append(order[: per_epoch * job.batch].reshape(per_epoch, job.batch))
        return np.concatenate(epochs)

    def record(step: int, means: Any, rate: Any, held: Any) -> float:
        nonlocal loss
        row = dict(zip(("loss", "accuracy", "grad_norm"), np.asarray(means).tolist(), strict=True))
        row["learning_rate"] = float(rate)
        loss = float(held[0])
        for line in (row, {"eval_loss": loss, "eval_accuracy": float(held[1])}):
            file.write(json.dumps({"step": step, **line}) + "\n")
            print(
                f"step {step:,}  " + "  ".join(f"{k} {v:.4g}" for k, v in line.items()), flush=True
            )
        if not math.isfinite(row["loss"]):
            raise FloatingPointError(f"the loss is {row['loss']} by step {step:,}")
        return loss

    with path.open("w", buffering=1) as file:
        begin = time.perf_counter()
        step, pending, rows = 0, None, draw(0)
        for epoch in range(0, job.epochs, job.log_every):
            state, means, rate = train_call(state, x, y, rows)
            held = evaluate(state.params, held_x, held_y)
            step += len(rows)
            if epoch + job.log_every < job.epochs:
                rows = draw(epoch + job.log_every)  # while the device works
            if pending:
                record(*pending)
            pending = (step, means, rate, held)
        assert pending
        record(*pending)
        jax.block_until_ready(state)
        seconds = time.perf_counter() - begin
    return Timed(seconds, step, loss)
