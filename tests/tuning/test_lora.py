"""Low-rank adapters: what they compute, what is trained, and what of it is saved."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import orbax.checkpoint as ocp
import pytest
from flax import nnx
from safetensors.numpy import load_file
from trainers.conftest import StopAfter, bits, build, changed

from .conftest import SOURCE, TUNED, Run, as_state, flat, merged, moved, ran, started

SCALE = 6 / 3


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def kernel_gradients(
    weights: dict[str, np.ndarray], stats: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """The mean cross-entropy of a perceptron with batch norm, and its derivatives by the kernels.

    In float64 and by hand; the norms have the statistics that they are given.
    """
    inputs, slopes = [], []
    h = x
    for n in range(2):
        inputs.append(h)
        mean, var = stats[f"norms/{n}/mean"], stats[f"norms/{n}/var"]
        gain = weights[f"norms/{n}/scale"] / np.sqrt(var + 1e-5)
        bias = weights.get(f"hidden/{n}/bias", 0.0)
        z = np.tanh(
            (h @ weights[f"hidden/{n}/kernel"] + bias - mean) * gain + weights[f"norms/{n}/bias"]
        )
        slopes.append((1 - z**2) * gain)
        h = z
    p = softmax(h @ weights["output/kernel"] + weights["output/bias"])
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    d = (p - np.eye(10)[y]) / len(y)
    found = {"output": h.T @ d}
    back = d @ weights["output/kernel"].T
    for n in (1, 0):
        d = back * slopes[n]
        found[f"hidden/{n}"] = inputs[n].T @ d
        back = d @ weights[f"hidden/{n}/kernel"].T
    return float(loss), found


def test_gradient_and_update_are_those_of_the_merged_matrices(first: Run, tmp_path: Path) -> None:
    """With W' = W + s A B, dA = s dW' B^T and dB = s A^T dW'; gradient descent takes them times its rate."""
    sgd = {"type": "sgd", "learning_rate": 0.5}
    trainer = build(changed(TUNED, {"optimizer": sgd}), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run", init_from=first.c.workdir)
    c.workdir.mkdir()
    state = trainer.take_frozen(c, trainer.init_state(c, 0))
    state = state.replace(params=moved(state.params))
    data = trainer.load_data().train
    batch = jax.tree.map(lambda x: x[:64], data)
    x, y = (np.asarray(each) for each in batch)
    weights = merged(state.frozen, state.params, SCALE)
    loss, by_kernel = kernel_gradients(
        weights, flat(state.batch_stats), np.float64(x.reshape(64, -1)), y
    )
    after, metrics = jax.jit(trainer.train_step, static_argnums=0)(c, state, batch)
    np.testing.assert_allclose(metrics["loss"], loss, rtol=1e-5)
    before, now = flat(state.params), flat(after.params)
    assert before.keys() == {f"{n}/lora_{m}/kernel" for n in by_kernel for m in "ab"}
    for layer, d in by_kernel.items():
        a, b = (before[f"{layer}/lora_{m}/kernel"] for m in "ab")
        for part, expected in (("a", SCALE * d @ b.T), ("b", SCALE * a.T @ d)):
            name = f"{layer}/lora_{part}/kernel"
            np.testing.assert_allclose(
                (before[name] - now[name]) / 0.5, expected, rtol=2e-3, atol=2e-6
            )
    assert bits(after.frozen) == bits(state.frozen)
    assert bits(after.batch_stats) == bits(state.batch_stats)


MODELS: dict[str, dict[str, Any]] = {
    "vit": {"type": "vit", "patch_size": 4, "width": 8, "depth": 1, "heads": 2},
    "cnn": {"type": "cnn", "channels": [4], "hidden": [6], "norm": "batch"},
    "mixer": {
        "type": "mixer",
        "patch_size": 4,
        "width": 8,
        "depth": 1,
    },
}
"""Image models, some of whose linear layers have kernels of three axes."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.soak) if name != "vit" else name for name in MODELS],
)
def test_a_model_with_adapters_is_the_model_with_merged_matrices(name: str, tmp_path: Path) -> None:
    """The gradient of an adapter follows from that of the kernel, in the trainer without adapters."""
    spec = changed(SOURCE, {"model": MODELS[name], "train.duration": "2 steps"})
    source = ran(spec, tmp_path / "first")
    lora = {"model": MODELS[name], "lora.match": "**"}
    trainer = build(changed(TUNED, lora), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run")
    c.workdir.mkdir()
    state = trainer.take_frozen(c, trainer.init_state(c, 0))
    state = state.replace(params=moved(state.params))
    kernels = [path for path in flat(state.frozen) if path.endswith("/frozen/kernel")]
    whole = as_state(merged(state.frozen, state.params, SCALE), source.state.params)
    plain = source.state.replace(params=whole)
    if name == "cnn":  # training moves its statistics; those of the other are frozen
        plain = plain.replace(graphdef=frozen_statistics(source.trainer, plain))
    batch = jax.tree.map(lambda x: x[:8], trainer.load_data().train)
    np.testing.assert_allclose(
        trainer.predict(c, state, batch[0]),
        source.trainer.predict(source.c, plain, batch[0]),
        rtol=1e-4,
        atol=1e-5,
    )
    ours = flat(jax.grad(trainer.loss_fn, 1, has_aux=True)(c, state.params, state, batch)[0])
    grad_fn = jax.grad(source.trainer.loss_fn, 1, has_aux=True)
    theirs = flat(grad_fn(source.c, plain.params, plain, batch)[0])
    adapters = flat(state.params)
    assert len(kernels) == len(adapters) / 2
    for path in kernels:
        layer = path.removesuffix("/frozen/kernel")
        a, b = (adapters[f"{layer}/lora_{m}/kernel"] for m in "ab")
        d = theirs[f"{layer}/kernel"].reshape(len(a), b.shape[1])
        for part, expected in (("a", SCALE * d @ b.T), ("b", SCALE * a.T @ d)):
            np.testing.assert_allclose(
                ours[f"{layer}/lora_{part}/kernel"], expected, rtol=1e-3, atol=1e-5
            )


def frozen_statistics(trainer: ModuleType, state: Any) -> Any:
    """The graph of a model whose norms use their statistics in training."""
    model = nnx.merge(state.graphdef, state.params, state.batch_stats)
    model.set_attributes(use_running_average=True)
    return nnx.graphdef(model)


def test_it_begins_with_the_other_run_and_leaves_that_as_it_is(first: Run, tuned: Run) -> None:
    trainer, c = tuned.trainer, tuned.c
    begun = trainer.init_state(c, 1).replace(
        frozen=tuned.state.frozen, batch_stats=tuned.state.batch_stats
    )
    data = trainer.load_data().eval
    ours, theirs = (
        trainer.evaluate(c, begun, data),
        first.trainer.evaluate(first.c, first.state, data),
    )
    np.testing.assert_allclose(ours["loss"], theirs["loss"], rtol=1e-6)
    assert unframed(tuned.state.frozen) == unframed(first.state.params)
    assert bits(tuned.state.batch_stats) == bits(first.state.batch_stats)
    assert bits(tuned.state.params) != bits(begun.params)


def unframed(tree: Any) -> list[bytes]:
    """The arrays of a tree, by path, without what adapters add to these."""
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    named = {
        jax.tree_util.keystr(path, simple=True, separator="/").replace("/frozen/", "/"): x
        for path, x in leaves
    }
    return [name.encode() + np.asarray(named[name]).tobytes() for name in sorted(named)]


def test_a_checkpoint_has_the_adapters_alone(tuned: Run) -> None:
    with ocp.CheckpointManager(
        tuned.c.workdir.resolve() / "checkpoints", item_handlers=ocp.PyTreeCheckpointHandler()
    ) as checkpoints:
        metadata = checkpoints.metadata(20)
    arrays = [name.split(" ")[0] for name in metadata.custom_metadata["arrays"]]
    stored = jax.tree_util.tree_leaves_with_path(metadata.item_metadata.tree)
    assert len(stored) == len(arrays)
    layers = ("['hidden'][0]", "['hidden'][1]", "['output']")
    adapters = {f"{n}['lora_{m}']['kernel']" for n in layers for m in "ab"}
    assert {name for name in arrays if name.startswith(".params")} == {
        f".params{name}" for name in adapters
    }
    rest = {name for name in arrays if not name.startswith(".params")}
    moments = {name for name in rest if name.startswith(".opt_state") and "lora_" in name}
    assert len(moments) == 2 * len(adapters)
    assert {name for name in rest - moments if not name.endswith(".count")} == {".key", ".step"}


def test_a_resumed_run_is_the_uninterrupted_one(first: Run, tuned: Run, tmp_path: Path) -> None:
    half = replace(tuned.c, workdir=tmp_path / "half", init_from=first.c.workdir)
    assert int(started(tuned.trainer, half, StopAfter(1)).step) == 10
    assert bits(started(tuned.trainer, half)) == bits(tuned.state)
    logs = [(c.workdir / "metrics.jsonl").read_text() for c in (half, tuned.c)]
    assert logs[0] == logs[1]


@pytest.mark.soak
def test_it_reads_the_checkpoint_that_it_began_with_again(first: Run, tmp_path: Path) -> None:
    shutil.copytree(first.c.workdir, tmp_path / "first")
    trainer = build(TUNED, tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run", init_from=tmp_path / "first")
    state = started(trainer, c)
    longer = replace(first.c, workdir=tmp_path / "first", steps=30)
    started(first.trainer, longer)
    _, again = trainer.load(c.workdir)
    assert bits(again) == bits(state)
    record = json.loads((c.workdir / "init_from.json").read_text())
    assert record["step"] == 20
    (c.workdir / "init_from.json").write_text(json.dumps({**record, "crc32": record["crc32"] ^ 1}))
    with pytest.raises(trainer.RunError, match="have since changed"):
        trainer.load(c.workdir)
    shutil.rmtree(tmp_path / "first/checkpoints/20")
    with pytest.raises(trainer.RunError, match="20 is gone"):
        trainer.load(c.workdir)


def test_a_run_of_another_model_is_a_sentence(first: Run, tmp_path: Path) -> None:
    trainer = build(changed(TUNED, {"model.hidden": [8, 5]}), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run", init_from=first.c.workdir)
    with pytest.raises(trainer.RunError) as error:
        started(trainer, c)
    assert "missing in" in str(error.value)
    assert "hidden/1/kernel (8, 5), there (8, 6)" in str(error.value)
    assert not (c.workdir / "config.json").exists()  # so another setting is no other run


@pytest.mark.soak
def test_dropout_is_of_the_inputs_of_adapters_in_training_alone(first: Run, tmp_path: Path) -> None:
    """With B at 0 there is nothing to drop; then each layer draws its own mask in each step."""
    trainer = build(changed(TUNED, {"lora.dropout": 0.5}), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run", init_from=first.c.workdir)
    c.workdir.mkdir()
    start = trainer.take_frozen(c, trainer.init_state(c, 0))
    other = start.replace(params=moved(start.params))
    data = trainer.load_data()
    batch = jax.tree.map(lambda x: x[:16], data.train)
    losses = [
        [
            float(trainer.loss_fn(c, state.params, state.replace(step=jnp.int32(n)), batch)[0])
            for n in (0, 0, 1)
        ]
        for state in (start, other)
    ]
    assert len(set(losses[0])) == 1
    assert losses[1][0] == losses[1][1] != losses[1][2]
    without = replace(c, lora_dropout=0.0)
    for state in (start, other):
        again = trainer.init_state(without, 0).replace(params=state.params, frozen=state.frozen)
        again = again.replace(batch_stats=state.batch_stats)
        ours, theirs = (
            trainer.evaluate(c, state, data.eval),
            trainer.evaluate(without, again, data.eval),
        )
        np.testing.assert_allclose(ours["loss"], theirs["loss"], rtol=1e-6)


OPTIMIZERS: dict[str, dict[str, Any]] = {
    "muon": {"type": "muon", "learning_rate": 0.02},
    "lbfgs": {"type": "lbfgs"},
    "sam": {"type": "sam", "base_optimizer": {"type": "sgd", "learning_rate": 0.1}},
    "schedule_free": {"type": "schedule_free_sgd", "learning_rate": 1.0},
    "adafactor": {"type": "adafactor", "learning_rate": 1e-2},
    "lora_plus": {
        "type": "adamw",
        "learning_rate": 1e-3,
        "groups": [{"match": "**/lora_b/kernel", "learning_rate_multiplier": 16}],
    },
}


@pytest.mark.soak
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_any_optimizer_moves_the_adapters_alone(name: str, first: Run, tmp_path: Path) -> None:
    trainer = build(changed(TUNED, {"optimizer": OPTIMIZERS[name]}), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run", init_from=first.c.workdir)
    state = started(trainer, c)
    assert unframed(state.frozen) == unframed(first.state.params)
    before = flat(trainer.init_state(c, 1).params)
    changed_ones = [path for path, x in flat(state.params).items() if (x != before[path]).any()]
    assert len(changed_ones) == len(before)
    _, again = trainer.load(c.workdir)
    assert bits(again) == bits(state)


@pytest.mark.soak
def test_muon_has_the_adapters_of_hidden_layers(first: Run, tmp_path: Path) -> None:
    trainer = build(changed(TUNED, {"optimizer": OPTIMIZERS["muon"]}), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run")
    axes = trainer.muon_axes(trainer.init_state(c, 0).params)
    leaves = jax.tree_util.tree_leaves_with_path(axes, is_leaf=lambda x: x is None)
    known = {str(path[0].key): x is not None for path, x in leaves}
    assert known == {"hidden": True, "output": False}


FEATURES: dict[str, dict[str, Any]] = {
    "bfloat16": {"precision": "bfloat16", "train.accumulate": 2},
    "ema": {"average": {"type": "ema", "decay": 0.9}, "train.nonfinite": "skip"},
    "lookahead": {"average": {"type": "lookahead", "sync_period": 3}},
    "private": {
        "model.norm": "layer",
        "optimizer": {
            "type": "dpsgd",
            "learning_rate": 0.1,
            "l2_norm_clip": 1.0,
            "noise_multiplier": 0.5,
        },
    },
}
"""What else changes a step."""


@pytest.mark.soak
@pytest.mark.parametrize("name", FEATURES)
def test_whatever_a_step_does_it_trains_the_adapters(name: str, first: Run, tmp_path: Path) -> None:
    """What is written is what is evaluated, an average if there is one."""
    changes = FEATURES[name]
    source = first
    if "model.norm" in changes:
        source = ran(changed(SOURCE, {"model.norm": "layer"}), tmp_path / "first")
    trainer = build(changed(TUNED, changes), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run", init_from=source.c.workdir)
    state = started(trainer, c)
    assert unframed(state.frozen) == unframed(source.state.params)
    _, again = trainer.load(c.workdir)
    assert bits(again) == bits(state)
    trained = getattr(state, "ema_params", getattr(state, "slow_params", state.params))
    trainer.export(c, state, tmp_path / "out")
    arrays = load_file(tmp_path / "out/model.safetensors")
    for path, x in merged(state.frozen, trained, SCALE).items():
        np.testing.assert_allclose(arrays[path], x, rtol=1e-5, atol=1e-6)
