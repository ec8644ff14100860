"""Rules about weights of another run, or of a file, which a run begins with."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.groups import labels, owner
from specc.language.hugging_face import ARCHITECTURES
from specc.language.paths import matches
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


@rule("I105", "initial weights need either a run or a file")
def place_is_not_one(resolved: Resolved) -> Iterator[Found]:
    """`init_from` has a `run` or a `file`. `stored` describes a file, so it goes only with `file`."""
    block = resolved.spec.init_from
    if block is None:
        return
    if block.run is None and block.file is None:
        yield Found(_AT, "neither `run` nor `file` is given", ("run: runs/other",))
    elif block.run is not None and block.file is not None:
        yield Found((*_AT, "file"), "`run` is given, too", (), Fix((*_AT, "file"), None))
    elif block.stored is not None and block.file is None:
        at = (*_AT, "stored")
        yield Found(at, "a run has parameters by their paths", (), Fix(at, None))


@rule("I106", "`stored` does not map each parameter exactly once")
def stored_is_ambiguous(resolved: Resolved) -> Iterator[Found]:
    """Each parameter is read by one row, and each array of the file is used once.

    A `*` in the path stands for the same text in the names of its row, which have as many of them.
    """
    block, paths = resolved.spec.init_from, resolved.parameters
    if block is None:
        return
    at, rows = (*_AT, "stored"), block.rows
    users: dict[str, str] = {}
    for path, row in rows.items():
        for name in row.names:
            if "**" in path or path.count("*") != name.count("*"):
                label = f"{name} has {name.count('*')} of `*`, and {path} has {path.count('*')}"
                yield Found((*at, path), "`**` stands for no one part" if "**" in path else label)
            if (other := users.setdefault(name, path)) != path:
                yield Found((*at, path), f"{name} is {other}, too")
    for parameter in paths or ():
        found = [path for path in rows if matches([path], parameter)]
        if len(found) > 1:
            yield Found((*at, found[1]), f"{parameter} is made by {found[0]}, too")
            return


@rule("I107", "a file of another architecture")
def architecture_is_another(resolved: Resolved) -> Iterator[Found]:
    """Parameters of a Hugging Face architecture only fit a model that computes the same.

    A Llama has `type: transformer` with rotary positions, norm `rms`, MLP `swiglu`, and no biases; a GPT-2
    has learned positions, norm `layer`, MLP `gelu`, biases, and its output tied to the token embedding.
    """
    block = resolved.spec.init_from
    if block is None or not isinstance(block.stored, str):
        return
    architecture = ARCHITECTURES[block.stored]
    if differences := tuple(architecture.differences(resolved.spec.model)):
        label = f"the model is no {architecture.words}: {differences[0]}"
        yield Found((*_AT, "stored"), label, differences[1:])
