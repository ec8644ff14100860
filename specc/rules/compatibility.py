"""Rules about optimizers that do not suit the schedule, batch, model or wrapper."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.optimizer import Penalty, nested
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_WRITTEN = {
    "warmup": "a number, or a constant rate after a warm-up",
    "number": "a number",
}


@rule("O141", "this optimizer does not support the schedule")
def schedule_has_no_place(resolved: Resolved) -> Iterator[Found]:
    """Some optimizers replace a schedule and take a number as their learning rate.

    Rprop adapts the step size of each weight, starting from the learning rate. Schedule-free
    methods evaluate an average of the weights instead of decaying the rate; they support only a
    warm-up.
    """
    path, schedule = (*resolved.optimizer_path, "learning_rate"), resolved.optimizer.learning_rate
    peak = max(rate for _, rate in schedule.peaks())
    fix = Fix(path, f"{peak:g}") if peak else None  # a rate of 0 is none
    for _, block in nested(resolved.spec.optimizer):
        takes = type(block).takes
        if takes == "schedule":
            continue
        note = f"{block.type} takes {_WRITTEN[takes]}"
        if schedule.type != "constant":
            yield Found(path, f"a {schedule.type} schedule", (note,), fix)
        elif takes == "number" and schedule.warmup.number:
            yield Found((*path, "warmup"), "a warm-up", (note,), fix)


@rule("O142", "the first learning rate is 0, and this optimizer depends on it")
def first_rate_is_zero(resolved: Resolved) -> Iterator[Found]:
    """A warm-up starts at a rate of 0, which these optimizers multiply or divide by.

    D-Adaptation and Prodigy divide by a sum of rates: 0 divided by 0, and all weights are NaN.
    Prodigy's `safeguard_warmup` leaves the rate out of that sum. DoG scales steps by the distance
    moved so far, which stays 0. All of them need no warm-up.
    """
    written = resolved.optimizer
    warmup = getattr(written.learning_rate, "warmup", None)
    if written.needs_rate and warmup is not None and warmup.number:
        path: Path = (*resolved.optimizer_path, "learning_rate", "warmup")
        yield Found(path, written.needs_rate, (), Fix(path, None))


@warning("O143", "weight decay that is scaled like gradients")
def decay_is_scaled(resolved: Resolved) -> Iterator[Found]:
    """Here decay is an L2 penalty: a fraction of the weights is added to the gradients.

    An optimizer that normalizes gradients then normalizes the penalty too: weights with large
    gradients hardly decay, and others decay more (Loshchilov & Hutter 2019). Use an optimizer with
    decoupled decay, such as adamw.
    """
    for at, written, _ in resolved.optimizers:
        if isinstance(written, Penalty) and type(written).normalizes and written.weight_decay:
            path = (*at, "weight_decay")
            label = f"{written.type} scales it like the gradients"
            yield Found(path, label, ("adamw's decay is decoupled",), Fix(path, None))


@rule("O144", "an optimizer that cannot be wrapped")
def inner_cannot_be_wrapped(resolved: Resolved) -> Iterator[Found]:
    """A wrapping optimizer only sees the updates of the one inside.

    The averaged weights that schedule-free methods evaluate are part of the inner state and would
    be lost. SAM passes on nothing but gradients, so optimizers that need the loss cannot be inside
    it.
    """
    blocks = [*nested(resolved.spec.optimizer)]
    for place, (way, block) in enumerate(blocks[1:], 1):
        path: Path = ("optimizer", *way, "type")
        outer = blocks[place - 1][1]
        if type(block).eval_params:
            label = f"{block.type} evaluates an average, which {outer.type} hides"
            yield Found(path, label, ("it cannot be wrapped",))
        opaque = [o for _, o in blocks[:place] if not type(o).passes]
        if type(block).extra_args and opaque:
            names = ", ".join(type(block).extra_args)
            label = f"{block.type} needs {names}, which {opaque[0].type} does not pass on"
            yield Found(path, label)


@warning("O146", "batch norm's statistics are not those of the evaluated weights")
def statistics_are_of_another(resolved: Resolved) -> Iterator[Found]:
    """Schedule-free methods train one set of weights and evaluate another, their average.

    Batch norm's running statistics belong to the trained weights. The authors run some batches
    through the averaged weights before evaluating, which the trainer does not do. Layer norm has no
    such statistics.
    """
    norm = getattr(resolved.spec.model, "norm", None)
    evaluated = any(type(block).eval_params for _, block in nested(resolved.spec.optimizer))
    if norm is not None and type(norm).keeps_statistics and evaluated and resolved.spec.evaluate:
        path = ("model", "norm")
        yield Found(path, "they belong to the weights before averaging", (), Fix(path, "layer"))


@warning("O147", "an optimizer for full-batch gradients")
def batches_mislead(resolved: Resolved) -> Iterator[Found]:
    """Some methods compare the gradients of two steps to learn about the shape of the loss.

    L-BFGS estimates curvature from the difference, Rprop detects a minimum by a change of sign.
    Between batches most of the difference is noise. Use all training examples as the batch.
    """
    why = type(resolved.optimizer).full_batch_reason
    size, rows = resolved.spec.data.batch_size, resolved.train_examples
    if why and 0 < size < rows:
        path = ("data", "batch_size")
        label = f"{size:,} of {counted(rows, 'example')}: {why}"
        yield Found(path, label, (), Fix(path, str(rows)))
