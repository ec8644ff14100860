"""The optimizer of a first spec."""

from __future__ import annotations

from typing import Any

from specc.init.plan import Choice


def adamw(peak: float, **options: Any) -> Choice:
    """AdamW, with options besides the schedule."""
    schedule = {"type": "cosine", "peak": peak, "warmup": "5%"}
    return Choice(
        {"type": "adamw", "weight_decay": 0.01, **options, "learning_rate": schedule},
        "AdamW with a short warm-up, then a decay to 0 by the end of the run; `specc plot` draws it.",
    )
