"""The same share of each class."""

from __future__ import annotations

from specc.lower.splits.random import Drawn
from specc.spec.splits.stratified import Stratified


def lower(written: Stratified, rows: int, seed: int) -> Drawn:
    """Scikit-learn's split, of a size that is fixed here."""
    return Drawn("stratified", rows, "hold out more", "data.holdout", seed)
