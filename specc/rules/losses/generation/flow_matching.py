"""Rules about flow matching."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.generation.flow_matching import FlowMatching
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.source_facts import source_facts

_COUPLING: Path = ("task", "loss", "coupling")
_LIKELIHOOD: Path = ("task", "loss", "likelihood")
_SLOW = 1024  # examples, whose assignment takes about a second
_SECONDS = 1e-9  # of an assignment on a CPU, over the cube of the number of examples


def _loss(resolved: Resolved) -> FlowMatching | None:
    loss = getattr(resolved.spec.task, "loss", None)
    return loss if isinstance(loss, FlowMatching) else None


def _transported(resolved: Resolved) -> bool:
    """Whether the loss assigns noise to the examples of a batch."""
    loss = _loss(resolved)
    return loss is not None and loss.coupling == "optimal_transport"


@rule("L141", "optimal transport of single examples")
def nothing_to_assign(resolved: Resolved) -> Iterator[Found]:
    """Optimal transport assigns the noise of a batch to its examples, so it needs several of them.

    Micro-batches (`train.accumulate`) are assigned one by one, and private gradients are those of single
    examples.
    """
    if not _transported(resolved):
        return
    fix = Fix(_COUPLING, "independent")
    if resolved.optimizer.gradients == "per_example":
        label = f"{resolved.optimizer.type} takes the gradient of each example by itself"
        yield Found(_COUPLING, label, (), fix)
    elif resolved.micro_batch == 1:
        yield Found(_COUPLING, "there is one example in a batch", (), fix)


@rule("L145", "reflow without pairs")
def pairs_are_missing(resolved: Resolved) -> Iterator[Found]:
    """`coupling: reflow` connects noise and examples that are pairs in the data.

    They come from the source `reflow`, which follows the flow of a trained run. Evaluation and test data need
    them as well.
    """
    loss = _loss(resolved)
    if loss is None or loss.coupling != "reflow":
        return
    for item in source_facts(resolved):
        key, source = ".".join(map(str, item.place)), item.source
        if source.type != "reflow":
            label = f"{key} is {source.type}, which has no noise"
            yield Found(_COUPLING, label, (), Fix(_COUPLING, "independent"))
            return


@rule("L144", "optimal transport of examples with conditions")
def classes_are_mixed(resolved: Resolved) -> Iterator[Found]:
    """Samples of a class begin with noise that does not depend on it, so noise in training must not either.

    The optimal assignment gives each class the noise near its examples, which would bias samples of a class.
    """
    if _transported(resolved) and resolved.spec.task.conditional:
        label = "the noise of an example would depend on its class"
        yield Found(_COUPLING, label, (), Fix(_COUPLING, "independent"))


@warning("L142", "a slow assignment")
def assignment_is_slow(resolved: Resolved) -> Iterator[Found]:
    """The cost of an optimal assignment grows with the cube of the number of examples.

    On a CPU it takes 20 ms for 256 examples, 0.1 s for 512 and about a second for 1,024. Smaller batches cost
    less per example, and paths are nearly as straight.
    """
    size = resolved.micro_batch
    if _transported(resolved) and size >= _SLOW:
        seconds = _SECONDS * size**3
        label = f"{size:,} examples are assigned in each step, in about {seconds:,.0f} s on a CPU"
        yield Found(_COUPLING, label)


@rule("L143", "a likelihood without examples")
def nothing_is_likely(resolved: Resolved) -> Iterator[Found]:
    """The likelihood is that of evaluation and test examples, and there are none.

    Hold some out, or name an evaluation source.
    """
    loss = _loss(resolved)
    if loss is None or loss.likelihood is None or any(part.rows for part in resolved.parts):
        return
    label = "no examples are held out or evaluated on"
    yield Found(_LIKELIHOOD, label, (), Fix(_LIKELIHOOD, None))


@warning("L164", "a likelihood of pixels that are integers")
def levels_have_no_likelihood(resolved: Resolved) -> Iterator[Found]:
    """A density of values that are integers can be arbitrarily high, so its mean measures nothing.

    Uniform noise within each level (`dequantize: uniform`) gives the levels a width of 1; the density is then
    a bound on their probability (Theis et al. 2016), in bits per dimension as well.
    """
    loss, facts = _loss(resolved), resolved.facts
    if loss is None or loss.likelihood is None or loss.dequantize is not None:
        return
    if facts.is_image and facts.levels:
        label = f"pixels have {facts.levels:,} levels, where a density has no bound"
        fix = Fix(("task", "loss", "dequantize"), "uniform")
        yield Found(_LIKELIHOOD, label, (), fix)
