"""`type: adam`."""

from typing import ClassVar, Literal

from specc.language.moments import NesterovMoments
from specc.language.optimizer import Transform, alias, same


class Adam(NesterovMoments):
    """Adam (Kingma & Ba 2015), optionally with Nesterov momentum (Dozat 2016)."""

    type: Literal["adam"] = "adam"
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adam", same("b1", "b2", "eps"), options=same("eps_root", "nesterov")),
    )
    named: ClassVar = (alias("adam", "b1 b2 eps eps_root nesterov"),)
