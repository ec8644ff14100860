"""Optimizers that optax has a name for are called by it, and are the chains that they stand for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from optax import contrib
from trainers.conftest import build, changed, emit

from specc.language.family import member, members
from specc.language.wrapping import Wrapping
from specc.passes import pipeline

from .cases import CASES, of_search, of_value
from .test_signatures import LEFT_OUT, OTHERWISE, PACKAGE
from .world import BASE, Extra

KINDS = {name: member(PACKAGE, name) for name in sorted(members(PACKAGE))}
NUMBER = {"learning_rate": 0.01}
CHANGE = {"type": "linear", "start": 0.1, "end": 0.2}
MEMBERS = {
    "clip_by_global_norm": 1.0,
    "clip_by_value": 0.1,
    "centralize": True,
    "add_noise": {"eta": 0.1},
}

ROWS: list[tuple[dict[str, Any], Extra | None]] = [
    *(
        (case.block, case.extra)
        for case in CASES
        if getattr(KINDS[case.type], "named", ()) and case.type != "schedule_free_sgd"
    ),
    *(
        ({"type": name, **NUMBER, "weight_decay": 0.0}, None)
        for name in ("adamaxw", "adamw", "lion", "nadamw")
    ),
    *(
        ({"type": name, **NUMBER, "weight_decay": CHANGE}, None)
        for name in ("adamaxw", "adamw", "adan", "lamb", "lion", "nadamw")
    ),
    ({"type": "adadelta", "weight_decay": 0.1, "mask": "all"}, None),
    ({"type": "adamw", **NUMBER, **MEMBERS}, None),
    ({"type": "rmsprop", **NUMBER, "momentum": 0.5, **MEMBERS}, None),
    ({"type": "sgd", **NUMBER, "scale_by_trust_ratio": {}}, None),
    ({"type": "lbfgs", "clip_by_value": 0.1}, of_search),
    ({"type": "polyak_sgd", "clip_by_value": 0.1}, of_value),
    ({"type": "schedule_free_sgd"}, None),
]
"""Optimizers that have a name, and what their `update` needs."""


def words(row: Any) -> str:
    return f"{row['type']}-{','.join(row)}" if isinstance(row, dict) else ""


def chain_of(path: Path) -> str:
    """What `make_optimizer` returns, in one line."""
    body = path.read_text().partition("def make_optimizer")[2].partition("\n\n")[0]
    text = re.sub(r"  #.*", "", body.partition("return ")[2]).strip()
    text = re.sub(r"\s*\n\s*", " ", text)
    return text.replace("( ", "(").replace(", )", ")").replace(" )", ")")


def program_of(optimizer: Any, extra: Extra | None) -> list[str]:
    """Every operation that the first state and an update are made by."""
    params = {"hidden": {0: {"kernel": jnp.ones((4, 3)), "bias": jnp.ones(3)}}}

    def loss_of(params: Any) -> Any:
        return sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(params))

    def init(params: Any) -> Any:
        return jax.tree.leaves(optimizer.init(params))

    def update(grads: Any, state: Any, params: Any) -> Any:
        keywords = extra(loss_of, grads, loss_of(params)) if extra else {}
        return jax.tree.leaves(optimizer.update(grads, state, params, **keywords))

    programs = (
        jax.make_jaxpr(init)(params),
        jax.make_jaxpr(update)(params, optimizer.init(params), params),
    )
    return [re.sub("0x[0-9a-f]+", "", str(program)) for program in programs]


@pytest.mark.parametrize(("block", "extra"), ROWS, ids=words)
def test_a_name_stands_for_the_program_of_its_chain(
    block: Mapping[str, Any],
    extra: Extra | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """The same operations on the same numbers, in the same order: every bit is the same."""
    spec = changed(BASE, {"optimizer": block})
    named = build(spec, tmp_path / "named")
    others = tuple(stage for stage in pipeline.PIPELINE if stage.name != "name_optimizer")
    monkeypatch.setattr(pipeline, "PIPELINE", others)
    spelled_out = build(spec, tmp_path / "spelled_out")
    texts = [chain_of(Path(str(trainer.__file__))) for trainer in (named, spelled_out)]
    calls = [f"optax.{declared.function}(" for declared in KINDS[block["type"]].named]
    assert [any(call in text for call in calls) for text in texts] == [True, False]
    programs = [
        program_of(trainer.make_optimizer(trainer.Config()), extra)
        for trainer in (named, spelled_out)
    ]
    assert programs[0] == programs[1]


def test_every_optimizer_that_has_a_name_is_tried():
    named = {name for name, kind in KINDS.items() if getattr(kind, "named", ())}
    assert named - {"dpsgd"} == {block["type"] for block, _ in ROWS}


def chain(*parts: str) -> str:
    return f"optax.chain({', '.join(parts)})"


RATE = "optax.scale_by_learning_rate(make_schedule(c))"
ADAM = "optax.scale_by_adam(b1=0.9, b2=0.999, eps=1e-8)"
DECAY = "optax.add_decayed_weights(weight_decay=c.weight_decay, mask=is_kernel)"
ADAMW = "optax.adamw(make_schedule(c), weight_decay=c.weight_decay, mask=is_kernel)"
SGD = "optax.sgd(make_schedule(c), momentum=c.momentum)"
MULTIPLIED = (
    "optax.stateless(lambda updates, _: "
    "jax.tree.map(jnp.multiply, updates, rate_multipliers(c, updates)))"
)
HIDDEN = {"match": "hidden/0/**"}

CHAINS: dict[str, tuple[dict[str, Any], str]] = {
    "alone": ({"type": "adamw"}, ADAMW),
    "with defaults": ({"type": "adamw", "b1": 0.9, "eps": 1e-8, "mask": "kernels"}, ADAMW),
    "with other arguments": (
        {"type": "adam", "b2": 0.95, "nesterov": True},
        "optax.adam(make_schedule(c), b2=0.95, nesterov=True)",
    ),
    "clipped": (
        {"type": "adamw", "clip_by_global_norm": 1.0},
        chain("optax.clip_by_global_norm(c.clip_norm)", ADAMW),
    ),
    "with multipliers": ({"type": "adamw", "layer_decay": 0.5}, chain(ADAMW, MULTIPLIED)),
    "without decay": ({"type": "adamw", "weight_decay": 0.0}, "optax.adam(make_schedule(c))"),
    "without optax's decay": (
        {"type": "lion", "weight_decay": 0.0},
        "optax.lion(make_schedule(c), weight_decay=0.0)",
    ),
    "with a scheduled decay": (
        {"type": "adamw", "weight_decay": CHANGE},
        ADAMW.replace("c.weight_decay", "make_weight_decay_schedule(c)"),
    ),
    "with a group that does not decay": (
        {"type": "adamw", "groups": [{**HIDDEN, "weight_decay": 0.0}]},
        ADAMW.replace("is_kernel", "decaying"),
    ),
    "with what is frozen": (
        {"type": "adamw", "groups": [{**HIDDEN, "frozen": True}]},
        'optax.partition({"trained": chain, "frozen": optax.set_to_zero()}, freezing)',
    ),
    "inside of another": (
        {
            "type": "schedule_free",
            "learning_rate": None,  # it is inside
            "base_optimizer": {"type": "rmsprop", **NUMBER},
        },
        "optax.contrib.schedule_free(optax.rmsprop(make_schedule(c)), make_schedule(c))",
    ),
    "after gradients of examples": (
        {"type": "dpsgd", "momentum": 0.9, "l2_norm_clip": 1.0, "noise_multiplier": 1.0},
        SGD,
    ),
    "not with a trust ratio": (
        {"type": "adamw", "scale_by_trust_ratio": {}},
        chain(ADAM, DECAY, "optax.scale_by_trust_ratio()", RATE),
    ),
    "not with two decays": (
        {"type": "adamw", "groups": [{**HIDDEN, "weight_decay": 0.2}]},
        chain(
            ADAM,
            DECAY.replace("is_kernel", "decaying"),
            "optax.add_decayed_weights(weight_decay=c.hidden_0_weight_decay, mask=hidden_0_decaying)",
            RATE,
        ),
    ),
    "not with another optimizer": (
        {"type": "sgd", "groups": [{**HIDDEN, "optimizer": "adam"}]},
        chain(
            'optax.partition({"rest": rest_optimizer, "hidden_0": hidden_0_optimizer}, labels)',
            RATE,
        ),
    ),
    "not with multipliers before its momentum": (
        {"type": "rmsprop", "momentum": 0.9, "layer_decay": 0.5},
        chain(
            "optax.scale_by_rms(decay=0.9, eps=1e-8)",
            RATE,
            MULTIPLIED,
            "optax.trace(decay=c.momentum)",
        ),
    ),
    "after a decay of gradients": (
        {"type": "sgd", "momentum": 0.9, "weight_decay": 0.1},
        chain(DECAY, SGD),
    ),
    "after two decays of gradients": (
        {"type": "sgd", "weight_decay": 0.1, "groups": [{**HIDDEN, "weight_decay": 0.2}]},
        chain(
            DECAY.replace("is_kernel", "decaying"),
            "optax.add_decayed_weights(weight_decay=c.hidden_0_weight_decay, mask=hidden_0_decaying)",
            "optax.sgd(make_schedule(c))",
        ),
    ),
    "not with a scheduled hyperparameter": (
        {"type": "adamw", "b1": CHANGE},
        chain(
            'optax.inject_hyperparams(scale_by_scheduled_adam, static_args=("b2", "eps"))'
            "(b1=make_b1_schedule(c), b2=0.999, eps=1e-8)",
            DECAY,
            RATE,
        ),
    ),
    "not with a schedule for what optax calls a number": (
        {"type": "acprop", "weight_decay": CHANGE},
        chain(
            "optax.contrib.scale_by_acprop(b1=0.9, b2=0.999, eps=1e-16, eps_root=1e-16)",
            DECAY.replace("c.weight_decay", "make_weight_decay_schedule(c)"),
            RATE,
        ),
    ),
    "not with a mask that optax does not take": (
        {"type": "madgrad", "weight_decay": 0.1},
        chain(DECAY, "optax.contrib.scale_by_madgrad(make_schedule(c), momentum=0.9)"),
    ),
    "not with a schedule for a number": (
        {"type": "sm3"},
        chain("optax.scale_by_sm3(b1=0.9)", RATE),
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_has_a_name_where_it_is_the_same(name: str, tmp_path: Path):
    block, expected = CHAINS[name]
    spec = changed(BASE, {f"optimizer.{key}": value for key, value in block.items()})
    assert chain_of(emit(spec, tmp_path)) == expected


SPELLED_OUT = {
    "galore": "optax's keeps arrays without elements for what it leaves to Adam",
    "ldog": "optax has none",
    "schedule_free_adamw": "optax's takes no mask, and for a warm-up steps, not a schedule",
    "sm3": "optax's takes a number for its learning rate, not a schedule",
}
"""Optimizers without a name, and why."""


@pytest.mark.parametrize("name", KINDS)
def test_every_optimizer_has_a_name_or_a_reason(name: str):
    kind = KINDS[name]
    functions = [t.function.removeprefix("contrib.") for t in getattr(kind, "transforms", ())]
    reasons = (
        bool(getattr(kind, "named", ())),
        functions == [name],  # a name already
        issubclass(kind, Wrapping),
        name in SPELLED_OUT,
    )
    assert sum(reasons) == 1


@pytest.mark.parametrize("name", [n for n in KINDS if getattr(KINDS[n], "named", ())])
def test_arguments_of_a_name_are_those_of_optax(name: str):
    """In its order and with its defaults, none of them forgotten."""
    kind = KINDS[name]
    for declared in kind.named:
        *_, function = declared.function.split(".")
        found = inspect.signature(getattr(optax, function, None) or getattr(contrib, function))
        parameters = found.parameters
        first = next(iter(parameters))
        assert first == declared.rate == "learning_rate" or declared.rate == "scaling"
        options = [argument for argument, _ in declared.options]
        assert options == [argument for argument in parameters if argument in options]
        for argument, field in declared.options:
            assert argument == field
            default, expected = kind.model_fields[field].default, parameters[argument].default
            expected, _ = OTHERWISE.get((name, field), (expected, ""))
            assert default is expected or np.array_equal(default, expected), field
        masks = [argument for argument, _ in declared.masks] if declared.mask else []
        given = {*options, *masks, *(argument for argument, _ in declared.parts)}
        given |= {declared.rate, *(argument for argument, _ in declared.constants)}
        assert given <= {*parameters}
        without = {"mask"} if declared.unless or name == "madgrad" else set()
        own = {field for field in kind.model_fields if field in parameters} - without
        assert own <= given | LEFT_OUT["*"].keys()
