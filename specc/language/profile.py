"""`profile:`."""

from pydantic import Field

from specc.language.block import Block
from specc.language.quantities import Duration, SomeTime


class Profile(Block):
    """Steps that JAX's profiler traces, once in a run, for TensorBoard and Perfetto.

    Compiled calls end where the trace does, so a start and a duration that share no large divisor with the
    other intervals make all calls short.
    """

    start: Duration = Field(
        examples=["100 steps"],
        description="When the trace begins; not at 0, which would include the compilation.",
    )
    duration: SomeTime = Field(examples=["10 steps"], description="Length of the trace.")
