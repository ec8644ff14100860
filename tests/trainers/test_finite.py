"""No state with a number that is not finite is saved, and the step that gives one is caught.

Covered: parameters, statistics of norms, averages and arrays of optimizers; those that begin as infinite; gradients of zero for every
optimizer that divides by a norm or by a sum of gradients. Of optax's, `sam` (with its own `normalize`), `prodigy` and `dadapt_adamw` do
not survive them; all others do, and so do added transformations, also with weights of zero.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from .conftest import BASE, advance, build, changed

SPEC = changed(
    BASE,
    {
        "model": {"type": "mlp", "hidden": [8], "norm": "batch"},
        "average": {"type": "ema"},
        "train.duration": "20 steps",
        "evaluate.every": "20 steps",
        "log.every": "5 steps",
        "checkpoint": {"every": "5 steps", "keep": 2},
    },
)
ADDED: dict[str, dict[str, Any]] = {
    "adaptive_grad_clip": {},
    "clip_by_global_norm": 1.0,  # type: ignore[dict-item]
    "clip_by_block_rms": 1.0,  # type: ignore[dict-item]
    "normalize_by_update_norm": 1.0,  # type: ignore[dict-item]
    "scale_by_trust_ratio": {},
}


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(SPEC, tmp_path_factory.mktemp("finite"))


def test_sam_with_a_gradient_of_zero_goes_nowhere(tmp_path: Path) -> None:
    """Otherwise it is optax's SAM, to the bit."""
    inside = {"type": "sgd", "learning_rate": 0.1}
    sam = {"type": "sam", "rho": 0.05, "base_optimizer": inside}
    found = build(changed(BASE, {"model.hidden": [8], "optimizer": sam}), tmp_path)
    c = found.Config()
    params = found.init_state(c, 0).params
    zeros, ones = (jax.tree.map(lambda p, x=x: jnp.full_like(p, x), params) for x in (0, 1))
    adversary = optax.chain(optax.contrib.normalize(), optax.sgd(0.05))
    expected = optax.contrib.sam(optax.sgd(0.1), adversary, opaque_mode=True)

    def updates(optimizer: Any, grads: Any) -> Any:
        given = {"grad_fn": lambda params, _: params}  # shows where it went
        return optimizer.update(grads, optimizer.init(params), params, **given)[0]

    for ours, right in zip(
        jax.tree.leaves(updates(found.make_optimizer(c), ones)),
        jax.tree.leaves(updates(expected, ones)),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, right)
    for ours, param in zip(
        jax.tree.leaves(updates(found.make_optimizer(c), zeros)),
        jax.tree.leaves(params),
        strict=True,
    ):
        np.testing.assert_allclose(ours, -0.1 * param, rtol=1e-6)


@pytest.mark.parametrize("name", ["prodigy", "dadapt_adamw"])
def test_a_step_that_spoils_the_weights_is_caught(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no gradient so far, these divide 0 by 0."""
    found = build(changed(SPEC, {"optimizer": {"type": name}, "average": None}), tmp_path)
    measure = found.compute_metrics
    monkeypatch.setattr(
        found, "compute_metrics", lambda *x: jax.tree.map(lambda m: 0 * m, measure(*x))
    )
    c = found.Config(workdir=tmp_path / "run")
    state, metrics = advance(found, c, found.init_state(c, 0), found.load_data().train, 5)
    first = int(np.flatnonzero(~np.isfinite(metrics["param_norm"]))[0])
    assert np.isfinite(metrics["loss"][: first + 1]).all()  # nothing else shows it in this step
    assert not all(np.isfinite(x).all() for x in jax.tree.leaves(state.params))
    with pytest.raises(FloatingPointError, match=rf"param_norm is nan at step {first + 1}"):
        found.train(c, Never())
    assert not list((c.workdir / "checkpoints").glob("[0-9]*"))


def test_skipping_leaves_such_a_step_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"optimizer": {"type": "prodigy"}, "train.nonfinite": {"type": "skip", "most": 9}}
    found = build(changed(SPEC, changes), tmp_path)
    measure = found.compute_metrics
    monkeypatch.setattr(
        found, "compute_metrics", lambda *x: jax.tree.map(lambda m: 0 * m, measure(*x))
    )
    c = found.Config()
    first = found.init_state(c, 0)
    before = jax.device_get(first.params)
    state, metrics = advance(found, c, first, found.load_data().train, 5)
    assert metrics["skipped"].all()
    for old, new in zip(jax.tree.leaves(before), jax.tree.leaves(state.params), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("place", ["params", "batch_stats", "ema_params", "opt_state"])
@pytest.mark.parametrize("value", [np.nan, np.inf], ids=str)
def test_what_is_not_finite_is_not_saved(
    place: str, value: float, trainer: ModuleType, tmp_path: Path
) -> None:
    c = trainer.Config()
    state = trainer.init_state(c, 0)
    spoiled = getattr(state, place)
    if place == "opt_state":
        spoiled = {"trace": state.params}
    spoiled = jax.tree.map(lambda x: x.at[(0,) * x.ndim].set(value), spoiled)
    state = state.replace(**{place: spoiled})
    with trainer.open_checkpoints(tmp_path, 2) as checkpoints:
        with pytest.raises(FloatingPointError, match=rf"^\.{place}.* is not finite$"):
            trainer.save(checkpoints, state, trainer.Means())
        assert checkpoints.latest_step() is None


def test_one_from_before_is_passed_over(
    trainer: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A checkpoint that has one nevertheless is none to resume from; the one before it is."""
    c = trainer.Config()
    state = trainer.init_state(c, 0).replace(step=jnp.int32(5))
    bad = jax.tree.map(lambda x: x * jnp.nan, state.params)
    with trainer.open_checkpoints(tmp_path, 2) as checkpoints:
        trainer.save(checkpoints, state, trainer.Means())
        with monkeypatch.context() as patch:
            patch.setattr(trainer, "require_finite", lambda state: None)
            trainer.save(
                checkpoints, state.replace(params=bad, step=jnp.int32(10)), trainer.Means()
            )
        checkpoints.wait_until_finished()
        found, _ = trainer.restore(checkpoints, trainer.init_state(c, 0))
    assert int(found.step) == 5
    assert "Checkpoint 10 cannot be used: .params" in capsys.readouterr().err


@pytest.mark.parametrize(
    "changes",
    [
        {
            "optimizer.learning_rate": {
                "type": "reduce_on_plateau",
                "peak": 0.1,
                "average": "10 steps",
            }
        },
        {"optimizer": {"type": "lbfgs"}, "data.batch_size": 1527, "train.duration": "2 steps"},
    ],
    ids=["plateau", "lbfgs"],
)
def test_what_begins_as_infinite_may_be_saved(changes: dict[str, Any], tmp_path: Path) -> None:
    found = build(changed(SPEC, {"average": None, **changes}), tmp_path)
    c = found.Config()
    state = found.init_state(c, 0)
    assert not all(np.isfinite(x).all() for x in jax.tree.leaves(state.opt_state))
    with found.open_checkpoints(tmp_path / "run", 2) as checkpoints:
        found.save(checkpoints, state, found.Means())
        assert checkpoints.latest_step() == 0
    with pytest.raises(FloatingPointError, match="params"):
        found.require_finite(state.replace(params=jax.tree.map(lambda x: x / 0, state.params)))


@pytest.mark.parametrize("name", ADDED)
def test_added_transformations_survive_zeros(name: str, tmp_path: Path) -> None:
    optimizer = {"type": "sgd", "learning_rate": 0.1, name: ADDED[name]}
    found = build(changed(BASE, {"model.hidden": [4], "optimizer": optimizer}), tmp_path)
    c = found.Config()
    params = found.init_state(c, 0).params
    zeros = jax.tree.map(jnp.zeros_like, params)
    made = found.make_optimizer(c)
    for grads, weights in (zeros, params), (zeros, zeros), (params, zeros):
        updates, _ = made.update(grads, made.init(weights), weights)
        assert all(np.isfinite(x).all() for x in jax.tree.leaves(updates))


class Never:
    """An event that does not occur."""

    def is_set(self) -> bool:
        return False
