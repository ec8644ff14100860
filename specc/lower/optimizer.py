"""Optimizers: the declared transformations of optax, with the spec's values as arguments."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Argument, Call, Expr, Item, Literal, Local, Setting, Symbol
from specc.ir.optimizer import Function, Mask, Optimizer, Transform, Wrapper
from specc.ir.settings import Field
from specc.lower.schedule import lower_schedule
from specc.lower.settings import POSITIVE, Settings, literal
from specc.spec.optimizer import Transform as Declared
from specc.spec.optimizer import Update as Written
from specc.spec.optimizer import innermost, nested

_MASKS = {
    ("mask", "kernels"): Mask(
        template="mask",
        name="kernels",
        origin="optimizer.mask",
        names=("kernel",),
        summary="Marks what {}: not biases, not the scales of norms.",
    ),
    ("only", "matrices"): Function(template="matrices", name="matrices", origin="optimizer"),
    ("only", "vectors"): Function(template="vectors", name="all_but_matrices", origin="optimizer"),
    ("muon_weight_dimension_numbers", "kernels"): Function(
        template="muon_kernels",
        name="muon_kernels",
        origin="optimizer.muon_weight_dimension_numbers",
    ),
}
"""Functions of the trainer's that say which parameters, by the field and its value."""

_RATE = Call(Local("make_schedule"), (Local("c"),))
_SEED = Call(Symbol("jax.random", "key"), (Setting("seed"),))
_KEY = Item(Call(Symbol("jax.random", "split"), (_SEED, Literal(3))), 2)
"""The first two are those of the initialization, and of what a step draws."""
_CLIPS = (
    (
        "clip_by_global_norm",
        "clip_norm",
        "clip_by_global_norm",
        "largest global norm of a gradient",
    ),
    ("clip_by_value", "clip_value", "clip", "largest magnitude of a gradient's elements"),
)


def lower_optimizer(written: Written, settings: Settings) -> Optimizer:
    """The chain that a spec's optimizer stands for, not yet in order, and its schedule."""
    way, inner = innermost(written)
    origin = ".".join(("optimizer", *way))
    schedule = lower_schedule(inner.learning_rate, settings, f"{origin}.learning_rate")
    lowering = _Lowering(inner, settings, origin)
    chain = [
        lowering.transform(declared)
        for declared in type(inner).transforms
        if not (declared.unless_zero and not getattr(inner, declared.unless_zero))
        and not (declared.unless and getattr(inner, declared.unless))
    ]
    for field, setting, function, doc in _CLIPS:
        if (most := getattr(inner, field)) is not None:
            place = f"{origin}.{field}"
            value = settings.add(
                Field(setting, "float", float(most), doc, "learning", POSITIVE, place)
            )
            chain.append(
                Transform(Call(Symbol("optax", function), (value,), (), place), "clip", place)
            )
    if not any(item.stage == "rate" for item in chain):
        rate = Call(Symbol("optax", "scale_by_learning_rate"), (_RATE,))
        chain.append(Transform(rate, "rate", f"{origin}.learning_rate"))
    blocks = [
        (".".join(("optimizer", *path)), block) for path, block in reversed([*nested(written)])
    ]
    wrappers = []
    for place, block in blocks:
        if (declared := type(block).wrapper) is not None:
            call = _Lowering(block, settings, place).call(declared)
            wrappers.append(Wrapper(call.function, (), call.keywords, place))
    evaluated = type(written).evaluated
    return Optimizer(
        chain=tuple(chain),
        schedule=schedule,
        functions=tuple(lowering.functions.values()),
        origin="optimizer",
        needs=tuple(dict.fromkeys(name for _, block in blocks for name in type(block).needs)),
        draws=any(declared.key for declared in type(inner).transforms),
        evaluated=Call(
            Symbol("optax", evaluated), (Local("state.opt_state"), Local("state.params"))
        )
        if evaluated
        else None,
        wrappers=tuple(wrappers),
        untyped=any(type(block).untyped for _, block in blocks),
    )


class _Lowering:
    """Calls of optax with the values of one block."""

    def __init__(self, block: Written, settings: Settings, origin: str) -> None:
        self._block = block
        self._settings = settings
        self._origin = origin
        self._marked: str = getattr(type(block), "marked", "")
        self.functions: dict[str, Function] = {}
        """The trainer's functions that the calls need, by name."""

    def transform(self, declared: Declared) -> Transform:
        """One of the chain."""
        call = self.call(declared)
        if declared.only:
            marks = self._function("only", declared.only)
            call = Call(Symbol("optax", "masked"), (call, marks))
        return Transform(call, "rate" if declared.rate else declared.stage, self._origin)

    def call(self, declared: Declared) -> Call:
        """The function of optax, with its arguments."""
        fields = type(self._block).model_fields
        arguments = [Argument(name, self._value(field)) for name, field in declared.arguments]
        arguments += [
            Argument(name, self._value(field))
            for name, field in declared.options
            if getattr(self._block, field) != fields[field].default
        ]
        arguments += [Argument(name, self._chain(parts)) for name, parts in declared.parts]
        arguments += [Argument(name, literal(value)) for name, value in declared.constants]
        if declared.rate:
            takes_number = type(self._block).takes == "number"
            rate: Expr = Setting("learning_rate") if takes_number else _RATE
            arguments.insert(0, Argument(declared.rate, rate))
        if declared.key:
            arguments.append(Argument(declared.key, _KEY, "the first two are taken"))
        if declared.mask and (declared.mask, getattr(self._block, declared.mask)) in _MASKS:
            arguments += [
                Argument(name, self._function(declared.mask, getattr(self._block, declared.mask)))
                for name, unless_zero in declared.masks
                if unless_zero is None or getattr(self._block, unless_zero)
            ]
        return Call(Symbol("optax", declared.function), keywords=tuple(arguments))

    def _chain(self, parts: tuple[Declared, ...]) -> Expr:
        return Call(Symbol("optax", "chain"), tuple(self.call(part) for part in parts))

    def _function(self, field: str, value: str) -> Local:
        found = _MASKS[field, value]
        if isinstance(found, Mask):
            summary = found.summary.format(self._marked)
            found = dataclasses.replace(found, summary=summary)
        origin = self._origin if field == "only" else f"{self._origin}.{field}"
        self.functions[found.name] = dataclasses.replace(found, origin=origin)
        return Local(found.name)

    def _value(self, field: str) -> Expr:
        if field in type(self._block).tunable:
            return self._settings.of(self._block, field, f"{self._origin}.{field}")
        return literal(getattr(self._block, field))
