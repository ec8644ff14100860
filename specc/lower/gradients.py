"""The way from a batch to gradients."""

from __future__ import annotations

from collections.abc import Mapping

from specc.ir.expr import Argument, Call, Item, Literal, Local, Setting, Symbol
from specc.ir.settings import Bounds, Field
from specc.ir.step import Accumulated, Gradients, PerExample
from specc.lower.settings import Settings
from specc.spec.optimizer import innermost
from specc.spec.spec import Spec

_MEAN, _SUM = Symbol("jax.numpy", "mean"), Symbol("jax.numpy", "sum")
_NORMS = Call(_MEAN, (Local("norms"),))
_SIZE = Setting("batch_size")
_HERE = (Local("params"), Local("c"), Local("state"), Local("batch"))
_LOSS = Item(Call(Local("loss_fn"), _HERE), 0)
_THERE = Call(Local("state._replace"), keywords=(Argument("params", Local("params")),))
_GRAD_FN = Call(Symbol("jax", "grad"), (Local("loss_fn"),), (Argument("has_aux", Literal(True)),))
_AGAIN = Item(Call(_GRAD_FN, _HERE), 0)
_SUMMED = Call(Local("accumulate"), (Local("c"), _THERE, Local("batch")))
_SUMMED_LOSS = Item(Item(_SUMMED, 1), "loss")
"""The compiler leaves out the gradients, which nobody reads."""
_SUMMED_AGAIN = Item(_SUMMED, 0)

_WAYS: Mapping[str, Gradients] = {
    "plain": Gradients("plain", _MEAN, None, _LOSS, _AGAIN),
    "per_example": PerExample(
        "per_example", _MEAN, _NORMS, None, None, numbered=True, batch_size=_SIZE
    ),
}
"""What optimizers take (`Optimizer.gradients`)."""


def lower_gradients(spec: Spec, settings: Settings) -> Gradients:
    """Those of a whole batch at once, of its micro-batches, or of each of its examples."""
    if spec.train.accumulate is None:
        return _WAYS[type(innermost(spec.optimizer)[1]).gradients]
    count = settings.add(
        Field(
            "accumulate",
            "int",
            spec.train.accumulate,
            "micro-batches that a step takes its batch in",
            "learning",
            Bounds(1, divides="batch_size"),
            "train.accumulate",
        )
    )
    return Accumulated(
        "accumulated",
        _SUM,
        None,
        _SUMMED_LOSS,
        _SUMMED_AGAIN,
        "accumulate",
        numbered=True,
        micro_batches=count,
        total=_SIZE,
    )
