"""Training in less than float32: where the casts are, what is kept, and what float16's loss scale does."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from .conftest import BASE, advance, bits, build, changed
from .test_nonfinite import changing, spoiled, start

SPEC = changed(
    BASE,
    {
        "model.norm": "batch",
        "model.dropout": 0.1,
        "optimizer": {"type": "adamw", "weight_decay": 0.01, "learning_rate": 3e-3},
        "train.duration": "40 steps",
        "log.every": "10 steps",
    },
)
PRECISIONS: dict[str, Any] = {
    "single": "float32",
    "brain": "bfloat16",
    "half": "float16",
    "thin": {"type": "bfloat16", "params": "bfloat16"},
    "scaled": {"type": "float16", "loss_scale": {"initial": 1024, "period": 3}},
    "bare": {"type": "float16", "loss_scale": None, "output": "same"},
}


@pytest.fixture(scope="module")
def trainers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    folder = tmp_path_factory.mktemp("precision")
    return {
        name: build(changed(SPEC, {"name": name, "precision": precision}), folder)
        for name, precision in PRECISIONS.items()
    }


def dots(trainer: ModuleType) -> set[str]:
    """The dtypes that products of matrices in a step are computed in."""
    c = trainer.Config()
    data = trainer.load_data().train
    arguments = c, start(trainer, c), data, trainer.batch_rows(c, 0, 3)
    found: set[str] = set()

    def visit(jaxpr: Any) -> None:
        for equation in jaxpr.eqns:
            if equation.primitive.name == "dot_general":
                found.update(str(v.aval.dtype) for v in equation.invars)
            for value in equation.params.values():
                for item in value if isinstance(value, tuple | list) else [value]:
                    if hasattr(item, "jaxpr"):
                        visit(item.jaxpr)
                    elif hasattr(item, "eqns"):
                        visit(item)

    visit(trainer.train_steps.trace(*arguments).jaxpr.jaxpr)
    return found


@pytest.mark.parametrize(
    ("name", "dtype"),
    [("single", "float32"), ("brain", "bfloat16"), ("half", "float16"), ("thin", "bfloat16")],
)
def test_products_have_the_dtype_that_is_asked_for(
    trainers: dict[str, ModuleType], name: str, dtype: str
) -> None:
    assert dots(trainers[name]) == {dtype}


@pytest.mark.parametrize("name", PRECISIONS)
def test_parameters_keep_their_dtype_and_one_program_does(
    trainers: dict[str, ModuleType], name: str
) -> None:
    trainer = trainers[name]
    c = trainer.Config()
    data = trainer.load_data()
    state = start(trainer, c)
    kept = jnp.bfloat16 if name == "thin" else jnp.float32
    first = jax.device_get(state.params)
    for _ in range(2):
        state, metrics = advance(trainer, c, state, data.train, 10)
        assert np.isfinite(metrics["loss"]).all()
    assert {leaf.dtype for leaf in jax.tree.leaves(state.params)} == {jnp.dtype(kept)}
    assert {leaf.dtype for leaf in jax.tree.leaves(state.batch_stats)} == {jnp.dtype("float32")}
    assert all(
        not np.array_equal(a, b)
        for a, b in zip(jax.tree.leaves(first), jax.tree.leaves(state.params), strict=True)
    )
    assert trainer.train_steps._cache_size() == 1
    found = trainer.evaluate(c, state, data.eval)
    assert found["loss"].dtype == (jnp.float16 if name == "bare" else jnp.float32)


def test_an_overflow_halves_the_scale_and_changes_no_weight(
    trainers: dict[str, ModuleType],
) -> None:
    trainer = trainers["half"]
    c = trainer.Config(loss_scale=2.0**24)  # gradients times this are beyond 65,504
    data = trainer.load_data().train
    before = jax.device_get(changing(start(trainer, c)))
    state, metrics = advance(trainer, c, start(trainer, c), data, 1)
    assert float(state.loss_scale.value) == 2.0**23
    assert metrics["skipped"].tolist() == [True]
    assert int(state.step) == 1
    assert bits(changing(state)) == bits(before)


def test_the_scale_settles_and_training_goes_on(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["half"]
    c = trainer.Config(loss_scale=2.0**24)
    data = trainer.load_data().train
    state, metrics = start(trainer, c), {}
    for _ in range(4):
        state, metrics = advance(trainer, c, state, data, 10)
    assert 1 < float(state.loss_scale.value) < 2.0**24
    assert not metrics["skipped"].any()
    assert float(metrics["loss"].mean()) < 2


def test_the_scale_doubles_after_its_period(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["scaled"]
    c = trainer.Config()
    data = trainer.load_data().train
    scales = []
    state = start(trainer, c)
    for _ in range(7):
        state, _ = advance(trainer, c, state, data, 1)
        scales.append(float(state.loss_scale.value))
    assert scales == [1024, 1024, 2048, 2048, 2048, 4096, 4096]


def test_a_loss_that_is_not_finite_is_no_overflow(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["half"]
    c = trainer.Config()
    data = spoiled(trainer, c, [2]).train
    _, metrics = advance(trainer, c, start(trainer, c), data, 10)
    assert not np.isfinite(metrics["loss"][2])
    assert not metrics["skipped"][2]
    with pytest.raises(FloatingPointError, match=r"is nan at step 3"):
        trainer.Means().add(metrics, 10)


def test_scaling_does_not_change_the_gradient(trainers: dict[str, ModuleType]) -> None:
    """A power of two rounds nothing: in float16 with and without it, gradients differ where one underflows."""
    norms = []
    for scale in 2.0**6, 2.0**8:
        trainer = trainers["half"]
        c = trainer.Config(loss_scale=scale)
        _, metrics = advance(trainer, c, start(trainer, c), trainer.load_data().train, 1)
        norms.append(float(metrics["grad_norm"][0]))
    assert norms[0] == pytest.approx(norms[1], rel=1e-3)


@pytest.mark.soak
@pytest.mark.parametrize("model", ["mixer", "vit", "resnet"])
def test_remat_changes_the_memory_and_not_the_numbers(model: str, tmp_path: Path) -> None:
    blocks = {
        "vit": {"patch_size": 4, "width": 16, "depth": 3, "heads": 2, "dropout": 0.1},
        "mixer": {"patch_size": 4, "width": 16, "depth": 3, "dropout": 0.1},
        "resnet": {"stages": [1, 1], "width": 4},
    }[model]
    states, remats = [], []
    for remat in False, True:
        spec = changed(
            BASE, {"name": f"{model}_{remat}", "model": {"type": model, "remat": remat, **blocks}}
        )
        trainer = build(spec, tmp_path)
        c = trainer.Config()
        data = trainer.load_data().train
        state = start(trainer, c)
        batch = jax.tree.map(lambda x, t=trainer, c=c: x[t.batch_rows(c, 0, 1)[0]], data)
        traced = jax.make_jaxpr(trainer.train_step, static_argnums=0)(c, state, batch)
        remats.append("remat" in str(traced))
        for _ in range(3):
            state, _ = advance(trainer, c, state, data, 1)
        states.append(jax.device_get(state.params))
    assert remats == [False, True]
    for plain, again in zip(*map(jax.tree.leaves, states), strict=True):
        np.testing.assert_allclose(plain, again, rtol=1e-4, atol=1e-6)


def accuracies(precision: str, epochs: int, seeds: range, folder: Path) -> list[float]:
    """Of the digits classifier of the gallery, its precision changed."""
    spec = changed(
        BASE,
        {
            "name": f"digits_{precision}",
            "precision": precision,
            "model": {"type": "mlp", "hidden": [256, 128], "norm": "batch", "dropout": 0.2},
            "data.batch_size": 128,
            "optimizer": {
                "type": "adamw",
                "weight_decay": 0.01,
                "clip_by_global_norm": 1.0,
                "learning_rate": {"type": "cosine", "peak": 3e-3, "warmup": "5%", "floor": "10%"},
            },
            "train.duration": f"{epochs} epochs",
            "evaluate.every": f"{epochs} epochs",
            "log.every": f"{epochs} epochs",
        },
    )
    trainer = build(spec, folder)
    found = []
    for seed in seeds:
        c = trainer.Config(workdir=folder / f"{precision}_{seed}", seed=seed)
        held_out = trainer.load_data().eval
        found.append(float(trainer.evaluate(c, trainer.train(c), held_out)["accuracy"]))
    return found


@pytest.mark.soak
@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_accuracy_is_that_of_float32_over_five_seeds(precision: str, tmp_path: Path) -> None:
    single = accuracies("float32", 100, range(5), tmp_path)
    reduced = accuracies(precision, 100, range(5), tmp_path)
    difference = np.mean(np.subtract(reduced, single))
    print(f"{precision}: {reduced} against {single}, mean difference {difference:+.4f}")
    assert min(single) > 0.96
    assert abs(difference) < 0.01


@pytest.mark.parametrize("precision", ["float16", pytest.param("bfloat16", marks=pytest.mark.soak)])
def test_a_short_run_in_less_precision_learns_as_well(precision: str, tmp_path: Path) -> None:
    single = accuracies("float32", 10, range(1), tmp_path)
    reduced = accuracies(precision, 10, range(1), tmp_path)
    assert min(single) > 0.93
    assert abs(reduced[0] - single[0]) < 0.02
