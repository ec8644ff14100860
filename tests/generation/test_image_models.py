"""Networks for images: each against formulas in float64, sizes of the papers, and what short runs learn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy import special
from trainers.conftest import build, changed

from specc.language.family import member

from .conftest import COMMON, GAN

Array = np.ndarray
UNET = {"type": "unet", "channels": [4, 6], "blocks": 1, "attention": [1], "heads": 2, "groups": 2}
DIT = {"type": "dit", "patch_size": 2, "width": 8, "depth": 2, "heads": 2}
VAE = {"type": "conv_vae", "channels": [3, 4], "latent": 2, "norm": "layer", "activation": "tanh"}
GENERATOR = {"type": "conv_generator", "channels": [6, 5], "latent": 3, "norm": "layer"}
DISCRIMINATOR = {"type": "conv_discriminator", "channels": [4, 5], "spectral_norm": True}
FLOW = {
    **COMMON,
    "name": "images",
    "task": {"type": "generation", "condition": "class", "loss": "flow_matching"},
    "optimizer": {"type": "adam", "learning_rate": 3e-3},
    "sample": None,
}
ADVERSARIAL = {
    **GAN,
    "task": {"type": "generation", "loss": {"type": "gan", "r1": 0}},
    "model": GENERATOR,
    "networks": changed(GAN["networks"], {"discriminator.model": DISCRIMINATOR}),
}
SPECS: dict[str, dict[str, Any]] = {
    "unet": {**FLOW, "model": {**UNET, "condition": "add"}},
    "dit": {**FLOW, "model": DIT},
    "conv_vae": {**FLOW, "task": {**FLOW["task"], "loss": "elbo"}, "model": VAE},
    "conv_gan": ADVERSARIAL,
    "mlp_discriminator": changed(
        ADVERSARIAL,
        {
            "task.loss.r1": 0.5,
            "model": GAN["model"],
            "networks.discriminator.model": {
                "type": "mlp_discriminator",
                "hidden": [7],
                "spectral_norm": True,
            },
        },
    ),
}


def compiled(function: Any) -> Any:
    """A function whose compilation is cheap, as it is called once or twice."""
    return jax.jit(function, compiler_options={"xla_backend_optimization_level": 0})


def shapes(trainer: ModuleType) -> Any:
    """The first state without numbers."""
    return jax.eval_shape(lambda: trainer.init_state(trainer.Config(), 0))


@pytest.fixture(scope="module")
def trainers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    folder = tmp_path_factory.mktemp("images")
    return {
        name: build({key: part for key, part in spec.items() if part}, folder / name)
        for name, spec in SPECS.items()
    }


def randomized(params: Any) -> Any:
    """Parameters in float64, none of which is 0."""
    generator = np.random.default_rng(3)
    return jax.tree.map(lambda p: jnp.asarray(0.3 * generator.normal(size=p.shape)), params)


def paths(params: Any) -> set[str]:
    leaves = jax.tree_util.tree_leaves_with_path(params)
    return {jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in leaves}


def silu(x: Array) -> Array:
    return x * special.expit(x)


def linear(p: Any, x: Array) -> Array:
    return x @ np.asarray(p["kernel"]) + (np.asarray(p["bias"]) if "bias" in p else 0)


def conv(p: Any, x: Array, stride: int = 1) -> Array:
    """A sum over the places in the kernel, of maps that are padded evenly."""
    kernel = np.asarray(p["kernel"])
    size = kernel.shape[0]
    before = (size - stride) // 2
    h, w = x.shape[1] // stride, x.shape[2] // stride
    padded = np.pad(x, [(0, 0), (before, size), (before, size), (0, 0)])
    y = sum(
        padded[:, i : i + stride * h : stride, j : j + stride * w : stride] @ kernel[i, j]
        for i in range(size)
        for j in range(size)
    )
    return y + (np.asarray(p["bias"]) if "bias" in p else 0)


def doubled(p: Any, x: Array) -> Array:
    """A transposed convolution of 4x4: each number is added to 16, its kernel mirrored, a step of 2 apart."""
    kernel = np.asarray(p["kernel"])[::-1, ::-1]
    n, h, w, _ = x.shape
    y = np.zeros((n, 2 * h + 2, 2 * w + 2, kernel.shape[-1]))
    for i in range(4):
        for j in range(4):
            y[:, i : i + 2 * h : 2, j : j + 2 * w : 2] += x @ kernel[i, j]
    return y[:, 1:-1, 1:-1] + np.asarray(p["bias"])


def layer_norm(p: Any, x: Array) -> Array:
    return normed(x, -1) * np.asarray(p["scale"]) + np.asarray(p["bias"])


def normed(x: Array, axes: int | tuple[int, ...]) -> Array:
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + 1e-6)


def group_norm(p: Any, x: Array, groups: int) -> Array:
    split = x.reshape(*x.shape[:-1], groups, -1)
    return normed(split, (1, 2, 4)).reshape(x.shape) * np.asarray(p["scale"]) + np.asarray(
        p["bias"]
    )


def attention(p: Any, x: Array) -> Array:
    """Of vectors (n, tokens, width), head by head."""
    q, k, v = (
        np.einsum("ntc,chd->nhtd", x, np.asarray(p[name]["kernel"]))
        + np.asarray(p[name]["bias"])[:, None]
        for name in ("query", "key", "value")
    )
    scores = special.softmax(q @ k.swapaxes(2, 3) / math.sqrt(q.shape[-1]), axis=-1)
    y = np.einsum("nhtd,hdc->ntc", scores @ v, np.asarray(p["out"]["kernel"]))
    return y + np.asarray(p["out"]["bias"])


def times(t: Array, frequencies: int) -> Array:
    angles = 1000 * t[:, None] * 10 ** np.linspace(0, -4, frequencies)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def unet(p: Any, x: Array, t: Array, label: Array) -> Array:
    """Equation by equation, for the sizes of `UNET`: one block a level, attention in the second."""

    def block(p: Any, x: Array) -> Array:
        y = (
            conv(p["conv1"], silu(group_norm(p["norm1"], x, 2)))
            + linear(p["project_time"], time)[:, None, None]
        )
        y = conv(p["conv2"], silu(group_norm(p["norm2"], y, 2)))
        x = (conv(p["project"], x) if "project" in p else x) + y
        if "attention" in p:
            pixels = group_norm(p["attention_norm"], x, 2).reshape(len(x), -1, x.shape[-1])
            x = x + attention(p["attention"], pixels).reshape(x.shape)
        return x

    hidden = silu(linear(p["time_embedding"]["hidden"], times(t, 2)))
    onehot = (label[:, None] == np.arange(10)).astype(float)
    time = silu(
        linear(p["time_embedding"]["output"], hidden)
        + linear(p["time_embedding"]["class_embedding"], onehot)
    )
    first = conv(p["first"], x[..., None])
    one = block(p["down"][0][0], first)
    half = conv(p["halve"][0], one, 2)
    two = block(p["down"][1][0], half)
    x = block(p["middle"][1], block(p["middle"][0], two))
    for n, skip in enumerate((two, half)):
        x = block(p["up"][0][n], np.concatenate([x, skip], -1))
    x = conv(p["double"][0], np.kron(x, np.ones((1, 2, 2, 1))))
    for n, skip in enumerate((one, first)):
        x = block(p["up"][1][n], np.concatenate([x, skip], -1))
    return conv(p["output"], silu(group_norm(p["norm"], x, 2)))[..., 0]


def dit(p: Any, x: Array, t: Array, label: Array) -> Array:
    """Equation by equation, for patches of 2x2."""
    patches = np.stack([x[:, i::2, j::2].reshape(-1, 16) for i in (0, 1) for j in (0, 1)], -1)
    onehot = (label[:, None] == np.arange(10)).astype(float)
    hidden = silu(linear(p["time_embedding"]["hidden"], np.concatenate([times(t, 128), onehot], 1)))
    condition = silu(linear(p["time_embedding"]["output"], hidden))
    h = linear(p["embed"], patches) + np.asarray(p["position"])

    def modulated(x: Array, shift: Array, scale: Array) -> Array:
        return normed(x, -1) * (1 + scale) + shift

    for n in sorted(p["blocks"], key=int):
        b = p["blocks"][n]
        m = linear(b["modulation"], condition).reshape(-1, 6, 1, 8).swapaxes(0, 1)
        h = h + m[2] * attention(b["attention"], modulated(h, m[0], m[1]))
        y = linear(b["mlp"]["hidden"], modulated(h, m[3], m[4]))
        y = y / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y**3)))
        h = h + m[5] * linear(b["mlp"]["output"], y)
    m = linear(p["modulation"], condition).reshape(-1, 2, 1, 8).swapaxes(0, 1)
    y = linear(p["output"], modulated(h, m[0], m[1])).reshape(-1, 4, 4, 2, 2)
    image = np.zeros((len(y), 8, 8))
    for i in (0, 1):
        for j in (0, 1):
            image[:, i::2, j::2] = y[..., i, j]
    return image


@pytest.mark.parametrize(("name", "formula"), [("unet", unet), ("dit", dit)])
def test_denoisers_are_those_of_their_papers(
    trainers: dict[str, ModuleType], name: str, formula: Any
) -> None:
    """Convolutions, norms, attention and modulation in float64."""
    trainer = trainers[name]
    with jax.enable_x64(True):
        state, generator = shapes(trainer), np.random.default_rng(0)
        x, t = generator.normal(size=(3, 8, 8)), generator.uniform(size=3)
        label, params = np.array([4, -1, 9]), randomized(state.params)
        found = compiled(nnx.merge(state.graphdef, params))(x, t, label)
        assert found.dtype == np.float64
        np.testing.assert_allclose(found, formula(params, x, t, label), rtol=1e-5, atol=1e-6)


def test_blocks_begin_as_their_shortcuts(trainers: dict[str, ModuleType]) -> None:
    """And the gates of a transformer's blocks can open: the gradient of what gives them is not 0."""
    unet, dit = trainers["unet"], trainers["dit"]
    x = jax.random.normal(jax.random.key(0), (2, 4, 4, 6))
    tokens, ones = x.reshape(2, 12, 8), jnp.ones((2, 16))

    def outputs() -> Any:
        rngs = nnx.Rngs(0)
        residual = unet.UNetBlock(unet.Config(), 6, 6, True, rngs=rngs)
        block = dit.DiTBlock(dit.Config(), rngs=rngs)
        grads = nnx.grad(lambda block: (block(tokens, ones[:, :8]) ** 2).sum())(block)
        return residual(x, ones), block(tokens, ones[:, :8]), grads["modulation"].kernel[...]

    maps, same, gradient = compiled(outputs)()
    np.testing.assert_array_equal(maps, x)
    np.testing.assert_array_equal(same, tokens)
    assert float(jnp.abs(gradient[:, 16:24]).max()) > 0
    assert float(jnp.abs(gradient[:, 40:]).max()) > 0


def test_a_unet_has_the_parameters_of_its_paper(tmp_path: Path) -> None:
    """35.7 million for CIFAR-10 (Ho et al. 2020, appendix B), 35,746,307 in other implementations."""
    model = {"type": "unet", "channels": [128, 256, 256, 256], "attention": [1], "groups": 32}
    facts = {"rows": 1797, "shape": [32, 32, 3], "low": 0, "high": 255}
    spec = {**FLOW, "task": {**FLOW["task"], "condition": None}, "model": model}
    trainer = build(
        changed(spec, {"data.facts": facts, "sample": None, "task.condition": None}), tmp_path
    )
    leaves = jax.tree.leaves(shapes(trainer).params)
    assert sum(math.prod(leaf.shape) for leaf in leaves) == 35_746_307


def test_both_halves_of_a_vae_are_convolutions(trainers: dict[str, ModuleType]) -> None:
    """Strided ones of 4x4, and transposed ones, in float64; a label is constant planes, or joined to latents."""
    trainer = trainers["conv_vae"]
    with jax.enable_x64(True):
        state = shapes(trainer)
        p = randomized(state.params)
        vae = nnx.merge(state.graphdef, p)
        generator = np.random.default_rng(0)
        x, z, label = (
            generator.uniform(size=(3, 8, 8)),
            generator.normal(size=(3, 2)),
            np.array([0, 3, -1]),
        )
        onehot = (label[:, None] == np.arange(10)).astype(float)
        planes = np.broadcast_to(onehot[:, None, None], (3, 8, 8, 10))
        h = np.concatenate([x[..., None], planes], -1)
        for n in range(2):
            h = np.tanh(layer_norm(p["encoder"]["norms"][n], conv(p["encoder"]["convs"][n], h, 2)))
        h = linear(p["encoder"]["output"], h.reshape(3, -1))
        found, logits = compiled(lambda: (vae.encode(x, label), vae.decode(z, label)))()
        np.testing.assert_allclose(np.concatenate(found, 1), h, rtol=1e-6, atol=1e-9)
        h = linear(p["decoder"]["input"], np.concatenate([z, onehot], 1)).reshape(3, 2, 2, 4)
        for n in range(2):
            h = doubled(p["decoder"]["convs"][n], np.tanh(layer_norm(p["decoder"]["norms"][n], h)))
        np.testing.assert_allclose(logits, h[..., 0], rtol=1e-6, atol=1e-9)


def _kernels(params: Any) -> dict[str, Array]:
    """As matrices, by their paths."""
    leaves = jax.tree_util.tree_leaves_with_path(params)
    named = {jax.tree_util.keystr(k, simple=True, separator="/"): np.float64(v) for k, v in leaves}
    return {k: v.reshape(-1, v.shape[-1]) for k, v in named.items() if k.endswith("kernel")}


def test_a_generator_and_a_discriminator_are_convolutions(trainers: dict[str, ModuleType]) -> None:
    """A sigmoid of ReLU and transposed convolutions; leaky ReLU of strided ones, over their spectral norms."""
    trainer = trainers["conv_gan"]
    with jax.enable_x64(True):
        state = shapes(trainer)
        g, d = (randomized(state.generator.params), randomized(state.discriminator.params))
        z = np.random.default_rng(0).normal(size=(3, 3))
        h = linear(g["decoder"]["input"], z).reshape(3, 2, 2, 6)
        for n in range(2):
            h = doubled(g["decoder"]["convs"][n], layer_norm(g["decoder"]["norms"][n], h).clip(0))
        images = special.expit(h[..., 0])
        found = compiled(nnx.merge(state.generator.graphdef, g))(z)
        np.testing.assert_allclose(found, images, rtol=1e-6, atol=1e-9)
        vectors = randomized(state.discriminator.singular_vectors)
        network = state.discriminator.replace(params=d, singular_vectors=vectors)

        def iterated(network: Any) -> Any:
            step = trainer.update_singular_vectors
            return jax.lax.fori_loop(0, 1000, lambda _, network: step(network), network)

        network = compiled(iterated)(network.replace(opt_state=None))
        h = images[..., None]
        for n in range(2):
            h = conv(_divided(d["encoder"]["convs"][n]), h, 2)
            h = np.maximum(h, 0.2 * h)
        h = linear(_divided(d["encoder"]["output"]), h.reshape(3, -1))
        model = nnx.merge(network.graphdef, d, network.singular_vectors)
        np.testing.assert_allclose(compiled(model)(images), h[:, 0], rtol=1e-6, atol=1e-9)


def _divided(p: Any) -> dict[str, Array]:
    """A layer with its kernel over the largest singular value."""
    kernel = np.asarray(p["layer"]["kernel"])
    norm = np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0]
    return {"kernel": kernel / norm, "bias": np.asarray(p["bias"])}


@pytest.mark.parametrize(
    "name", [pytest.param("conv_gan", marks=pytest.mark.soak), "mlp_discriminator"]
)
def test_singular_vectors_take_a_step_with_each_update(
    trainers: dict[str, ModuleType], name: str
) -> None:
    """Of the discriminator, before its gradients are taken; the generator's update leaves them."""
    trainer = trainers[name]
    c, key = trainer.Config(), jax.random.key(0)
    state = trainer.init_state(c, 0)
    batch = trainer.Batch(jax.random.uniform(key, (4, 8, 8)))

    def updates(state: Any) -> Any:
        after, _ = trainer.update_discriminator(c, state, batch, key)
        return after, trainer.update_generator(c, after, batch, key)[0]

    after, last = compiled(updates)(state)
    kernels = _kernels(state.discriminator.params)
    old, new = (
        [np.float64(u) for u in jax.tree.leaves(item.discriminator.singular_vectors)]
        for item in (state, after)
    )
    assert len(old) == len(kernels) > 1
    steps = [w.T @ (w @ u) for w, u in zip(kernels.values(), old, strict=True)]
    for step, found in zip(steps, new, strict=True):
        np.testing.assert_allclose(found, step / np.linalg.norm(step), atol=1e-5)
    same = jax.tree.map(np.array_equal, after.discriminator, last.discriminator)
    assert all(jax.tree.leaves(same))


def test_the_gradient_of_a_normalized_layer_is_that_of_its_paper(
    trainers: dict[str, ModuleType],
) -> None:
    """Equation 12 of Miyato et al. (2018): (G - <G, W / s> u v^T) / s for the gradient G of what W / s is in."""
    with jax.enable_x64(True):
        trainer, generator = trainers["mlp_discriminator"], np.random.default_rng(0)
        inner = nnx.Linear(4, 3, use_bias=False, param_dtype=jnp.float64, rngs=nnx.Rngs(0))
        layer = trainer.SpectralNorm(inner, rngs=nnx.Rngs(1))
        w = np.asarray(inner.kernel[...])
        left, singular, right = np.linalg.svd(w)
        layer.u[...] = jnp.asarray(right[0])
        x, weights = generator.normal(size=(5, 4)), generator.normal(size=(5, 3))
        grads = nnx.grad(lambda layer: (weights * layer(x)).sum())(layer)
        g, s = x.T @ weights, singular[0]
        expected = (g - (g * w / s).sum() * np.outer(left[:, 0], right[0])) / s
        np.testing.assert_allclose(grads["layer"]["kernel"][...], expected, rtol=1e-9)


@pytest.mark.parametrize("name", SPECS)
def test_the_language_knows_the_parameters(trainers: dict[str, ModuleType], name: str) -> None:
    trainer, spec = trainers[name], SPECS[name]
    state = shapes(trainer)
    made = {"model": state} if hasattr(state, "params") else vars(state)
    models = {"model": spec["model"], "generator": spec["model"]}
    models |= {key: value["model"] for key, value in spec.get("networks", {}).items()}
    for role, model in models.items():
        if role in made:
            written: Any = member("specc.language.models", model["type"]).model_validate(model)
            assert set(written.parameters) == paths(made[role].params)
            assert len(set(written.parameters)) == len(written.parameters)


@pytest.fixture
def cheap_compilation() -> Iterator[None]:
    """Compilation takes much longer than so few steps of small networks."""
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)


@pytest.mark.usefixtures("cheap_compilation")
@pytest.mark.parametrize(
    ("name", "steps", "share"),
    [
        pytest.param("unet", 40, 0.8, marks=pytest.mark.soak),
        ("dit", 60, 0.8),
        ("conv_vae", 100, 0.8),
    ],
)
def test_a_short_run_learns(
    trainers: dict[str, ModuleType], name: str, steps: int, share: float
) -> None:
    """The loss of the last steps is a share of that of the first ones; a denoiser begins with 0."""
    trainer = trainers[name]
    c = trainer.Config()
    data = jax.device_put(trainer.load_data().train)
    state = trainer.init_state(c, 0)
    if "output" in state.params:
        assert not any(jax.tree.leaves(jax.tree.map(jnp.any, state.params["output"])))
    state, metrics = trainer.train_steps(c, state, data, trainer.batch_rows(c, 0, steps))
    loss = np.asarray(metrics["loss"])
    assert loss[-10:].mean() < share * loss[:3].mean()


@pytest.mark.usefixtures("cheap_compilation")
def test_a_short_run_of_two_networks_learns(trainers: dict[str, ModuleType]) -> None:
    """Samples come nearer to the digits, and no kernel of the discriminator stretches anything."""
    trainer = trainers["conv_gan"]
    c = trainer.Config(steps=80)
    data = trainer.load_data()
    state = trainer.init_state(c, 0)
    before = float(trainer.evaluate(c, state, data.eval)["kernel_distance"])
    rows = trainer.batch_rows(c, 0, c.steps)
    state, _ = trainer.train_steps(c, state, jax.device_put(data.train), rows)
    assert float(trainer.evaluate(c, state, data.eval)["kernel_distance"]) < 0.85 * before
