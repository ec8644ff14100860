"""Autoencoders and VQ-VAE: losses and gradients in float64, the codebook, and what short runs learn."""

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
from PIL import Image
from scipy.special import expit
from trainers.conftest import StopAfter, bits, build

from .conftest import COMMON
from .test_losses import forward, gelu, images, layers, near

MODEL = {"type": "vqvae", "hidden": [16], "positions": 4, "codes": 6, "width": 3}


def spec(kind: str, model: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "name": kind,
        "task": {"type": "generation", "loss": {"type": kind, **changes}},
        "model": model,
        "optimizer": {"type": "adam", "learning_rate": 3e-3},
    }


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Path]:
    """A codebook of moving averages, with a run that is long enough to learn."""
    folder = tmp_path_factory.mktemp("moving")
    model = {**MODEL, "hidden": [64], "positions": 8, "codes": 16, "codebook_decay": 0.9}
    found = {
        **spec("vq", model),
        "train": {"duration": "400 steps"},
        "evaluate": {"every": "200 steps"},
        "sample": {"every": "200 steps", "count": 20},
        "checkpoint": {"every": "50 steps"},
        "log": {"every": "200 steps"},
    }
    return build(found, folder), folder


@pytest.fixture(scope="module")
def trained(moving: tuple[ModuleType, Path]) -> tuple[Any, Any]:
    trainer, folder = moving
    c = trainer.Config(workdir=folder / "run")
    return c, trainer.train(c, threading.Event())


ERRORS = {
    "mse": lambda out, x: (out - x) ** 2,
    "mae": lambda out, x: np.abs(out - x),
    "bce": lambda out, x: -x * np.log(expit(out)) - (1 - x) * np.log(expit(-out)),
}


@pytest.mark.parametrize("error", ["mse", "bce", pytest.param("mae", marks=pytest.mark.soak)])
def test_the_error_of_a_reconstruction_is_a_mean_over_its_pixels(
    error: str, tmp_path: Path
) -> None:
    model = {"type": "autoencoder", "hidden": [16], "latent": 3}
    trainer = build(spec("reconstruction", model, error=error), tmp_path)
    c, x = trainer.Config(), images(5)
    state = trainer.init_state(c, 0)
    found = trainer.evaluate(c, state, trainer.Batch(image=jnp.asarray(x)))
    flat = np.float64(x.reshape(5, -1))
    codes = forward(layers(state.params["encoder"]), flat, gelu)
    assert codes.shape == (5, 3)
    outputs = forward(layers(state.params["decoder"]), codes, gelu)
    near(found["loss"], ERRORS[error](outputs, flat).mean())
    shown = outputs.reshape(5, 8, 8)
    near(trainer.reconstruct(c, state, jnp.asarray(x)), expit(shown) if error == "bce" else shown)
    assert not hasattr(trainer, "sample")
    assert not hasattr(c, "sample")


def test_a_quantized_loss_and_its_gradients_are_those_of_the_paper(tmp_path: Path) -> None:
    """Equation 3 of van den Oord et al. (2017); the encoder gets the gradient of what is decoded."""
    trainer = build(spec("vq", MODEL, commitment=0.4), tmp_path)
    c, x = trainer.Config(), images(7)
    state = trainer.init_state(c, 0)
    params = state.params

    def loss(params: Any) -> tuple[jax.Array, Any]:
        metrics = trainer.compute_metrics(c, nnx.merge(state.graphdef, params), jnp.asarray(x))
        return metrics["loss"].mean(), metrics

    grads, found = jax.jit(jax.grad(loss, has_aux=True))(params)
    flat, vectors = np.float64(x.reshape(7, -1)), np.float64(params["codebook"]["vectors"])
    z = forward(layers(params["encoder"]), flat, gelu).reshape(7, 4, 3)
    codes = ((z[:, :, None] - vectors) ** 2).sum(-1).argmin(-1)
    nearest, decoder = vectors[codes], layers(params["decoder"])

    def error(quantized: np.ndarray) -> np.ndarray:
        return ((forward(decoder, quantized.reshape(7, -1), gelu) - flat) ** 2).mean(-1)

    distance = ((z - nearest) ** 2).mean((1, 2))
    near(found["reconstruction"], error(nearest))
    near(found["commitment"], distance)
    near(found["loss"], error(nearest) + distance + 0.4 * distance)
    near(found["usage"], np.eye(6)[codes].mean(1))
    pulled = np.zeros_like(vectors)
    np.add.at(pulled, codes, 2 * (nearest - z) / 12 / 7)
    np.testing.assert_allclose(grads["codebook"]["vectors"], pulled, rtol=1e-4, atol=1e-7)
    expected = 0.4 * (2 * (z - nearest) / 12).reshape(7, -1).mean(0)
    for place in range(12):
        step = 1e-6 * np.eye(12)[place].reshape(4, 3)
        expected[place] += (error(nearest + step) - error(nearest - step)).mean() / 2e-6
    last = max(params["encoder"]["layers"], key=int)
    bias = grads["encoder"]["layers"][last]["bias"]
    np.testing.assert_allclose(bias, expected, rtol=1e-3, atol=1e-6)


def test_a_moving_codebook_is_the_mean_of_what_it_replaces(moving: Any) -> None:
    """Equations 6 to 8 of appendix A.1; evaluation leaves it as it is."""
    trainer, _ = moving
    c, x = trainer.Config(), images(32)
    state = trainer.init_state(c, 0)
    before = jax.tree.map(np.float64, state.batch_stats)["codebook"]
    z = forward(layers(state.params["encoder"]), np.float64(x.reshape(32, -1)), gelu)
    z = z.reshape(-1, 3)
    vectors = before["sums"] / before["counts"][:, None]
    used = np.eye(16)[((z[:, None] - vectors) ** 2).sum(-1).argmin(-1)]
    batch = trainer.Batch(image=jnp.asarray(x))
    after, metrics = jax.jit(trainer.train_step, static_argnums=0)(c, state, batch)
    near(after.batch_stats["codebook"]["counts"], 0.9 * before["counts"] + 0.1 * used.sum(0))
    sums = 0.9 * before["sums"] + 0.1 * used.T @ z
    np.testing.assert_allclose(after.batch_stats["codebook"]["sums"], sums, rtol=1e-4, atol=1e-5)
    share = used.mean(0)[used.mean(0) > 0]
    near(metrics["perplexity"], np.exp(-(share * np.log(share)).sum()))
    assert "codebook" not in state.params


def test_the_perplexity_of_a_set_is_that_of_all_its_codes(moving: Any, trained: Any) -> None:
    """Whatever the batches of evaluation: no mean of the perplexities of batches."""
    trainer, _ = moving
    c, state = trained
    data = trainer.load_data().eval
    model = nnx.merge(state.graphdef, state.ema_params, state.ema_batch_stats)
    model.eval()
    codes = np.asarray(model.codebook(model.encode(data.image))[1]).ravel()
    share = np.bincount(codes, minlength=16) / len(codes)
    expected = np.exp(-(share * np.log(np.maximum(share, 1e-30))).sum())
    near(trainer.evaluate(c, state, data)["perplexity"], expected)
    assert expected > 8, "most of the 16 vectors are in use"


def test_a_short_run_learns_more_than_the_mean_image(moving: Any, trained: Any) -> None:
    trainer, _ = moving
    c, state = trained
    image = trainer.load_data().eval.image
    found = trainer.evaluate(c, state, trainer.load_data().eval)
    assert found["reconstruction"] < 0.45 * np.mean((image - image.mean(0)) ** 2)


def test_reconstructions_are_written_below_their_images(moving: Any, trained: Any) -> None:
    """Sixteen of twenty, the whole rows of eight: two rows of images, each above its reconstructions."""
    trainer, _ = moving
    c, state = trained
    with Image.open(c.workdir / "reconstructions_000400.png") as picture:
        assert picture.size == (8 * 80, 4 * 80)
        pixels = np.asarray(picture)[::8, ::8] / 255
    image = trainer.load_data().eval.image[:16]
    made = np.clip(trainer.reconstruct(c, state, image), 0, 1)
    np.testing.assert_allclose(pixels[1:9, 1:9], image[0], atol=1 / 255)
    np.testing.assert_allclose(pixels[11:19, 1:9], made[0], atol=1 / 255)
    np.testing.assert_allclose(pixels[31:39, 71:79], made[15], atol=1 / 255)


def test_a_stopped_run_goes_on_in_every_bit(moving: Any, trained: Any) -> None:
    """With the moving averages of the codebook, and theirs in the average of the weights."""
    trainer, folder = moving
    c = trainer.Config(workdir=folder / "parts")
    trainer.train(c, StopAfter(3))
    state = trainer.train(c, threading.Event())
    assert bits(state) == bits(trained[1])
