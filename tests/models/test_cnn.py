"""The convolutional network: the same numbers in each form, its sizes, and that it learns."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import advance, data_of

import specc
from models.conftest import assert_same_numbers, sections
from specc.compiler import analyze, programs

ROOT = Path(__file__).parents[2]

CNN = {"type": "cnn", "channels": [4, 6]}
VARIANTS = {
    "plain": (CNN, (8, 8)),
    "odd sizes": (CNN, (9, 7, 3)),
    "batch norm": ({**CNN, "norm": "batch", "hidden": [5]}, (5, 12, 1)),
    "layer norm": ({**CNN, "norm": "layer", "activation": "relu"}, (4, 4, 3)),
    "tiles": ({**CNN, "channels": [16, 20]}, (8, 12)),
    "odd tiles": ({**CNN, "channels": [16, 17, 3], "activation": "relu"}, (15, 9, 3)),
    "wide": ({**CNN, "kernel_size": 5, "head": "average"}, (9, 8)),
}

every_variant = pytest.mark.parametrize(("spec", "shape"), VARIANTS.values(), ids=VARIANTS)


def model_of(trainer, *, seed=0):
    return trainer.Classifier(trainer.Config(), rngs=nnx.Rngs(seed))


def images(shape, count=4):
    return jax.random.normal(jax.random.key(1), (count, *shape))


@every_variant
def test_both_forms_give_the_same_numbers(trainer, spec, shape):
    """Parameters, logits, gradients and running statistics."""
    plain, products = (model_of(trainer(spec, shape, target=target)) for target in ("gpu", "cpu"))
    assert_same_numbers(plain, products, images(shape))


@pytest.mark.parametrize("name", ["odd sizes", "batch norm"])
def test_pooling_by_slices_gives_the_same_numbers(trainer, name):
    """Where the machine is not known: it is much faster on a CPU."""
    spec, shape = VARIANTS[name]
    plain, sliced = (model_of(trainer(spec, shape, target=target)) for target in ("gpu", "any"))
    assert_same_numbers(plain, sliced, images(shape))


@pytest.mark.parametrize("target", ["any", "gpu", "tpu", "cpu"])
def test_only_a_cpu_gets_functions_of_its_own(trainer, target):
    """Where it may be one, that is pooling alone: convolutions are fast in a loop of Python's."""
    module = trainer(CNN, target=target)
    assert hasattr(module, "convolve") == (target == "cpu")
    assert hasattr(module, "max_pool") == (target in ("cpu", "any"))


@pytest.mark.parametrize(
    ("changes", "tiles"),
    [({}, True), ({"channels": [15, 3]}, False), ({"kernel_size": 5}, False)],
    ids=str,
)
def test_tiles_are_for_small_kernels_of_many_channels(trainer, monkeypatch, changes, tiles):
    module = trainer({**CNN, "channels": [16, 3], **changes}, target="cpu")
    used, multiply_tiles = [], module.multiply_tiles
    monkeypatch.setattr(module, "multiply_tiles", lambda *x: used.append(x) or multiply_tiles(*x))
    nnx.eval_shape(lambda x: model_of(module)(x), images((8, 8)))
    assert bool(used) == tiles


@pytest.mark.parametrize("shape", [(5, 82, 82, 16), (1, 184, 184, 16), (2, 4, 6, 16)], ids=str)
def test_parts_of_a_batch_are_the_whole(trainer, shape):
    """Whether or not it divides into them."""
    module = trainer({**CNN, "channels": [16, 3]}, target="cpu")
    layer = nnx.Conv(16, 3, (3, 3), rngs=nnx.Rngs(0))
    x = jax.random.normal(jax.random.key(2), shape)
    expected = module.space_to_batch(layer(x))
    np.testing.assert_allclose(module.convolve(layer, x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(8, 8), (9, 7)], ids=["in blocks", "cropped"])
def test_evaluation_gives_the_same_numbers(trainer, shape):
    """Running statistics take the place of those of the batch, also after steps have moved them."""
    spec = {**CNN, "norm": "batch"}
    forms = [model_of(trainer(spec, shape, target=target)) for target in ("any", "cpu")]
    for model in forms:
        model(3 * images(shape) + 1)
        model.eval()
    plain, products = (model(images(shape)) for model in forms)
    np.testing.assert_allclose(products, plain, rtol=1e-4, atol=1e-5)
    assert not np.allclose(plain, model_of(trainer(spec, shape, target="any"))(images(shape)))


def test_flax_normalizes_in_short_floats(trainer):
    spec = {**CNN, "norm": "batch"}
    kept, own = (
        trainer(spec, target="cpu", **changes) for changes in ({"precision": "bfloat16"}, {})
    )
    assert not hasattr(kept, "batch_norm")
    assert hasattr(own, "batch_norm")


def test_the_target_changes_nothing_else(trainer):
    """Outside of the model, its kernels and the loop, and in a model without convolutions, all is the same."""
    targets = ("any", "gpu", "cpu")
    pages = [sections(trainer({"type": "mlp", "hidden": [4]}, target=target)) for target in targets]
    assert pages[0] == pages[1] == pages[2]
    unknown, gpu, cpu = (sections(trainer(CNN, target=target)) for target in targets)
    assert list(cpu) == list(unknown) == [*gpu, "Kernels for a CPU"]
    assert [title for title in gpu if gpu[title] != cpu[title]] == ["Model"]
    assert [title for title in gpu if gpu[title] != unknown[title]] == ["Model", "Training step"]


def test_the_loop_is_of_python_where_a_compiled_one_is_slow(trainer):
    """The same steps, a call of a compiled function each."""
    model = {**CNN, "norm": "batch"}
    found = []
    for target in ("any", "gpu"):
        module = trainer(model, target=target)
        assert ("jax.lax.scan" in sections(module)["Training step"]) == (target == "gpu")
        c = module.Config()
        data = data_of(module, c).train
        state, metrics = advance(module, c, module.init_state(c, c.seed), data, 3)
        assert {x.shape for x in metrics.values()} == {(3,)}
        found.append((state.params, state.batch_stats, metrics))
    one, other = found
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4), one, other)


@every_variant
def test_sizes_follow_the_maps(trainer, spec, shape):
    module = trainer(spec, shape, target="cpu")
    model = model_of(module)
    model.eval()
    assert nnx.eval_shape(lambda x: model(x), images(shape)).shape == (4, 10)
    average = spec.get("head") == "average"
    *_, last = channels = spec["channels"]
    area = 1 if average else math.prod(extent >> len(channels) for extent in shape[:2])
    first = model.hidden[0] if spec.get("hidden") else model.output
    assert first.in_features == last * area


def test_sizes_are_settings(trainer):
    module = trainer({**CNN, "norm": "batch", "hidden": [5]}, (8, 12))
    c = module.Config(channels=(3, 4, 7), kernel_size=5, hidden=(6, 9))
    model = module.Classifier(c, rngs=nnx.Rngs(0))
    assert [conv.kernel.shape for conv in model.convs] == [(5, 5, 1, 3), (5, 5, 3, 4), (5, 5, 4, 7)]
    assert [layer.kernel.shape for layer in model.hidden] == [(7, 6), (6, 9)]
    assert model(images((8, 12))).shape == (4, 10)


@pytest.mark.parametrize(
    ("shape", "target", "settings", "message"),
    [
        (
            (8, 8),
            "any",
            {"channels": (4,) * 4},
            "1 to 3 numbers .* 8x8 pixels can be halved 3 times",
        ),
        ((8, 8), "any", {"channels": (4, 0)}, "at least 1"),
        ((8, 8), "any", {"channels": ()}, "1 to 3 numbers"),
        ((8, 8), "any", {"kernel_size": 4}, "odd"),
        ((12, 12), "any", {"channels": (4,) * 4}, "halved 3 times"),
        ((12, 12), "cpu", {"channels": (4,) * 3}, "1 to 2 numbers .* CPU kernels need even maps"),
    ],
    ids=str,
)
def test_settings_that_no_image_fits_are_refused(trainer, shape, target, settings, message):
    module = trainer(CNN, shape, target=target)
    with pytest.raises(ValueError, match=message):
        module.Config(**settings)


@pytest.mark.soak
def test_mypy_finds_nothing_in_products(trainer, tmp_path):
    """With biases and without, which flax types as optional."""
    files = [
        trainer(m, target="cpu").__file__
        for m in (CNN, {**CNN, "norm": "batch"}, {**CNN, "channels": [16, 3]})
    ]
    flags = ["--config-file=", "--python-version=3.11", "--ignore-missing-imports"]
    for number, file in enumerate(files):
        (tmp_path / f"typed{number}.py").write_text(Path(file).read_text())
    found = subprocess.run(
        [sys.executable, "-m", "mypy", *flags, f"--cache-dir={tmp_path / 'cache'}", tmp_path],
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_macs_are_about_those_that_run(trainer):
    model = {"type": "cnn", "channels": [32, 64], "hidden": [128]}
    module = trainer(model, (28, 28))
    analysis = analyze(specc.read(Path(module.__file__).with_name("spec.json")))
    *_, (_, program) = programs(analysis)
    graph, state = nnx.split(nnx.eval_shape(lambda: model_of(module)))
    forward = jax.jit(lambda state, x: nnx.merge(graph, state)(x))
    cost = forward.lower(state, jax.ShapeDtypeStruct((1, 28, 28), jnp.float32)).cost_analysis()
    assert program.networks[0].model.macs == pytest.approx(cost["flops"] / 2, rel=0.15)


def test_dropout_thins_out_what_linear_layers_get(trainer):
    model = model_of(trainer({**CNN, "dropout": 0.5}, target="cpu"))
    x = images((8, 8))
    first, second = (model(x, rngs=nnx.Rngs(seed)) for seed in (1, 2))
    assert (first != second).all()
    model.eval()
    np.testing.assert_array_equal(model(x), model(x))
