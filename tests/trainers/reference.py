"""What a trainer computes, written out by hand from the papers.

Shares no code with specc, its templates, flax or optax: where the two agree, they agree about the
mathematics. The forms of the formulas (which of two equal expressions is evaluated) are those that
the literature gives and the libraries take, so that in most cases they agree in every bit.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

Params = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Optimizer:
    """The settings of an optimizer; zero and None leave a part out."""

    kind: str  # "sgd" or "adam"
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0
    decays: str = "kernels"  # or "all"
    clip_norm: float | None = None
    clip_value: float | None = None
    b1: float = 0.9
    b2: float = 0.999
    eps: float = 1e-8


# ------------------------------------------------------------------------------------ schedules


def learning_rate(
    kind: str, step: int, *, steps: int, peak: float, warmup: int, floor: float
) -> float:
    """The rate of a step, in Python's doubles.

    The warm-up rises in a straight line from 0 and has the peak at step `warmup` (Goyal et al. 2017).
    The cosine is the half period of SGDR's equation 5 (Loshchilov & Hutter 2017) over the rest.
    """
    if step < warmup:
        return peak * step / warmup
    progress = (step - warmup) / (steps - warmup)
    if kind == "cosine":
        return floor + 0.5 * (peak - floor) * (1 + math.cos(math.pi * progress))
    if kind == "linear":
        return peak + progress * (floor - peak)
    assert kind == "constant"
    return peak


# ---------------------------------------------------------------------------------------- model


def normalize(norm: str, x: jax.Array, layer: dict[str, jax.Array]) -> tuple[Any, ...]:
    """Batch norm (Ioffe & Szegedy 2015) or layer norm (Ba et al. 2016), and the moments it took."""
    axis = 0 if norm == "batch" else -1
    eps = 1e-5 if norm == "batch" else 1e-6
    mean, square = x.mean(axis), jnp.square(x).mean(axis)
    var = jnp.maximum(0.0, square - jnp.square(mean))
    wide_mean, wide_var = (jnp.expand_dims(v, axis) for v in (mean, var))
    scale = jax.lax.rsqrt(wide_var + eps) * layer["scale"]
    return (x - wide_mean) * scale + layer["bias"], mean, var


def gelu(x: jax.Array) -> jax.Array:
    """Hendrycks & Gimpel 2016, their approximation by a hyperbolic tangent."""
    return x * (
        0.5 * (1.0 + jnp.tanh(np.sqrt(2 / np.pi).astype(np.float32) * (x + 0.044715 * x**3)))
    )


def forward(norm: str | None, params: Params, x: jax.Array) -> tuple[jax.Array, dict[str, Any]]:
    """Logits of a batch, and the moments that each batch norm took."""
    moments: dict[int, Any] = {}
    x = x.reshape(len(x), -1)
    for number in range(len(params["hidden"])):
        hidden = params["hidden"][number]
        x = x @ hidden["kernel"]
        if "bias" in hidden:
            x = x + hidden["bias"]
        if norm:
            x, mean, var = normalize(norm, x, params["norms"][number])
            moments[number] = {"mean": mean, "var": var}
        x = gelu(x)
    return x @ params["output"]["kernel"] + params["output"]["bias"], {"norms": moments}


def cross_entropy(logits: jax.Array, label: jax.Array) -> jax.Array:
    """Minus the log-probability of the label, of each example."""
    highest = jax.lax.stop_gradient(logits.max(-1, keepdims=True))
    normalizer = jnp.log(jnp.exp(logits - highest).sum(-1)) + highest[:, 0]
    return normalizer - jnp.take_along_axis(logits, label[:, None], -1)[:, 0]


# ------------------------------------------------------------------------------------ optimizer


def norm_of(tree: Params) -> jax.Array:
    return jnp.sqrt(sum(jnp.sum(leaf * leaf) for leaf in jax.tree.leaves(tree)))


def update(
    o: Optimizer, grads: Params, moments: dict[str, Params], params: Params, count: Any, rate: Any
) -> tuple[Params, dict[str, Params]]:
    """Parameters and moments after step `count`, which counts from 1."""
    each = jax.tree.map
    if o.clip_norm is not None:  # Pascanu, Mikolov & Bengio 2013, algorithm 1
        length, most = norm_of(grads), o.clip_norm
        grads = each(lambda g: jnp.where(length < most, g, g / length * most), grads)
    if (edge := o.clip_value) is not None:
        grads = each(lambda g: jnp.clip(g, -edge, edge), grads)
    direction = grads
    if o.kind == "adam":  # Kingma & Ba 2015, algorithm 1
        m = each(lambda g, m: (1 - o.b1) * g + o.b1 * m, grads, moments["m"])
        v = each(lambda g, v: (1 - o.b2) * g**2 + o.b2 * v, grads, moments["v"])
        of_m, of_v = 1 - o.b1**count, 1 - o.b2**count
        ahead = m
        if o.nesterov:  # Dozat 2016, with a constant momentum
            next_m = 1 - o.b1 ** (count + 1)
            ahead = each(lambda m, g: o.b1 * (m / next_m) + (1 - o.b1) * (g / of_m), m, grads)
        else:
            ahead = each(lambda m: m / of_m, m)
        direction = each(lambda m, v: m / (jnp.sqrt(v / of_v) + o.eps), ahead, v)
        moments = {"m": m, "v": v}
    elif o.momentum:  # Sutskever et al. 2013
        m = each(lambda g, m: g + o.momentum * m, grads, moments["m"])
        direction = each(lambda g, m: g + o.momentum * m, grads, m) if o.nesterov else m
        moments = {"m": m}
    if o.weight_decay:  # Loshchilov & Hutter 2019, algorithm 2: outside of the moments
        direction = jax.tree.map_with_path(
            lambda path, d, p: (
                d + o.weight_decay * p if o.decays == "all" or path[-1].key == "kernel" else d
            ),
            direction,
            params,
        )
    return each(lambda p, d: p + -rate * d, params, direction), moments


# ------------------------------------------------------------------------------------- training


@functools.partial(jax.jit, static_argnames=("o", "norm"))
def run(
    o: Optimizer,
    norm: str | None,
    carry: tuple[Any, ...],
    image: jax.Array,
    label: jax.Array,
    rows: jax.Array,
    rates: jax.Array,
) -> tuple[tuple[Any, ...], dict[str, jax.Array]]:
    """Takes a step from `carry`, see `start`, for each row of `rows`; metrics are per step."""

    def step(carry: tuple[Any, ...], inputs: tuple[jax.Array, jax.Array]) -> tuple[Any, Any]:
        done, params, stats, moments = carry
        row, rate = inputs

        def loss_of(params: Params) -> tuple[jax.Array, Any]:
            logits, seen = forward(norm, params, image[row])
            return cross_entropy(logits, label[row]).mean(), seen

        (loss, seen), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
        if norm == "batch":
            stats = jax.tree.map(lambda old, new: 0.99 * old + (1 - 0.99) * new, stats, seen)
        params, moments = update(o, grads, moments, params, done + 1, rate)
        return (done + 1, params, stats, moments), {"loss": loss, "grad_norm": norm_of(grads)}

    return jax.lax.scan(step, carry, (rows, rates))


def start(o: Optimizer, params: Params, stats: Any) -> tuple[Any, ...]:
    """What a run carries: steps taken, parameters, running statistics, moments."""
    zeros = jax.tree.map(jnp.zeros_like, params)
    moments = {"m": zeros, "v": zeros} if o.kind == "adam" else {"m": zeros} if o.momentum else {}
    return jnp.int32(0), params, stats, moments
