"""`type: nadam`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.moments import NesterovMoments, adam
from specc.language.optimizer import Transform, alias


class Nadam(NesterovMoments):
    """Adam with Nesterov's momentum (Dozat 2016)."""

    type: Literal["nadam"] = "nadam"
    nesterov: bool = Field(True, description="Use Nesterov momentum.")

    transforms: ClassVar[tuple[Transform, ...]] = (adam("nesterov"),)
    named: ClassVar = (alias("nadam", "b1 b2 eps eps_root nesterov"),)
