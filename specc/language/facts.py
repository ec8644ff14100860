"""Facts of the data, which the compiler needs and never reads from the data itself."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.fields import Count, Unit

MOST_EXAMPLES = 2**31 - 1
"""Their numbers are int32 on a device."""


class Facts(Block):
    """Size and shape of a data set."""

    rows: Annotated[int, Field(ge=1, le=2**40), Unit("examples")] = Field(
        examples=[1797],
        description="Number of examples, including held-out ones; of tokens, if the data is a sequence.",
    )
    shape: Annotated[tuple[Count, ...], Field(strict=False, min_length=1)] = Field(
        examples=[[8, 8]],
        description="Shape of one input: [64] for 64 features, [8, 8] for an image.",
    )
    classes: Annotated[int, Field(ge=2, le=1_000_000)] | None = Field(
        None, examples=[3], description="Number of classes, for class labels from 0."
    )
    targets: Count | None = Field(
        None, examples=[2], description="Number of targets per example, for numeric targets."
    )
    low: float = Field(examples=[0.0], description="Smallest value in any input.")
    high: float = Field(examples=[16.0], description="Largest value in any input.")
    dtype: Literal["uint8"] | None = Field(
        None,
        description="uint8 if inputs are stored as bytes; float32 otherwise.",
    )
    integers: Literal[True] | None = Field(
        None, description="true if the pixels of images are integers, stored as floats."
    )
    series: Literal[True] | None = Field(
        None,
        description="true if an input is a series of measurements, (time, channels) or (time,), and no "
        "image; a model of series implies it.",
    )
    class_rows: Annotated[tuple[int, ...], Field(strict=False)] | None = Field(
        None,
        examples=[[600, 600, 597]],
        description="Examples of each class, in the order of the labels.",
    )
    class_names: Annotated[tuple[str, ...], Field(strict=False)] | None = Field(
        None,
        examples=[["cat", "dog", "owl"]],
        description="Names of the classes, in the order of the labels.",
    )
    columns: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] | None = Field(
        None,
        examples=[["age", "sex"]],
        description="Names of a table's columns of inputs: numbers, then categories.",
    )
    categories: dict[str, Annotated[tuple[str, ...], Field(strict=False, min_length=1)]] | None = (
        Field(
            None,
            examples=[{"sex": ["female", "male"]}],
            description="Values of each categorical column, '' for a missing one; each value is a 0/1 "
            "input.",
        )
    )
    held_out_rows: Annotated[int, Field(ge=0)] | None = Field(
        None,
        examples=[270],
        description="Rows that `holdout` keeps for evaluation, if it goes by a column; tokens, if text is "
        "held out before it is split into tokens.",
    )
    test_rows: Annotated[int, Field(ge=0)] | None = Field(
        None, examples=[180], description="Those that it keeps for the test, in the same cases."
    )
    unseen: dict[str, dict[str, Count]] | None = Field(
        None,
        examples=[{"kind": {"w": 20}}],
        description="Values of the target and of categorical columns that only held-out rows have, and "
        "in how many, if `holdout` goes by a column.",
    )
    labels: Annotated[tuple[Literal["floats", "column"], ...], Field(strict=False)] | None = Field(
        None,
        description="How labels are stored, if not as integers (n,): as floats (0.0, 1.0), in a "
        "column (n, 1), or both.",
    )
    vocabulary: Count | None = Field(
        None,
        examples=[65],
        description="Number of different tokens, if the data is a sequence of them.",
    )
    characters: Annotated[str, Field(min_length=1)] | None = Field(
        None,
        examples=["\n abc"],
        description="The tokens of a text that is split into characters, in their order.",
    )
    words: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] | None = Field(
        None,
        examples=[["Paris", "in"]],
        description="The tokens of sequences of words, in their order.",
    )
    end_token: Annotated[int, Field(ge=0)] | None = Field(
        None, examples=[50256], description="The token that separates documents, if there are any."
    )
    shortest_prompt: Annotated[int, Field(ge=0)] | None = Field(
        None, examples=[12], description="Tokens of the shortest prompt, if there are prompts."
    )
    longest_prompt: Annotated[int, Field(ge=0)] | None = Field(
        None, examples=[90], description="Tokens of the longest one."
    )
    prompt: str | None = Field(
        None, examples=["two plus two is"], description="The first of the shortest prompts."
    )
    documents: Count | None = Field(
        None, examples=[2000], description="Number of documents, if there are any."
    )
    length: Count | None = Field(
        None,
        examples=[1115394],
        description="Number of characters of a text that a tokenizer splits.",
    )
    text_bytes: Count | None = Field(
        None, examples=[1115394], description="Bytes of such a text in UTF-8, or of documents."
    )
    held_out_bytes: Annotated[int, Field(ge=0)] | None = Field(
        None, examples=[111540], description="How many of them `holdout` keeps for evaluation."
    )
    test_bytes: Annotated[int, Field(ge=0)] | None = Field(
        None, examples=[111540], description="How many it keeps for the test."
    )
    tokenizer_sha256: str | None = Field(
        None,
        pattern="^[0-9a-f]{64}$",
        title="SHA-256",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        description="Checksum of the file of the tokenizer.",
    )
    sha256: str | None = Field(
        None,
        pattern="^[0-9a-f]{64}$",
        title="SHA-256",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        description="Checksum of inputs and labels as loaded.",
    )

    @model_validator(mode="after")
    def _examples_are_fewer(self) -> Self:
        if self.vocabulary is None and self.rows > MOST_EXAMPLES:
            message = f"rows is {self.rows:,}; only tokens of a sequence can be so many"
            raise PydanticCustomError("specc_facts", "{text}", {"text": message})
        return self

    def class_name(self, label: int) -> str:
        """The name of a class for messages; its label if it has none."""
        names = self.class_names
        return repr(names[label]) if names and label < len(names) else f"{label:,}"

    def listed_classes(self, labels: Sequence[int]) -> str:
        """Several of them: "class 'a', 'b' and 3 more", or "label 0, 1"."""
        named = ", ".join(map(self.class_name, labels[:5]))
        more = "" if len(labels) <= 5 else f" and {len(labels) - 5:,} more"
        return f"{'class' if self.class_names else 'label'} {named}{more}"

    @property
    def is_image(self) -> bool:
        """Whether an input has height and width, and optionally channels."""
        return len(self.shape) in {2, 3} and not self.series

    @property
    def levels(self) -> int | None:
        """Number of values that a pixel can have, from 0 to `high`; None if pixels are not integers."""
        known = self.integers or self.dtype == "uint8"
        return int(self.high) + 1 if known and self.low >= 0 else None

    @property
    def indicators(self) -> int:
        """Number of 0/1 inputs for categorical values; they come last."""
        return sum(len(values) for values in (self.categories or {}).values())
