"""What the explanations say of optax and flax, seen in optax and flax."""

from __future__ import annotations

import math

import pytest

jax = pytest.importorskip("jax")
nnx = pytest.importorskip("flax.nnx")
optax = pytest.importorskip("optax")
jnp = jax.numpy


def second_update(transformation) -> list[float]:
    """What becomes of the gradients 1 and 0 in the second step, under jit as in a trainer."""
    gradient = jnp.array([1.0, 0.0])
    update = jax.jit(transformation.update)
    _, state = update(gradient, transformation.init(gradient), gradient)
    found, _ = update(gradient, state, gradient)
    return found.tolist()


def test_s012_some_schedules_refuse_and_others_do_not():
    with pytest.raises(ValueError, match="positive decay_steps"):
        optax.warmup_cosine_decay_schedule(0.0, 1e-3, warmup_steps=200, decay_steps=100)
    parts = [optax.linear_schedule(0.0, 1e-3, 200), optax.linear_schedule(1e-3, 0.0, -100)]
    assert optax.join_schedules(parts, [200])(99) < 0.5e-3


def test_s016_constant_schedule_stays_at_zero():
    schedule = optax.warmup_constant_schedule(0.0, 1e-3, warmup_steps=0)
    assert [float(schedule(step)) for step in (0, 1, 1_000)] == [0, 0, 0]


@pytest.mark.parametrize("rates", [{"b1": 1 - 1e-9}, {"b2": 1 - 1e-9}])
def test_o029_no_bias_correction(rates):
    assert any(not math.isfinite(value) for value in second_update(optax.scale_by_adam(**rates)))


def test_o029_just_below_there_is():
    updates = second_update(optax.scale_by_adam(b2=1 - 1e-7))
    assert all(math.isfinite(value) for value in updates)


def test_o102_eps_becomes_zero():
    finite, lost = second_update(optax.scale_by_adam(eps=1e-40))
    assert math.isfinite(finite)
    assert math.isnan(lost)


def test_o031_update_is_lost():
    one = jnp.float32(1)
    assert one - jnp.float32(2**-24 * 0.49) == one
    assert one - jnp.float32(1e-7) < one


def test_o105_weights_vanish_or_change_sign():
    shrink = optax.chain(optax.add_decayed_weights(1_000.0), optax.scale_by_learning_rate(1.5e-3))
    weight = jnp.array(2.0)
    updates, _ = shrink.update(jnp.array(0.0), shrink.init(weight), weight)
    assert optax.apply_updates(weight, updates) == -1


def test_m101_batch_norm_of_one_is_blind():
    norm = nnx.BatchNorm(3, rngs=nnx.Rngs(0))
    assert norm(jnp.array([[1.0, 2.0, 3.0]])).tolist() == [[0, 0, 0]]


def test_m103_statistics_move_by_a_hundredth():
    norm = nnx.BatchNorm(1, rngs=nnx.Rngs(0))
    norm(jnp.array([[1.0], [3.0]]))
    assert norm.mean.get_value().item() == pytest.approx(0.02)
    assert norm.var.get_value().item() == pytest.approx(1.0)


def test_m104_layer_norm_of_one_is_blind():
    norm = nnx.LayerNorm(1, rngs=nnx.Rngs(0))
    assert norm(jnp.array([[1.0], [5.0]])).tolist() == [[0], [0]]


def first_gradient(activation: str, depth: int) -> float:
    """The norm of the first layer's gradient of a fresh classifier, layers 64 wide."""
    rngs = nnx.Rngs(0)
    layers = [nnx.Linear(64, 64, rngs=rngs).kernel.get_value() for _ in range(depth)]
    output = nnx.Linear(64, 10, rngs=rngs).kernel.get_value()
    inputs = jax.random.normal(jax.random.key(1), (128, 64))
    labels = jax.random.randint(jax.random.key(2), (128,), 0, 10)

    def loss(layers):
        x = inputs
        for kernel in layers:
            x = getattr(nnx, activation)(x @ kernel)
        return optax.softmax_cross_entropy_with_integer_labels(x @ output, labels).mean()

    return float(jnp.linalg.norm(jax.jit(jax.grad(loss))(layers)[0]))


def test_m107_gradients_vanish_by_activation():
    for activation, few, many in (("sigmoid", 2, 6), ("gelu", 5, 14), ("relu", 10, 28)):
        assert first_gradient(activation, few) > 5e-3
        assert first_gradient(activation, many) < 2e-4
    assert first_gradient("tanh", 32) > 5e-3
