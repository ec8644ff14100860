"""Rules about standardized inputs."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.normalizations.standardize import Standardize
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_PLACEMENT = ("data", "placement")


@rule("D124", "standardized inputs must be on the device")
def standardized_on_host(resolved: Resolved) -> Iterator[Found]:
    """Standardization needs the statistics of all training examples before the first step.

    Examples on the host, or in files, are read when they are needed. Scale by a constant (`unit`),
    use `none`, or standardize the file itself.
    """
    data = resolved.spec.data
    if data.placement in {"host", "files"} and isinstance(data.normalize, Standardize):
        yield Found(_PLACEMENT, "standardization needs all of them", (), Fix(_PLACEMENT, None))
