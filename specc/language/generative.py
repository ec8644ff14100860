"""The base class of losses of generative models."""

from collections.abc import Mapping
from typing import Any, ClassVar

from specc.language.better import Measured
from specc.language.block import Block
from specc.language.facts import Facts


class GenerativeLoss(Block):
    """What a generative model minimizes; some train several networks."""

    type: str

    networks: ClassVar[Mapping[str, frozenset[str]]]
    """What each network has to provide, by name; the first is `model:`, the others are in `networks:`."""

    reads: ClassVar[frozenset[str]] = frozenset({"input"})
    """The roles of the columns that it reads."""

    bounded: ClassVar[bool] = False
    """Whether inputs have to be between 0 and 1."""

    needs_levels: ClassVar[bool] = False
    """Whether inputs have to be integers, of which it gives probabilities; then they are bounded, too."""

    conditional: ClassVar[bool] = True
    """Whether what it trains can be given the class of an example."""

    reduced: ClassVar[bool] = False
    """Whether the network can be computed in a lower precision than the loss."""

    by_example: ClassVar[bool] = True
    """Whether a set is evaluated example by example, in batches."""

    samples: ClassVar[bool] = True
    """Whether samples can be drawn from what it trains."""

    reconstructs: ClassVar[bool] = False
    """Whether `sample:` shows reconstructions of held-out examples, as there is nothing to draw."""

    samplers: ClassVar[tuple[str, ...]] = ()
    """The types of samplers that can draw them, the default first; none if there is only one way."""

    measures_progress: ClassVar[bool] = True
    """Whether it gets smaller as the model improves, so that a search for smaller values makes sense."""

    carries: ClassVar[str] = ""
    """What it keeps in the state from step to step, if anything: "the buffer of its chains"."""

    def unshown(self, facts: Facts) -> str | None:
        """Why samples like the data cannot be shown; None if they can."""
        if facts.is_image or facts.shape == (2,):
            return None
        return f"examples are rows of {facts.shape[0]:,} numbers, neither images nor points"

    def evaluated(self, source: Any, by_bytes: bool) -> Measured:
        """The numbers that an evaluation gives, by name.

        Args:
            source: of the data.
            by_bytes: whether it is known how many bytes the text of each set has.
        """
        return {"loss": "min"}

    @property
    def by_text(self) -> bool:
        """Whether its evaluation counts all of a text, so that it can be told by bytes."""
        return False

    @property
    def reads_levels(self) -> bool:
        """Whether inputs have to be integers, as it is written; see `needs_levels`."""
        return self.needs_levels

    @property
    def parameters(self) -> tuple[str, ...]:
        """Paths of the parameters that it adds to the model."""
        return ()

    @property
    def sampler_defaults(self) -> Mapping[str, Any]:
        """Fields of its samplers that have another default with this loss."""
        return {}
