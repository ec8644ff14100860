"""`data:`."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from specc.spec.augmentation import AnyAugmentation
from specc.spec.block import Block
from specc.spec.facts import Facts
from specc.spec.family import Family, by_type
from specc.spec.fields import Count, Seed
from specc.spec.quantities import Share
from specc.spec.split import AnySplit
from specc.spec.splits.random import Random


class Data(Block):
    """What is trained on."""

    source: Annotated[Any, Family("specc.spec.sources", "data source")] = Field(
        description="Where the examples come from."
    )
    batch_size: Count = Field(description="Examples per optimizer step.")
    holdout: AnySplit = Field(
        Random(share=Share(0.0)),
        description="Examples that are kept for evaluation, never trained on: a share of them, drawn at "
        "random, or another split.",
    )
    evaluation: Annotated[Any, Family("specc.spec.sources", "data source")] | None = Field(
        None, description="Where examples for evaluation come from, if they are data of their own."
    )
    test: Annotated[Any, Family("specc.spec.sources", "data source")] | None = Field(
        None,
        description="Where examples come from that the model is tested on once, at the end of the run, if "
        "they are data of their own. `holdout` can keep some as well.",
    )
    split_seed: Seed = Field(
        0,
        description="Which examples are held out. Apart from `seed`, so that runs compare on one split.",
    )
    normalize: (
        Annotated[Any, Family("specc.spec.normalizations", "normalization", shorthand=by_type)]
        | None
    ) = Field(
        None,
        description="What is done to inputs: none, unit or standardize. Unless given, images "
        "without negative values are scaled to [0, 1] and anything else standardized.",
    )
    augment: Annotated[tuple[AnyAugmentation, ...], Field(strict=False)] = Field(
        (), description="Random changes of the images of training batches, one after the other."
    )
    placement: Literal["device", "host", "files"] | None = Field(
        None,
        description="Where training examples are: device, or host, in memory or in their file, to be "
        "sent with each call, or files, to be decoded ahead of each call. Unless given, on the device up to "
        "2 GiB, and images of a folder in their files if all of them have more than 4 GiB.",
    )
    facts: Facts | None = Field(
        None, description="What is known of the data; otherwise it comes from specc.lock."
    )
    evaluation_facts: Facts | None = Field(None, description="The same of the data for evaluation.")
    test_facts: Facts | None = Field(None, description="The same of the data for the test.")

    @field_validator("holdout")
    @classmethod
    def _source_can_be_split(cls, value: Any, info: ValidationInfo) -> Any:
        source = info.data.get("source")
        if source is not None and (problem := value.problem(source)):
            raise PydanticCustomError("specc_split", "{text}", {"text": problem})
        return value
