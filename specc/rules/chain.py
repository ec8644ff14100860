"""Mistakes in what stands around an optimizer: clipping that does nothing, and the like."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.spec.diagnostics import Fix


@rule("K101", "clipping before gradients are normalized")
def clip_is_undone(resolved: Resolved) -> Iterator[Found]:
    """`normalize_by_update_norm` scales every gradient to one global norm, whatever it was.

    Scaling it down before by its own norm changes nothing. Leave one of the two out.
    """
    written = resolved.optimizer
    norm, clip = written.normalize_by_update_norm, written.clip_by_global_norm
    if norm is not None and clip is not None:
        path = (*resolved.optimizer_path, "clip_by_global_norm")
        label = f"a norm of {clip:g} or of more, it is scaled to {norm:g} after that"
        yield Found(path, label, (), Fix(path, None))


@warning("K102", "a clip of arrays that never acts")
def block_clip_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Gradients are scaled to the global norm first, and then array by array.

    The root mean square of an array is never more than its norm, and that is never more than the norm of
    all. So a largest root mean square that is not below the largest norm never acts.
    """
    written = resolved.optimizer
    norm, rms = written.clip_by_global_norm, written.clip_by_block_rms
    if norm is not None and rms is not None and rms >= norm:
        path = (*resolved.optimizer_path, "clip_by_block_rms")
        label = f"after clip_by_global_norm no array's is larger than {norm:g}"
        yield Found(path, label, (), Fix(path, None))
