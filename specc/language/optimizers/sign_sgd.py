"""`type: sign_sgd`."""

from typing import ClassVar, Literal

from specc.language.optimizer import Optimizer, Transform, alias


class SignSgd(Optimizer):
    """The signs of gradients (Bernstein et al. 2018)."""

    type: Literal["sign_sgd"] = "sign_sgd"
    usual_rate: ClassVar = "1e-4"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 0

    transforms: ClassVar[tuple[Transform, ...]] = (Transform("scale_by_sign"),)
    named: ClassVar = (alias("sign_sgd"),)
