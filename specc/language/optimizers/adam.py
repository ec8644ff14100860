"""`type: adam`."""

from typing import ClassVar, Literal

from specc.language.moments import NesterovMoments, adam
from specc.language.optimizer import Transform, alias


class Adam(NesterovMoments):
    """Adam (Kingma & Ba 2015), optionally with Nesterov momentum (Dozat 2016)."""

    type: Literal["adam"] = "adam"
    transforms: ClassVar[tuple[Transform, ...]] = (adam(options="nesterov"),)
    named: ClassVar = (alias("adam", "b1 b2 eps eps_root nesterov"),)
