"""The same share of each class."""

from __future__ import annotations

from specc.language.splits.stratified import Stratified
from specc.lower.splits.random import RandomHoldout


def lower(spec: Stratified, seed: int) -> RandomHoldout:
    """Scikit-learn's split, of sizes that are fixed here."""
    return RandomHoldout("stratified", "data.holdout", seed)
