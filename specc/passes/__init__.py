"""From the program as lowered to the program as emitted: decisions, one pass each."""

from specc.passes.pipeline import PIPELINE, Pass, run

__all__ = ["PIPELINE", "Pass", "run"]
