"""What training adds to the loss of a token, a file each, named as the field of the loss."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.token_terms import TokenTerm
from specc.language.block import Block
from specc.lower.settings import Settings
from specc.lower.token_terms import label_smoothing, z_loss

_TERMS = (label_smoothing, z_loss)


def lower_terms(spec: Block, settings: Settings, origin: str) -> Iterator[TokenTerm]:
    """Those whose fields a loss has, and has not set to 0, in the order in which they apply."""
    for term in _TERMS:
        name = term.__name__.rpartition(".")[2]
        if getattr(spec, name, 0):
            yield term.lower(spec, settings, f"{origin}.{name}")
