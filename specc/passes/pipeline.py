"""The pass pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specc.fast_dataclasses import dataclass
from specc.ir.program import Program
from specc.passes import (
    apply_precision,
    assemble_chain,
    choose_loop,
    choose_operations,
    count_layers,
    gather_settings,
    inline_user_code,
    join_phases,
    name_optimizer,
    name_perceptrons,
    order_chain,
    place_data,
    share_functions,
)


@dataclass(frozen=True)
class Pass:
    """A transformation of the program, and its postcondition."""

    name: str
    transform: Callable[[Program], Program]
    postcondition: Callable[[Program], bool]

    @property
    def summary(self) -> str:
        """The first line of the transform's docstring: what is true after it."""
        lines = (self.transform.__doc__ or self.name).strip().splitlines()  # python -OO has no docs
        return lines[0]


PIPELINE = (
    Pass("order_chain", order_chain.transform, order_chain.postcondition),
    Pass("name_optimizer", name_optimizer.transform, name_optimizer.postcondition),
    Pass("assemble_chain", assemble_chain.transform, assemble_chain.postcondition),
    Pass("count_layers", count_layers.transform, count_layers.postcondition),
    Pass("share_functions", share_functions.transform, share_functions.postcondition),
    Pass("name_perceptrons", name_perceptrons.transform, name_perceptrons.postcondition),
    Pass("join_phases", join_phases.transform, join_phases.postcondition),
    Pass("place_data", place_data.transform, place_data.postcondition),
    Pass("choose_operations", choose_operations.transform, choose_operations.postcondition),
    Pass("choose_loop", choose_loop.transform, choose_loop.postcondition),
    Pass("apply_precision", apply_precision.transform, apply_precision.postcondition),
    Pass("inline_user_code", inline_user_code.transform, inline_user_code.postcondition),
    Pass("gather_settings", gather_settings.transform, gather_settings.postcondition),
)


def run(program: Program) -> Iterator[tuple[Pass, Program]]:
    """The program after each pass."""
    for stage in PIPELINE:
        program = stage.transform(program)
        assert stage.postcondition(program), f"{stage.name}: {stage.summary}"
        yield stage, program
