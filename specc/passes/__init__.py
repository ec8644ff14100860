"""Passes: transformations of the program between lowering and emission."""

from specc.passes.pipeline import PIPELINE, Pass, run

__all__ = ["PIPELINE", "Pass", "run"]
