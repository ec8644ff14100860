"""Flags that only make sense together: parts of a schedule leave steps for the rest, or the trainer says so at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from trainers.conftest import BASE, build, changed

WARM = {"type": "cosine", "peak": 0.1, "warmup": "20 steps"}
RESTARTS = {"type": "cosine_restarts", "peak": 0.1, "cycles": 5, "growth": 2, "warmup": "9 steps"}
WSD = {"type": "wsd", "peak": 0.1, "warmup": "10%", "decay": "30 steps"}


@pytest.mark.parametrize(
    ("schedule", "fits", "too_long", "said"),
    [
        (WARM, {"warmup": 99}, {"warmup": 100}, "warmup is 100 steps; it must be less than 100"),
        (WARM, {"steps": 21}, {"steps": 20}, "warmup is 20 steps; it must be less than 20"),
        (
            WSD,
            {"decay": 89},
            {"decay": 90},
            r"warmup \+ decay is 100 steps; it must be less than 100",
        ),
        (RESTARTS, {"steps": 40}, {"steps": 12}, "5 cycles do not fit into 3 steps"),
        (WSD, {"steps": 40}, {"warmup": 0.9}, r"warmup \+ decay is 120 steps"),
    ],
)
def test_parts_leave_room(
    schedule: dict[str, Any],
    fits: dict[str, Any],
    too_long: dict[str, Any],
    said: str,
    tmp_path: Path,
) -> None:
    spec = changed(
        BASE, {"optimizer.learning_rate": schedule, "train.duration": "100 steps", "name": "room"}
    )
    trainer = build(spec, tmp_path)
    c = trainer.Config(**fits)
    assert trainer.make_schedule(c)(c.steps) >= 0
    with pytest.raises(ValueError, match=said):
        trainer.Config(**too_long)
