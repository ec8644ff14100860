"""Recurrent networks and causal convolutions in float64, gate by gate and time by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Params = Mapping[Any, Any]


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def affine(x: Array, p: Params) -> Array:
    found: Array = x @ p["kernel"] + p.get("bias", 0.0)
    return found


def gates(x: Array, p: Params, count: int) -> Sequence[Array]:
    """Of a vector, by the columns of one kernel after the other."""
    width = p["kernel"].shape[1] // count
    parts = [slice(n * width, (n + 1) * width) for n in range(count)]
    return [x @ p["kernel"][:, part] + (p["bias"][part] if "bias" in p else 0.0) for part in parts]


def gru(x: Array, p: Params) -> Array:
    """(time, inputs) -> (time, width)."""
    h = np.zeros(p["hidden"]["kernel"].shape[0])
    found = []
    for now in x:
        given, kept = gates(now, p["input"], 3), gates(h, p["hidden"], 3)
        reset, update = sigmoid(given[0] + kept[0]), sigmoid(given[1] + kept[1])
        h = update * h + (1 - update) * np.tanh(given[2] + reset * kept[2])
        found.append(h)
    return np.array(found)


def lstm(x: Array, p: Params) -> Array:
    """(time, inputs) -> (time, width)."""
    h = memory = np.zeros(p["hidden"]["kernel"].shape[0])
    found = []
    for now in x:
        given, kept = gates(now, p["input"], 4), gates(h, p["hidden"], 4)
        i, f, g, o = (a + b for a, b in zip(given, kept, strict=True))
        memory = sigmoid(f) * memory + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(memory)
        found.append(h)
    return np.array(found)


LAYERS = {"gru": gru, "lstm": lstm}


def normalized(x: Array, p: Params, kind: str) -> Array:
    if kind == "layer":
        x = x - x.mean(-1, keepdims=True)
    found: Array = x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * p["scale"]
    return found


def convolved(x: Array, p: Params, dilation: int, size: int) -> Array:
    """(time, width): each time the sum over those before it, the oldest first in the kernel."""
    kernel = p["taps"]["kernel"].reshape(size, x.shape[1], -1)
    found = []
    for time in range(len(x)):
        y = p["taps"]["bias"].copy()
        for k in range(size):
            if (place := time - (size - 1 - k) * dilation) >= 0:
                y = y + x[place] @ kernel[k]
        found.append(y)
    return np.array(found)


def conv1d(x: Array, p: Params, model: Mapping[str, Any]) -> Array:
    """Blocks and the last norm: (time, width) -> (time, width)."""
    norm, size = model["norm"], model["kernel_size"]
    for number, dilation in enumerate(model["dilations"]):
        block = p["blocks"][number]
        y = np.maximum(normalized(x, block["norm1"], norm), 0)
        y = convolved(y, block["conv1"], dilation, size)
        y = np.maximum(normalized(y, block["norm2"], norm), 0)
        x = x + convolved(y, block["conv2"], dilation, size)
    return normalized(x, p["norm"], norm)


def logits(p: Params, token: Array, model: Mapping[str, Any]) -> Array:
    """Of one window (time,) -> (time, vocabulary)."""
    x = p["tokens"]["embedding"][token]
    if model["type"] == "conv1d":
        x = conv1d(x, p, model)
    else:
        for number in range(model["layers"]):
            x = LAYERS[model["type"]](x, p["layers"][number])
    if model.get("tie_embeddings", True):
        found: Array = x @ p["tokens"]["embedding"].T
        return found
    return affine(x, p["output"])


def outputs(p: Params, series: Array, model: Mapping[str, Any]) -> Array:
    """Of one series (time, channels) -> (outputs,)."""
    if model["type"] == "conv1d":
        x = conv1d(affine(series, p["input"]), p, model)
        return affine(x[-1] if model["pool"] == "last" else x.mean(0), p["output"])
    layer, x = LAYERS[model["type"]], series
    for number in range(model["layers"]):
        if not model["bidirectional"]:
            x = layer(x, p["layers"][number])
            continue
        forward, backward = layer(x, p["forward"][number]), layer(x[::-1], p["backward"][number])
        ends = np.concatenate([forward[-1], backward[-1]])
        x = np.concatenate([forward, backward[::-1]], axis=1)
    if model["pool"] == "mean":
        return affine(x.mean(0), p["output"])
    return affine(ends if model["bidirectional"] else x[-1], p["output"])


def cross_entropy(rows: Array, targets: Array) -> float:
    """Mean nats of the targets, (n,), by logits (n, classes)."""
    logs = np.log(np.exp(rows).sum(1))
    return float((logs - rows[np.arange(len(rows)), targets]).mean())


def loss(p: Params, tokens: Array, model: Mapping[str, Any]) -> float:
    """Mean nats of each token of windows (n, time + 1) but the first."""
    rows = np.concatenate([logits(p, window[:-1], model) for window in tokens])
    return cross_entropy(rows, tokens[:, 1:].ravel())
