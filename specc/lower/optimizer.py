"""Optimizers: the declared transformations of optax, with the spec's values as arguments."""

from __future__ import annotations

from specc.ir.expr import Argument, Call, Expr, Literal, Local, Symbol
from specc.ir.optimizer import Mask, Optimizer, Transform
from specc.ir.settings import Field
from specc.lower.schedule import RATE, lower_number, lower_schedule
from specc.lower.settings import POSITIVE, Settings, literal
from specc.spec.change import as_change
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
        rate = Call(Symbol("optax", "scale_by_learning_rate"), (RATE,))
        chain.append(Transform(rate, "rate", "optimizer.learning_rate"))
    needs = type(written).needs
    if (reduction := schedule.reduction) is not None:
        chain.append(Transform(reduction.call, "plateau", reduction.origin))
        needs = tuple(dict.fromkeys((*needs, *reduction.needs)))
    evaluated = type(written).evaluated
    return Optimizer(
        chain=tuple(chain),
        schedule=schedule,
        functions=tuple(masks),
        origin="optimizer",
        needs=needs,
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
        scheduled = lower_number(written, field, settings, f"optimizer.{field}")
        if scheduled is not None:
            return scheduled
        if field in type(written).tunable:
            return settings.of(written, field, f"optimizer.{field}")
        return literal(getattr(written, field))

    arguments = [Argument(name, value(field)) for name, field in shown]
    if declared.rate:
        arguments.insert(0, Argument(declared.rate, RATE))
    if mask:
        arguments.append(Argument("mask", Local(mask.name)))
    function: Symbol | Call = Symbol("optax", declared.function)
    if not declared.takes_schedules and any(_is_scheduled(written, field) for _, field in shown):
        function = _injected(written, declared, shown)
    call = Call(function, keywords=tuple(arguments))
    return Transform(call, "rate" if declared.rate else declared.stage, "optimizer")


def _injected(written: Written, declared: Declared, shown: list[tuple[str, str]]) -> Call:
    """A function of optax's that takes schedules for its numbers; the other numbers stay as they are."""
    numbers = tuple(name for name, field in shown if type(getattr(written, field)) in (int, float))
    static = (Argument("static_args", Literal(numbers)),) if numbers else ()
    function = Symbol("optax", declared.function)
    return Call(Symbol("optax", "inject_hyperparams"), (function,), static)


def _is_scheduled(written: Written, field: str) -> bool:
    return as_change(getattr(written, field)) is not None
