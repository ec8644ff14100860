"""Optimizers: the declared transformations of optax, with the spec's values as arguments."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.expr import Argument, Call, Expr, Local, Symbol
from specc.ir.optimizer import Branch, Function, Mask, Optimizer, Partition, Transform
from specc.lower.chain import keeps_key, lower_members
from specc.lower.decay import group_mask, mask_of
from specc.lower.groups import Groups, lower_freezing, lower_labels, lower_multipliers
from specc.lower.paths import with_name_of
from specc.lower.schedule import lower_schedule
from specc.lower.settings import Settings, literal
from specc.spec.groups import REST
from specc.spec.optimizer import Optimizer as Written
from specc.spec.optimizer import Transform as Declared

_RATE = Call(Local("make_schedule"), (Local("c"),))


def lower_optimizer(
    written: Written, settings: Settings, paths: tuple[str, ...] | None = None
) -> Optimizer:
    """The chain that a spec's optimizer stands for, not yet in order, and its schedule.

    Args:
        written: the optimizer.
        settings: of the run.
        paths: of the model's parameters; None if they are not known before it is made.
    """
    schedule = lower_schedule(written.learning_rate, settings, "optimizer.learning_rate")
    groups = Groups.of(written, paths)
    chain: list[Transform | Partition] = []
    functions: list[Function] = []
    for transform, mask in _own(written, groups, settings):
        chain.append(transform)
        functions += [mask] if mask else []
    if groups.having("optimizer"):
        split, more = _partition(chain, groups, settings)
        chain = [split]
        functions += more
    chain += lower_members(written, settings)
    if not any(item.stage == "rate" for item in chain):
        rate = Call(Symbol("optax", "scale_by_learning_rate"), (_RATE,))
        chain.append(Transform(rate, "rate", "optimizer.learning_rate"))
    if (multipliers := lower_multipliers(written, groups, settings)) is not None:
        chain.append(multipliers[0])
        functions += multipliers[1]
    freezing = tuple(lower_freezing(groups))
    evaluated = type(written).evaluated
    return Optimizer(
        chain=tuple(chain),
        schedule=schedule,
        functions=with_name_of((*functions, *freezing), paths),
        origin="optimizer",
        needs=type(written).needs,
        evaluated=Call(
            Symbol("optax", evaluated), (Local("state.opt_state"), Local("state.params"))
        )
        if evaluated
        else None,
        freezing=freezing[0].name if freezing else None,
        keeps_key=keeps_key(written),
    )


def _own(
    written: Written, groups: Groups, settings: Settings
) -> Iterator[tuple[Transform, Mask | None]]:
    """An optimizer's own transformations with their masks, decay once more for groups that have another."""
    for declared in type(written).transforms:
        mask = mask_of(written, declared, groups)
        if not declared.unless_zero or getattr(written, declared.unless_zero):
            yield _transform(written, declared, mask, settings), mask
        if declared.stage == "decay" and declared.mask:
            for number in groups.having("weight_decay"):
                if groups.written[number].weight_decay:
                    mask = group_mask(written, declared, groups, number)
                    yield _transform(written, declared, mask, settings, groups, number), mask


def _partition(
    own: list[Transform | Partition], groups: Groups, settings: Settings
) -> tuple[Partition, list[Function]]:
    """The optimizers of all groups that have one of their own, and that of the rest."""
    rest = Branch(REST, tuple(item for item in own if isinstance(item, Transform)))
    branches = [rest]
    functions: list[Function] = []
    for number in groups.having("optimizer"):
        written: Written = groups.written[number].optimizer  # type: ignore[assignment]
        chain = []
        for declared in type(written).transforms:
            if declared.unless_zero and not getattr(written, declared.unless_zero):
                continue
            mask = mask_of(written, declared, groups, number)
            functions += [mask] if mask else []
            chain.append(_transform(written, declared, mask, settings, groups, number))
        branches.append(Branch(groups.names[number], tuple(chain)))
    labels = lower_labels(groups)
    return Partition(tuple(branches), labels.name, "optimizer.groups"), [*functions, labels]


def _transform(
    written: Written,
    declared: Declared,
    mask: Mask | None,
    settings: Settings,
    groups: Groups | None = None,
    number: int = 0,
) -> Transform:
    """A declared transformation, of the whole optimizer or of a group of its own."""
    fields = type(written).model_fields
    origin = "optimizer" if groups is None else f"optimizer.groups.{number}"
    shown = [
        *declared.arguments,
        *(
            (name, field)
            for name, field in declared.options
            if getattr(written, field) != fields[field].default
        ),
    ]

    def value(field: str) -> Expr:
        if field not in type(written).tunable:
            return literal(getattr(written, field))
        if groups is None:
            return settings.of(written, field, f"optimizer.{field}")
        return groups.setting(number, field, settings)

    arguments = [Argument(name, value(field)) for name, field in shown]
    if declared.rate:
        arguments.insert(0, Argument(declared.rate, _RATE))
    if mask:
        arguments.append(Argument("mask", Local(mask.name)))
    call = Call(Symbol("optax", declared.function), keywords=tuple(arguments))
    return Transform(call, "rate" if declared.rate else declared.stage, origin)
