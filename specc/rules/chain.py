"""Rules about clipping and other added transformations."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning


@rule("K101", "clipping before gradients are normalized")
def clip_is_undone(resolved: Resolved) -> Iterator[Found]:
    """`normalize_by_update_norm` scales every gradient to the same global norm.

    Clipping by the global norm before that has no effect. Remove one of the two.
    """
    written = resolved.optimizer
    norm, clip = written.normalize_by_update_norm, written.clip_by_global_norm
    if norm is not None and clip is not None:
        path = (*resolved.optimizer_path, "clip_by_global_norm")
        label = f"all gradients are scaled to {norm:g} after that"
        yield Found(path, label, (), Fix(path, None))


@warning("K102", "a clip of arrays that never acts")
def block_clip_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Gradients are first clipped by their global norm, and then array by array.

    The root mean square of an array is at most its norm, which is at most the global norm. So a
    limit that is not below the global one has no effect.
    """
    written = resolved.optimizer
    norm, rms = written.clip_by_global_norm, written.clip_by_block_rms
    if norm is not None and rms is not None and rms >= norm:
        path = (*resolved.optimizer_path, "clip_by_block_rms")
        label = f"after clip_by_global_norm no array's is larger than {norm:g}"
        yield Found(path, label, (), Fix(path, None))


@rule("K103", "a trust ratio that cannot be applied")
def ratio_has_no_place(resolved: Resolved) -> Iterator[Found]:
    """A trust ratio scales the updates of an optimizer, before the learning rate does.

    Some optimizers of optax apply the learning rate themselves, so nothing can be inserted in
    between. `lars` and `fromage` have trust ratios of their own.
    """
    written = resolved.optimizer
    if written.scale_by_trust_ratio is None:
        return
    groups = (group.optimizer for group in written.groups if group.optimizer is not None)
    for own in (written, *groups):
        if any(transform.rate for transform in type(own).transforms):
            path = (*resolved.optimizer_path, "scale_by_trust_ratio")
            label = f"{own.type} applies its learning rate itself"
            yield Found(path, label, (), Fix(path, None))
            return
