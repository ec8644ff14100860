"""A transformer encoder in float64, for the tokens of one example without any padding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .reference import Array, hidden

_BASE = 10_000.0


def normalized(x: Array, p: Mapping[str, Any], kind: str) -> Array:
    """RMSNorm, or layer norm without a bias."""
    if kind == "layer":
        x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * p["scale"]


def rotated(x: Array) -> Array:
    """Each pair of features of (time, d) by the angle of its position."""
    half = x.shape[1] // 2
    angle = np.outer(np.arange(len(x)), [_BASE ** (-pair / half) for pair in range(half)])
    z = (x[:, :half] + 1j * x[:, half:]) * np.exp(1j * angle)
    return np.concatenate([z.real, z.imag], axis=1)


def attention(x: Array, p: Mapping[str, Any], model: Mapping[str, Any]) -> Array:
    """Each of the vectors (time, width) sees all of them, head by head."""
    heads, d = model["heads"], x.shape[1] // model["heads"]
    parts = (x @ p["qkv"]["kernel"]).reshape(len(x), 3, heads, d)
    found = []
    for head in range(heads):
        q, k, v = parts[:, 0, head], parts[:, 1, head], parts[:, 2, head]
        if model["positions"] == "rotary":
            q, k = rotated(q), rotated(k)
        weight = np.exp(q @ k.T / np.sqrt(d))
        found.append(weight / weight.sum(1, keepdims=True) @ v)
    return np.concatenate(found, axis=1) @ p["output"]["kernel"]


def vectors(p: Mapping[str, Any], token: Array, model: Mapping[str, Any]) -> Array:
    """What the last norm gives for the tokens (time,) -> (time, width)."""
    x = p["tokens"]["embedding"][token]
    if model["positions"] == "learned":
        x = x + p["positions"]["embedding"][: len(token)]
    for number in range(model["layers"]):
        block = p["blocks"][number]
        y = normalized(x, block["norm1"], model["norm"])
        x = x + attention(y, block["attention"], model)
        y = normalized(x, block["norm2"], model["norm"])
        x = x + hidden(y, block["mlp"], model["mlp"]) @ block["mlp"]["output"]["kernel"]
    return normalized(x, p["norm"], model["norm"])


def label_logits(p: Mapping[str, Any], token: Array, model: Mapping[str, Any]) -> Array:
    """Of a text (time,) -> (classes,)."""
    x = vectors(p, token, model)
    pooled = {"mean": x.mean(0), "first": x[0], "last": x[-1]}[model["pool"]]
    return pooled @ p["output"]["kernel"]


def hidden_logits(
    p: Mapping[str, Any], shown: Array, places: Array, model: Mapping[str, Any]
) -> Array:
    """Of the tokens at some places of a window (time,) -> (places, vocabulary); MASK is the last token."""
    return (vectors(p, shown, model) @ p["tokens"]["embedding"].T)[places, :-1]


def nats(logits: Array, target: Array) -> Array:
    """-log softmax(logits)[target] of each row."""
    return np.log(np.exp(logits).sum(-1)) - logits[np.arange(len(target)), target]
