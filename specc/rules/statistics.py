"""Whether a model uses batch statistics."""

from __future__ import annotations

from specc.language.code import OwnCode
from specc.language.groups import owner
from specc.resolve.resolved import Resolved


def batch_norm(resolved: Resolved) -> bool:
    """Whether the model has batch norm, as far as the spec says it."""
    norm = getattr(resolved.spec.model, "norm", None)
    return not is_linear(resolved) and norm is not None and type(norm).keeps_statistics


def moving_statistics(resolved: Resolved) -> bool:
    """Whether evaluation uses running statistics that began as 0 and 1, and move with each batch."""
    average = resolved.spec.average
    recomputed = average is not None and average.batch_stats == "recomputed"
    return batch_norm(resolved) and not recomputed and not _all_frozen(resolved)


def _all_frozen(resolved: Resolved) -> bool:
    """Whether all norms of the model are frozen, and so are their statistics."""
    if resolved.spec.lora is not None:
        return True
    groups = resolved.optimizer.groups
    scales = [path for path in resolved.parameters or () if path.endswith("/scale")]
    shifts = [path.removesuffix("scale") + "bias" for path in scales]
    owners = [owner(groups, path) for path in (*scales, *shifts)]
    return bool(owners) and all(n is not None and groups[n].frozen for n in owners)


def is_linear(resolved: Resolved) -> bool:
    """Whether it is a perceptron without hidden layers, which leaves norm and dropout out."""
    return getattr(resolved.spec.model, "levels", None) == 0


def own_statistics(resolved: Resolved) -> bool:
    """Whether it is a model that keeps statistics of batches besides those of norms that the spec has."""
    model = resolved.spec.model
    if getattr(model, "keeps_statistics", False):
        return True
    if not isinstance(model, OwnCode) or not model.files.texts:
        return False
    from specc.inline.model import analyze

    return analyze(resolved.spec.model).batch_stats
