"""`sample:`."""

from typing import Annotated

from pydantic import Field

from specc.language.block import Block
from specc.language.families import AnySampler
from specc.language.fields import Count, Unit
from specc.language.quantities import SomeTime


class Sample(Block):
    """When to draw samples; also at the end of the run, and by `--sample`.

    Autoencoders that have nothing to draw from show held-out images, each above its reconstruction. Language
    models write a text.
    """

    every: SomeTime = Field(description="Interval between pictures of samples.")
    count: Annotated[Count, Unit("samples")] = Field(
        64,
        description="Number of samples, or reconstructions, in a picture; for a text, of tokens.",
    )
    sampler: AnySampler | None = Field(
        None,
        description="How samples are drawn, for losses that leave a choice: euler, midpoint or rk4 for "
        "flow_matching; ancestral, ddim or heun for diffusion; langevin for energies; annealed_langevin for "
        "noise_conditional_score_matching; autoregressive for language models.",
    )
