"""Arguments and defaults of the language are those of optax as it is installed."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np
import optax
import pytest
from optax import contrib

from specc.language.family import member, members
from specc.language.groups import Group
from specc.language.optimizer import Optimizer
from specc.lower.settings import bounds_of

from .test_equal import CASES, PER_EXAMPLE

PACKAGE = "specc.language.optimizers"
NAMES = sorted(members(PACKAGE))

_PRECISION = "how moments are stored is said for all optimizers at once"
LEFT_OUT: dict[str, dict[str, str]] = {
    "*": {
        "mu_dtype": _PRECISION,
        "accumulator_dtype": _PRECISION,
        "dtype_momentum": _PRECISION,
        "state_dtype": _PRECISION,
        "param_dtype": _PRECISION,
        "mask": "the language has names for functions of parameters",
        "weight_decay_mask": "the language's `mask`",
    },
    "adafactor": {"decay_offset": "steps of an earlier run: NaN where they are counted from 0"},
    "adopt": {"clip_value_fn": "a function of one's own"},
    "dpsgd": {"seed": "the trainer draws the noise from a key of its own"},
    "galore": {
        "base_optimizer": "Adam, as in the paper",
        "weight_dimension_numbers": "matrices, as optax takes them by default",
    },
    "lars": {"trust_ratio_mask": "the language's `mask`"},
    "muon": {"weight_decay_mask": "what Muon takes are kernels alone"},
    "polyak_sgd": {"scaling": "the language's `learning_rate`"},
    "sam": {
        "adv_optimizer": "normalized gradient ascent by `rho`, as in the paper",
        "reset_state": "that ascent has no state",
        "opaque_mode": "a step of the trainer is a step of SAM",
        "batch_axis_name": "of pmap",
        "optimizer": "the language's `base_optimizer`, as others call it",
    },
    "schedule_free": {"learning_rate": "that of the optimizer inside"},
    "schedule_free_adamw": {"warmup_steps": "the schedule's `warmup`"},
    "schedule_free_sgd": {"warmup_steps": "the schedule's `warmup`"},
    "sophia": {
        "hessian_diagonal_fn": "Hutchinson's estimator, the one that optax has",
        "verbose": "prints",
        "print_win_rate_every_n_steps": "prints",
    },
    "lbfgs": {"linesearch": "the zoom line search, with the language's `max_linesearch_steps`"},
}
"""Arguments of optax that the language does not have under that name, and why."""

ADDED: dict[str, set[str]] = {
    "lbfgs": {"max_linesearch_steps"},
    **{name: {"weight_decay"} for name in ("adagrad", "dpsgd", "rmsprop", "sgd")},
    "sam": {"base_optimizer", "rho"},
    "polyak_sgd": {"learning_rate"},
}
"""What the language has instead; besides what all optimizers have."""

OTHERWISE: dict[tuple[str, str], tuple[Any, str]] = {
    **{
        (name, "learning_rate"): (1.0, "optax leaves the factor out, and so the minus in adadelta")
        for name in ("adadelta", "lbfgs")
    },
    **dict.fromkeys(
        (
            ("adafactor", "momentum"),
            ("adafactor", "weight_decay_rate"),
            ("dog", "weight_decay"),
            ("dowg", "weight_decay"),
            ("dpsgd", "momentum"),
            ("rmsprop", "momentum"),
            ("schedule_free_sgd", "weight_decay"),
            ("sgd", "momentum"),
        ),
        (0.0, "none"),
    ),
    ("adafactor", "learning_rate"): (
        inspect.Parameter.empty,
        "steps as large as weights otherwise",
    ),
    ("muon", "ns_coeffs"): ("standard", "the same numbers, by their name in optax"),
}
"""Defaults that differ from optax's None or numbers, and why."""

COMMON = set(Optimizer.model_fields) - {"learning_rate"} | {"mask", "muon_weight_dimension_numbers"}


def function(name: str) -> Any:
    """The alias of that name, or the one transformation that there is in place of one."""
    if name in vars(optax):
        return getattr(optax, name)
    if name in vars(contrib):
        return getattr(contrib, name)
    [only] = member(PACKAGE, name).transforms
    return getattr(optax, only.function)


def parameters(name: str) -> dict[str, inspect.Parameter]:
    left_out = LEFT_OUT["*"] | LEFT_OUT.get(name, {})
    found = inspect.signature(function(name)).parameters
    return {key: value for key, value in found.items() if key not in left_out}


@pytest.mark.parametrize("name", NAMES)
def test_arguments_are_those_of_optax(name: str):
    fields = set(member(PACKAGE, name).model_fields) - COMMON - ADDED.get(name, set())
    if name not in vars(optax) | vars(contrib):  # a transformation, which the rate comes after
        fields -= {"learning_rate"}
    assert fields == set(parameters(name)) - COMMON


@pytest.mark.parametrize("name", NAMES)
def test_defaults_are_those_of_optax(name: str):
    fields = member(PACKAGE, name).model_fields
    for key, parameter in parameters(name).items():
        if key in COMMON:
            continue
        field = fields[key]
        default = inspect.Parameter.empty if field.is_required() else field.default
        default = getattr(default, "peak", default)  # of a schedule
        expected, _ = OTHERWISE.get((name, key), (parameter.default, ""))
        assert default is expected or np.array_equal(default, expected), key
        assert (name, key) not in OTHERWISE or parameter.default != default


@pytest.mark.parametrize("name", sorted(set(LEFT_OUT) - {"*"}))
def test_what_is_left_out_is_there(name: str):
    assert set(LEFT_OUT[name]) <= set(inspect.signature(function(name)).parameters)
    assert not set(LEFT_OUT[name]) & set(member(PACKAGE, name).model_fields) - {"learning_rate"}


ELSEWHERE = {
    "differentially_private_aggregate": "gradients of each example",
    "lookahead": "around any optimizer",
    "noisy_sgd": "sgd with noise",
    "optimistic_adam": "deprecated: optimistic_adam_v2",
    "adaptive_grad_clip": "a clip",
}


def test_no_optimizer_of_optax_is_missing():
    """Whatever takes a learning rate, or goes around an optimizer, is a type or has a reason."""
    found = set()
    for module in (optax, contrib):
        for name, value in vars(module).items():
            is_function = inspect.isfunction(value) or isinstance(value, functools.partial)
            if not is_function or name.startswith(("_", "scale_by", "inject")):
                continue
            keys = set(inspect.signature(value).parameters)
            if keys & {"learning_rate", "base_optimizer", "adv_optimizer", "max_learning_rate"}:
                found.add(name)
    aliases = {name for name in NAMES if name in vars(optax) | vars(contrib)}
    assert found - set(ELSEWHERE) == aliases


def test_every_field_is_tried():
    """Each field of an optimizer's own has another value than its default in some comparison."""
    for name in set(NAMES) - PER_EXAMPLE:
        own = set(member(PACKAGE, name).model_fields) - set(Optimizer.model_fields)
        tried = {key for case in CASES if case.type == name for key in case.settings}
        assert own <= tried | {"learning_rate", "base_optimizer", "type", "mask"}, name


def test_every_setting_declares_its_bounds():
    kinds = [member(PACKAGE, name) for name in NAMES]
    tunable = {(kind, field) for kind in kinds for field in kind.tunable}
    for kind, field in tunable | {(Group, "weight_decay")}:
        assert bounds_of(kind.model_fields[field]) is not None, (kind, field)
