"""Rules about pairs that the flow of another run makes."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.generation.flow_matching import FlowMatching
from specc.language.sources.reflow import Reflow
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_SOURCE: Path = ("data", "source")


@rule("D181", "pairs that no longer belong together")
def pairs_are_unused(resolved: Resolved) -> Iterator[Found]:
    """The source `reflow` makes pairs of noise and examples for flow matching with `coupling: reflow`.

    Augmentation changes the examples, but not the noise that they are paired with.
    """
    spec = resolved.spec
    if not isinstance(spec.data.source, Reflow):
        return
    loss = getattr(spec.task, "loss", None)
    if not isinstance(loss, FlowMatching):
        label = f"{getattr(loss, 'type', spec.task.type)} does not read the noise of pairs"
        yield Found((*_SOURCE, "type"), label)
    elif loss.coupling != "reflow":
        path: Path = ("task", "loss", "coupling")
        label = f"{loss.coupling} does not read the noise of pairs"
        yield Found(path, label, (), Fix(path, "reflow"))
    elif spec.data.augment:
        path = ("data", "augment")
        yield Found(path, "the noise of a pair stays as it is", (), Fix(path, None))


@rule("D182", "a sampler that cannot follow the flow")
def solver_is_none(resolved: Resolved) -> Iterator[Found]:
    """The flow of a run is a differential equation, which euler, midpoint and rk4 solve."""
    source = resolved.spec.data.source
    if isinstance(source, Reflow) and source.solver.type not in FlowMatching.samplers:
        path = (*_SOURCE, "solver")
        label = f"{source.solver.type} solves no differential equation of flow matching"
        yield Found(path, label, (), Fix(path, "rk4"))
