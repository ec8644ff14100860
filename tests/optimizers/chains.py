"""Whole chains drawn at random: what a spec says, and the same by optax's functions.

A chain is everything that stands between gradients and parameters: an optimizer with its arguments, what is
around it, its schedule, groups of parameters, and averages of them. The second side has optimizers by their
aliases in optax and goes by what `docs/guide.md` says; it knows nothing of how the compiler arrives at it.
"""

from __future__ import annotations

import dataclasses
import functools
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from optax import contrib

from . import courses
from .cases import of_gradients, of_value
from .courses import Course, Draw, draw_change, draw_rate
from .world import Extra

Transform = optax.GradientTransformation
Make = Callable[[], Transform]
Test = Callable[[str], bool]
Decay = tuple[Any, Test]
"""A weight decay, and what it applies to."""

MODELS: tuple[dict[str, Any], ...] = (
    {"type": "mlp", "hidden": [6, 5], "activation": "tanh"},
    {"type": "mlp", "hidden": [6, 5], "activation": "tanh", "norm": "layer"},
)


def names_of(model: Mapping[str, Any]) -> list[str]:
    """The paths of its parameters."""
    found = [
        f"{layer}/{p}" for layer in ("hidden/0", "hidden/1", "output") for p in ("kernel", "bias")
    ]
    if "norm" in model:
        found += [f"norms/{n}/{p}" for n in (0, 1) for p in ("scale", "bias")]
    return found


def named(test: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A function of parameters from one of their paths."""
    return lambda params: jax.tree.map_with_path(
        lambda path, _: test("/".join(str(key.key) for key in path)), params
    )


# Optimizers


class Kind(NamedTuple):
    """An optimizer that can be drawn.

    Attributes:
        alias: optax's function, which takes the learning rate first.
        rates: the smallest and the largest peak.
        settings: values of its arguments, of which each has one now and then.
        decays: whether it has a weight decay and a mask, as `adamw` has.
        last: whether the learning rate comes last in it, so that something can be put before that.
    """

    alias: Callable[..., Any]
    rates: tuple[float, float]
    settings: Mapping[str, Sequence[Any]] = {}
    decays: bool = False
    last: bool = True


_B = {"b1": (0.5, 0.8, 0.95), "b2": (0.9, 0.98)}
_EPS = {"eps": (1e-6, 1e-3)}
_ROOT = {"eps_root": (1e-8, 1e-6)}
_NESTEROV = {"nesterov": (True, False)}
_ADAM = {**_B, **_EPS, **_ROOT, **_NESTEROV}
_USUAL = 1e-3, 0.05


def hidden_kernels(params: Any) -> Any:
    """Muon's matrices: all axes but the last to the last; the output layer has none."""

    def axes(path: Any, p: Any) -> Any:
        if path[-1].key != "kernel" or path[0].key == "output":
            return None
        return contrib.MuonDimensionNumbers(tuple(range(p.ndim - 1)), p.ndim - 1)

    return jax.tree.map_with_path(axes, params)


KINDS: dict[str, Kind] = {
    "acprop": Kind(contrib.acprop, _USUAL, {**_B, **_EPS, **_ROOT}, decays=True),
    "adabelief": Kind(optax.adabelief, _USUAL, _ADAM),
    "adafactor": Kind(
        optax.adafactor,
        (1e-2, 0.1),
        {
            "min_dim_size_to_factor": (3, 4),
            "momentum": (0.5, 0.9),
            "clipping_threshold": (0.5, 2.0),
            "multiply_by_parameter_scale": (True, False),
            "decay_rate": (0.7, 0.9),
        },
        last=False,
    ),
    "adagrad": Kind(
        optax.adagrad, (0.01, 0.3), {"initial_accumulator_value": (0.0, 0.5), "eps": (1e-5, 1e-3)}
    ),
    "adam": Kind(optax.adam, _USUAL, _ADAM),
    "adamax": Kind(optax.adamax, _USUAL, {**_B, **_EPS}),
    "adamaxw": Kind(optax.adamaxw, _USUAL, {**_B, **_EPS}, decays=True),
    "adamw": Kind(optax.adamw, _USUAL, _ADAM, decays=True),
    "adan": Kind(optax.adan, _USUAL, {**_B, "b3": (0.9, 0.98), **_EPS, **_ROOT}, decays=True),
    "ademamix": Kind(
        contrib.ademamix,
        (1e-3, 0.01),
        {**_B, "b3": (0.99, 0.999), "alpha": (2.0, 8.0), **_EPS, **_ROOT},
        decays=True,
    ),
    "adopt": Kind(
        contrib.adopt, _USUAL, {**_B, **_EPS, **_NESTEROV, "use_clipping": (True, False)}
    ),
    "amsgrad": Kind(
        optax.amsgrad,
        _USUAL,
        {**_B, **_EPS, **_ROOT, "bias_correction_mu": (False,), "bias_correction_nu": (False,)},
    ),
    "fromage": Kind(optax.fromage, _USUAL, {"min_norm": (1e-3, 0.1)}, last=False),
    "lamb": Kind(optax.lamb, _USUAL, {**_B, **_EPS, **_ROOT}, decays=True),
    "lars": Kind(
        optax.lars,
        (0.1, 1.0),
        {
            "momentum": (0.0, 0.5, 0.95),
            "trust_coefficient": (0.01, 0.1),
            "eps": (1e-3,),
            **_NESTEROV,
        },
        last=False,
    ),
    "lion": Kind(optax.lion, (1e-3, 0.01), _B, decays=True),
    "madgrad": Kind(contrib.madgrad, _USUAL, {"momentum": (0.5, 0.8), **_EPS}, last=False),
    "muon": Kind(
        functools.partial(contrib.muon, muon_weight_dimension_numbers=hidden_kernels),
        (1e-3, 0.02),
        {"ns_steps": (3, 4), "beta": (0.8, 0.9), "adam_b1": (0.8,), "adaptive": (True,)},
        last=False,
    ),
    "nadam": Kind(optax.nadam, _USUAL, _ADAM),
    "nadamw": Kind(optax.nadamw, _USUAL, _ADAM, decays=True),
    "novograd": Kind(optax.novograd, _USUAL, {**_B, **_EPS, **_ROOT, "weight_decay": (0.01, 0.1)}),
    "optimistic_adam_v2": Kind(
        optax.optimistic_adam_v2, _USUAL, {**_ADAM, "alpha": (0.8, 1.2), "beta": (0.5, 0.9)}
    ),
    "optimistic_gradient_descent": Kind(
        optax.optimistic_gradient_descent, (0.03, 0.3), {"alpha": (0.8, 1.2), "beta": (0.5, 0.9)}
    ),
    "radam": Kind(optax.radam, _USUAL, {**_ADAM, "threshold": (4.0, 4.5)}),
    "rmsprop": Kind(
        optax.rmsprop,
        _USUAL,
        {
            "decay": (0.8, 0.98),
            **_EPS,
            "initial_scale": (0.1, 1.0),
            "eps_in_sqrt": (True, False),
            "centered": (True, False),
            "momentum": (0.5, 0.9),
            "nesterov": (True, False),
            "bias_correction": (True, False),
        },
    ),
    "sgd": Kind(optax.sgd, (0.03, 0.5), {"momentum": (0.5, 0.9, 0.95), **_NESTEROV}),
    "sign_sgd": Kind(optax.sign_sgd, (1e-3, 0.01)),
    "signum": Kind(optax.signum, (1e-3, 0.01), {"beta": (0.5, 0.8)}),
    "simplified_ademamix": Kind(
        contrib.simplified_ademamix,
        (1e-3, 5e-3),
        {**_B, "alpha": (0.5, 2.0), **_EPS, **_ROOT},
        decays=True,
    ),
    "yogi": Kind(optax.yogi, _USUAL, {**_B, "eps": (1e-6, 1e-3)}),
}
"""Optimizers that take any schedule, and no more than gradients and parameters."""

FOLLOWING = {"adam": ("b1", "b2"), "adamw": ("b1", "b2"), "sgd": ("momentum",)}
"""Arguments that are schedules now and then."""

SELECTIONS: dict[str, tuple[Any, Test]] = {
    "kernels of hidden layers": (
        {"match": "hidden/*/kernel"},
        lambda n: n.startswith("hidden") and n.endswith("kernel"),
    ),
    "biases": ({"match": "**/bias"}, lambda n: n.endswith("/bias")),
    "the first layer": ({"match": "hidden/0/**"}, lambda n: n.startswith("hidden/0/")),
    "the output": ({"match": ["output/*"]}, lambda n: n.startswith("output/")),
    "the second layer and a bias": (
        {"match": ["hidden/1/**", "output/bias"]},
        lambda n: n.startswith("hidden/1/") or n == "output/bias",
    ),
    "all kernels but the output's": (
        {"match": ["**/kernel"], "exclude": "output/**"},
        lambda n: n in ("hidden/0/kernel", "hidden/1/kernel"),
    ),
    "all within hidden layers but a kernel": (
        {"match": "hidden/*/*", "exclude": ["hidden/1/kernel"]},
        lambda n: n.startswith("hidden") and n != "hidden/1/kernel",
    ),
}
"""Parameters by their paths, and the same in Python."""


@dataclasses.dataclass(frozen=True)
class Optimizer:
    """One that was drawn: the keys of a spec, and what they are to optax.

    Attributes:
        decay: the weight decay, a number or a schedule, and what it applies to; None without one.
        following: schedules by the arguments that follow them.
    """

    type: str
    settings: Mapping[str, Any]
    written: Mapping[str, Any]
    decay: Decay | None
    following: Mapping[str, Course]

    @property
    def kind(self) -> Kind:
        return KINDS[self.type]

    @property
    def has_late_momentum(self) -> bool:
        """Whether its momentum is that of steps, and comes after the learning rate."""
        return self.type == "rmsprop" and "momentum" in self.settings

    def arguments(self, others: Sequence[Decay] = ()) -> dict[str, Any]:
        """Those of the alias but for the rate; `others` have a decay of their own in place of its."""
        found = dict(self.settings)
        if self.type == "lars":  # biases and scales of norms are left out of its ratios, too
            found["trust_ratio_mask"] = named(_is_kernel)
        if self.decay is not None:
            share, marks = self.decay
            found["weight_decay"] = share.make() if isinstance(share, Course) else share
            found["mask"] = named(lambda n: marks(n) and not any(test(n) for _, test in others))
        return found

    def at(self, rate: optax.Schedule) -> Transform:
        """All of it."""
        return self.kind.alias(rate, **self.arguments())

    def apart(self, others: Sequence[Decay]) -> tuple[Transform, Transform]:
        """What comes before the learning rate, and what after it."""
        given = self.arguments(others)
        if self.has_late_momentum:
            trace = optax.trace(given.pop("momentum"), given.pop("nesterov", False))
            return optax.rmsprop(-1.0, **given), trace
        if self.type == "sgd" and self.following:
            momentum = self.following["momentum"].make()
            trace = optax.inject_hyperparams(optax.trace)
            return trace(decay=momentum, nesterov=given.get("nesterov", False)), optax.identity()
        decays = []
        if self.decay is not None:
            marks = self.decay[1]
            for share, test in others:
                mask = named(lambda n, test=test: marks(n) and test(n))
                decays.append(optax.add_decayed_weights(share, mask))
        if self.following or (self.type == "lamb" and decays):
            if self.decay is not None:
                share, mask = given.pop("weight_decay"), given.pop("mask")
                decays.insert(0, optax.add_decayed_weights(share, mask))
            if self.type == "lamb":  # its ratio is of direction and decay together
                return optax.chain(
                    optax.scale_by_adam(**({"eps": 1e-6} | given)),
                    *decays,
                    optax.scale_by_trust_ratio(),
                ), optax.identity()
            schedules = {name: course.make() for name, course in self.following.items()}
            numbers = {"b1": 0.9, "b2": 0.999, "eps": 1e-8} | given
            return optax.chain(scheduled_adam(**(numbers | schedules)), *decays), optax.identity()
        return optax.chain(self.kind.alias(-1.0, **given), *decays), optax.identity()


def scheduled_adam(
    b1: Any, b2: Any, eps: float, eps_root: float = 0.0, nesterov: bool = False
) -> Transform:
    """Adam by its definition: means as sums of all gradients, each by the share that the later steps leave it.

    They are weighted means: the weights are summed up as the gradients are. A decay rate is a schedule or a number.
    """

    def at(rate: Any, count: Any) -> Any:
        return jnp.asarray(rate(count) if callable(rate) else rate, jnp.float32)

    def init(params: Any) -> Any:
        zeros = jax.tree.map(jnp.zeros_like, params)
        return 0, (zeros, 0.0), (zeros, 0.0)

    def mean(total: Any, new: Any, share: Any) -> Any:
        sums, weights = total
        sums = jax.tree.map(lambda s, x: share * s + (1 - share) * x, sums, new)
        return sums, share * weights + (1 - share)

    def update(grads: Any, state: Any, params: Any = None) -> Any:
        count, first, second = state
        now, later = at(b1, count), at(b2, count)
        first = mean(first, grads, now)
        second = mean(second, jax.tree.map(lambda g: g**2, grads), later)
        ahead, own = now * first[1] + (1 - now), first[1]

        def scaled(m: Any, v: Any, g: Any) -> Any:
            m = now * m / ahead + (1 - now) * g / own if nesterov else m / own
            return m / (jnp.sqrt(v / second[1] + eps_root) + eps)

        return jax.tree.map(scaled, first[0], second[0], grads), (count + 1, first, second)

    return optax.GradientTransformation(init, update)


def draw_optimizer(draw: Draw, types: Sequence[str], names: Sequence[str] = ()) -> Optimizer:
    """One of some types; its mask is by paths only where those of the parameters are given."""
    type_ = draw.choice(types)
    draw.note(f"optimizer: {type_}")
    kind = KINDS[type_]
    settings = {
        name: draw.choice(values) for name, values in kind.settings.items() if draw.chance(0.5)
    }
    if type_ in ("sgd", "rmsprop") and "momentum" not in settings:
        settings.pop("nesterov", None)
    if settings.get("momentum") == 0:
        settings.pop("nesterov", None)
    written: dict[str, Any] = dict(settings)
    following = {}
    for name in FOLLOWING.get(type_, ()) if names else ():
        if draw.chance(0.4):
            following[name] = draw_change(draw, 0.6, 0.95)
            settings.pop(name, None)
            written[name] = following[name].block
            draw.note(f"{name} by a schedule")
    decay = None
    if kind.decays:
        decay = _draw_decay(draw, written, names)
    return Optimizer(type_, settings, written, decay, following)


def _draw_decay(draw: Draw, written: dict[str, Any], names: Sequence[str]) -> Decay | None:
    masks: dict[str, tuple[Any, Test]] = {
        "not said": (None, _is_kernel),
        "kernels": ("kernels", _is_kernel),
        "all": ("all", lambda _: True),
    }
    mask = draw.choice([*masks, *(["by paths"] if names else [])])
    draw.note(f"mask: {mask}")
    block, test = masks.get(mask) or SELECTIONS[draw.choice([*SELECTIONS])]
    if block is not None:
        written["mask"] = block
    kind = draw.choice(["number", "number", "zero", "schedule"] if names else ["number", "zero"])
    draw.note(f"decay: {kind}")
    if kind == "schedule":
        course = draw_change(draw, 0.01, 0.3)
        written["weight_decay"] = course.block
        return course, test
    share = written["weight_decay"] = draw.number(0.01, 0.3) if kind == "number" else 0.0
    return share, test


def _is_kernel(name: str) -> bool:
    return name.endswith("/kernel")


# What is around them


def _clip(name: str, function: Any, low: float, high: float) -> Callable[[Draw], tuple[Any, Make]]:
    def draw_it(draw: Draw) -> tuple[Any, Make]:
        number = draw.number(low, high)
        return number, lambda: function(number)

    return draw_it


def _adaptive(draw: Draw) -> tuple[Any, Make]:
    clipping = draw.number(0.002, 0.1)
    if draw.chance(0.5):
        return {"clipping": clipping}, lambda: optax.adaptive_grad_clip(clipping)
    eps = draw.number(1e-3, 0.1)
    return {"clipping": clipping, "eps": eps}, lambda: optax.adaptive_grad_clip(clipping, eps)


def _noise(draw: Draw) -> tuple[Any, Make]:
    eta = draw.number(1e-4, 1e-2)
    gamma = draw.choice([0.55, 0.55, 0.0, 1.0])
    block = {"eta": eta} if gamma == 0.55 else {"eta": eta, "gamma": gamma}

    def make() -> Transform:
        key = jax.random.fold_in(jax.random.key(0), 0)
        key = jax.random.fold_in(key, zlib.crc32(b"noise"))
        return optax.add_noise(eta, gamma, key)

    return block, make


def _ratio(draw: Draw) -> tuple[Any, Make]:
    values = {"trust_coefficient": (0.5, 0.1), "min_norm": (0.01, 0.1), "eps": (1e-6, 1e-3)}
    block = {name: draw.choice(given) for name, given in values.items() if draw.chance(0.5)}
    return block, lambda: optax.scale_by_trust_ratio(**block)


MEMBERS: dict[str, Callable[[Draw], tuple[Any, Make]]] = {
    "centralize": lambda _: (True, optax.centralize),
    "adaptive_grad_clip": _adaptive,
    "clip_by_global_norm": _clip("norm", optax.clip_by_global_norm, 0.02, 0.5),
    "clip_by_block_rms": _clip("rms", optax.clip_by_block_rms, 0.003, 0.05),
    "clip_by_value": _clip("value", optax.clip, 0.001, 0.05),
    "normalize_by_update_norm": _clip("norm", optax.normalize_by_update_norm, 0.1, 2.0),
    "add_noise": _noise,
}
"""What comes before the optimizer, in the order of the documentation, whatever that of the keys."""

RATIO = "scale_by_trust_ratio"


@dataclasses.dataclass(frozen=True)
class Group:
    """Some parameters that are trained otherwise."""

    block: Mapping[str, Any]
    test: Test
    frozen: bool = False
    factor: float = 1.0
    decay: float | None = None
    optimizer: Optimizer | None = None


def _owner(groups: Sequence[Group], name: str) -> Group:
    """The first group that a parameter matches, or one that changes nothing."""
    return next((group for group in groups if group.test(name)), Group({}, lambda _: True))


def _draw_groups(draw: Draw, optimizer: Optimizer, names: Sequence[str]) -> list[Group]:
    groups: list[Group] = []
    left = set(names)
    for place in draw.sample([*SELECTIONS], draw.choice([1, 1, 2, 3])):
        selection, test = SELECTIONS[place]
        own = {name for name in left if test(name)}
        changes = ["frozen", "multiplier", "multiplier"]
        if optimizer.decay is not None:
            changes += ["decay", "decay"]
        if optimizer.kind.last:
            changes += ["optimizer", "optimizer"]
        change = draw.choice(changes)
        if not own or (change == "frozen" and own == left):
            continue
        left -= own
        found = Group(selection, test)
        if change == "frozen":
            found = dataclasses.replace(found, block={**selection, "frozen": True}, frozen=True)
        if change == "decay":
            marked = optimizer.decay is not None and any(map(optimizer.decay[1], own))
            share = draw.number(0.01, 0.5) if marked and draw.chance(0.7) else 0.0
            found = dataclasses.replace(
                found, block={**selection, "weight_decay": share}, decay=share
            )
        if change == "optimizer":
            other = draw_optimizer(draw, [name for name, kind in KINDS.items() if kind.last])
            block = {**selection, "optimizer": {"type": other.type, **other.written}}
            found = dataclasses.replace(found, block=block, optimizer=other)
        if change == "multiplier" or (change != "frozen" and draw.chance(0.3)):
            factor = draw.choice([0.1, 0.5, 1.5, 3.0])
            block = {**found.block, "learning_rate_multiplier": factor}
            found = dataclasses.replace(found, block=block, factor=factor)
            draw.note("group: multiplier")
        if draw.chance(0.3):
            found = dataclasses.replace(found, block={**found.block, "name": f"g{len(groups)}"})
        draw.note(f"group: {change}")
        groups.append(found)
    if len(groups) > 1:
        draw.note("several groups")
    return groups


# Averages


class Averaged(NamedTuple):
    """The state of an optimizer, and an average of the parameters that it has led to."""

    inner: Any
    average: Any
    step: jax.Array
    taken: jax.Array


def averaged(
    inner: optax.GradientTransformationExtraArgs,
    share: Callable[[jax.Array], Any],
    start: int,
    every: int,
) -> optax.GradientTransformationExtraArgs:
    """An optimizer with an average in its state; `share` is that of new weights, by averagings before."""

    def init(params: Any) -> Averaged:
        return Averaged(inner.init(params), params, jnp.int32(0), jnp.int32(0))

    def update(
        grads: Any, state: Averaged, params: Any = None, **extra: Any
    ) -> tuple[Any, Averaged]:
        updates, after = inner.update(grads, state.inner, params, **extra)
        moved = optax.apply_updates(params, updates)
        begun = state.step >= start
        due = (state.step + 1) % every == 0
        weight = share(state.taken)
        weight = jnp.where(begun, weight, 1.0) if start else weight
        weight = jnp.where(due, weight, 0.0) if every > 1 else weight
        average = optax.incremental_update(moved, state.average, weight)
        return updates, Averaged(after, average, state.step + 1, state.taken + (due & begun))

    return optax.GradientTransformationExtraArgs(init, update)


def _draw_average(draw: Draw) -> tuple[dict[str, Any], Callable[[Any], Any]]:
    type_ = draw.choice(["ema", "ema", "swa"])
    draw.note(f"average: {type_}")
    block: dict[str, Any] = {"type": type_}
    start = every = 0
    if draw.chance(0.4):
        start = draw.randint(1, 12)
        block["start"] = draw.time(start)
        draw.note("average: start")
    if draw.chance(0.4):
        every = draw.randint(2, 4)
        block["every"] = draw.time(every)
        draw.note("average: every")

    def equal(taken: jax.Array) -> Any:
        return 1 / (1 + taken)

    if type_ == "swa":
        return block, lambda inner: averaged(inner, equal, start, every or 1)
    decay = block["decay"] = draw.choice([0.5, 0.9, 0.99])
    warms = draw.chance(0.6)
    if not warms:
        block["warmup"] = False
        draw.note("average: without warm-up")

    def share(taken: jax.Array) -> Any:
        """1 less what is kept, the smaller of the decay and (1 + t) / (10 + t)."""
        return jnp.maximum(1 - decay, 9 / (10 + taken)) if warms else 1 - decay

    return block, lambda inner: averaged(inner, share, start, every or 1)


# All of it


@dataclasses.dataclass(frozen=True)
class Chain:
    """A chain that was drawn.

    Attributes:
        base: what the spec says of the model.
        spec: what it says of the optimizer and of averages.
        parts: what is applied to gradients, one after the other, by the keys of the spec.
        around: what is made of the chain of them, one after the other.
        extra: what the optimizer's `update` needs.
        average: the field of the trainer's state with the average, if there is one.
        micro_batches: how many a batch is taken in.
        kinds: of everything that it has.
    """

    seed: int
    base: Mapping[str, Any]
    spec: Mapping[str, Any]
    parts: tuple[tuple[str, Make], ...]
    around: tuple[Callable[[Any], Any], ...]
    extra: Extra | None
    average: str | None
    micro_batches: int
    kinds: frozenset[str]

    def make(self, parts: Sequence[tuple[str, Make]] | None = None) -> Any:
        """The optimizer by optax's functions, from its parts or from others in their place."""
        chosen = self.parts if parts is None else parts
        made: Any = optax.chain(*(make() for _, make in chosen))
        for wrap in self.around:
            made = wrap(made)
        return made

    def evaluated(self, state: Any, params: Any) -> Any:
        """What to compare: parameters, with their average if there is one."""
        return (params, state.average) if self.average else (params,)


@functools.cache
def draw_chain(seed: int) -> Chain:
    """The chain of a number; optimizers take turns, and so do schedules."""
    draw = Draw(seed)
    model = draw.choice(MODELS)
    names = names_of(model)
    wrapper = draw.choice(["sam", "mechanize"]) if draw.chance(0.1) else None
    turns = [*KINDS, *FOLLOWING]
    optimizer = draw_optimizer(draw, [turns[seed % len(turns)]], names)
    rates = [*courses.RATES]
    type_ = None if wrapper is None and draw.chance(0.07) else rates[seed // 2 % len(rates)]
    rate, plateau = _draw_schedule(draw, type_, draw.number(*optimizer.kind.rates))
    block: dict[str, Any] = {"type": optimizer.type, "learning_rate": rate.block}
    block |= optimizer.written
    parts: list[tuple[str, Make]] = []
    for name, member in MEMBERS.items():
        undone = name == "normalize_by_update_norm" and "clip_by_global_norm" in block
        if draw.chance(0.25) and not undone:
            block[name], make = member(draw)
            parts.append((name, make))
            draw.note(f"member: {name}")
    ratio = None
    if optimizer.kind.last and draw.chance(0.2):
        block[RATIO], ratio = _ratio(draw)
        draw.note(f"member: {RATIO}")
    groups: list[Group] = []
    layers = None
    if wrapper is None and draw.chance(0.4):
        groups = _draw_groups(draw, optimizer, names)
        if groups:
            block["groups"] = [group.block for group in groups]
    if wrapper is None and draw.chance(0.15):
        layers = block["layer_decay"] = draw.choice([0.5, 0.7, 0.9])
        draw.note("layer decay")
    parts.append(
        (
            "optimizer",
            lambda: _split(optimizer, rate.make(), ratio, groups, layers, names),
        )
    )
    extra: Extra | None = None
    if plateau is not None:
        parts.append(("plateau", plateau))
        extra = of_value
    around: list[Callable[[Any], Any]] = []
    frozen = frozenset(name for name in names if _owner(groups, name).frozen)
    if frozen:
        around.append(functools.partial(_frozen, frozen))
    spec: dict[str, Any] = {}
    if wrapper is not None:
        block, wrap = _wrapped(draw, wrapper, _shuffled(draw, block))
        around.append(wrap)
        extra = of_gradients if wrapper == "sam" else extra
    spec["optimizer"] = _shuffled(draw, block)
    if draw.chance(0.25):
        spec["average"], average = _draw_average(draw)
        around.append(average)
    micro_batches = 1
    if wrapper is None and draw.chance(0.15):
        micro_batches = spec["train.accumulate"] = draw.choice([2, 3, 4])
        draw.note("accumulation")
    return Chain(
        seed=seed,
        base={"model": model},
        spec=spec,
        parts=tuple(parts),
        around=tuple(around),
        extra=extra,
        average=spec["average"]["type"] if "average" in spec else None,
        micro_batches=micro_batches,
        kinds=frozenset(draw.kinds),
    )


def _shuffled(draw: Draw, block: Mapping[str, Any]) -> dict[str, Any]:
    """The same keys in another order, which says nothing."""
    return {name: block[name] for name in draw.sample([*block], len(block))}


def _draw_schedule(draw: Draw, type_: str | None, peak: float) -> tuple[Course, Make | None]:
    """One of a type; None for the one that goes by the loss, with what that adds to the chain."""
    if type_ is not None:
        return draw_rate(draw, type_, peak), None
    draw.note("schedule: reduce_on_plateau")
    course = draw_rate(draw, "constant", peak)
    written = course.block if isinstance(course.block, dict) else {"peak": peak}
    size, patience = draw.randint(1, 3), draw.randint(1, 2)
    factor, improvement = draw.choice([0.3, 0.5]), draw.choice([0.05, 0.3])
    cooldown = draw.choice([0, 1])
    percent = draw.choice([0, 20])
    block = {
        **written,
        "type": "reduce_on_plateau",
        "factor": factor,
        "average": draw.time(size),
        "patience": patience,
        "improvement": improvement,
        "cooldown": cooldown,
        "floor": f"{percent}%",
    }

    def make() -> Transform:
        return contrib.reduce_on_plateau(
            factor,
            patience,
            improvement,
            cooldown=cooldown,
            accumulation_size=size,
            min_scale=percent / 100,
        )

    return Course(block, course.make), make


def _split(
    optimizer: Optimizer,
    rate: optax.Schedule,
    ratio: Make | None,
    groups: Sequence[Group],
    layers: float | None,
    names: Sequence[str],
) -> Transform:
    """The optimizer, and what is otherwise for parameters of groups and layers."""
    chosen: dict[str, Optimizer] = {"rest": optimizer}
    others: list[Decay] = []
    labels = dict.fromkeys(names, "rest")
    factors = dict.fromkeys(names, 1.0)
    for number, group in enumerate(groups):
        own = [name for name in names if _owner(groups, name) is group]
        if group.optimizer is not None:
            chosen[str(number)] = group.optimizer
            labels |= dict.fromkeys(own, str(number))
        if group.decay is not None:
            others.append((group.decay, own.__contains__))
        factors |= dict.fromkeys(own, group.factor)
    if layers is not None:
        depths = {name: 2 if "/0/" in name else 1 if "/1/" in name else 0 for name in names}
        factors = {name: factors[name] * layers ** depths[name] for name in names}
    moved = any(factor != 1 for factor in factors.values())
    scale = optax.identity()
    if moved:
        each = named(factors.__getitem__)
        scale = optax.stateless(lambda u, _: jax.tree.map(jnp.multiply, u, each(u)))
    late = moved and any(o.has_late_momentum for o in chosen.values())
    if ratio is None and not others and not late and not any(o.following for o in chosen.values()):
        return optax.chain(_each({n: o.at(rate) for n, o in chosen.items()}, labels), scale)
    apart = {n: o.apart(others if n == "rest" else []) for n, o in chosen.items()}
    return optax.chain(
        _each({n: before for n, (before, _) in apart.items()}, labels),
        optax.identity() if ratio is None else ratio(),
        optax.scale_by_learning_rate(rate),
        scale,
        _each({n: after for n, (_, after) in apart.items()}, labels),
    )


def _each(branches: Mapping[str, Transform], labels: Mapping[str, str]) -> Transform:
    """Transformations of parameters by their labels."""
    if len(branches) == 1:
        return next(iter(branches.values()))
    return optax.partition(branches, named(labels.__getitem__))


def _frozen(names: frozenset[str], chain: Transform) -> Transform:
    labels = named(lambda name: "frozen" if name in names else "trained")
    return optax.partition({"trained": chain, "frozen": optax.set_to_zero()}, labels)


def _wrapped(
    draw: Draw, type_: str, base: Mapping[str, Any]
) -> tuple[dict[str, Any], Callable[[Any], Any]]:
    draw.note(f"around: {type_}")
    if type_ == "mechanize":
        decay = draw.choice([0.01, 0.1])
        block = {"type": type_, "base_optimizer": base, "weight_decay": decay, "s_init": 1e-3}
        return block, lambda inner: contrib.mechanize(inner, decay, s_init=1e-3)
    rho, period = draw.choice([0.02, 0.1]), draw.choice([2, 3])
    block = {"type": type_, "base_optimizer": base, "rho": rho, "sync_period": period}

    def wrap(inner: Any) -> Any:
        ascent = optax.chain(contrib.normalize(), optax.sgd(rho))
        return contrib.sam(inner, ascent, sync_period=period, opaque_mode=True)

    return block, wrap


def kinds() -> Iterator[str]:
    """What can be drawn."""
    yield from courses.kinds()
    yield "schedule: reduce_on_plateau"
    yield from (f"optimizer: {name}" for name in KINDS)
    yield from (f"member: {name}" for name in (*MEMBERS, RATIO))
    yield from (f"mask: {name}" for name in ("not said", "kernels", "all", "by paths"))
    yield from (f"decay: {name}" for name in ("number", "zero", "schedule"))
    yield from (f"{name} by a schedule" for name in ("b1", "b2", "momentum"))
    yield from (f"group: {name}" for name in ("frozen", "multiplier", "decay", "optimizer"))
    yield from (f"around: {name}" for name in ("sam", "mechanize"))
    names = "ema", "swa", "start", "every", "without warm-up"
    yield from (f"average: {name}" for name in names)
    yield from ("several groups", "layer decay", "accumulation")
