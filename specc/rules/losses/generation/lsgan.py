"""Rules about the labels of least squares GANs."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.losses.generation.lsgan import Lsgan
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_LOSS = ("task", "loss")


@rule("L132", "labels of a least squares GAN that are the same")
def labels_are_equal(resolved: Resolved) -> Iterator[Found]:
    """The discriminator gives real examples `b` and generated ones `a`; the generator wants `c` for its own.

    With a = b there is nothing to tell apart, and with a = c nothing to learn.
    """
    loss = getattr(resolved.spec.task, "loss", None)
    if not isinstance(loss, Lsgan):
        return
    if loss.a == loss.b:
        label = f"real and generated examples both have the label {loss.a:g}"
        yield Found((*_LOSS, "b"), label, (), Fix((*_LOSS, "b"), f"{loss.a + 1:g}"))
    if loss.a == loss.c:
        label = f"the generator wants {loss.c:g}, which the discriminator gives its examples anyway"
        yield Found((*_LOSS, "c"), label, (), Fix((*_LOSS, "c"), f"{loss.a + 1:g}"))
