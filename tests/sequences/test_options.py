"""Options of the transformer and of its loss: formulas in float64, caches, and what must change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from specc.language.models.transformer import Transformer
from specc.language.transformer_presets import PRESETS

from . import reference
from .conftest import built
from .test_transformer import in_float64, windows

SIZES: dict[str, Any] = {"type": "transformer", "layers": 2, "width": 16, "context": 8, "heads": 4}
LLAMA3 = {
    "type": "llama3",
    "factor": 4.0,
    "original_context": 20,
    "low_frequency": 1.0,
    "high_frequency": 3.0,
}
MODELS: dict[str, dict[str, Any]] = {
    "local": {
        "positions": {"type": "rotary", "scaling": {"type": "linear", "factor": 2.5}},
        "norm": {"type": "rms", "epsilon": 1e-3},
        "mlp": "swiglu",
        "kv_heads": 2,
        "window": 3,
        "logit_cap": 1.5,
        "scan": True,
        "remat": True,
    },
    "gpt2": {
        "positions": "learned",
        "norm": {"type": "layer", "epsilon": 1e-3},
        "mlp": "gelu",
        "bias": True,
    },
    "stretched": {
        "positions": {"type": "rotary", "base": 100.0, "scaling": LLAMA3},
        "norm": "rms",
        "mlp": "relu_squared",
        "bias": True,
        "tie_embeddings": False,
        "remat": True,
        "window": 1,
    },
    "stacked": {
        "positions": "sinusoidal",
        "norm": "layer",
        "mlp": "swiglu",
        "bias": True,
        "qk_norm": True,
        "logit_cap": 30.0,
        "tie_embeddings": False,
        "scan": True,
    },
}
LOSSES: dict[str, dict[str, Any]] = {
    "local": {"z_loss": 0.1, "ignore_index": 1},
    "gpt2": {"label_smoothing": 0.2},
    "stretched": {"label_smoothing": 0.1, "z_loss": 0.01},
    "stacked": {"ignore_index": 2},
}
SOAK = ("gpt2", "stretched", "stacked")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=pytest.mark.soak) if name in SOAK else name for name in MODELS
    ],
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A trainer, its model and its loss in the spec, and a state whose parameters are not near 0."""
    model, loss = {**SIZES, **MODELS[request.param]}, LOSSES[request.param]
    task = {"type": "language_modeling", "loss": {"type": "next_token", **loss}}
    trainer = built(tmp_path_factory.mktemp(request.param), {"model": model, "task": task})
    return trainer, model, loss, moved(trainer.init_state(trainer.Config(), np.uint32(0)))


def moved(state: Any) -> Any:
    """A state with other parameters."""
    leaves, structure = jax.tree.flatten(state.params)
    rng = np.random.default_rng(0)
    other = [x + np.float32(rng.normal(scale=0.2, size=x.shape)) for x in leaves]
    return state.replace(params=jax.tree.unflatten(structure, other))


def test_loss_and_gradient_are_those_of_the_formulas(case: Any) -> None:
    """The gradient along a direction is the difference quotient in float64."""
    trainer, model, options, state = case
    token = windows(trainer, 2, 9)
    grad_fn = jax.jit(
        jax.value_and_grad(trainer.loss_fn, argnums=1, has_aux=True), static_argnums=0
    )
    batch = trainer.Batch(jnp.int32(token))
    (found, _), grads = grad_fn(trainer.Config(), state.params, state, batch)
    params = in_float64(state.params)
    assert abs(float(found) - reference.loss(params, token, model, options)) < 3e-6
    rng = np.random.default_rng(2)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)

    def there(step: float) -> float:
        moved = jax.tree.map(lambda x, v: x + step * v, params, direction)
        return reference.loss(moved, token, model, options)

    slope = (there(1e-5) - there(-1e-5)) / 2e-5
    products = jax.tree.map(
        lambda g, v: float((np.asarray(g, np.float64) * v).sum()), in_float64(grads), direction
    )
    assert abs(sum(jax.tree.leaves(products)) - slope) < 2e-5 * max(1, abs(slope))


def test_what_a_token_sees(case: Any) -> None:
    """Itself and those before it; through two layers, those that are seen by what it sees."""
    _, model, _, state = case
    run = jax.jit(nnx.merge(state.graphdef, state.params).__call__)
    token = jnp.int32(np.random.default_rng(1).integers(3, size=(1, 8)))
    before = np.asarray(run(token))[0]
    reach = 2 * (model.get("window", 8) - 1)
    for place in (0, 3):
        after = np.asarray(run(token.at[0, place].set((token[0, place] + 1) % 3)))[0]
        changed = np.abs(after - before).max(1) > 1e-6
        assert changed.tolist() == [place <= n <= place + reach for n in range(8)], place


def test_cached_logits_are_the_uncached_ones(case: Any) -> None:
    trainer, _, _, state = case
    model = nnx.merge(state.graphdef, state.params)
    token = jnp.int32(windows(trainer, 3, 8))
    whole = jax.jit(model.__call__)(token)
    step, caches = jax.jit(model.step), trainer.empty_caches(trainer.Config(), 3)
    for n in range(8):
        logits, caches = step(token[:, n], caches, jnp.int32(n))
        np.testing.assert_allclose(logits, whole[:, n], rtol=1e-5, atol=3e-6)


def test_evaluation_is_without_what_regularizes(case: Any) -> None:
    """The nats of what counts, whatever training adds to them."""
    trainer, model, options, state = case
    token = np.random.default_rng(3).integers(3, size=20)
    found = trainer.evaluate(trainer.Config(), state, trainer.Batch(jnp.int32(token)))
    params, nats, counted = in_float64(state.params), 0.0, 0
    ignored = {key: value for key, value in options.items() if key == "ignore_index"}
    for start in range(0, 19, 8):
        window = token[start : start + 9]
        count = int((window[1:] != options.get("ignore_index")).sum())
        if count:
            nats += count * reference.loss(params, window[None], model, ignored)
        counted += count
    assert abs(float(found["loss"]) - nats / counted) < 1e-5


def test_micro_batches_count_by_their_targets(tmp_path: Path) -> None:
    """One of them has 7 targets and another none: the loss and the gradient are those of the whole batch."""
    token = windows_of_targets((7, 3, 1, 0))
    model = {**SIZES, **MODELS["gpt2"], "layers": 1, "context": 7}
    changes: dict[str, Any] = {
        "model": model,
        "task": {"type": "language_modeling", "loss": {"type": "next_token", "ignore_index": 1}},
        "optimizer": {"type": "sgd", "learning_rate": 1.0},  # a step is the gradient
        "data.batch_size": 4,
        "train.accumulate": 4,
        "sample": None,
    }
    trainer = built(tmp_path, changes)
    c = trainer.Config()
    state = moved(trainer.init_state(c, np.uint32(0)))
    step = jax.jit(trainer.train_step, static_argnums=0)
    after, metrics = step(c, state, trainer.Batch(jnp.int32(token)))
    params = in_float64(state.params)
    rng = np.random.default_rng(2)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)

    def there(step: float) -> float:
        moved = jax.tree.map(lambda x, v: x + step * v, params, direction)
        return reference.loss(moved, token, model, {"ignore_index": 1})

    assert abs(float(metrics["loss"]) - there(0)) < 2e-6
    slope = (there(1e-5) - there(-1e-5)) / 2e-5
    taken = jax.tree.map(np.subtract, params, in_float64(after.params))
    products = jax.tree.map(lambda x, v: float((x * v).sum()), taken, direction)
    assert abs(sum(jax.tree.leaves(products)) - slope) < 2e-5 * max(1, abs(slope))


def windows_of_targets(counts: tuple[int, ...]) -> np.ndarray:
    """Windows of 8 tokens, of which so many after the first are not 1."""
    rng = np.random.default_rng(6)
    targets = [[*rng.choice([0, 2], count), *[1] * (7 - count)] for count in counts]
    return np.array([[0, *rng.permutation(row)] for row in targets])


def of_model(folder: Path, changes: dict[str, Any]) -> tuple[ModuleType, Any]:
    """A trainer of the model "local", and its first state."""
    trainer = built(folder, {"model": {**SIZES, **MODELS["local"], "layers": 3, **changes}})
    return trainer, trainer.init_state(trainer.Config(), np.uint32(4))


def losses(trainer: ModuleType, state: Any, token: np.ndarray) -> tuple[float, Any]:
    """The loss of windows, and its gradient."""
    grad_fn = jax.jit(
        jax.value_and_grad(trainer.loss_fn, argnums=1, has_aux=True), static_argnums=0
    )
    batch = trainer.Batch(jnp.int32(token))
    (loss, _), grads = grad_fn(trainer.Config(), state.params, state, batch)
    return float(loss), nnx.to_pure_dict(grads)


def stacked(blocks: Any) -> Any:
    """Blocks of a list as a scan has them."""
    return jax.tree.map(lambda *x: jnp.stack(x), *blocks.values())


@pytest.mark.soak
def test_scan_and_remat_change_nothing(tmp_path: Path) -> None:
    """But the order of sums: the same parameters, stacked, have the same loss and the same gradient."""
    scanned, state = of_model(tmp_path / "scanned", {})
    listed, other = of_model(tmp_path / "listed", {"scan": False, "remat": False})
    other = moved(other)
    params = nnx.to_pure_dict(other.params)
    params = {**params, "blocks": stacked(params["blocks"])}
    new = jax.tree.unflatten(jax.tree.structure(state.params), jax.tree.leaves(params))
    assert jax.tree.map(jnp.shape, new) == jax.tree.map(jnp.shape, state.params)
    token = windows(scanned, 2, 9)
    one, grads = losses(scanned, state.replace(params=new), token)
    two, expected = losses(listed, other, token)
    assert abs(one - two) < 1e-6
    expected = {**expected, "blocks": stacked(expected["blocks"])}
    batch = scanned.Batch(jnp.int32(token))
    given = state.replace(params=new)
    traced = jax.make_jaxpr(scanned.loss_fn, static_argnums=0)(scanned.Config(), new, given, batch)
    assert "remat" in str(traced)
    for found, wanted in zip(jax.tree.leaves(grads), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=2e-6)


def test_stacked_blocks_begin_differently_and_decay_alike(case: Any) -> None:
    """Each layer is drawn by itself, with the deviation that it has in a list; kernels decay, scales do not."""
    trainer, model, _, _ = case
    if not model.get("scan"):
        pytest.skip("the blocks are in a list")
    state = trainer.init_state(trainer.Config(), np.uint32(5))
    block = nnx.to_pure_dict(state.params)["blocks"]
    for kernel, std in (
        (block["attention"]["qkv"]["kernel"], 0.02),
        (block["attention"]["output"]["kernel"], 0.01),
        (block["mlp"]["output"]["kernel"], 0.01),
    ):
        assert kernel.shape[0] == 2
        assert abs(float(kernel.std()) / std - 1) < 4 / np.sqrt(2 * kernel.size)
        assert not np.allclose(kernel[0], kernel[1])
    assert (np.asarray(block["norm1"]["scale"]) == 1).all()
    mask = nnx.to_pure_dict(trainer.is_kernel(state.params))["blocks"]
    assert mask["attention"]["qkv"]["kernel"]
    assert not mask["norm1"]["scale"]


@pytest.mark.parametrize(
    "positions",
    ["rotary", *(pytest.param(x, marks=pytest.mark.soak) for x in ("sinusoidal", "learned"))],
)
def test_bfloat16_is_in_every_product_and_losses_are_float32(
    tmp_path: Path, positions: str
) -> None:
    """Nothing promotes activations on the way."""
    model = {**SIZES, "positions": positions, "scan": True}
    trainer = built(tmp_path, {"model": model, "precision": "bfloat16"})
    c = trainer.Config()
    state = jax.eval_shape(lambda: trainer.init_state(c, np.uint32(0)))
    batch = trainer.Batch(jnp.int32(windows(trainer, 2, 9)))
    traced = jax.make_jaxpr(trainer.loss_fn, static_argnums=0)(c, state.params, state, batch)
    found = [*products(traced.jaxpr)]
    assert len(found) >= 7
    assert all(x == jnp.bfloat16 for inputs in found for x in inputs), found
    assert traced.out_avals[0].dtype == jnp.float32


def products(jaxpr: Any) -> Iterator[tuple[Any, ...]]:
    """The dtypes of what each product of matrices is given."""
    for equation in jaxpr.eqns:
        if equation.primitive.name == "dot_general":
            yield tuple(x.aval.dtype for x in equation.invars)
        for value in equation.params.values():
            inner = getattr(value, "jaxpr", value)
            if hasattr(inner, "eqns"):
                yield from products(inner)


@pytest.mark.soak
def test_remat_draws_the_same_dropout(tmp_path: Path) -> None:
    found = []
    for remat in (True, False):
        model = {**SIZES, "bias": True, "norm": "layer", "dropout": 0.3, "remat": remat}
        trainer = built(tmp_path / str(remat), {"model": model})
        state = moved(trainer.init_state(trainer.Config(), np.uint32(0)))
        found.append(losses(trainer, state, windows(trainer, 2, 9)))
    (one, grads), (two, expected) = found
    assert abs(one - two) < 1e-6
    for x, y in zip(jax.tree.leaves(grads), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(x, y, rtol=2e-4, atol=2e-6)


@pytest.mark.soak
def test_bfloat16_is_near_float32(tmp_path: Path) -> None:
    model = {**SIZES, "bias": True, "norm": "layer", "mlp": "gelu"}
    trainer = built(tmp_path, {"model": model, "precision": "bfloat16"})
    c = trainer.Config()
    state = moved(trainer.init_state(c, np.uint32(0)))
    token = windows(trainer, 2, 9)
    loss, _ = losses(trainer, state, token)
    exact = reference.loss(in_float64(state.params), token, {**model, "positions": "rotary"})
    assert 0 < abs(loss - exact) < 0.02


def test_presets_are_complete_and_can_be_overridden() -> None:
    for name in PRESETS:
        model = Transformer.model_validate({"type": "transformer", "preset": name, "layers": 3})
        assert model.layers == 3
        assert model.width == PRESETS[name]["width"]
        assert model.width % model.heads == 0
    given = Transformer.model_validate({"type": "transformer", "preset": "gpt2", "norm": "rms"})
    again = Transformer.model_validate(given.model_dump(mode="json"))
    assert again == given
    assert (given.norm.type, given.context, given.bias) == ("rms", 1024, True)


PUBLISHED = {
    "llama3_1b": (128_256, 1_235_814_400),
    "gpt2": (50_257, 124_439_808),
    "gpt2_medium": (50_257, 354_823_168),
    "gpt2_large": (50_257, 774_030_080),
    "gpt2_xl": (50_257, 1_557_611_200),
    "llama_7b": (32_000, 6_738_415_616),
    "tinyllama_1b": (32_000, 1_100_048_384),
    "mistral_7b": (32_000, 7_241_732_096),
}
"""The size of the vocabulary, and the number of parameters of the weights that were published."""


@pytest.mark.parametrize(
    "name",
    [
        name if name == "llama3_1b" else pytest.param(name, marks=pytest.mark.soak)
        for name in PUBLISHED
    ],
)
def test_presets_have_as_many_parameters_as_what_was_published(tmp_path: Path, name: str) -> None:
    vocabulary, count = PUBLISHED[name]
    facts = {"rows": 1_000_000, "shape": [1], "low": 0, "high": vocabulary - 1}
    changes = {
        "model": {"type": "transformer", "preset": name, "scan": True},
        "data.source": {"type": "tokens", "path": "tokens.bin", "vocabulary": vocabulary},
        "data.facts": {**facts, "vocabulary": vocabulary, "sha256": "0" * 64},
        "data.batch_size": 1,
        "name": name,
    }
    trainer = built(tmp_path, changes)
    state = jax.eval_shape(lambda: trainer.init_state(trainer.Config(), np.uint32(0)))
    assert sum(x.size for x in jax.tree.leaves(state.params)) == count


@pytest.mark.parametrize("time", [8, 3])
def test_blocks_of_queries_compute_the_same(tmp_path: Path, time: int) -> None:
    """What a CPU is given, with as many tokens as four blocks divide and as many as they do not."""
    model = {**SIZES, "layers": 1, "kv_heads": 2}
    other = built(tmp_path / "cpu", {"model": model, "target": "cpu"})
    trainer = built(tmp_path / "any", {"model": model, "target": "any"})
    assert hasattr(other, "attend_causally")
    assert not hasattr(trainer, "attend_causally")
    state = moved(trainer.init_state(trainer.Config(), np.uint32(0)))
    token = jnp.int32(windows(trainer, 2, time + 1))
    results = []
    for module in trainer, other:
        grad_fn = jax.value_and_grad(module.loss_fn, argnums=1, has_aux=True)
        graphdef = module.init_state(module.Config(), np.uint32(0)).graphdef
        given = state.replace(graphdef=graphdef)
        (loss, _), grads = grad_fn(module.Config(), state.params, given, module.Batch(token))
        results.append((loss, grads))
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6), *results)
