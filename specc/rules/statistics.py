"""Whether a model uses batch statistics."""

from __future__ import annotations

from specc.language.code import OwnCode
from specc.resolve.resolved import Resolved


def batch_norm(resolved: Resolved) -> bool:
    """Whether the model has batch norm, as far as the spec says it."""
    norm = getattr(resolved.spec.model, "norm", None)
    return not is_linear(resolved) and norm is not None and type(norm).keeps_statistics


def is_linear(resolved: Resolved) -> bool:
    """Whether it is a perceptron without hidden layers, which leaves norm and dropout out."""
    return getattr(resolved.spec.model, "levels", None) == 0


def own_statistics(resolved: Resolved) -> bool:
    """Whether it is a model of the user's own that keeps statistics of batches."""
    model = resolved.spec.model
    if not isinstance(model, OwnCode) or not model.files.texts:
        return False
    from specc.inline.model import analyze

    return analyze(resolved.spec.model).batch_stats
