"""Losses of generative models against their equations, in float64 by NumPy."""

from __future__ import annotations

import math
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.special import expit
from trainers.conftest import build

from .conftest import GAN, VAE

Layers = list[tuple[np.ndarray, np.ndarray]]


def layers(params: Any) -> Layers:
    """Kernels and biases of a perceptron, in order."""
    found = params["layers"]
    return [
        (np.float64(found[n]["kernel"]), np.float64(found[n]["bias"]))
        for n in sorted(found, key=int)
    ]


def forward(found: Layers, x: np.ndarray, activation: Any) -> np.ndarray:
    for kernel, bias in found[:-1]:
        x = activation(x @ kernel + bias)
    kernel, bias = found[-1]
    return np.asarray(x @ kernel + bias)


def gelu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))))


def leaky(x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, x, 0.2 * x)


def softplus(x: np.ndarray) -> np.ndarray:
    return np.logaddexp(0, x)


def images(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 1, (count, 8, 8)).astype(np.float32)


def near(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("step", [0, 6, 20])
def test_the_elbo_is_that_of_its_paper(vae: ModuleType, step: int) -> None:
    """Appendix B of Kingma and Welling (2014), and a Bernoulli likelihood of each pixel."""
    c, x, key = vae.Config(), images(7), jax.random.key(3)
    state = vae.init_state(c, 0)
    params = jax.tree.map(lambda p: p + 0.02, state.params)
    found = vae.compute_metrics(c, step, nnx.merge(state.graphdef, params), jnp.asarray(x), key)
    mean, log_variance = np.split(
        forward(layers(params["encoder"]), np.float64(x.reshape(7, -1)), gelu), 2, -1
    )
    noise = np.float64(jax.random.normal(key, mean.shape))
    z = mean + np.sqrt(np.exp(log_variance)) * noise
    p = expit(forward(layers(params["decoder"]), z, gelu)).reshape(7, 8, 8)
    likelihood = (x * np.log(p) + (1 - x) * np.log(1 - p)).sum((1, 2))
    kl = -0.5 * (1 + log_variance - mean**2 - np.exp(log_variance)).sum(-1)
    beta = 0.25 + (2 - 0.25) * min(step / 12, 1)
    near(found["reconstruction"], -likelihood)
    near(found["kl"], kl)
    near(found["elbo"], likelihood - kl)
    near(found["loss"], -likelihood + beta * kl)


def test_a_gradient_of_the_elbo_is_that_of_differences(vae: ModuleType) -> None:
    """Of the decoder's last bias: the sum over images of p - x, whatever comes before."""
    c, x, key = vae.Config(), images(5, 1), jax.random.key(1)
    state = vae.init_state(c, 0)

    def loss(params: Any) -> jax.Array:
        model = nnx.merge(state.graphdef, params)
        return vae.compute_metrics(c, 0, model, jnp.asarray(x), key)["loss"].mean()

    grads = jax.grad(loss)(state.params)
    params = state.params
    mean, log_variance = np.split(
        forward(layers(params["encoder"]), np.float64(x.reshape(5, -1)), gelu), 2, -1
    )
    z = mean + np.exp(log_variance / 2) * np.float64(jax.random.normal(key, mean.shape))
    p = expit(forward(layers(params["decoder"]), z, gelu))
    last = max(params["decoder"]["layers"], key=int)
    near(grads["decoder"]["layers"][last]["bias"], (p - x.reshape(5, -1)).mean(0))


def test_evaluation_measures_every_example_once(vae: ModuleType) -> None:
    """By the averaged weights, with draws that are the same every time; the batch size changes nothing."""
    c = vae.Config()
    state = vae.init_state(c, 0)
    state = state.replace(ema_params=jax.tree.map(lambda p: p + 0.05, state.params))
    data = vae.Batch(image=jnp.asarray(images(13)))
    found = vae.evaluate(c, state, data)
    again = vae.evaluate(vae.Config(eval_batch_size=4), state, data)
    model = nnx.merge(state.graphdef, state.ema_params)
    keys = jax.random.split(jax.random.key(0), 13)
    rows = [vae.compute_metrics(c, 0, model, data.image[n : n + 1], keys[n]) for n in range(13)]
    for name, value in found.items():
        near(value, np.mean([row[name][0] for row in rows]))
        near(again[name], value)


def discriminated(params: Any, x: np.ndarray) -> np.ndarray:
    return forward(layers(params["mlp"]), np.float64(x.reshape(len(x), -1)), leaky)[:, 0]


def test_the_losses_of_a_gan_are_those_of_their_papers(gan: ModuleType) -> None:
    c = gan.Config()
    state = gan.init_state(c, 0)
    generator = nnx.merge(state.generator.graphdef, state.generator.params)
    discriminator = nnx.merge(state.discriminator.graphdef, state.discriminator.params)
    real, z = images(6), np.random.default_rng(2).normal(size=(6, 3)).astype(np.float32)
    fake = expit(forward(layers(state.generator.params["mlp"]), np.float64(z), leaky))
    near(generator(jnp.asarray(z)), fake.reshape(6, 8, 8))
    params = state.discriminator.params
    real_logits, fake_logits = discriminated(params, real), discriminated(params, fake)
    penalty = np.mean([(input_gradient(params, x) ** 2).sum() for x in real])
    loss, metrics = gan.discriminator_loss(
        c, discriminator, jnp.asarray(real), jnp.asarray(fake.reshape(6, 8, 8), jnp.float32)
    )
    near(metrics["discriminator_loss"], (softplus(-real_logits) + softplus(fake_logits)).mean())
    near(metrics["r1_penalty"], penalty)
    near(loss, (softplus(-real_logits) + softplus(fake_logits)).mean() + 0.5 / 2 * penalty)
    right = np.concatenate([real_logits > 0, fake_logits < 0]).mean()
    near(metrics["discriminator_accuracy"], right)
    loss, _ = gan.generator_loss(generator, discriminator, jnp.asarray(z))
    near(loss, softplus(-fake_logits).mean())


def input_gradient(params: Any, x: np.ndarray) -> np.ndarray:
    """Of the logit, by the chain rule."""
    found, value, slopes = layers(params["mlp"]), np.float64(x.reshape(-1)), []
    for kernel, bias in found[:-1]:
        before = value @ kernel + bias
        slopes.append(np.where(before > 0, 1.0, 0.2))
        value = leaky(before)
    gradient = found[-1][0][:, 0]
    for (kernel, _), slope in zip(found[-2::-1], slopes[::-1], strict=True):
        gradient = kernel @ (gradient * slope)
    return np.asarray(gradient)


def test_a_step_is_its_updates_one_after_the_other(gan: ModuleType) -> None:
    """Each half of the batch updates the discriminator, then the generator follows, with the averages."""
    c = gan.Config()
    state = gan.init_state(c, 0)
    batch = gan.Batch(image=jnp.asarray(images(32)))
    step, discriminate, generate = (
        jax.jit(getattr(gan, name), static_argnums=0)
        for name in ("train_step", "update_discriminator", "update_generator")
    )
    after, metrics = step(c, state, batch)
    keys = jax.random.split(gan.draw_key(state, "discriminator"), 2)
    expected, found = state, []
    for key, half in zip(keys, (batch.image[:16], batch.image[16:]), strict=True):
        expected, row = discriminate(c, expected, gan.Batch(image=half), key)
        found.append(float(row["discriminator_loss"]))
    expected, _ = generate(c, expected, batch, gan.draw_key(state, "generator"))
    near(metrics["discriminator_loss"], np.mean(found))
    for one, other in zip(
        jax.tree.leaves((after.generator, after.discriminator, after.generator_ema_params)),
        jax.tree.leaves(
            (expected.generator, expected.discriminator, expected.generator_ema_params)
        ),
        strict=True,
    ):
        near(one, other)
    near(metrics["generator_learning_rate"], 1e-3)
    near(metrics["discriminator_learning_rate"], 1e-2)


def test_the_kernel_distance_is_unbiased(gan: ModuleType) -> None:
    """Written out with loops; near zero for two halves of one set, and large for noise."""
    x, y = images(9, 4), images(8, 5) ** 3

    def kernel(a: np.ndarray, b: np.ndarray) -> float:
        return float((np.float64(a).ravel() @ np.float64(b).ravel() / 64 + 1) ** 3)

    def within(s: np.ndarray) -> float:
        pairs = [kernel(a, b) for i, a in enumerate(s) for j, b in enumerate(s) if i != j]
        return float(np.mean(pairs))

    expected = within(x) + within(y) - 2 * np.mean([kernel(a, b) for a in x for b in y])
    np.testing.assert_allclose(gan.kernel_distance(x, y), expected, rtol=1e-3, atol=1e-4)
    digits = gan.load_data().train.image
    assert abs(float(gan.kernel_distance(digits[:700], digits[700:1400]))) < 2e-3
    assert float(gan.kernel_distance(digits[:200], jnp.asarray(images(200)))) > 0.05


@pytest.mark.parametrize(("spec", "samples"), [(VAE, False), (GAN, True)], ids=["vae", "gan"])
def test_without_sample_only_an_evaluation_that_compares_samples_draws_any(
    spec: dict[str, Any], samples: bool, tmp_path: Path
) -> None:
    trainer = build({key: value for key, value in spec.items() if key != "sample"}, tmp_path)
    assert hasattr(trainer, "sample") == samples
    c = trainer.Config()
    metrics = trainer.evaluate(c, trainer.init_state(c, 0), trainer.load_data().eval)
    assert all(np.isfinite(value) for value in metrics.values())
