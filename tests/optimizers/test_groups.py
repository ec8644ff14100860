"""Groups, masks, layers and members of the chain, each against the same thing written in optax directly."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from trainers.conftest import (
    advance,
    bits,
    build,
    changed,
    data_of,
)

from specc.language.paths import Selection

STEPS = 20
BASE: dict[str, Any] = {
    "specc": 1,
    "name": "small",
    "task": "classification",
    "model": {"type": "mlp", "hidden": [16, 12], "norm": "layer"},
    "data": {"source": {"type": "sklearn", "name": "iris"}, "batch_size": 32},
    "optimizer": {"type": "adam", "learning_rate": 0.01},
    "train": {"duration": f"{STEPS} steps"},
}
VIT = {"type": "vit", "patch_size": 4, "width": 8, "depth": 2, "heads": 2}
DIGITS = {"model": VIT, "data.source.name": "digits"}

Params = Any
Make = Callable[[], optax.GradientTransformation]


def named(test: Callable[[str], Any]) -> Callable[[Params], Params]:
    """A function of parameters from one of their names."""
    return lambda params: jax.tree.map_with_path(
        lambda path, _: test("/".join(str(key.key) for key in path)), params
    )


def scaled(multiplier: Callable[[str], float]) -> optax.GradientTransformation:
    def update(updates: Params, state: Any, params: Params = None) -> tuple[Params, Any]:
        rates = named(multiplier)(updates)
        return jax.tree.map(lambda rate, update: rate * update, rates, updates), state

    return optax.GradientTransformation(lambda _: optax.EmptyState(), update)


def kernel(name: str) -> bool:
    return name.endswith("/kernel")


ADAM = optax.scale_by_adam(b1=0.9, b2=0.999, eps=1e-8)
RATE = optax.scale_by_learning_rate(0.01)
FALLING = optax.linear_schedule(0.01, 0.0, STEPS)


def decayed(share: float, test: Callable[[str], bool]) -> optax.GradientTransformation:
    return optax.add_decayed_weights(share, mask=named(test))


def noise() -> optax.GradientTransformation:
    return optax.add_noise(0.01, 0.55, 0)  # init_state has the key of the run


CASES: dict[str, tuple[dict[str, Any], Make]] = {
    "agc": (
        {"optimizer.adaptive_grad_clip": {"clipping": 0.05, "eps": 1e-2}},
        lambda: optax.chain(optax.adaptive_grad_clip(0.05, 1e-2), ADAM, RATE),
    ),
    "centralized, clipped twice and noisy, in this order": (
        {
            "optimizer": {
                "add_noise": {"eta": 0.01},
                "clip_by_block_rms": 0.01,
                "clip_by_global_norm": 0.5,
                "centralize": True,
                "type": "adam",
                "learning_rate": 0.01,
            }
        },
        lambda: optax.chain(
            optax.centralize(),
            optax.clip_by_global_norm(0.5),
            optax.clip_by_block_rms(0.01),
            noise(),
            ADAM,
            RATE,
        ),
    ),
    "normalized, with a trust ratio": (
        {
            "optimizer.normalize_by_update_norm": 2.0,
            "optimizer.scale_by_trust_ratio": {"trust_coefficient": 0.5, "eps": 1e-6},
            "optimizer.type": "adamw",
            "optimizer.weight_decay": 0.1,
        },
        lambda: optax.chain(
            optax.normalize_by_update_norm(2.0),
            ADAM,
            decayed(0.1, kernel),
            optax.scale_by_trust_ratio(trust_coefficient=0.5, eps=1e-6),
            RATE,
        ),
    ),
    "a mask of its own": (
        {
            "optimizer.type": "adamw",
            "optimizer.weight_decay": 0.3,
            "optimizer.mask": {"match": ["**/kernel", "norms/0/*"], "exclude": "out*/**"},
        },
        lambda: optax.chain(
            ADAM,
            decayed(0.3, lambda n: n in ("hidden/0/kernel", "hidden/1/kernel") or "norms/0" in n),
            RATE,
        ),
    ),
    "frozen": (
        {
            "optimizer.clip_by_global_norm": 0.5,
            "optimizer.groups": [{"match": ["hidden/0/**", "norms/0/scale"], "frozen": True}],
        },
        lambda: optax.partition(
            {1: optax.chain(optax.clip_by_global_norm(0.5), ADAM, RATE), 0: optax.set_to_zero()},
            named(lambda n: int(not (n.startswith("hidden/0") or n == "norms/0/scale"))),
        ),
    ),
    "multipliers, the first match wins": (
        {
            "optimizer.groups": [
                {"match": "output/bias", "learning_rate_multiplier": 3.0},
                {"match": ["output/**", "hidden/*/kernel"], "learning_rate_multiplier": 0.1},
            ]
        },
        lambda: optax.chain(
            ADAM,
            RATE,
            scaled(
                lambda n: 3.0 if n == "output/bias" else 0.1 if kernel(n) else 1.0,
            ),
        ),
    ),
    "decays": (
        {
            "optimizer.type": "adamw",
            "optimizer.weight_decay": 0.3,
            "optimizer.groups": [
                {"match": "hidden/0/**", "weight_decay": 0.0},
                {"match": "output/**", "weight_decay": 2.0},
            ],
        },
        lambda: optax.chain(
            ADAM,
            decayed(0.3, lambda n: n == "hidden/1/kernel"),
            decayed(2.0, lambda n: n == "output/kernel"),
            RATE,
        ),
    ),
    "another optimizer, clipped together": (
        {
            "optimizer.type": "adamw",
            "optimizer.weight_decay": 0.3,
            "optimizer.clip_by_global_norm": 0.5,
            "optimizer.groups": [
                {
                    "match": "output/**",
                    "optimizer": {"type": "sgd", "momentum": 0.8},
                    "learning_rate_multiplier": 5.0,
                },
                {"match": "norms/**", "optimizer": "sgd"},
            ],
        },
        lambda: optax.chain(
            optax.clip_by_global_norm(0.5),
            optax.partition(
                {
                    "h": optax.chain(ADAM, decayed(0.3, kernel)),
                    "o": optax.trace(0.8),
                    "n": optax.identity(),
                },
                named(lambda n: n[0]),
            ),
            RATE,
            scaled(lambda n: 5.0 if n[0] == "o" else 1.0),
        ),
    ),
    "momentum of steps, beside another optimizer": (
        {
            "optimizer.type": "rmsprop",
            "optimizer.momentum": 0.9,
            "optimizer.learning_rate": {"type": "linear", "peak": 0.01},
            "optimizer.groups": [
                {"match": "output/**", "optimizer": "sgd", "learning_rate_multiplier": 5.0},
                {"match": "norms/**", "optimizer": {"type": "rmsprop", "momentum": 0.5}},
            ],
        },
        lambda: optax.partition(
            {
                "h": optax.rmsprop(FALLING, momentum=0.9),
                "o": optax.chain(optax.sgd(FALLING), optax.scale(5.0)),
                "n": optax.rmsprop(FALLING, momentum=0.5),
            },
            named(lambda n: n[0]),
        ),
    ),
    "layers of a perceptron": (
        {"optimizer.layer_decay": 0.5},
        lambda: optax.chain(
            ADAM, RATE, scaled(lambda n: 0.25 if "/0/" in n else 0.5 if "/1/" in n else 1.0)
        ),
    ),
    "layers of a transformer, and a group": (
        {
            **DIGITS,
            "optimizer.layer_decay": 0.7,
            "optimizer.groups": [{"match": "blocks/*/mlp/**", "learning_rate_multiplier": 2.0}],
        },
        lambda: optax.chain(
            ADAM,
            RATE,
            scaled(
                lambda n: (
                    (2.0 if "mlp" in n else 1.0)
                    * 0.7
                    ** (
                        int(2 - int(n.split("/")[1]))
                        if n.startswith("blocks")
                        else 3
                        if n.startswith(("embed", "pos"))
                        else 0
                    )
                )
            ),
        ),
    ),
}


def run(trainer: Any, make: Any) -> Any:
    """The state after all steps of a trainer, with this optimizer."""
    trainer.make_optimizer = make
    c = trainer.Config()
    state = trainer.init_state(c, c.seed)
    first = jax.tree.map(np.asarray, state.params)
    state, metrics = advance(trainer, c, state, data_of(trainer, c).train, STEPS)
    return first, state, jax.device_get(metrics)


LONG = (
    "layers of a transformer, and a group",
    "centralized, clipped twice and noisy, in this order",
    "normalized, with a trust ratio",
    "momentum of steps, beside another optimizer",
    "multipliers, the first match wins",
    "agc",
)
"""These are among the long tests."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.soak] * (name in LONG)) for name in CASES]
)
def test_it_is_what_optax_does(name: str, tmp_path: Path) -> None:
    changes, make = CASES[name]
    spec = changed(BASE, changes)
    emitted = build(spec, tmp_path / "a")
    _, ours, logged = run(emitted, emitted.make_optimizer)
    _, theirs, wanted = run(build(spec, tmp_path / "b"), lambda c: make())
    for path, one in jax.tree_util.tree_leaves_with_path(ours.params):
        other = theirs.params
        for key in path:
            other = other[key.key]
        np.testing.assert_array_equal(one, other, err_msg=f"{name}: {path}")
    jax.tree.map(np.testing.assert_array_equal, logged, wanted)


def arrays(tree: Any) -> list[tuple[int, ...]]:
    return [leaf.shape for leaf in jax.tree.leaves(tree) if leaf.ndim]


def test_what_is_frozen_is_bitwise_still_and_in_no_moment_and_no_norm(tmp_path: Path) -> None:
    frozen = {"optimizer.groups": [{"match": "hidden/0/**", "frozen": True}]}
    trainer = build(changed(BASE, frozen), tmp_path)
    first, state, _ = run(trainer, trainer.make_optimizer)
    still = first["hidden"][0]["kernel"]
    np.testing.assert_array_equal(state.params["hidden"][0]["kernel"], still)
    assert not np.array_equal(state.params["hidden"][1]["kernel"], first["hidden"][1]["kernel"])
    assert still.shape not in arrays(state.opt_state)
    trained = len(jax.tree.leaves(first)) - len(jax.tree.leaves(first["hidden"][0]))
    assert len(arrays(state.opt_state)) == 2 * trained
    whole = build(changed(BASE, {"train.duration": "20 steps"}), tmp_path / "whole")
    c = trainer.Config()
    data = data_of(trainer, c).train
    _, ours = advance(trainer, c, trainer.init_state(c, c.seed), data, 1)
    _, theirs = advance(whole, c, whole.init_state(c, c.seed), data, 1)
    assert float(ours["grad_norm"][0]) < float(theirs["grad_norm"][0])
    grads = jax.tree.map(jnp.ones_like, state.params)
    total = sum(leaf.size for leaf in jax.tree.leaves(trainer.trained(grads)))
    whole_size, frozen_size = (
        sum(x.size for x in jax.tree.leaves(tree)) for tree in (first, first["hidden"][0])
    )
    assert total == whole_size - frozen_size


def test_noise_goes_on_as_if_a_run_had_not_been_interrupted(tmp_path: Path) -> None:
    """Its state holds a random key, which a checkpoint has to bring back and a checksum to cover."""
    noisy = {"optimizer.add_noise": {"eta": 0.1}, "checkpoint": {"every": "10 steps"}}
    trainer = build(changed(BASE, noisy), tmp_path)
    c = trainer.Config(workdir=tmp_path)
    data = data_of(trainer, c).train

    def start() -> Any:
        return trainer.init_state(c, c.seed)

    def after(state: Any, count: int) -> Any:
        return advance(trainer, c, state, data, count)[0]

    half = after(start(), 10)
    with trainer.open_checkpoints(c.workdir, 2) as checkpoints:
        trainer.save(checkpoints, half, trainer.Means())
        checkpoints.wait_until_finished()
        before = bits(half)
        restored, _ = trainer.restore(checkpoints, start())
    assert bits(restored) == before
    again = bits(after(restored, 10))
    assert again == bits(after(half, 10)) != before


@pytest.mark.parametrize(
    ("model", "source"),
    [
        ({"type": "mlp", "hidden": [8, 8, 8]}, "iris"),
        ({"type": "cnn", "channels": [4, 4], "hidden": [8], "norm": "batch"}, "digits"),
        ({"type": "resnet", "stages": [1, 2], "width": 4}, "digits"),
        ({"type": "mixer", "patch_size": 4, "width": 8, "depth": 2}, "digits"),
        ({**VIT, "pool": "token"}, "digits"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_rates_fall_from_the_output_down(
    model: dict[str, Any], source: str, tmp_path: Path
) -> None:
    """The exponent of each parameter is the number of layers above it."""
    changes = {"model": model, "data.source.name": source, "optimizer.layer_decay": 0.5}
    trainer = build(changed(BASE, changes), tmp_path)
    c = trainer.Config()
    params = trainer.init_state(c, c.seed).params
    rates = trainer.rate_multipliers(c, params)
    order = {"mlp": ["hidden"], "cnn": ["convs", "hidden"]}.get(model["type"])
    found: dict[str, float] = {}
    for path, rate in jax.tree_util.tree_leaves_with_path(rates):
        lists = ("blocks", "convs", "hidden", "norms")
        top = "/".join(str(key.key) for key in path[: 2 if path[0].key in lists else 1])
        assert found.setdefault(top, rate) == rate
    assert found["output"] == 1.0
    if order:
        layers = [f"{kind}/{n}" for kind in order for n in (0, 1, 2) if f"{kind}/{n}" in found]
    else:
        blocks = sorted(name for name in found if name.startswith("blocks"))
        first = "embed" if "embed" in found else "stem"
        layers = [first, *blocks]
        assert all(found[n] == found[first] for n in ("position", "token") if n in found)
    assert [found[name] for name in layers] == [0.5**n for n in range(len(layers), 0, -1)]


PATTERNS = [
    *("**", "*", "**/kernel", "embed/**", "embed", "blocks/*/norm*/**", "**/norm1/*", "*/bias"),
    *("blocks/0/**", "**/attention/**/bias", "position", "**/mlp/*/k*l", "b*s/**", "**/*/**"),
]


def glob(pattern: str, path: str) -> bool:
    """What the language says of patterns, part by part, without a regular expression."""

    def parts(pattern: list[str], path: list[str]) -> bool:
        if not pattern:
            return not path
        if pattern[0] == "**":
            if len(pattern) == 1:
                return bool(path)
            return any(parts(pattern[1:], path[n:]) for n in range(len(path) + 1))
        return bool(path) and part(pattern[0], path[0]) and parts(pattern[1:], path[1:])

    def part(pattern: str, name: str) -> bool:
        if "*" not in pattern:
            return pattern == name
        first, *rest = pattern.split("*")
        if pattern == "*":
            return bool(name)
        last = rest.pop()
        if not (name.startswith(first) and name[len(first) :].endswith(last)):
            return False
        middle = name[len(first) : len(name) - len(last)]
        for piece in rest:
            at = middle.find(piece)
            if at < 0:
                return False
            middle = middle[at + len(piece) :]
        return True

    return parts(pattern.split("/"), path.split("/"))


def test_patterns_mean_the_same_to_the_language_and_to_the_trainer(tmp_path: Path) -> None:
    for number, pattern in enumerate(PATTERNS):
        exclude = PATTERNS[number - 5]
        selection = Selection(match=(pattern, "norm/scale"), exclude=exclude)
        mask = selection.model_dump(exclude_none=True)
        changes = {**DIGITS, "optimizer.type": "adamw", "optimizer.mask": mask}
        try:
            trainer = build(changed(BASE, changes), tmp_path / str(number))
        except Exception as error:
            assert re.search("matches no parameter|applies to nothing", str(error)), error
            continue
        params = jax.eval_shape(lambda: trainer.init_state(trainer.Config(), 0)).params  # noqa: B023
        marks = trainer.decaying(params)
        for path, marked in jax.tree_util.tree_leaves_with_path(marks):
            name = "/".join(str(key.key) for key in path)
            wanted = (glob(pattern, name) or name == "norm/scale") and not glob(exclude, name)
            assert bool(marked) == wanted == selection.takes(name), (pattern, exclude, name)
