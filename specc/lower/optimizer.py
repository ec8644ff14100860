"""Optimizers: the declared transformations of optax, with the spec's values as arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specc.ir.expr import Call, Name, Symbol
from specc.ir.optimizer import (
    Branch,
    Function,
    OptaxAlias,
    Optimizer,
    Partition,
    Transform,
    Wrapper,
)
from specc.language.groups import REST
from specc.language.model import Model
from specc.language.optimizer import Optimizer as Inner
from specc.language.optimizer import Update as SpecBlock
from specc.language.optimizer import innermost, nested
from specc.lower.chain import keeps_key, lower_shared_transforms
from specc.lower.decay import group_mask, mask_of
from specc.lower.groups import Groups, lower_freezing, lower_labels, lower_multipliers
from specc.lower.paths import with_name_of
from specc.lower.schedule import RATE, lower_schedule
from specc.lower.settings import Settings
from specc.lower.transform import TransformLowering


def lower_optimizer(
    spec: SpecBlock,
    settings: Settings,
    paths: tuple[str, ...] | None = None,
    model: Model | None = None,
) -> Optimizer:
    """Lowers an optimizer to an unsorted chain and a schedule.

    Args:
        spec: the optimizer, or one around another.
        settings: of the run.
        paths: of the model's parameters; None if they are not known before it is made.
        model: of the spec.
    """
    way, inner = innermost(spec)
    origin = ".".join(("optimizer", *way))
    schedule = lower_schedule(inner.learning_rate, settings, f"{origin}.learning_rate")
    groups = Groups.of(inner, paths, model)
    lowering = TransformLowering(inner, settings, origin)
    chain: list[Transform | Partition] = list(_own(lowering, inner, groups))
    functions: list[Function] = list(lowering.functions)
    if groups.with_field("optimizer"):
        splits, more = _partitions(chain, groups, settings, inner)
        chain = list(splits)
        functions += more
    chain += lower_shared_transforms(inner, settings, origin)
    if not any(item.stage == "rate" for item in chain):
        chain.append(_rate(origin))
    if (multipliers := lower_multipliers(inner, groups, settings)) is not None:
        chain.append(multipliers[0])
        functions += multipliers[1]
    if (reduction := schedule.reduction) is not None:
        chain.append(Transform(reduction.call, "plateau", reduction.origin))
    freezing = tuple(lower_freezing(groups))
    blocks = [(".".join(("optimizer", *path)), block) for path, block in reversed([*nested(spec)])]
    extra_args = [name for _, block in blocks for name in type(block).extra_args]
    extra_args += reduction.extra_args if reduction else ()
    eval_params = type(spec).eval_params
    return Optimizer(
        chain=tuple(chain),
        schedule=schedule,
        functions=with_name_of((*functions, *freezing), paths),
        origin="optimizer",
        extra_args=tuple(dict.fromkeys(extra_args)),
        draws=keeps_key(inner),
        eval_params=Call(
            Symbol("optax", eval_params), (Name("state.opt_state"), Name("state.params"))
        )
        if eval_params
        else None,
        freezing_function=freezing[0].name if freezing else None,
        wrappers=tuple(_wrappers(blocks, settings)),
        optax_alias=_optax_alias(inner, groups, origin),
        weakly_typed=any(type(block).weakly_typed for _, block in blocks),
        infinite=(
            *(name for _, block in blocks for name in type(block).infinite),
            *(reduction.infinite if reduction else ()),
        ),
    )


def _wrappers(blocks: list[tuple[str, SpecBlock]], settings: Settings) -> Iterator[Wrapper]:
    """The wrappers of the chain, innermost first."""
    for place, block in blocks:
        if (declared := type(block).wrapper) is not None:
            call = TransformLowering(block, settings, place).call(declared)
            yield Wrapper(call.function, call.positional, call.keywords, place)


def _rate(origin: str) -> Transform:
    call = Call(Symbol("optax", "scale_by_learning_rate"), (RATE,))
    return Transform(call, "rate", f"{origin}.learning_rate")


def _optax_alias(spec: Inner, groups: Groups, origin: str) -> OptaxAlias | None:
    """The optax optimizer that is equivalent to the transformations and learning rate, if there is one."""
    if groups.with_field("optimizer"):
        return None
    lowering = TransformLowering(spec, Settings(), origin)  # the run has these settings already
    return _named(lowering, spec, groups, origin)


def _named(
    lowering: TransformLowering, spec: Inner, groups: Groups, origin: str, number: int | None = None
) -> OptaxAlias | None:
    """The same for the optimizer of a group, if it has a number."""
    own = [declared for declared in type(spec).transforms if lowering.applies(declared)]
    masks = [mask_of(spec, declared, groups, number) for declared in own]
    every = [lowering.transform(*each) for each in zip(own, masks, strict=True)]
    if not any(part.stage == "rate" for part in every):
        every.append(_rate(origin))
    for declared in type(spec).named:
        # What optax's optimizer has no argument for comes before it: the decay of gradients.
        decays = any(name == "weight_decay" for name, _ in declared.options)
        parts = [part for part in every if decays or part.stage != "penalty"]
        mask = next(filter(None, masks), None) if len(parts) == len(every) else None
        if lowering.applies(declared) and (declared.mask or mask is None):
            call = lowering.call(declared, mask)
            calls = (call, *(part.call for part in parts))
            # Numbers that follow a schedule where optax takes none are injected into a function.
            if all(isinstance(each.function, Symbol) for each in calls):
                return OptaxAlias(call, tuple(parts))
    return None


def _own(lowering: TransformLowering, spec: Inner, groups: Groups) -> Iterator[Transform]:
    """An optimizer's own transformations, decay once more for groups that have another."""
    for declared in type(spec).transforms:
        if lowering.applies(declared):
            yield lowering.transform(declared, mask_of(spec, declared, groups))
        if declared.stage in ("decay", "penalty") and declared.mask:
            for number in groups.with_field("weight_decay"):
                if groups.specs[number].weight_decay:
                    mask = group_mask(spec, declared, groups, number)
                    of_group = lowering.of_group(groups, number)
                    yield of_group.transform(declared, mask)
                    lowering.take(of_group)


def _partitions(
    own: list[Transform | Partition], groups: Groups, settings: Settings, outer: Inner
) -> tuple[list[Partition], list[Function]]:
    """The optimizers of all groups that have one of their own, and that of the rest.

    Transformations that apply after the learning rate are in a second partition. If one of the optimizers
    applies its rate itself, each of them has the rate in its own chain.
    """
    rest = Branch(REST, tuple(item for item in own if isinstance(item, Transform)))
    branches = [rest]
    functions: list[Function] = []
    for number in groups.with_field("optimizer"):
        spec: Inner = groups.specs[number].optimizer  # type: ignore[assignment]
        lowering = TransformLowering(spec, settings, "optimizer").of_group(groups, number)
        chain = tuple(
            lowering.transform(declared, mask_of(spec, declared, groups, number))
            for declared in type(spec).transforms
            if lowering.applies(declared)
        )
        functions += lowering.functions
        branches.append(Branch(groups.names[number], chain))
    labels = lower_labels(groups)
    origin = "optimizer.groups"
    if any(item.stage == "rate" for branch in branches for item in branch.chain):
        return [Partition(_with_rates(branches, groups, outer), labels.name, origin, "rate")], [
            *functions,
            labels,
        ]
    before = tuple(_only(branch, last=False) for branch in branches)
    found = [Partition(before, labels.name, origin)]
    after = tuple(_only(branch, last=True) for branch in branches)
    if any(branch.chain for branch in after):
        found.append(Partition(after, labels.name, origin, "post_rate"))
    return found, [*functions, labels]


def _with_rates(branches: Sequence[Branch], groups: Groups, outer: Inner) -> tuple[Branch, ...]:
    """Branches that apply the learning rate, as the optimizers of optax that they are."""
    found = []
    for branch, number in zip(branches, (None, *groups.with_field("optimizer")), strict=True):
        spec = outer if number is None else groups.specs[number].optimizer
        assert isinstance(spec, Inner)
        lowering = TransformLowering(spec, Settings(), "optimizer")
        if number is not None:
            lowering = lowering.of_group(groups, number)
        chain = branch.chain
        if not any(item.stage == "rate" for item in chain):
            chain = (*chain, _rate("optimizer"))
        named = _named(lowering, spec, groups, "optimizer", number)
        if named is not None:
            calls = {part.call for part in named.parts}
            before = tuple(item for item in chain if item.call not in calls)
            if len(before) + len(calls) == len(chain):
                chain = (*before, Transform(named.call, "rate", "optimizer"))
        found.append(Branch(branch.label, chain))
    return tuple(found)


def _only(branch: Branch, *, last: bool) -> Branch:
    """A branch with only the transformations after, or before, the learning rate."""
    chain = tuple(item for item in branch.chain if (item.stage == "post_rate") == last)
    return Branch(branch.label, chain)
