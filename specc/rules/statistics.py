"""Whether a model uses batch statistics."""

from __future__ import annotations

from specc.language.models.mlp import Mlp
from specc.language.models.python import Python
from specc.language.norms.batch import BatchNorm
from specc.resolve.resolved import Resolved


def batch_norm(resolved: Resolved) -> bool:
    """Whether the model has batch norm, as far as the spec says it."""
    model = resolved.spec.model
    return not is_linear(resolved) and isinstance(getattr(model, "norm", None), BatchNorm)


def is_linear(resolved: Resolved) -> bool:
    """Whether it is a perceptron without hidden layers, which leaves norm and dropout out."""
    return isinstance(resolved.spec.model, Mlp) and not resolved.spec.model.hidden


def own_statistics(resolved: Resolved) -> bool:
    """Whether it is a model of the user's own that keeps statistics of batches."""
    model = resolved.spec.model
    if not isinstance(model, Python) or not model.files.texts:
        return False
    from specc.inline.model import analyze

    return analyze(model).batch_stats
