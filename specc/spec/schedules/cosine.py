"""`type: cosine`."""

from typing import ClassVar, Literal

from specc.spec.schedule import DecayingSchedule, OptaxCall


class Cosine(DecayingSchedule):
    """Half a cosine from the peak to the floor (Loshchilov & Hutter, SGDR, 2017, without restarts)."""

    type: Literal["cosine"] = "cosine"

    call: ClassVar = OptaxCall(
        "cosine_decay_schedule",
        (("init_value", "peak"), ("decay_steps", "steps"), ("alpha", "floor_share")),
    )
    joined: ClassVar = OptaxCall(
        "warmup_cosine_decay_schedule",
        (
            ("init_value", "zero"),
            ("peak_value", "peak"),
            ("warmup_steps", "warmup"),
            ("decay_steps", "total"),
            ("end_value", "floor"),
        ),
    )
    words: ClassVar = "a cosine to {floor} by the end of the run"
