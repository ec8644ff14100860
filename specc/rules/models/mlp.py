"""Rules about multilayer perceptrons."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.mlp import Mlp
from specc.language.optimizer import nested
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_PATH = ("model",)
_NORM = ("model", "norm")
_TERABYTE = 2**40

_DEPTHS = {"sigmoid": 4, "gelu": 10, "silu": 10, "softplus": 10, "relu": 20, "leaky_relu": 20}
"""Hidden layers through which, without a norm, about a thousandth of the gradient gets at the
start.

As measured with flax's initialization, 64 units wide; the activations that are not listed stand 32.
"""


@rule("M104", "layer norm over a single unit")
def layer_norm_of_one(resolved: Resolved) -> Iterator[Found]:
    """Layer norm subtracts the mean over the units of a layer from each of them.

    A single unit equals its own mean, so the layer always outputs 0, and nothing after it can learn
    from the data.
    """
    model = resolved.spec.model
    if isinstance(model, Mlp) and model.norm and model.norm.by_example and 1 in model.hidden:
        path = (*_PATH, "hidden", model.hidden.index(1))
        label = "one unit minus its own mean is 0 for every example"
        yield Found(path, label, (), Fix(_NORM, "null"))


@rule("M105", "a setting for hidden layers, and there are none")
def nothing_hidden(resolved: Resolved) -> Iterator[Found]:
    """Norm, activation and dropout belong to hidden layers, and this model has none.

    It is a linear classifier. Add `hidden` widths, or remove the setting. The same applies to
    `init` beside `output_init`.
    """
    model = resolved.spec.model
    if isinstance(model, Mlp) and not model.hidden:
        for name in ("norm", "dropout", "activation"):
            if getattr(model, name) != type(model).model_fields[name].default:
                path = (*_PATH, name)
                yield Found(path, f"hidden is [], so {name} has no effect", (), Fix(path, None))
        if model.init is not None and model.output_init is not None:
            path = (*_PATH, "init")
            label = "hidden is [], so output_init is for the only layer"
            yield Found(path, label, (), Fix(path, None))


@warning("M107", "the gradient vanishes in so many layers without a norm")
def gradient_vanishes(resolved: Resolved) -> Iterator[Found]:
    """Each hidden layer passes on part of the gradient; sigmoid at most a quarter.

    Over many layers it shrinks by orders of magnitude, and so does the signal in the forward pass:
    the loss stays at the logarithm of the number of classes. A norm prevents this.
    """
    model = resolved.spec.model
    if not isinstance(model, Mlp) or model.norm is not None or model.init is not None:
        return
    most = _DEPTHS.get(model.activation, len(model.hidden))
    if len(model.hidden) > most:
        label = (
            f"{len(model.hidden)} layers of {model.activation}, which hardly train beyond {most}"
        )
        yield Found((*_PATH, "hidden"), label, (), Fix(_NORM, "layer"))


@warning("M108", "the model does not fit into memory")
def model_is_huge(resolved: Resolved) -> Iterator[Found]:
    """Each weight takes 4 bytes, its gradient another 4, and the optimizer's state more: 8 for Adam.

    The trainer keeps all of it on one device, and stops with an error before the first step if it
    does not fit. The warning applies above 1 TiB, more than any device has.
    """
    model = resolved.spec.model
    if not isinstance(model, Mlp):
        return
    widths = (math.prod(resolved.facts.shape), *model.hidden, resolved.outputs or 1)
    weights = sum(inputs * outputs for inputs, outputs in itertools.pairwise(widths))
    kept = sum(type(block).moments for _, block in nested(resolved.spec.optimizer))
    size = 4 * weights * (2 + kept)
    if size > _TERABYTE:
        sizes = " → ".join(f"{width:,}" for width in widths[:4])
        layers = sizes if len(widths) <= 4 else f"{sizes} → …"
        label = f"{weights:,} weights ({layers}) take {size / _TERABYTE:,.1f} TiB in training"
        yield Found((*_PATH, "hidden"), label)
