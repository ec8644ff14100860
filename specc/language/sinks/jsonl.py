"""`type: jsonl`."""

from typing import Literal

from specc.language.sink import Sink


class Jsonl(Sink):
    """A line of JSON for each row, in metrics.jsonl."""

    type: Literal["jsonl"] = "jsonl"
