"""Every optimizer of the language, with the same in optax's own words: a row each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import jax
import optax
from optax import contrib

from .world import RATE, Extra, schedule

NUMBER = 0.01
WARMUP = {"type": "constant", "peak": 0.01, "warmup": "3 steps"}


def kernels(params: Any) -> Any:
    """Marks kernels, by the shape that they have in a perceptron."""
    return jax.tree.map(lambda p: p.ndim > 1, params)


def of_value(loss_of: Any, grads: Any, value: Any) -> Mapping[str, Any]:
    return {"value": value}


def of_search(loss_of: Any, grads: Any, value: Any) -> Mapping[str, Any]:
    return {"value": value, "grad": grads, "value_fn": loss_of}


def of_objective(loss_of: Any, grads: Any, value: Any) -> Mapping[str, Any]:
    return {"obj_fn": loss_of}


def of_gradients(loss_of: Any, grads: Any, value: Any) -> Mapping[str, Any]:
    return {"grad_fn": lambda params, _: jax.grad(loss_of)(params)}


@dataclasses.dataclass(frozen=True)
class Case:
    """An optimizer of a spec, and what makes the same one.

    Attributes:
        settings: of the optimizer's block, besides its type; its learning rate is `RATE` unless it says
            otherwise.
        make: the same, by the alias of optax.
        extra: what its `update` needs.
        evaluated: what gives the parameters to evaluate, if they are not those that are trained.
        within: the largest difference that is allowed, 0 if every bit has to be equal.
        why: the reason of a difference.
        base: other changes to the spec.
    """

    type: str
    settings: Mapping[str, Any]
    make: Callable[[], Any]
    extra: Extra | None = None
    evaluated: Callable[[Any, Any], Any] | None = None
    within: float = 0.0
    why: str = ""
    base: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.type}-{','.join(self.settings)}"

    @property
    def block(self) -> dict[str, Any]:
        return {"type": self.type, "learning_rate": RATE, **self.settings}


def alias(name: str, *settings: Mapping[str, Any], **more: Any) -> list[Case]:
    """Cases of an alias of optax that calls its arguments as the language does."""
    function = getattr(optax, name, None) or getattr(contrib, name)
    return [
        Case(name, given, lambda given=given: function(schedule(), **_words(given)), **more)  # type: ignore[misc]
        for given in settings or ({},)
    ]


def _words(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of optax, for settings of the language."""
    found = {name: tuple(v) if isinstance(v, list) else v for name, v in settings.items()}
    if "mask" in found:
        found["mask"] = kernels if found["mask"] == "kernels" else None
    return found


def masked(name: str, argument: str = "mask", decay: str = "weight_decay", **more: Any) -> Case:
    """An alias with weight decay for kernels, whose mask is called otherwise."""
    function = getattr(optax, name, None) or getattr(contrib, name)
    given = {decay: 0.1}
    make = lambda: function(schedule(), **given, **{argument: kernels})  # noqa: E731
    return Case(name, given, make, **more)


def penalized(name: str, **settings: Any) -> Case:
    """An alias without weight decay, behind the decay of kernels that is added to their gradients."""
    decay = optax.add_decayed_weights(0.1, kernels)
    make = lambda: optax.chain(decay, getattr(optax, name)(schedule(), **settings))  # noqa: E731
    return Case(name, {"weight_decay": 0.1, **settings}, make)


def _sam() -> Any:
    base = optax.sgd(schedule(), momentum=0.9)
    ascent = optax.chain(contrib.normalize(), optax.sgd(0.1))
    return contrib.sam(base, ascent, opaque_mode=True)


def _lookup(state: Any, params: Any) -> Any:
    return contrib.schedule_free_eval_params(state, params)


def _decayed(decay: float, base: Any, **settings: Any) -> Any:
    rate = optax.warmup_constant_schedule(0.0, 0.01, 3)
    parts = [optax.add_decayed_weights(decay, kernels), optax.scale_by_learning_rate(rate)]
    return contrib.schedule_free(optax.chain(*base, *parts), rate, **settings)


def _axes(params: Any) -> Any:
    numbers = contrib.MuonDimensionNumbers((0,), 1)
    mine = jax.tree.leaves(params["hidden"][0]["kernel"])
    return jax.tree.map(lambda p: numbers if any(p is m for m in mine) else None, params)


def muon(*settings: Mapping[str, Any]) -> list[Case]:
    """Muon for hidden kernels; a number is the peak of Adam's learning rate, whose shape is that of Muon's."""

    def make(given: Mapping[str, Any]) -> Any:
        words = dict(given)
        if (peak := words.pop("adam_learning_rate", None)) is not None:
            words["adam_learning_rate"] = lambda step: (peak / 0.01) * schedule()(step)
        return contrib.muon(schedule(), muon_weight_dimension_numbers=_axes, **words)

    return [Case("muon", given, lambda given=given: make(given)) for given in settings]  # type: ignore[misc]


_MIXED = {"weight_decay": 0.1, "mask": "kernels"}
_ALL = {"weight_decay": 0.1, "mask": "all"}
_NONE = {"weight_decay": 0.0}
_ADAM = {"b1": 0.5, "b2": 0.9, "eps": 1e-3, "eps_root": 1e-6}
_SIZES = {"min_step_size": 1e-3, "max_step_size": 0.02}
_ESTIMATE = {"eps": 1e-3, "estim_lr0": 1e-3, "weight_decay": 0.1}
_BOUND = {"lower_bound": 0.1, "adapt_lower_bound": True}

CASES = [
    *alias("acprop", {}, {**_MIXED, "b1": 0.8, "b2": 0.9, "eps": 1e-3, "eps_root": 1e-6}),
    *alias("adabelief", {}, {**_ADAM, "nesterov": True}),
    *alias("adadelta", {}, {"rho": 0.8, "eps": 1e-4}),
    masked("adadelta", "weight_decay_mask"),
    *alias(
        "adafactor",
        {},
        {"min_dim_size_to_factor": 4, "momentum": 0.9, "clipping_threshold": 0.5},
        {"multiply_by_parameter_scale": False, "decay_rate": 0.7},
        {"factored": False, "clipping_threshold": None, "eps": 1e-20},
    ),
    masked("adafactor", "weight_decay_mask", "weight_decay_rate"),
    *alias("adagrad", {}, {"initial_accumulator_value": 0.0, "eps": 1e-5}),
    penalized("adagrad"),
    *alias("adam", {}, {**_ADAM, "nesterov": True}),
    *alias("adamax", {}, {"b1": 0.5, "b2": 0.9, "eps": 1e-3}),
    *alias("adamaxw", {"mask": "kernels"}, {**_ALL, "b1": 0.5, "b2": 0.9, "eps": 1e-3}),
    *alias("adamw", {"mask": "kernels"}, {**_MIXED, **_ADAM}, {**_ALL, "nesterov": True}),
    *alias("adan", {}, {**_MIXED, **_ADAM, "b3": 0.95}),
    *alias("amsgrad", {}, {**_ADAM, "bias_correction_mu": False, "bias_correction_nu": False}),
    *alias("fromage", {}, {"min_norm": 0.01}),
    *alias("lamb", {}, {**_MIXED, **_ADAM}),
    Case(
        "lars",
        {"weight_decay": 0.1, "nesterov": True, "trust_coefficient": 0.01, "eps": 0.1},
        lambda: optax.lars(
            schedule(), 0.1, kernels, 0.01, 0.1, trust_ratio_mask=kernels, nesterov=True
        ),
    ),
    *(
        Case("lars", {"mask": "all", "momentum": m}, lambda m=m: optax.lars(schedule(), momentum=m))
        for m in (0.9, 0.0)
    ),
    Case("lbfgs", {"learning_rate": 1.0}, optax.lbfgs, of_search),
    Case(
        "lbfgs",
        {"memory_size": 3, "max_linesearch_steps": 5, "scale_init_precond": False},
        lambda: optax.lbfgs(
            schedule(),
            3,
            False,
            optax.scale_by_zoom_linesearch(5, initial_guess_strategy="one"),
        ),
        of_search,
    ),
    *alias("lion", {"mask": "kernels"}, {**_MIXED, "b1": 0.8, "b2": 0.9}),
    *alias("nadam", {}, {**_ADAM, "nesterov": False}),
    *alias("nadamw", {"mask": "kernels"}, {**_MIXED, **_ADAM, "nesterov": False}),
    *alias("novograd", {}, {**_ADAM, "weight_decay": 0.1}),
    *alias("optimistic_gradient_descent", {}, {"alpha": 0.8, "beta": 0.5}),
    *alias("optimistic_adam_v2", {}, {**_ADAM, "alpha": 0.8, "beta": 0.5, "nesterov": False}),
    Case("polyak_sgd", {"learning_rate": 1.0}, optax.polyak_sgd, of_value),
    Case(
        "polyak_sgd",
        {"max_learning_rate": 0.5, "f_min": 0.1, "variant": "sps+", "eps": 1e-3},
        lambda: optax.polyak_sgd(0.5, schedule(), 0.1, 1e-3, "sps+"),
        of_value,
    ),
    *alias("radam", {}, {**_ADAM, "threshold": 4.0, "nesterov": True}),
    *alias(
        "rmsprop",
        {},
        {"momentum": 0.9, "nesterov": True, "decay": 0.8},
        {"centered": True, "momentum": 0.5, "eps_in_sqrt": False},
        {"bias_correction": True, "initial_scale": 1.0, "eps": 1e-3},
    ),
    penalized("rmsprop", momentum=0.9),
    Case("rprop", {"learning_rate": NUMBER}, lambda: optax.rprop(NUMBER)),
    Case(
        "rprop",
        {"learning_rate": NUMBER, "eta_minus": 0.4, "eta_plus": 1.5, **_SIZES},
        lambda: optax.rprop(NUMBER, 0.4, 1.5, **_SIZES),
    ),
    *alias("sgd", {}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}),
    penalized("sgd"),
    penalized("sgd", momentum=0.9, nesterov=True),
    *alias("sign_sgd"),
    *alias("signum", {}, {"beta": 0.5}),
    Case("sm3", {"learning_rate": NUMBER}, lambda: optax.sm3(NUMBER)),
    Case("sm3", {"learning_rate": NUMBER, "momentum": 0.5}, lambda: optax.sm3(NUMBER, 0.5)),
    *alias("yogi", {}, {"b1": 0.8, "b2": 0.9, "eps": 1e-8}),
    *alias("ademamix", {}, {**_MIXED, **_ADAM, "b3": 0.99, "alpha": 8.0}),
    *alias(
        "adopt",
        {},
        {"b1": 0.5, "b2": 0.9, "eps": 1e-3, "nesterov": True, "use_clipping": False},
    ),
    *alias("cocob", {}, {**_MIXED, "alpha": 10.0, "eps": 1e-3}),
    *(
        Case(
            "dadapt_adamw",
            settings,
            make,
            within=1e-6,
            why="the sum over all weights that the rate comes from is added up in another order",
        )
        for settings, make in (
            ({"learning_rate": 1.0}, contrib.dadapt_adamw),
            (
                {"learning_rate": 0.5, "betas": [0.8, 0.99], **_ESTIMATE},
                lambda: contrib.dadapt_adamw(0.5, (0.8, 0.99), **_ESTIMATE),
            ),
        )
    ),
    Case("dog", {"learning_rate": 1.0}, contrib.dog),
    Case(
        "dog",
        {"learning_rate": 0.5, "init_step": ["learning_rate", 1e-3], "weight_decay": 0.1},
        lambda: contrib.dog(0.5, ("learning_rate", 1e-3), weight_decay=0.1, mask=kernels),
    ),
    *alias("dog", {"init_step": ["distance", 0.1], "eps": 0.1}),
    Case(
        "ldog",
        {"learning_rate": 0.5, "reps_rel": 1e-3, "eps": 1e-3, "global_scale": 2.0},
        lambda: optax.chain(
            optax.scale_by_distance_over_gradients(1e-3, 1e-3, global_scale=2.0), optax.scale(-0.5)
        ),
    ),
    *alias("dowg", {}, {**_MIXED, "init_estim_sq_dist": 0.1, "eps": 1e-3}),
    *alias("galore", {}, {**_MIXED, "rank": 2, "update_proj_gap": 5, "scale": 0.25}),
    *alias("madgrad", {}, {"momentum": 0.5, "eps": 1e-4}),
    Case(
        "madgrad",
        {"weight_decay": 0.1, "mask": "all"},
        lambda: contrib.madgrad(schedule(), weight_decay=0.1),
    ),
    *alias("momo", {}, {"beta": 0.5, "weight_decay": 0.1}, _BOUND, extra=of_value),
    *alias(
        "momo_adam",
        {},
        {"b1": 0.5, "b2": 0.9, "eps": 1e-3, "weight_decay": 0.1, **_BOUND},
        extra=of_value,
    ),
    *muon(
        {},
        {
            "weight_decay": 0.1,
            "adam_weight_decay": 0.01,
            "nesterov": False,
            "ns_steps": 3,
            "beta": 0.8,
        },
        {"ns_coeffs": "dion", "adaptive": True, "preconditioning": "aol", "eps": 1e-3},
        {
            "adam_learning_rate": 1e-3,
            "adam_b1": 0.8,
            "adam_b2": 0.9,
            "adam_eps_root": 1e-3,
            "consistent_rms": 0.2,
        },
    ),
    Case(
        "muon",
        {"muon_weight_dimension_numbers": "matrices", "adam_learning_rate": WARMUP},
        lambda: contrib.muon(
            schedule(),
            muon_weight_dimension_numbers=_axes,
            adam_learning_rate=optax.warmup_constant_schedule(0.0, 0.01, 3),
        ),
    ),
    Case("prodigy", {"learning_rate": 1.0}, lambda: contrib.prodigy()),
    Case(
        "prodigy",
        {"learning_rate": 0.5, "betas": [0.8, 0.99], "beta3": 0.9, **_ESTIMATE},
        lambda: contrib.prodigy(0.5, (0.8, 0.99), 0.9, **_ESTIMATE),
    ),
    *alias("prodigy", {"safeguard_warmup": True, "estim_lr_coef": 2.0}),
    Case(
        "schedule_free_adamw",
        {"learning_rate": WARMUP, "weight_decay": 0.1, "mask": "all"},
        lambda: contrib.schedule_free_adamw(0.01, 3, weight_decay=0.1),
    ),
    Case(
        "schedule_free_adamw",
        {"learning_rate": NUMBER, "b1": 0.95, "b2": 0.9, "eps": 1e-3, "weight_lr_power": 1.0},
        lambda: contrib.schedule_free_adamw(NUMBER, b1=0.95, b2=0.9, eps=1e-3, weight_lr_power=1.0),
    ),
    Case(
        "schedule_free_adamw",
        {"learning_rate": WARMUP, "weight_decay": 0.1},
        lambda: _decayed(
            0.1, [optax.scale_by_rms(0.999, 1e-8, eps_in_sqrt=False, bias_correction=True)]
        ),
    ),
    Case(
        "schedule_free_sgd",
        {"learning_rate": WARMUP, "weight_decay": 0.1, "mask": "all"},
        lambda: contrib.schedule_free_sgd(0.01, 3, weight_decay=0.1),
    ),
    Case(
        "schedule_free_sgd",
        {"learning_rate": WARMUP, "weight_decay": 0.1, "b1": 0.8, "weight_lr_power": 1.0},
        lambda: _decayed(0.1, [], b1=0.8, weight_lr_power=1.0),
    ),
    *alias("simplified_ademamix", {}, {**_MIXED, **_ADAM, "alpha": 2.0}),
    *alias(
        "sophia",
        {**_NONE, "clip_threshold": None, "eps": 1e-3},
        {**_NONE, "b1": 0.8, "b2": 0.9, "eps": 1e-3, "gamma": 0.05, "update_interval": 3},
        extra=of_objective,
    ),
    masked("sophia", "weight_decay_mask", extra=of_objective),
]
"""Optimizers that stand alone."""


def around(type_: str, base: Mapping[str, Any], make: Callable[[], Any], **more: Any) -> Case:
    """A case of an optimizer around another."""
    settings = more.pop("settings", {})
    return _Around(type_, {**settings, "base_optimizer": base}, make, **more)


class _Around(Case):
    @property
    def block(self) -> dict[str, Any]:
        return {"type": self.type, **self.settings}


_MOMENTUM = {"type": "sgd", "learning_rate": RATE, "momentum": 0.9}
_ADAMW = {"type": "adamw", "learning_rate": RATE}

CASES += [
    around(
        "sam",
        {**_MOMENTUM, "clip_by_global_norm": 0.5},
        lambda: contrib.sam(
            optax.chain(optax.clip_by_global_norm(0.5), optax.sgd(schedule(), 0.9)),
            optax.chain(contrib.normalize(), optax.sgd(0.05)),
            opaque_mode=True,
        ),
        extra=of_gradients,
    ),
    around("sam", _MOMENTUM, _sam, settings={"rho": 0.1}, extra=of_gradients),
    around(
        "sam",
        _ADAMW,
        lambda: contrib.sam(
            optax.adamw(schedule(), mask=kernels),
            optax.chain(contrib.normalize(), optax.sgd(0.05)),
            sync_period=3,
            opaque_mode=True,
        ),
        settings={"sync_period": 3},
        extra=of_gradients,
    ),
    around("mechanize", _ADAMW, lambda: contrib.mechanize(optax.adamw(schedule(), mask=kernels))),
    around(
        "mechanize",
        {"type": "momo", "learning_rate": 1.0},
        lambda: contrib.mechanize(contrib.momo(1.0), 0.1, 1e-6, 1e-4, 3),
        settings={"weight_decay": 0.1, "eps": 1e-6, "s_init": 1e-4, "num_betas": 3},
        extra=of_value,
    ),
    around(
        "schedule_free",
        {"type": "sgd", "learning_rate": WARMUP},
        lambda: contrib.schedule_free_sgd(0.01, 3),
    ),
    around(
        "schedule_free",
        {"type": "rmsprop", "learning_rate": NUMBER},
        lambda: contrib.schedule_free(optax.rmsprop(NUMBER), NUMBER, 0.95, 1.0),
        settings={"b1": 0.95, "weight_lr_power": 1.0},
    ),
]
