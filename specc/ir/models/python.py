"""A module of the user's own."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Setting
from specc.ir.model import Model
from specc.ir.user_code import Code, InlinedDefinition


@dataclass(frozen=True, kw_only=True)
class Python(Model):
    """The user's class, and what it is made with.

    Attributes:
        takes_rngs: whether it takes `rngs` in training.
        has_convolutions: as far as its source shows them.
    """

    code: Code
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
