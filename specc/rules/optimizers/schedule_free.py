"""Rules about schedule-free wrappers."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.change import highest
from specc.language.optimizer import nested
from specc.language.optimizers.schedule_free import ScheduleFree
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning


@warning("O145", "momentum twice")
def momentum_is_averaged(resolved: Resolved) -> Iterator[Found]:
    """Schedule-free methods have their own momentum, `b1`, instead of the optimizer's.

    The paper (Defazio et al. 2024) wraps gradient descent, or Adam without a first moment. With
    inner momentum, updates are averaged twice and the method loses its guarantee.
    """
    written = resolved.optimizer
    wrappers = [b for _, b in nested(resolved.spec.optimizer) if isinstance(b, ScheduleFree)]
    for name in type(written).moving:
        momentum = highest(getattr(written, name, 0.0))
        if wrappers and momentum and not type(written).eval_params:
            path = (*resolved.optimizer_path, name)
            label = f"{momentum:g} here, and b1 = {wrappers[0].b1:g} in {wrappers[0].type}"
            yield Found(path, label, (), Fix(path, "0.0"))
