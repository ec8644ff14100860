"""RealNVP of images at several scales: against numpy in float64, and what a short run learns."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import build

from specc.language.models.conv_real_nvp import ConvRealNvp

from .test_normalizing_flow import DIGITS

MULTISCALE: dict[str, Any] = {
    **DIGITS,
    "task": {**DIGITS["task"], "condition": "class"},
    "model": {"type": "conv_real_nvp", "scales": 2, "width": 8, "blocks": 1},
    "train": {"duration": "100 steps"},
    "evaluate": {"every": "100 steps"},
    "sample": {"every": "100 steps", "count": 8},
    "checkpoint": {"every": "100 steps"},
}

pytestmark = pytest.mark.usefixtures("cheap_module")


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(MULTISCALE, tmp_path_factory.mktemp("multiscale"))


def random_model(trainer: ModuleType, **settings: Any) -> Any:
    """A flow in float64 with random parameters, those of the output layers included."""
    c, draw = trainer.Config(**settings), np.random.default_rng(3).normal
    model = nnx.eval_shape(lambda: trainer.ConvRealNVP(c, rngs=nnx.Rngs(0)))
    graphdef, params = nnx.split(model)
    with jax.enable_x64(True):
        drawn = jax.tree.map(lambda x: jnp.asarray(0.2 * draw(size=x.shape)), params)
        return nnx.merge(graphdef, drawn)


def conv(layer: nnx.Conv, x: np.ndarray) -> np.ndarray:
    """A convolution of 3x3, one offset after the other."""
    kernel, (_, height, width, _) = np.asarray(layer.kernel[...]), x.shape
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    offsets = [(i, j) for i in range(3) for j in range(3)]
    return np.asarray(layer.bias[...]) + sum(
        padded[:, i : i + height, j : j + width] @ kernel[i, j] for i, j in offsets
    )


def coupled(
    layer: Any, x: np.ndarray, kept: np.ndarray, onehot: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What an affine coupling makes of x, all but what is kept, and its log-determinant."""
    planes = onehot[:, None, None] * np.ones((*x.shape[:3], 1))
    h = conv(layer.net.first, np.concatenate([np.where(kept, x, 0), planes], -1))
    for block in layer.net.blocks:
        h = h + conv(block.conv2, np.maximum(conv(block.conv1, np.maximum(h, 0)), 0))
    s, t = np.split(conv(layer.net.output, np.maximum(h, 0)), 2, -1)
    s = np.asarray(layer.bound[...]) * np.tanh(s)
    return np.where(kept, x, x * np.exp(s) + t), np.where(kept, 0, s).sum((1, 2, 3))


def expected(model: Any, x: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latents and log-determinants of two scales; places are those of the paper's figures 3 and 4."""
    onehot, log_det = np.eye(10)[label], np.zeros(len(x))
    corners = [(slice(i, None, 2), slice(j, None, 2)) for i in range(2) for j in range(2)]

    def all_of(layers: Any, x: np.ndarray, mask: np.ndarray) -> np.ndarray:
        nonlocal log_det
        for n, layer in enumerate(layers):
            x, change = coupled(layer, x, (mask + n) % 2 == 1, onehot)
            log_det = log_det + change
        return x

    board = np.indices(x.shape[1:]).sum(0)[..., None]
    h = all_of(model.checkerboard[0].layers, x[..., None], board)
    h = np.stack([h[:, i, j, 0] for i, j in corners], -1)
    h = all_of(model.channel[0].layers, h, np.array([0, 0, 1, 1]))
    last = all_of(model.last.layers, h[..., :2], board[: h.shape[1], : h.shape[2]])
    z = np.zeros(x.shape)
    for n, (i, j) in enumerate(corners):
        z[:, i, j] = last[..., n] if n < 2 else h[..., n]
    return z, log_det


def test_a_flow_of_two_scales_is_that_of_its_paper(trainer: ModuleType) -> None:
    """Latents and log-determinants in numpy, the inverse, and the determinant of the Jacobian."""
    model = random_model(trainer, width=4)

    @jax.jit
    def examined(x: jax.Array, label: jax.Array) -> Any:
        z, log_det = model.transform(x, label)
        one = jax.vmap(jax.jacfwd(lambda x, y: model.transform(x[None], y[None])[0].ravel()))
        jacobian = one(x, label).reshape(len(x), 16, 16)
        return z, log_det, model.invert(z, label), jnp.linalg.slogdet(jacobian)[1]

    with jax.enable_x64(True):
        x = np.random.default_rng(0).normal(size=(3, 4, 4)) * 2
        label = np.array([0, 7, 7])
        z, log_det, back, jacobian = examined(jnp.asarray(x), jnp.asarray(label))
        latents, log_det_of_all = expected(model, x, label)
        assert np.abs(z - x).max() > 0.3
        np.testing.assert_allclose(z, latents, atol=1e-9)
        np.testing.assert_allclose(log_det, log_det_of_all, atol=1e-9)
        np.testing.assert_allclose(back, x, atol=1e-9)
        np.testing.assert_allclose(log_det, jacobian, atol=1e-9)


@pytest.mark.parametrize("condition", ["concatenate", pytest.param("add", marks=pytest.mark.soak)])
def test_the_language_knows_the_parameters(condition: str, tmp_path: Path) -> None:
    model = {**MULTISCALE["model"], "scales": 3, "condition": condition}
    trainer = build({**MULTISCALE, "model": model}, tmp_path)
    made = nnx.eval_shape(lambda: trainer.ConvRealNVP(trainer.Config(), rngs=nnx.Rngs(0)))
    leaves = jax.tree.leaves_with_path(nnx.to_pure_dict(nnx.state(made)))
    paths = [jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in leaves]
    assert sorted(ConvRealNvp.model_validate(model).parameters) == sorted(paths)


def test_squeezing_moves_each_number_once(trainer: ModuleType) -> None:
    """Colours stay together, and what is squeezed twice comes back."""
    x = jnp.arange(2 * 8 * 4 * 3).reshape(2, 8, 4, 3)
    y = trainer.squeeze(x)
    assert y.shape == (2, 4, 2, 12)
    np.testing.assert_array_equal(y[0, 1, 1, 9:], x[0, 3, 3])
    np.testing.assert_array_equal(trainer.unsqueeze(trainer.unsqueeze(trainer.squeeze(y))), x)


@pytest.mark.soak
def test_what_a_short_run_learns(trainer: ModuleType, tmp_path_factory: Any) -> None:
    """More of held-out digits than a normal distribution of each logit by itself, fitted to all of them.

    Samples are levels, and like digits of their class.
    """
    c = trainer.Config(workdir=tmp_path_factory.mktemp("run"))
    state = trainer.train(c, threading.Event())
    data = trainer.load_data()
    found = trainer.evaluate(c, state, data.eval)
    x, log_det = trainer.dequantize(c, data.eval.image, jax.random.key(3))
    spread = x.std(0) + 1e-6
    nats = -jax.scipy.stats.norm.logpdf(x, x.mean(0), spread).sum((1, 2)) - log_det
    assert found["bits_per_dim"] < nats.mean() / (64 * np.log(2)) - 0.1
    np.testing.assert_allclose(found["bits_per_dim"], found["loss"] / 64 / np.log(2), rtol=1e-5)
    label = np.arange(200) % 10
    images = np.asarray(trainer.sample(c, state, jax.random.key(1), 200, label))
    np.testing.assert_allclose(16 * images, np.round(16 * images), atol=1e-5)
