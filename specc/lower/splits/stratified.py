"""The same share of each class."""

from __future__ import annotations

from specc.lower.splits.random import Drawn
from specc.spec.splits.stratified import Stratified


def lower(spec: Stratified, seed: int) -> Drawn:
    """Scikit-learn's split, of sizes that are fixed here."""
    return Drawn("stratified", "data.holdout", seed)
