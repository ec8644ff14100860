"""Flow matching of dequantized pixels: its loss, its likelihood in bits per dimension, and its samples."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy import special, stats
from trainers.conftest import build

from .test_flow_matching import FLOW

pytestmark = pytest.mark.usefixtures("cheap_module")

ALPHA = 0.1
LEVELS: dict[str, Any] = {
    **FLOW,
    "task": {
        "type": "generation",
        "loss": {
            "type": "flow_matching",
            "dequantize": {"type": "uniform", "logit_alpha": ALPHA},
            "likelihood": {"steps": 2, "divergence": "hutchinson"},
        },
    },
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "5%",
        "batch_size": 50,
    },
}


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(LEVELS, tmp_path_factory.mktemp("levels"))


def logits(image: np.ndarray, key: jax.Array) -> tuple[np.ndarray, np.ndarray]:
    """Those of dequantized levels, and the logarithm of how they change with these."""
    noise = np.float64(jax.random.uniform(key, image.shape))
    p = ALPHA + (1 - 2 * ALPHA) * (np.round(16 * np.float64(image)) + noise) / 17
    change = np.log((1 - 2 * ALPHA) / 17) - np.log(p) - np.log1p(-p)
    return special.logit(p), change.sum((1, 2))


def test_the_flow_is_that_of_logits(trainer: ModuleType) -> None:
    """The loss and its gradient in numpy."""
    image = np.random.default_rng(0).integers(0, 17, size=(20, 8, 8)) / 16
    key = jax.random.key(4)
    path_key, level_key = jax.random.split(key)
    time_key, noise_key = jax.random.split(path_key)

    def loss(scale: jax.typing.ArrayLike) -> jax.Array:
        def model(x: jax.Array, t: jax.Array) -> jax.Array:
            return scale * x * t[:, None, None]

        found = trainer.compute_metrics(trainer.Config(), model, jnp.float32(image), key)
        return found["loss"].mean()

    x, _ = logits(image, level_key)
    t = np.float64(jax.random.uniform(time_key, (20, 1, 1)))
    noise = np.float64(jax.random.normal(noise_key, x.shape))
    point = t * ((1 - t) * noise + t * x)
    residual = 0.7 * point - (x - noise)
    value, slope = jax.jit(jax.value_and_grad(loss))(0.7)
    np.testing.assert_allclose(value, (residual**2).mean(), rtol=1e-5)
    np.testing.assert_allclose(slope, (2 * residual * point).mean(), rtol=1e-5)


def test_bits_are_those_of_levels(trainer: ModuleType) -> None:
    """Of a flow that does not move: a normal density of logits, and the width of a level."""

    class Still(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            return jnp.zeros_like(x)

    c = trainer.Config()
    graphdef, params = nnx.split(Still())
    state = trainer.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
    data = trainer.load_data().eval
    found = trainer.evaluate(c, state, data)
    x, change = logits(np.asarray(data.image), jax.random.key(2))
    nats = -(stats.norm.logpdf(x).sum((1, 2)) + change).mean()
    np.testing.assert_allclose(found["log_likelihood"], -nats, rtol=1e-5)
    np.testing.assert_allclose(found["bits_per_dim"], nats / 64 / np.log(2), rtol=1e-5)
    images = np.asarray(trainer.sample(c, state, jax.random.key(0), 30))
    keys = jax.vmap(lambda n: jax.random.fold_in(jax.random.key(0), n))(jnp.arange(30))
    z = np.float64(jax.vmap(lambda key: jax.random.normal(key, (8, 8)))(keys))
    level = np.floor(17 * (special.expit(z) - ALPHA) / (1 - 2 * ALPHA)).clip(0, 16)
    assert (np.abs(16 * images - level) < 1e-4).mean() > 0.999, "but for rounding"


@pytest.mark.soak
def test_a_set_of_bytes_is_dequantized(tmp_path: Path) -> None:
    """Bytes are scaled in the step, before noise is added, and optimal transport is between logits."""
    shape = {"rows": 200, "shape": [4, 4], "low": 0, "high": 255, "dtype": "uint8", "classes": 2}
    data = {"source": {"type": "npz", "path": "x.npz"}, "facts": {**shape, "integers": True}}
    loss = {**LEVELS["task"]["loss"], "coupling": "optimal_transport"}
    spec = {
        **LEVELS,
        "task": {"type": "generation", "loss": loss},
        "data": {**LEVELS["data"], **data},
    }
    trainer = build(spec, tmp_path)
    c = trainer.Config(batch_size=4)
    image = np.random.default_rng(0).integers(0, 256, size=(8, 4, 4), dtype=np.uint8)
    state = trainer.init_state(c, 0)
    found = trainer.evaluate(c, state, trainer.Batch(image=jnp.asarray(image)))
    same = trainer.evaluate(c, state, trainer.Batch(image=jnp.asarray(image)))
    assert 8 < found["bits_per_dim"] < 12, "256 levels have 8 bits"
    assert found == same
