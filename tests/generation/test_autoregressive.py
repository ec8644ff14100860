"""Autoregressive models: what each pixel sees, their exact probabilities, and pixels drawn from them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy import signal, stats
from sklearn.neighbors import KNeighborsClassifier
from trainers.conftest import StopAfter, bits, build

MADE = {"type": "made", "hidden": [30, 24], "activation": "tanh", "dropout": 0.1}
PIXEL_CNN = {"type": "pixel_cnn", "width": 6, "depth": 2, "kernel_size": 3, "dropout": 0.1}
FACTS = {"rows": 20, "low": 0.0, "high": 2.0, "integers": True}
COMMON: dict[str, Any] = {
    "specc": 1,
    "task": {"type": "generation", "loss": "autoregressive"},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "25%",
        "batch_size": 50,
    },
    "optimizer": {"type": "adam", "learning_rate": {"type": "cosine", "peak": 1e-2}},
    "average": {"type": "ema", "decay": 0.9},
    "train": {"duration": "400 steps"},
    "evaluate": {"every": "200 steps"},
    "sample": {"every": "400 steps", "count": 4},
    "checkpoint": {"every": "100 steps"},
}
NETS: dict[str, tuple[dict[str, Any], bool]] = {
    "made": (MADE, False),
    "made joined": (MADE, True),
    "made added": ({**MADE, "condition": "add"}, True),
    "pixel_cnn": (PIXEL_CNN, False),
    "pixel_cnn added": (PIXEL_CNN, True),
}
"""Models, and whether they are given one of three classes."""


def tiny(
    folder: Path, model: dict[str, Any], shape: list[int], *, by_class: bool = False
) -> ModuleType:
    """A trainer of images of this shape, whose pixels have three levels."""
    stated = {"facts": {**FACTS, "shape": shape, "classes": 3}, "batch_size": 5}
    spec = {**COMMON, "name": "tiny", "model": model, "data": {**COMMON["data"], **stated}}
    condition = {"condition": "class"} if by_class else {}
    return build({**spec, "task": {**COMMON["task"], **condition}}, folder)


def strong(state: Any, factor: float = 2.0) -> Any:
    """A state whose parameters are random and large, so that nothing is nearly uniform."""
    leaves, tree = jax.tree.flatten(state.params)
    rng = np.random.default_rng(3)
    drawn = [
        jnp.float32(factor * rng.normal(size=x.shape) / np.sqrt(max(x.shape[0], 4))) for x in leaves
    ]
    params = jax.tree.unflatten(tree, drawn)
    return state.replace(params=params, ema_params=params)


def merged(state: Any) -> Any:
    model = nnx.merge(state.graphdef, state.params)
    model.eval()
    return model


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def made_logits(params: Any, x: np.ndarray, levels: int, given: np.ndarray) -> np.ndarray:
    """Equations 8 to 13 of Germain et al. (2015), with masks from the degrees of units, counted from 1.

    The class has the degree 0 among the inputs, or an embedding in each layer.
    """
    pixels, classes = x[0].size, given.shape[1]
    added = "class_embeddings" in params
    h, degrees = x.reshape(len(x), -1), np.arange(1, pixels + 1)
    least = 1
    if classes and not added:
        h, degrees = np.concatenate([h, given], 1), np.append(degrees, np.zeros(classes, int))
        least = 0

    def embedded(layer: Any) -> Any:
        return given @ layer["kernel"] if added else 0.0

    for n in sorted(params["layers"], key=int):
        layer = params["layers"][n]
        width = layer["bias"].size
        own = least + np.arange(width) * (pixels - least) // width
        mask = (own[None, :] >= degrees[:, None]).astype(float)
        y = h @ (layer["kernel"] * mask) + layer["bias"]
        h, degrees = np.tanh(y + embedded(added and params["class_embeddings"][n])), own
    of = np.repeat(np.arange(1, pixels + 1), levels)
    mask = (of[None, :] > degrees[:, None]).astype(float)
    y = h @ (params["output"]["kernel"] * mask) + params["output"]["bias"]
    return (y + embedded(added and params["output_embedding"])).reshape(*x.shape, levels)


def masked_conv(layer: Any, x: np.ndarray, where: np.ndarray) -> np.ndarray:
    """A full kernel, with its zeros, correlated with every map by SciPy."""
    layer = layer["linear"]
    inputs, outputs = x.shape[-1], layer["bias"].size
    kernel = np.zeros((*where.shape, inputs, outputs))
    kernel[where] = layer["kernel"].reshape(where.sum(), inputs, outputs)
    y = np.zeros((*x.shape[:-1], outputs)) + layer["bias"]
    for n, i, o in itertools.product(range(len(x)), range(inputs), range(outputs)):
        y[n, ..., o] += signal.correlate2d(x[n, ..., i], kernel[..., i, o], mode="same")
    return y


def pixel_cnn_logits(params: Any, x: np.ndarray, levels: int, given: np.ndarray) -> np.ndarray:
    """The gated layers of van den Oord et al. (2016), equation 4 of the conditional model, with masked kernels."""
    rows, columns = np.mgrid[-1:2, -1:2]
    x = x[..., None]
    v = masked_conv(params["above"], x, rows < 0)
    h = masked_conv(params["left"], x, (rows == 0) & (columns < 0))

    def gate(y: np.ndarray) -> np.ndarray:
        half = y.shape[-1] // 2
        return np.tanh(y[..., :half]) / (1 + np.exp(-y[..., half:]))

    def linear(layer: Any, y: np.ndarray) -> np.ndarray:
        return np.asarray(y @ layer["kernel"] + layer["bias"])

    for n in sorted(params["layers"], key=int):
        layer = params["layers"][n]
        bias = np.zeros((len(x), 1, 1, 2))
        if given.shape[1]:
            bias = (given @ layer["class_embedding"]["kernel"])[:, None, None]
        half = bias.shape[-1] // 2
        y = masked_conv(layer["vertical"], v, rows <= 0)
        v = gate(y + bias[..., :half])
        y = masked_conv(layer["horizontal"], h, (rows == 0) & (columns <= 0)) + linear(
            layer["link"], y
        )
        h = h + linear(layer["output"], gate(y + bias[..., half:]))
    hidden = np.maximum(linear(params["hidden"], np.maximum(h, 0)), 0)
    return linear(params["output"], hidden)


LOGITS: dict[str, Callable[[Any, np.ndarray, int, np.ndarray], np.ndarray]] = {
    "made": made_logits,
    "pixel_cnn": pixel_cnn_logits,
}


@pytest.mark.parametrize("kind", NETS)
def test_the_loss_is_the_chain_rule(kind: str, tmp_path: Path) -> None:
    """The loss, and its gradient along a random direction, in float64; the label -1 is none, zeros."""
    model, by_class = NETS[kind]
    trainer = tiny(tmp_path, model, [3, 4], by_class=by_class)
    state = strong(trainer.init_state(trainer.Config(), 0), 1.0)
    level = np.random.default_rng(0).integers(0, 3, (5, 3, 4))
    label = np.array([2, 0, -1, 1, 0])
    given = (label[:, None] == np.arange(3)[: 3 * by_class]).astype(float)
    labels = [label] if by_class else []

    def loss(params: nnx.State) -> tuple[jax.Array, Any]:
        model = nnx.merge(state.graphdef, params)
        model.eval()
        metrics = trainer.compute_metrics(model, jnp.float32(level / 2), *labels)
        return metrics["loss"].mean(), metrics

    grads, found = jax.jit(jax.grad(loss, has_aux=True))(state.params)
    params = jax.tree.map(np.float64, nnx.to_pure_dict(state.params))

    def nats(params: Any) -> np.ndarray:
        log_p = log_softmax(LOGITS[model["type"]](params, level / 2, 3, given))
        return -np.take_along_axis(log_p, level[..., None], -1).sum((1, 2, 3))

    np.testing.assert_allclose(found["loss"], nats(params), rtol=1e-5)
    np.testing.assert_allclose(found["bits_per_dim"], nats(params) / 12 / np.log(2), rtol=1e-5)

    leaves, tree = jax.tree.flatten(params)
    rng = np.random.default_rng(1)
    along = [rng.normal(size=x.shape) for x in leaves]
    moved = (
        jax.tree.unflatten(tree, [x + step * d for x, d in zip(leaves, along, strict=True)])
        for step in (1e-6, -1e-6)
    )
    more, less = (nats(params).mean() for params in moved)
    pairs = zip(jax.tree.leaves(nnx.to_pure_dict(grads)), along, strict=True)
    slope = sum((np.float64(g) * d).sum() for g, d in pairs)
    np.testing.assert_allclose(slope, (more - less) / 2e-6, rtol=1e-4)


@pytest.mark.parametrize(
    ("model", "shape"),
    [
        (MADE, [3, 3]),
        (MADE, [2, 2, 3]),
        ({**MADE, "condition": "concatenate"}, [2, 4]),
        ({**PIXEL_CNN, "depth": 3}, [4, 4]),
        ({**PIXEL_CNN, "depth": 1, "kernel_size": 5}, [3, 2, 3]),
        pytest.param({**PIXEL_CNN, "kernel_size": 5}, [3, 4, 1], marks=pytest.mark.soak),
    ],
)
def test_a_pixel_sees_all_before_it_and_no_other(
    model: dict[str, Any], shape: list[int], tmp_path: Path
) -> None:
    """The Jacobian of logits, in the order of rows and then of channels, is strictly lower triangular."""
    by_class = "condition" in model
    trainer = tiny(tmp_path, model, shape, by_class=by_class)
    state = strong(trainer.init_state(trainer.Config(), 0), 1.0)
    net, size = merged(state), int(np.prod(shape))
    labels = [np.array([1])] if by_class else []
    x = jnp.float32(np.random.default_rng(0).uniform(size=(40, size)))

    def logits(x: jax.Array) -> jax.Array:
        return net(x.reshape(1, *shape), *labels).reshape(size, 3)

    sees = np.abs(jax.jit(jax.vmap(jax.jacobian(logits)))(x)).max((0, 2)) > 0
    np.testing.assert_array_equal(sees, np.tri(size, k=-1, dtype=bool))


@pytest.mark.parametrize("kind", NETS)
def test_pixels_are_drawn_with_their_probabilities(kind: str, tmp_path: Path) -> None:
    """Those of all 81 images of 2x2 pixels sum to 1, of each class, and samples have their frequencies."""
    model, by_class = NETS[kind]
    trainer = tiny(tmp_path, model, [2, 2], by_class=by_class)
    c = trainer.Config()
    state = strong(trainer.init_state(c, 0))
    images = np.array([*itertools.product(range(3), repeat=4)]).reshape(-1, 2, 2)
    measure = jax.jit(lambda *labels: trainer.compute_metrics(merged(state), images / 2, *labels))
    first = []  # the probabilities of the first pixel's levels
    for label in (-1, 0, 2) if by_class else (None,):
        labels = [] if label is None else [label]
        nats = measure(*(np.full(81, label) for label in labels))["loss"]
        p = np.exp(-np.float64(nats))
        assert abs(p.sum() - 1) < 1e-5
        assert stats.entropy(p) < 0.95 * np.log(81), "all are about as likely"
        first.append(p.reshape(3, 27).sum(1))
        drawn = np.asarray(trainer.sample(c, state, jax.random.key(2), 20_000, *labels))
        np.testing.assert_array_equal(drawn * 2, np.round(drawn * 2))
        index = np.int64(drawn * 2).reshape(-1, 4) @ [27, 9, 3, 1]
        counts = np.bincount(index, minlength=81)
        rare = 20_000 * p < 5
        counts = np.append(counts[~rare], counts[rare].sum())
        expected = np.append(p[~rare], p[rare].sum()) * 20_000 / p.sum()
        kept = expected > 0
        assert stats.chisquare(counts[kept], expected[kept]).pvalue > 1e-3
    for one, other in itertools.combinations(first, 2):
        assert np.abs(one - other).max() > 0.01, "the first pixel does not see the class"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    """A small model of digits by class, whose dropout follows a schedule."""
    folder = tmp_path_factory.mktemp("autoregressive")
    dropout = {"type": "linear", "start": 0, "end": 0.1}
    model = {"type": "made", "hidden": [128], "dropout": dropout}
    task = {**COMMON["task"], "condition": "class"}
    trainer = build({**COMMON, "name": "pixels", "task": task, "model": model}, folder)
    c = trainer.Config(workdir=folder / "run")
    return trainer, c, trainer.train(c, threading.Event())


def test_a_short_run_learns_what_pixels_say_of_others(trained: tuple[ModuleType, Any, Any]) -> None:
    """No model of pixels by themselves has less on these images than the sum of the pixels' entropies there."""
    trainer, c, state = trained
    data = trainer.load_data().eval
    levels = np.int64(np.round(16 * np.asarray(data.image))).reshape(-1, 64)
    alone = sum(stats.entropy(np.bincount(pixel, minlength=17)) for pixel in levels.T)
    found = trainer.evaluate(c, state, data)
    assert found["loss"] < alone - 1
    np.testing.assert_allclose(found["bits_per_dim"], found["loss"] / 64 / np.log(2), rtol=1e-5)


def test_samples_are_of_their_class(trained: tuple[ModuleType, Any, Any]) -> None:
    """Most are nearest to a digit of their class, of which one in ten would be by chance."""
    trainer, c, state = trained
    data = trainer.load_data().train
    label = np.arange(200) % 10
    drawn = trainer.sample(c, state, jax.random.key(1), 200, label)
    nearest = KNeighborsClassifier(1).fit(data.image.reshape(-1, 64), data.label)
    assert (nearest.predict(drawn.reshape(-1, 64)) == label).mean() > 0.5
    sevens = trainer.sample(c, state, jax.random.key(1), 20, 7)
    np.testing.assert_array_equal(sevens[7::10], drawn[7:20:10])


def test_evaluation_is_exact(trained: tuple[ModuleType, Any, Any]) -> None:
    """Over all held-out images, whatever the size of batches, by the averaged weights without dropout."""
    trainer, _, state = trained
    data = trainer.load_data().eval
    model = nnx.merge(state.graphdef, state.ema_params)
    whole = trainer.compute_metrics(model, data.image, data.label)["loss"].mean()
    for size in 449, 64:
        found = trainer.evaluate(trainer.Config(eval_batch_size=size), state, data)
        np.testing.assert_allclose(found["loss"], whole, rtol=1e-5)


def test_a_stopped_run_goes_on_in_every_bit(
    trained: tuple[ModuleType, Any, Any], tmp_path: Path
) -> None:
    trainer, done, state = trained
    c = trainer.Config(workdir=tmp_path / "parts")
    trainer.train(c, StopAfter(2))
    again = trainer.train(c, threading.Event())
    assert int(again.step) == int(state.step) == 400
    assert bits(again) == bits(state)
    logs = [(run.workdir / "metrics.jsonl").read_bytes() for run in (c, done)]
    assert logs[0] == logs[1]


def test_samples_do_not_depend_on_their_number(trained: tuple[ModuleType, Any, Any]) -> None:
    trainer, c, state = trained
    key, label = jax.random.key(5), np.arange(9)
    few, many = (np.asarray(trainer.sample(c, state, key, n, label[:n])) for n in (3, 9))
    np.testing.assert_array_equal(few, many[:3])
    np.testing.assert_array_equal(np.unique(many * 16), np.unique(np.round(many * 16)))
    assert (c.workdir / "samples_000400.png").exists()
