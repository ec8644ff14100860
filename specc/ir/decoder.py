"""What a loss asks of a decoder: the numbers that it gives for each value of an example."""

from __future__ import annotations

import math
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Pattern
from specc.ir.node import Node, Renderable


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The outputs of a decoder, as its loss reads them.

    Attributes:
        words: what they are, for the docstring of the decoder: "Logits".
        noun: the decoder, for that of the model: "a Bernoulli decoder".
        value: the examples that are shown, of `outputs`.
        per_value: numbers for each value of an example, along a last axis if there are several.
        additions: nodes that add parameters to the model, in its slot `decoder.parameters`.
    """

    words: str
    noun: str
    value: Pattern
    per_value: int = 1
    additions: tuple[Renderable, ...] = ()

    def shape(self, example: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of the outputs for an example of a shape."""
        return (*example, self.per_value) if self.per_value > 1 else example


@dataclass(frozen=True, kw_only=True)
class Decoding:
    """What models have in common that decode.

    Attributes:
        shape: of an example.
        output: what the decoder gives.
    """

    shape: tuple[int, ...]
    output: Decoded

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of what the decoder gives for an example."""
        return self.output.shape(self.shape)

    @property
    def outputs(self) -> int:
        """The number of its outputs."""
        return math.prod(self.output_shape)

    @property
    def outputs_words(self) -> str:
        """Its outputs, for its docstring."""
        return f"{self.output.words}, ({', '.join(map(str, ('batch', *self.output_shape)))})."

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Parameters of the likelihood."""
        return self.output.additions


@dataclass(frozen=True, kw_only=True)
class LogScale(Node):
    """The parameter for a scale that is the same for all values."""

    template: ClassVar[str] = "loss/generation/likelihoods/log_scale"
