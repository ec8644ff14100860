"""The base class of losses of generative adversarial networks."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.language.better import Measured
from specc.language.fields import Count, NonNegative
from specc.language.generative import GenerativeLoss
from specc.language.models.mlp import Activation

R1 = Annotated[
    NonNegative,
    Field(
        description="Weight of the gradient penalty R1 at real examples (Mescheder et al. 2018); 0 for none."
    ),
]
DiscriminatorSteps = Annotated[
    Count,
    Field(description="Updates of the discriminator in a step, each on its part of the batch."),
]


def _is_usual(value: object) -> bool:
    return value == "leaky_relu"


AdversarialActivation = Annotated[
    Activation,
    Field(
        exclude_if=_is_usual,
        description="flax.nnx's function of that name; leaky_relu has a slope of 0.2 below 0, as in DCGAN "
        "(Radford et al. 2016).",
    ),
]


class AdversarialLoss(GenerativeLoss):
    """What a generator minimizes, and what the discriminator that tells its examples from real ones does."""

    discriminator_steps: DiscriminatorSteps = 1

    networks: ClassVar = {
        "generator": frozenset({"generate"}),
        "discriminator": frozenset({"discriminate"}),
    }
    by_example: ClassVar = False

    def evaluated(self, source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        modes: Measured = {"modes_found": "max", "within_3_sigma": "max"}
        return {"kernel_distance": "min", **(modes if hasattr(source, "modes") else {})}
