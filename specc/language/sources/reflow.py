"""`type: reflow`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.families import AnySampler
from specc.language.fields import Count, Seed
from specc.language.samplers.rk4 import Rk4

_REACH = 10.0
"""How far from 0 examples are taken to be; only the flow itself can tell."""


class Reflow(Block):
    """Pairs of noise and the example to which the flow of a trained run carries it (Liu et al. 2023).

    The other run has the same model and a loss of flow matching. The pairs are made when the trainer starts,
    the same every time, and examples are in the units of the other run's data. The loss connects them with
    `coupling: reflow`.
    """

    type: Literal["reflow"] = "reflow"
    run: str = Field(
        min_length=1,
        title="path of a folder",
        examples=["runs/moons_flow"],
        description="Folder of the trained run, its workdir: a path, relative to the spec. Its newest "
        "checkpoint is read, the averaged weights if it has any.",
    )
    shape: Annotated[tuple[Count, ...], Field(strict=False, min_length=1)] = Field(
        examples=[[2]], description="Shape of an example of that run."
    )
    rows: Annotated[int, Field(ge=2, le=10_000_000)] = Field(
        20_000, description="Number of pairs, including held-out ones."
    )
    solver: AnySampler = Field(
        Rk4(steps=50),
        description="How the flow is followed: euler, midpoint or rk4, and the number of steps.",
    )
    seed: Seed = Field(0, description="Seed of the noise; evaluation data need another.")

    without_targets: ClassVar = True
    """It can be read without targets."""

    varies: ClassVar = frozenset({"rows", "seed"})
    """The options in which evaluation data may differ."""

    @property
    def facts(self) -> Facts:
        """What is known without making them."""
        return Facts(rows=self.rows, shape=self.shape, low=-_REACH, high=_REACH)
