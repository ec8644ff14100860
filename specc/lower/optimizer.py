"""Optimizers: the declared transformations of optax, with the spec's values as arguments."""

from __future__ import annotations

from specc.ir.expr import Argument, Call, Expr, Item, Literal, Local, Setting, Symbol
from specc.ir.optimizer import Mask, Optimizer, Transform
from specc.ir.settings import Field
from specc.lower.schedule import lower_schedule
from specc.lower.settings import POSITIVE, Settings, literal
from specc.spec.optimizer import Optimizer as Written
from specc.spec.optimizer import Transform as Declared

_MASKS = {
    "kernels": Mask(
        template="mask",
        name="kernels",
        origin="optimizer.mask",
        names=("kernel",),
        summary="Marks what weight decay applies to: not biases, not the scales of norms.",
    )
}
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
    schedule = lower_schedule(written.learning_rate, settings, "optimizer.learning_rate")
    chain: list[Transform] = []
    masks: list[Mask] = []
    for declared in type(written).transforms:
        if declared.unless_zero and not getattr(written, declared.unless_zero):
            continue
        mask = _MASKS.get(getattr(written, declared.mask)) if declared.mask else None
        masks += [mask] if mask else []
        chain.append(_transform(written, declared, mask, settings))
    for field, setting, function, doc in _CLIPS:
        if (most := getattr(written, field)) is not None:
            origin = f"optimizer.{field}"
            value = settings.add(
                Field(setting, "float", float(most), doc, "learning", POSITIVE, origin)
            )
            chain.append(
                Transform(Call(Symbol("optax", function), (value,), (), origin), "clip", origin)
            )
    if not any(item.stage == "rate" for item in chain):
        rate = Call(Symbol("optax", "scale_by_learning_rate"), (_RATE,))
        chain.append(Transform(rate, "rate", "optimizer.learning_rate"))
    evaluated = type(written).evaluated
    return Optimizer(
        chain=tuple(chain),
        schedule=schedule,
        functions=tuple(masks),
        origin="optimizer",
        needs=type(written).needs,
        draws=any(declared.key for declared in type(written).transforms),
        evaluated=Call(
            Symbol("optax", evaluated), (Local("state.opt_state"), Local("state.params"))
        )
        if evaluated
        else None,
    )


def _transform(
    written: Written, declared: Declared, mask: Mask | None, settings: Settings
) -> Transform:
    fields = type(written).model_fields
    shown = [
        *declared.arguments,
        *(
            (name, field)
            for name, field in declared.options
            if getattr(written, field) != fields[field].default
        ),
    ]

    def value(field: str) -> Expr:
        if field in type(written).tunable:
            return settings.of(written, field, f"optimizer.{field}")
        return literal(getattr(written, field))

    arguments = [Argument(name, value(field)) for name, field in shown]
    if declared.rate:
        arguments.insert(0, Argument(declared.rate, _RATE))
    if declared.key:
        arguments.append(Argument(declared.key, _KEY, "the first two are taken"))
    if mask:
        arguments.append(Argument("mask", Local(mask.name)))
    call = Call(Symbol("optax", declared.function), keywords=tuple(arguments))
    return Transform(call, "rate" if declared.rate else declared.stage, "optimizer")
