"""Rules about weights of another run, which a run begins with."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.groups import labels, owner
from specc.language.selections import idle_in
from specc.language.wording import counted, listed
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_AT: Path = ("init_from",)
_FROZEN: Path = (*_AT, "frozen")


@rule("I101", "a pattern of `init_from` matches no parameter")
def pattern_takes_nothing(resolved: Resolved) -> Iterator[Found]:
    """Patterns match the full path of a parameter, as those of groups do.

    A pattern without a match takes nothing from the other run. For your own models, only `specc verify`
    knows the paths.
    """
    block, paths = resolved.spec.init_from, resolved.parameters
    for idle in idle_in(block, paths, _AT) if block is not None and paths else ():
        notes = (f"did you mean {listed(idle.near)}?",) if idle.near else ()
        fix = Fix(idle.path, f'"{idle.near[0]}"') if idle.near else None
        label = f"none of {counted(len(paths or ()), 'parameter')} matches"
        yield Found(idle.path, label, notes, fix)


@rule("I102", "weights of another run leave nothing to train")
def everything_is_frozen(resolved: Resolved) -> Iterator[Found]:
    """With `frozen`, all parameters that `init_from` selects stay as they are in the other run.

    By default it selects all of them. Say which with `match`, or train them.
    """
    block, paths = resolved.spec.init_from, resolved.parameters
    if block is None or not block.frozen:
        return
    everything = "**" in block.matched and not block.exclude
    if paths is None and not everything:
        return
    groups = resolved.optimizer.groups
    owners = [owner(groups, path) for path in paths or () if not block.takes(path)]
    if all(number is not None and groups[number].frozen for number in owners):
        size = counted(len(paths), "parameter") if paths else "parameters"
        label = f"all {size} are frozen"
        yield Found(_FROZEN, label, ("`match` says which are",), Fix(_FROZEN, None))


@rule("I103", "frozen weights of another run in a parameter group")
def frozen_is_grouped(resolved: Resolved) -> Iterator[Found]:
    """Parameters that `init_from` freezes are a group, and a parameter is in one group.

    Exclude them from the other group, or leave `frozen` out here and freeze them there.
    """
    block, paths = resolved.spec.init_from, resolved.parameters
    if block is None or not block.frozen:
        return
    groups = resolved.optimizer.groups
    for number, name in enumerate(labels(groups)):
        taken = [path for path in paths or () if owner(groups, path) == number]
        if both := [path for path in taken if block.takes(path)]:
            at = (*resolved.optimizer_path, "groups", number, "match")
            label = f"`init_from` freezes {counted(len(both), 'parameter')} of {name}: {both[0]}"
            yield Found(at, f"{label}, …" if len(both) > 1 else label)


@rule("I104", "frozen weights with an optimizer that updates all parameters together")
def cannot_be_frozen(resolved: Resolved) -> Iterator[Found]:
    """Freezing makes the parameters two groups, which some optimizers cannot have.

    SAM, mechanize and schedule-free methods move all parameters themselves; line searches and step sizes
    from the loss are those of all parameters together.
    """
    block, outer, inner = resolved.spec.init_from, resolved.spec.optimizer, resolved.optimizer
    if block is None or not block.frozen:
        return
    if inner is not outer:
        label = f"{outer.type} wraps {inner.type}, and moves all parameters"
    elif inner.extra_args or inner.eval_params is not None:
        label = f"{inner.type} works on all parameters together"
    else:
        return
    yield Found(_FROZEN, label, (), Fix(_FROZEN, None))
