"""`data:`."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.families import AnyAugmentation
from specc.language.family import Family, by_type
from specc.language.fields import Examples, Seed
from specc.language.on_demand import on_demand
from specc.language.quantities import Percentage
from specc.language.split import AnySplit
from specc.language.splits.random import Random

if TYPE_CHECKING:
    from specc.language.evaluation_set import EvaluationSet
    from specc.language.facts import Facts
else:  # see `specc.language.on_demand`
    EvaluationSet = on_demand("specc.language.evaluation_set", "EvaluationSet")
    Facts = on_demand("specc.language.facts", "Facts")


def _is_empty(value: object) -> bool:
    return not value


def _is_plain(value: object) -> bool:
    return value == "plain"


class Data(Block):
    """The data."""

    source: Annotated[Any, Family("specc.language.sources", "data source", usual="csv")] = Field(
        description="Source of the examples."
    )
    batch_size: Examples = Field(examples=[128], description="Examples per optimizer step.")
    holdout: AnySplit = Field(
        Random(share=Percentage(0.0)),
        examples=["15%"],
        description="Examples held out for evaluation: a percentage, drawn at random, or another "
        "split. Of a text it is the end.",
    )
    evaluation: (
        Annotated[Any, Family("specc.language.sources", "data source", usual="csv")] | None
    ) = Field(None, description="Source of separate evaluation data.")
    test: Annotated[Any, Family("specc.language.sources", "data source", usual="csv")] | None = (
        Field(
            None,
            description="Source of separate test data, used once at the end of the run. `holdout` can also "
            "hold out test examples.",
        )
    )
    evaluation_sets: Annotated[tuple[EvaluationSet, ...], Field(strict=False)] = Field(
        (),
        exclude_if=_is_empty,
        description="Further sets that are evaluated.",
    )
    split_seed: Seed = Field(
        0,
        description="Seed of the split; independent of `seed`, so that runs share one split.",
    )
    normalize: (
        Annotated[Any, Family("specc.language.normalizations", "normalization", shorthand=by_type)]
        | None
    ) = Field(
        None,
        description="Normalization of inputs: none, unit or standardize. By default, images "
        "without negative values are scaled to [0, 1], and other inputs standardized.",
    )
    augment: Annotated[tuple[AnyAugmentation, ...], Field(strict=False)] = Field(
        (), description="Random augmentations of training images, applied in order."
    )
    placement: Literal["device", "host", "files"] | None = Field(
        None,
        description="Where training examples are kept: device; host, in memory or memory-mapped, sent "
        "with each call; or files, decoded ahead of each call. By default on the device up to 2 GiB, and "
        "in files for an image folder of more than 4 GiB.",
    )
    packing: Literal["plain", "masked"] = Field(
        "plain",
        exclude_if=_is_plain,
        description="What a window of several documents is. plain: one text. masked: attention sees nothing "
        "of another document, and positions restart with each.",
    )
    facts: Facts | None = Field(
        None, description="Facts of the data; read from specc.lock if not given."
    )
    evaluation_facts: Facts | None = Field(None, description="Facts of the evaluation data.")
    test_facts: Facts | None = Field(None, description="Facts of the test data.")

    @property
    def others(self) -> tuple[tuple[tuple[str | int, ...], Any, Facts | None], ...]:
        """What is evaluated and not trained on: the path of each source, the source, and its facts.

        Sources have paths in the spec, and facts are None if the spec has none.
        """
        found: list[tuple[tuple[str | int, ...], Any, Facts | None]] = [
            (("data", "evaluation"), self.evaluation, self.evaluation_facts),
            (("data", "test"), self.test, self.test_facts),
        ]
        found += [
            (("data", "evaluation_sets", number, "source"), item.source, item.facts)
            for number, item in enumerate(self.evaluation_sets)
        ]
        return tuple(item for item in found if item[1] is not None)

    @property
    def asks(self) -> dict[str, Any]:
        """Further facts of the source that depend on what is held out; part of the key in a lock."""
        own = getattr(self.source, "asks", None)
        return {**self.holdout.asks, **(own(self.holdout) if own is not None else {})}

    @field_validator("holdout", mode="before")
    @classmethod
    def _share_of_source(cls, value: Any, info: ValidationInfo) -> Any:
        own = getattr(info.data.get("source"), "split", None)
        return {"type": own, "share": value} if own and isinstance(value, str) else value

    @field_validator("holdout")
    @classmethod
    def _source_can_be_split(cls, value: Any, info: ValidationInfo) -> Any:
        source = info.data.get("source")
        if source is None:
            return value
        problem = value.problem(source)
        if value.given and getattr(source, "sequence", False) and not value.of_sequences:
            problem = f"a {source.type} source is one sequence, of which `end` holds out the end"
        if problem:
            raise PydanticCustomError("specc_split", "{text}", {"text": problem})
        return value
