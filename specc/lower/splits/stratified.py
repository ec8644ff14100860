"""The same share of each class."""

from __future__ import annotations

from specc.ir.splits.random import RandomHoldout
from specc.language.splits.stratified import Stratified


def lower(spec: Stratified, seed: int) -> RandomHoldout:
    """Scikit-learn's split, of sizes that are fixed here."""
    return RandomHoldout("stratified", "data.holdout", seed)
