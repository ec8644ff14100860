"""Rules about masks, parameter groups and layer-wise decay."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.groups import Group, labels, owner
from specc.language.optimizer import Optimizer
from specc.language.paths import Selection
from specc.language.paths import listed as listed_and
from specc.language.selections import decay_of, idle_patterns, shadowed
from specc.language.wording import counted, listed
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_HALF_ULP = 2.0**-24


def _groups(resolved: Resolved) -> Iterator[tuple[Path, Group]]:
    """The groups with their paths."""
    for number, group in enumerate(resolved.optimizer.groups):
        yield (*resolved.optimizer_path, "groups", number), group


def _paths(resolved: Resolved) -> tuple[str, ...] | None:
    """The model's parameters; None if they are unknown, or no setting selects any."""
    return resolved.trained if resolved.optimizer.selects else None


def _set(group: Group) -> tuple[str, ...]:
    """The settings that a group changes."""
    found = group.changed
    only_one = found == ("learning_rate_multiplier",) and group.learning_rate_multiplier == 1
    return () if only_one else found


@rule("H101", "a pattern matches no parameter")
def pattern_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Patterns must match the full path of a parameter, as printed by `specc verify --table`.

    `embed` is not a parameter, `embed/**` is everything inside; `**/kernel` is every kernel. A
    pattern without a match freezes nothing and excludes nothing from decay, silently. For your own
    models, only `specc verify` knows the paths.
    """
    paths = _paths(resolved)
    for idle in (
        idle_patterns(resolved.optimizer, paths or (), resolved.optimizer_path) if paths else ()
    ):
        notes = (f"did you mean {listed(idle.near)}?",) if idle.near else ()
        fix = Fix(idle.path, f'"{idle.near[0]}"') if idle.near else None
        label = f"none of {counted(len(paths or ()), 'parameter')} matches"
        yield Found(idle.path, label, notes, fix)


@rule("H102", "a group has no parameter left")
def group_is_shadowed(resolved: Resolved) -> Iterator[Found]:
    """A parameter belongs to the first group that it matches.

    All parameters of this group match an earlier one. Put specific groups before general ones.
    """
    groups = resolved.optimizer.groups
    for number, before in shadowed(groups, _paths(resolved) or ()):
        names = labels(groups)
        count = sum(map(groups[number].takes, _paths(resolved) or ()))
        others = listed_and([names[n] for n in before])
        label = f"all {counted(count, 'parameter')} that it matches are in {others}"
        notes = ("the first group that matches counts: move this one up",)
        yield Found((*resolved.optimizer_path, "groups", number, "match"), label, notes)


@rule("H103", "a group without settings")
def group_changes_nothing(resolved: Resolved) -> Iterator[Found]:
    """A group changes settings for some parameters, and this one changes none.

    Add `frozen: true`, a `learning_rate_multiplier` other than 1, a `weight_decay` or an
    `optimizer`, or remove it.
    """
    for path, group in _groups(resolved):
        if not _set(group):
            one = group.learning_rate_multiplier
            label = "it changes nothing" if one is None else "a multiplier of 1 changes nothing"
            notes = (f"a group can have {listed(Group.changes)}",)
            at = path if one is None else (*path, "learning_rate_multiplier")
            yield Found(at, label, notes)


@rule("H104", "a frozen group with settings for training")
def frozen_is_trained(resolved: Resolved) -> Iterator[Found]:
    """Frozen parameters are not updated, so a rate, decay or optimizer has no effect."""
    for path, group in _groups(resolved):
        for name in _set(group) if group.frozen else ():
            if name != "frozen":
                at = (*path, name)
                yield Found(at, "the group is frozen", (), Fix(at, None))


@rule("H105", "two weight decays for one group")
def group_decays_twice(resolved: Resolved) -> Iterator[Found]:
    """A group with its own optimizer uses the weight decay of that optimizer. Set it there."""
    for path, group in _groups(resolved):
        if group.optimizer is not None and group.weight_decay is not None:
            at = (*path, "weight_decay")
            label = f"its optimizer is {group.optimizer.type}, which has its own settings"
            yield Found(at, label, (), Fix(at, None))


@rule("H106", "weight decay for a group of an optimizer that has none")
def group_cannot_decay(resolved: Resolved) -> Iterator[Found]:
    """The weight decay of a group replaces that of the optimizer, and this optimizer has none.

    Use `type: adamw`, or another one with `weight_decay`, and 0 for what should not decay.
    """
    written = resolved.optimizer
    if any(t.stage in ("decay", "penalty") and t.mask for t in type(written).transforms):
        return
    for path, group in _groups(resolved):
        if group.weight_decay is not None and group.optimizer is None:
            at = (*path, "weight_decay")
            label = f"{written.type} adds no decay to its updates"
            if written.decays:
                label = f"{written.type} applies its decay itself, with one number"
            yield Found(at, label, (), Fix(at, None))


@rule("H107", "nothing trains")
def all_is_frozen(resolved: Resolved) -> Iterator[Found]:
    """Every parameter is in a frozen group: the model stays as it was initialized."""
    groups, paths = resolved.optimizer.groups, _paths(resolved) or ()
    owners = [owner(groups, path) for path in paths]
    frozen = [number is not None and bool(groups[number].frozen) for number in owners]
    if frozen and all(frozen):
        yield Found(
            (*resolved.optimizer_path, "groups"),
            f"all {counted(len(paths), 'parameter')} are frozen",
        )


@rule("H108", "weight decay applies to nothing")
def decay_is_idle(resolved: Resolved) -> Iterator[Found]:
    """The mask matches no trained parameter, or none of a group with its own decay.

    So nothing decays, silently. `mask: kernels` is usual.
    """
    written, paths = resolved.optimizer, _paths(resolved)
    mask, decay = getattr(written, "mask", None), any(written.shrinking())
    if paths is None or any(idle_patterns(written, paths)):
        return
    if isinstance(mask, Selection) and decay and not any(map(mask.takes, paths)):
        label = "what matches is excluded again"
        yield Found(
            (*resolved.optimizer_path, "mask"),
            label,
            (),
            Fix((*resolved.optimizer_path, "mask"), "kernels"),
        )
        return
    for number, (path, group) in enumerate(_groups(resolved)):
        if group.weight_decay and not group.frozen and group.optimizer is None:
            own = [name for name in paths if owner(written.groups, name) == number]
            if own and mask is not None and not any(decay_of(written, name) for name in own):
                at = (*path, "weight_decay")
                label = f"the optimizer's mask marks none of its {counted(len(own), 'parameter')}"
                yield Found(at, label, (), Fix(at, None))


@warning("H109", "a mask that matches everything")
def mask_is_all(resolved: Resolved) -> Iterator[Found]:
    """Biases and norm scales decay as well, although the mask looks selective.

    If that is intended, use `mask: all`; otherwise `kernels` excludes them.
    """
    mask, paths = getattr(resolved.optimizer, "mask", None), _paths(resolved)
    if isinstance(mask, Selection) and paths and all(map(mask.takes, paths)):
        at = (*resolved.optimizer_path, "mask")
        label = f"all {counted(len(paths), 'parameter')} match, biases among them"
        yield Found(at, label, (), Fix(at, "kernels"))


@rule("H110", "layer-wise decay of a model without known layers")
def layers_are_unknown(resolved: Resolved) -> Iterator[Found]:
    """The learning rate decreases layer by layer from the output (Howard & Ruder 2018; Bao et al. 2022).

    The compiler must know the layer of each parameter, which it does for its own models that predict, and for
    transformers, MADE and PixelCNN. For others use groups with a `learning_rate_multiplier`.
    """
    spec = resolved.spec
    trained = [(spec.model, resolved.optimizer, resolved.optimizer_path)]
    for name, network in (spec.networks or {}).items():
        trained.append((network.model, network.optimizer, ("networks", name, "optimizer")))
    for model, optimizer, path in trained:
        at = (*path, "layer_decay")
        if optimizer.layer_decay is None:
            continue
        if not model.ordered or model.levels is None:
            label = "the layers of this model are not known"
            notes = ("use groups: {match: first/**, learning_rate_multiplier: 0.1}",)
            yield Found(at, label, notes, Fix(at, None))
        elif model.levels == 0:
            yield Found(at, "there is one layer, the output", (), Fix(at, None))


def _largest_and_least(resolved: Resolved) -> Iterator[tuple[Path, float, Optimizer, float]]:
    """Largest and smallest rates of groups: path, multiplier, optimizer and peak."""
    written = resolved.optimizer
    peak = max(rate for _, rate in written.learning_rate.peaks())
    for path, group in _groups(resolved):
        chosen = group.optimizer if group.optimizer is not None else written
        multiplier = group.learning_rate_multiplier
        if multiplier is not None:
            yield (*path, "learning_rate_multiplier"), multiplier, chosen, peak * multiplier
        elif chosen is not written:
            yield (*path, "optimizer"), 1.0, chosen, peak
    levels = getattr(resolved.spec.model, "levels", None)
    if written.layer_decay is not None and levels:
        least = written.layer_decay**levels
        yield (*resolved.optimizer_path, "layer_decay"), least, written, peak * least


def _product(peak: float, multiplier: float, rate: float) -> str:
    return f"{rate:.4g}" if multiplier == 1 else f"{peak:g} × {multiplier:.4g} = {rate:.4g}"


@warning("H111", "the learning rate of a group is too small to change a weight")
def group_rate_is_lost(resolved: Resolved) -> Iterator[Found]:
    """Updates of Adam and the like are about as large as the learning rate, and weights are float32.

    A change of less than 6e-8 to a weight of 1 is rounded away: these parameters are effectively
    frozen, but keep moments. Use `frozen: true`, or a larger multiplier.
    """
    written = resolved.optimizer
    peak = max(peak for _, peak in written.learning_rate.peaks())
    if type(written).normalizes and peak < _HALF_ULP:
        return  # O031
    for path, multiplier, chosen, rate in _largest_and_least(resolved):
        if type(chosen).normalizes and rate < _HALF_ULP:
            label = f"{_product(peak, multiplier, rate)} at most"
            yield Found(path, label, (f"the smallest change to a float32 of 1 is {_HALF_ULP:.1g}",))


@warning("H112", "the learning rate of a group is very large for its optimizer")
def group_rate_is_large(resolved: Resolved) -> Iterator[Found]:
    """The rate of a group is the optimizer's learning rate times its multiplier.

    Well above the usual rate, each step moves weights further than their own size.
    """
    written = resolved.optimizer
    peak = max(peak for _, peak in written.learning_rate.peaks())
    if peak > type(written).largest_rate:
        return  # O101
    for path, multiplier, chosen, rate in _largest_and_least(resolved):
        most = type(chosen).largest_rate
        if rate > most:
            label = f"{_product(peak, multiplier, rate)}, above {most:g}"
            yield Found(path, label, (f"{type(chosen).usual_rate} is usual for {chosen.type}",))


@rule("H113", "weight decay of a group is too large")
def group_decay_exceeds_weights(resolved: Resolved) -> Iterator[Found]:
    """Each step multiplies a weight of the group by `1 - learning_rate * multiplier * weight_decay`.

    At a product of 1 weights are 0 after every step; above it they change sign or overflow.
    """
    peak = max(peak for _, peak in resolved.optimizer.learning_rate.peaks())
    for path, group in _groups(resolved):
        rate = peak * (group.learning_rate_multiplier or 1.0)
        own = group.optimizer
        found = [*own.shrinking()] if own is not None else []
        if own is None and group.weight_decay is not None:  # with an optimizer of its own: H105
            found = [(decay, group.weight_decay) for decay in resolved.optimizer.decays]
        for decay, number in found:
            times_rate = decay.times in ("learning rate", "step size")
            if not times_rate or not number or number * rate < 1:
                continue
            at = (*path, *(() if own is None else ("optimizer",)), decay.field)
            label = f"{rate:g} × {number:g} = {rate * number:.3g} of a weight per step"
            suggested = "0" if own is None else "0.01" if 0.01 * rate < 1 else None
            if own is not None and decay.field not in own.model_fields_set:  # its default
                at, suggested = (*path, "optimizer"), None
            fix = Fix(at, suggested) if suggested else None
            yield Found(at, label, ("less than 1e-3 is usual",), fix)


@rule("H114", "parameter groups inside a wrapped optimizer")
def groups_are_wrapped(resolved: Resolved) -> Iterator[Found]:
    """SAM, mechanize and schedule-free methods treat all parameters alike.

    They use the updates of the inner optimizer, move weights themselves and keep copies of them. A
    frozen group would be moved as well, and one with another rate as far as the others.
    """
    written = resolved.optimizer
    if written is resolved.spec.optimizer:
        return
    for field in ("groups", "layer_decay"):
        if getattr(written, field):
            path: Path = (*resolved.optimizer_path, field)
            label = f"{resolved.spec.optimizer.type} wraps {written.type}"
            yield Found(path, label, (), Fix(path, None))
