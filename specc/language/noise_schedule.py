"""The base class of noise schedules of diffusion."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class NoiseSchedule(Block):
    """How much noise an example has after each step of diffusion, from none to almost nothing else."""

    type: str

    def signal(self, timesteps: int) -> float:
        """The share of an example's variance that is left after the last step."""
        raise NotImplementedError


AnyNoiseSchedule = Annotated[
    Any,
    Family("specc.language.noise_schedules", "noise schedule", shorthand=by_type, usual="linear"),
]
"""The schedules that a spec can name, a file each; see `specc.language.family`."""
