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


@rule("K103", "a trust ratio with nothing to scale")
def ratio_has_no_place(resolved: Resolved) -> Iterator[Found]:
    """A trust ratio is of an optimizer's updates, before the learning rate scales them.

    Some optimizers of optax apply the learning rate themselves, and nothing can be put in between. Before
    them the ratio would be that of gradients; after them it would take the learning rate out again.
    `lars` and `fromage` have a ratio of their own.
    """
    written = resolved.optimizer
    if written.scale_by_trust_ratio is None:
        return
    if any(transform.rate for transform in type(written).transforms):
        path = (*resolved.optimizer_path, "scale_by_trust_ratio")
        label = f"{written.type} applies its learning rate itself"
        yield Found(path, label, (), Fix(path, None))
