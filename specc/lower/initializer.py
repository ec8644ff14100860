"""How the weights of layers begin, for every family of models that is made of layers."""

from __future__ import annotations

from specc.ir.expr import Argument, Call, Expr, Name, Symbol
from specc.ir.model import KernelInit, SharedInit
from specc.language.initializer import Initializer
from specc.language.initializers.lecun_normal import LecunNormal
from specc.language.model import LayeredModel
from specc.lower.settings import literal

_NAME = "KERNEL_INIT"


def lower_kernel_init(spec: LayeredModel, *, hidden: bool = True) -> KernelInit:
    """Lowers a model's `init` and `output_init`.

    Args:
        spec: the model.
        hidden: whether there are layers before the last one.
    """
    init = _call(spec.init, "model.init")
    own = spec.output_init is not None
    output = _call(spec.output_init, "model.output_init") if own else init
    if init is None or not hidden:
        return KernelInit(None, (), _given(output))
    comment = "of all layers but the output" if own else "of all layers"
    shared = _given(Name(_NAME))
    return KernelInit(
        SharedInit(name=_NAME, value=init, comment=comment),
        shared,
        _given(output) if own else shared,
    )


def _given(value: Expr | None) -> tuple[Argument, ...]:
    return () if value is None else (Argument("kernel_init", value),)


def _call(spec: Initializer | None, origin: str) -> Call | None:
    """The call of a flax initializer; None for flax's default."""
    if spec is None or isinstance(spec, LecunNormal):
        return None
    kind = type(spec)
    arguments = tuple(
        Argument(name, literal(value))
        for name, value in spec
        if name != "type"
        and not (name in kind.options and value == kind.model_fields[name].default)
    )
    return Call(Symbol("flax.nnx", f"initializers.{kind.function}"), (), arguments, origin)
