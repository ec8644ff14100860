"""Transformations that can be added to any optimizer: clipping, noise and so on.

To add one, add a field to `Chained` and an entry to `MEMBERS`.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Positive
from specc.language.on_demand import on_demand

if TYPE_CHECKING:
    from specc.language.chain_arguments import AdaptiveGradClip, AddNoise, TrustRatio
else:  # see `specc.language.on_demand`
    AdaptiveGradClip = on_demand("specc.language.chain_arguments", "AdaptiveGradClip")
    AddNoise = on_demand("specc.language.chain_arguments", "AddNoise")
    TrustRatio = on_demand("specc.language.chain_arguments", "TrustRatio")


class Member(NamedTuple):
    """A transformation that can be added to any optimizer.

    Attributes:
        field: of the optimizer; a number that is the first argument, true, or a block of arguments.
        function: its name in optax.
        stage: when it applies.
        setting: name of the Config field for the number, or for the first number of the block, if any.
        doc: comment of that field.
        key: whether it takes a random key, which is then part of its state.
    """

    field: str
    function: str
    stage: Literal["centralize", "clip", "normalize", "noise", "trust_ratio"]
    setting: str | None = None
    doc: str = ""
    key: bool = False


MEMBERS = (
    Member("centralize", "centralize", "centralize"),
    Member(
        "adaptive_grad_clip",
        "adaptive_grad_clip",
        "clip",
        "adaptive_clip",
        "largest norm of a unit's gradient per norm of its weights",
    ),
    Member(
        "clip_by_global_norm",
        "clip_by_global_norm",
        "clip",
        "clip_norm",
        "maximum global norm of the gradient",
    ),
    Member(
        "clip_by_block_rms",
        "clip_by_block_rms",
        "clip",
        "clip_rms",
        "largest root mean square of an array's gradient",
    ),
    Member(
        "clip_by_value",
        "clip",
        "clip",
        "clip_value",
        "largest magnitude of a gradient's elements",
    ),
    Member(
        "normalize_by_update_norm",
        "normalize_by_update_norm",
        "normalize",
        "gradient_norm",
        "global norm that every gradient is scaled to",
    ),
    Member(
        "add_noise", "add_noise", "noise", "noise", "variance of the first step's noise", key=True
    ),
    Member("scale_by_trust_ratio", "scale_by_trust_ratio", "trust_ratio"),
)
"""All of them; within a stage they apply in this order."""


class Chained(Block):
    """The fields of `MEMBERS`."""

    centralize: bool = Field(
        False,
        description="Subtract from the gradient of each matrix its mean over all but the last axis (Yong et "
        "al. 2020).",
    )
    adaptive_grad_clip: AdaptiveGradClip | None = Field(
        None, description="Clipping of each unit's gradient by the norm of its weights."
    )
    clip_by_global_norm: Positive | None = Field(
        None,
        examples=[1.0],
        description="Largest global norm of a gradient; longer ones are scaled down.",
    )
    clip_by_block_rms: Positive | None = Field(
        None,
        examples=[1.0],
        description="Largest root mean square of an array's gradient; larger ones are scaled down.",
    )
    clip_by_value: Positive | None = Field(
        None,
        examples=[0.5],
        description="Largest magnitude of a gradient's elements; larger ones are cut.",
    )
    normalize_by_update_norm: Positive | None = Field(
        None,
        examples=[1.0],
        description="Global norm that every gradient is scaled to, up or down: only its direction counts.",
    )
    add_noise: AddNoise | None = Field(None, description="Gaussian noise on clipped gradients.")
    scale_by_trust_ratio: TrustRatio | None = Field(
        None,
        description="Layer-wise scaling of updates by the ratio of weight norm to update norm; {} for "
        "optax's defaults.",
    )
