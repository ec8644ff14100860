"""How gradients are computed from a batch."""

from __future__ import annotations

from specc.ir.expr import Expr, Setting
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds, Field
from specc.ir.step import AccumulatedGradients, Gradients, PerExampleGradients
from specc.language.optimizer import innermost
from specc.language.spec import Spec
from specc.lower.settings import Settings

_ORIGIN = "train.accumulate"
_LOSS = pattern("loss_fn(c, params, state, batch)[0]")
_GRADS = pattern("jax.grad(loss_fn, argnums=1, has_aux=True)(c, params, state, batch)[0]")
_SUMMED = pattern("accumulate(c, state.replace(params=params), batch)")


def lower_accumulation(spec: Spec, settings: Settings) -> Gradients | None:
    """Those of micro-batches, if a spec asks for them."""
    if spec.train.accumulate is None:
        return None
    doc, bounds = "micro-batches per step", Bounds(1, divides="batch_size")
    value = spec.train.accumulate
    count = settings.add(Field("accumulate", "int", value, doc, "learning", bounds, _ORIGIN))
    loss = pattern(
        'x[1][0]["loss"]', x=_SUMMED
    )  # XLA leaves out the gradients, which nothing reads
    return AccumulatedGradients(
        loss, pattern("x[0]", x=_SUMMED), micro_batches=count, origin=_ORIGIN
    )


def lower_gradients(spec: Spec, settings: Settings) -> Gradients:
    """Those of a batch at once, or of each of its examples."""
    way, optimizer = innermost(spec.optimizer)
    if type(optimizer).gradients == "plain":
        return Gradients(_LOSS, _GRADS)
    origin = ".".join(("optimizer", *way))

    def setting(field: str) -> Expr:
        return settings.of(optimizer, field, f"{origin}.{field}")

    clip, noise = setting("l2_norm_clip"), setting("noise_multiplier")
    size = Setting("batch_size")
    return PerExampleGradients(
        None, None, batch_size=size, l2_norm_clip=clip, noise_multiplier=noise, origin=origin
    )
