"""`type: contrastive_divergence`."""

from typing import Literal

from specc.language.contrastive import Contrastive


class ContrastiveDivergence(Contrastive):
    """Contrastive divergence (Hinton 2002) of an energy; its chains begin at the examples of the batch.

    The energy of examples falls, and that of the ends of short chains of Langevin dynamics rises. No gradient
    flows through the chains.
    """

    type: Literal["contrastive_divergence"] = "contrastive_divergence"
