"""`type: classification`."""

from typing import Literal

from specc.spec.block import Block


class Classification(Block):
    """One of several classes per example: softmax cross-entropy and accuracy."""

    type: Literal["classification"] = "classification"
