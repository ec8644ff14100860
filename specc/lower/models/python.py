"""A module of the user's own."""

from __future__ import annotations

import dataclasses
import math

from specc.ir.data import Data
from specc.ir.expr import Argument, Literal
from specc.ir.model import Model
from specc.lower.norm import STATISTICS
from specc.lower.own import Imported, Taken, file_name, lower_code
from specc.lower.settings import Settings
from specc.spec.models.python import Python as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Python(Model):
    """The user's class, and what it is made with.

    Attributes:
        draws_keys: whether it takes `rngs` in training.
    """

    code: Taken | Imported
    arguments: tuple[Argument, ...]
    draws_keys: bool

    @property
    def draws(self) -> bool:
        """Whether it draws random numbers in training."""
        return self.draws_keys

    @property
    def reads_settings(self) -> bool:
        """Its arguments stand in the spec."""
        return False


def lower(written: Written, data: Data, settings: Settings) -> Python:
    """Arguments that stand for sizes get them from the data."""
    from specc.inline.model import study

    known: dict[str, int | tuple[int, ...]] = {
        "{inputs}": math.prod(data.input.shape),
        "{outputs}": data.target.outputs,
        "{shape}": data.input.shape,
    }
    seen = study(written)
    arguments = tuple(
        Argument(name, Literal(known.get(value, value) if isinstance(value, str) else value))
        for name, value in written.args.items()
    )
    return Python(
        template="python",
        class_name="make_model",
        summary=f"{written.name} of {file_name(written)}: {data.input.name} -> {data.target.words}.",
        words=written.name,
        collections=(STATISTICS,) if seen.batch_stats else (),
        multiplications=None,
        origin="model",
        code=lower_code(written, "model", "model"),
        arguments=arguments,
        draws_keys=seen.draws,
    )
