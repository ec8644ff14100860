"""Optimizers that the schedule, the batches, the model or the optimizer around them do not suit."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.spec.change import highest
from specc.spec.diagnostics import Fix, Path
from specc.spec.models.cnn import Cnn
from specc.spec.models.mlp import Mlp
from specc.spec.models.resnet import Resnet
from specc.spec.norms.batch import BatchNorm
from specc.spec.optimizer import Penalty, nested
from specc.spec.optimizers.schedule_free import ScheduleFree
from specc.spec.wording import counted
from specc.spec.wrapping import Wrapping

_WRITTEN = {
    "warmup": "a number, or a constant rate after a warm-up",
    "number": "a number",
}
_DION = 5
"""Rows of the coefficients that Dion was published with (optax.contrib.muon)."""


@rule("O141", "this optimizer takes no such schedule")
def schedule_has_no_place(resolved: Resolved) -> Iterator[Found]:
    """Some optimizers do what a schedule does, and take a number for a learning rate.

    Rprop adapts the size of each weight's step, and the learning rate is what these begin with.
    Schedule-free methods evaluate an average of the weights, which stands in for a decay of the
    rate; a warm-up is all that they take. optax has no argument for more, and a decay on top would
    stop what is averaged.
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
    """A warm-up begins at a rate of 0, which optimizers that estimate the learning rate multiply by.

    D-Adaptation and Prodigy divide by a sum over steps that the rate is a factor of. With a rate of
    0 in the first step that is 0 divided by 0: the estimate, and after it all weights, are NaN.
    Prodigy has `safeguard_warmup`, which leaves the rate out of the sum. DoG goes on by the
    distance that it has come, which is 0 for ever if the first step is given as a rate and that is
    0. All of them find the size of early steps by themselves.
    """
    written = resolved.optimizer
    warmup = getattr(written.learning_rate, "warmup", None)
    if written.needs_rate and warmup is not None and warmup.number:
        path: Path = (*resolved.optimizer_path, "learning_rate", "warmup")
        yield Found(path, written.needs_rate, (), Fix(path, None))


@warning("O143", "weight decay that the optimizer takes for gradients")
def decay_is_scaled(resolved: Resolved) -> Iterator[Found]:
    """Here decay is an L2 penalty: a share of the weights is added to the gradients.

    An optimizer that scales gradients to a common size then scales the penalty with them: weights
    with large gradients hardly decay and others decay the more (Loshchilov & Hutter 2019). Choose an
    optimizer whose decay is decoupled, such as adamw, if decay is to regularize.
    """
    for at, written, _ in resolved.optimizers:
        if isinstance(written, Penalty) and type(written).normalizes and written.weight_decay:
            path = (*at, "weight_decay")
            label = f"{written.type} scales it as it scales gradients"
            yield Found(path, label, ("adamw's decay is decoupled",), Fix(path, None))


@rule("O144", "an optimizer that cannot be inside another")
def inner_cannot_be_wrapped(resolved: Resolved) -> Iterator[Found]:
    """An optimizer around another sees nothing but the updates of the one inside.

    What is evaluated in place of the weights (the average of schedule-free methods) is part of the
    inner state, and would be lost. SAM passes on nothing but gradients, so that what needs the
    loss, or a function that gives it, cannot be inside it.
    """
    blocks = [*nested(resolved.spec.optimizer)]
    for place, (way, block) in enumerate(blocks[1:], 1):
        path: Path = ("optimizer", *way, "type")
        outer = blocks[place - 1][1]
        if type(block).evaluated:
            label = f"{block.type} has an average to evaluate, which {outer.type} does not give"
            yield Found(path, label, ("nothing can be around it",))
        deaf = [o for _, o in blocks[:place] if isinstance(o, Wrapping) and not o.passes]
        if type(block).needs and deaf:
            names = ", ".join(type(block).needs)
            label = f"{block.type} needs {names}, which {deaf[0].type} keeps back"
            yield Found(path, label)


@warning("O145", "momentum twice")
def momentum_is_averaged(resolved: Resolved) -> Iterator[Found]:
    """Schedule-free methods have a momentum of their own, `b1`, in place of the optimizer's.

    The paper (Defazio et al. 2024) goes around gradient descent or Adam without a first moment.
    With a momentum inside, updates are averaged twice and the method loses its guarantee.
    """
    written = resolved.optimizer
    around = [b for _, b in nested(resolved.spec.optimizer) if isinstance(b, ScheduleFree)]
    for name in type(written).moving:
        momentum = highest(getattr(written, name, 0.0))
        if around and momentum and not type(written).evaluated:
            path = (*resolved.optimizer_path, name)
            label = f"{momentum:g} here, and b1 = {around[0].b1:g} around it"
            yield Found(path, label, (), Fix(path, "0.0"))


@warning("O146", "batch norm's statistics are not those of what is evaluated")
def statistics_are_of_another(resolved: Resolved) -> Iterator[Found]:
    """Schedule-free methods train one set of weights and evaluate another, their average.

    Batch norm's running statistics are of activations under the weights that are trained. The
    authors run some batches through the averaged weights before evaluating, which a trainer here
    does not do. Layer norm has no such statistics.
    """
    norm = getattr(resolved.spec.model, "norm", None)
    evaluated = any(type(block).evaluated for _, block in nested(resolved.spec.optimizer))
    if isinstance(norm, BatchNorm) and evaluated and resolved.spec.evaluate:
        path = ("model", "norm")
        yield Found(path, "they are of the weights before averaging", (), Fix(path, "layer"))


@warning("O147", "an optimizer for gradients of all the data")
def batches_mislead(resolved: Resolved) -> Iterator[Found]:
    """Some methods compare the gradients of two steps, and take what differs for the loss's shape.

    L-BFGS reads curvature from the difference, Rprop the closeness of a minimum from a change of
    sign. Between two batches most of the difference is noise, and they follow it. Make the batch
    all training examples.
    """
    why = type(resolved.optimizer).full_batch_reason
    size, rows = resolved.spec.data.batch_size, resolved.train_rows
    if why and 0 < size < rows:
        path = ("data", "batch_size")
        label = f"{size:,} of {counted(rows, 'example')}: {why}"
        yield Found(path, label, (), Fix(path, str(rows)))


@warning("O148", "there are no hidden matrices for Muon to update")
def muon_has_no_matrices(resolved: Resolved) -> Iterator[Found]:
    """Muon makes the updates of matrices orthogonal, and leaves everything else to AdamW.

    It is meant for hidden layers. A model without any has the output layer's matrix alone, which
    its authors give to AdamW; a convolution's kernel has four axes, and is a matrix only if
    `muon_weight_dimension_numbers: kernels` says which of them are its inputs.
    """
    written, model = resolved.optimizer, resolved.spec.model
    if written.type != "muon":
        return
    path: Path = (*resolved.optimizer_path, "muon_weight_dimension_numbers")
    if isinstance(model, Mlp) and not model.hidden:
        at = (*resolved.optimizer_path, "type")
        yield Found(at, "the only matrix is the output layer's", ("adamw updates that as well",))
    convolves = isinstance(model, Resnet) or (isinstance(model, Cnn) and not model.hidden)
    if convolves and written.muon_weight_dimension_numbers == "matrices":
        label = "convolutions have four axes: only the output layer has a matrix"
        yield Found(path, label, (), Fix(path, "kernels"))


@rule("O149", "fewer iterations than Muon has coefficients for them")
def muon_has_coefficients_left(resolved: Resolved) -> Iterator[Found]:
    """`ns_coeffs: dion` is a table of five rows, one for each iteration.

    optax repeats none and leaves none out: with fewer iterations the trainer would stop as it begins.
    `standard` has the same coefficients in each, of which there may be fewer.
    """
    written = resolved.optimizer
    if written.type == "muon" and written.ns_coeffs == "dion" and written.ns_steps < _DION:
        path = (*resolved.optimizer_path, "ns_steps")
        label = f"{counted(written.ns_steps, 'iteration')}, and dion has coefficients for {_DION}"
        yield Found(path, label, (), Fix(path, str(_DION)))
