"""A module of the user's own."""

from __future__ import annotations

import math

from specc.ir.data import Data
from specc.ir.expr import Argument, Expr, Literal
from specc.ir.models.python import Python
from specc.ir.settings import Field
from specc.language.models.python import Python as SpecBlock
from specc.lower.norm import STATISTICS
from specc.lower.settings import Settings
from specc.lower.user_code import file_name, lower_code


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Python:
    """Arguments that stand for sizes get them from the data; other numbers are settings."""
    from specc.inline.model import analyze

    known: dict[object, int | tuple[int, ...]] = {
        "{inputs}": math.prod(data.input.shape),
        "{outputs}": data.required_target.outputs,
        "{shape}": data.input.shape,
    }

    def value(name: str, given: object) -> Expr:
        if isinstance(given, str) and given in known:
            return Literal(known[given])
        if isinstance(given, int | float) and not isinstance(given, bool):
            kind, doc = type(given).__name__, f"argument of {spec.name}"
            field = Field(f"model_{name}", kind, given, doc, "model", None, f"model.args.{name}")
            return settings.add(field)
        assert given is None or isinstance(given, bool | str | tuple)
        return Literal(given)

    seen = analyze(spec)
    return Python(
        template="python",
        class_name="make_model",
        summary=f"{spec.name} of {file_name(spec)}: {data.input.name} -> {data.required_target.words}.",
        words=spec.name,
        collections=(STATISTICS,) if seen.batch_stats else (),
        macs=None,
        origin="model",
        code=lower_code(spec, "model", "model"),
        arguments=tuple(Argument(name, value(name, item)) for name, item in spec.args.items()),
        takes_rngs=seen.uses_rngs,
        has_convolutions=seen.convolves,
    )
