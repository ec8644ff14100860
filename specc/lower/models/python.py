"""A module of the user's own."""

from __future__ import annotations

import math

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Argument, Expr, Literal, Setting
from specc.ir.model import Model
from specc.ir.settings import Field
from specc.language.models.python import Python as SpecBlock
from specc.lower.norm import STATISTICS
from specc.lower.settings import Settings
from specc.lower.user_code import ImportedDefinition, InlinedDefinition, file_name, lower_code


@dataclass(frozen=True, kw_only=True)
class Python(Model):
    """The user's class, and what it is made with.

    Attributes:
        takes_rngs: whether it takes `rngs` in training.
        has_convolutions: as far as its source shows them.
    """

    code: InlinedDefinition | ImportedDefinition
    arguments: tuple[Argument, ...]
    takes_rngs: bool
    has_convolutions: bool

    @property
    def uses_rngs(self) -> bool:
        """Whether it draws random numbers in training."""
        return self.takes_rngs

    @property
    def uses_xla_convolutions(self) -> bool:
        """Whether it has convolutions that XLA is left with."""
        return self.has_convolutions

    @property
    def has_own_code(self) -> bool:
        """Whether the page has definitions of the user's for it."""
        return isinstance(self.code, InlinedDefinition)

    @property
    def reads_settings(self) -> bool:
        """Whether any argument is one."""
        return any(isinstance(argument.value, Setting) for argument in self.arguments)


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
