"""Rules about what TensorBoard shows besides numbers."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.events.weight_histogram import WeightHistogram
from specc.language.sinks.tensorboard import TensorBoard
from specc.resolve.resolved import Resolved
from specc.rules.fixes import interval
from specc.rules.registry import Found, rule


def _asking(resolved: Resolved, field: str) -> Iterator[Path]:
    for number, sink in enumerate(resolved.spec.log.to):
        if isinstance(sink, TensorBoard) and getattr(sink, field):
            yield ("log", "to", number, field)


@rule("E134", "samples for TensorBoard, but none are drawn")
def samples_are_missing(resolved: Resolved) -> Iterator[Found]:
    """`samples: true` shows the pictures or texts that `sample` makes in training.

    Say when samples are drawn, or remove `samples`.
    """
    if resolved.spec.sample is None:
        for path in _asking(resolved, "samples"):
            notes = (f"sample: {{every: {interval(resolved.clock)}}} draws them",)
            generates = resolved.spec.task.type == "generation"
            yield Found(
                path, "there is no `sample`", notes if generates else (), Fix(path, "false")
            )


@rule("E135", "histograms for TensorBoard, but none are made")
def histograms_are_missing(resolved: Resolved) -> Iterator[Found]:
    """`histograms: true` shows the histograms that the event `weight_histogram` makes.

    Add the event, or remove `histograms`.
    """
    events = resolved.spec.events or ()
    if not any(isinstance(event, WeightHistogram) for event in events):
        for path in _asking(resolved, "histograms"):
            event = f"{{type: weight_histogram, every: {interval(resolved.clock)}}}"
            fix = None if events else Fix(("events",), f"[{event}]")
            yield Found(path, "`events` has no weight_histogram", (f"the event: {event}",), fix)
