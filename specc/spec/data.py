"""`data:`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from specc.spec.augmentation import AnyAugmentation
from specc.spec.block import Block
from specc.spec.facts import Facts
from specc.spec.family import Family, by_type
from specc.spec.fields import Count, Seed
from specc.spec.quantities import Share


class Data(Block):
    """What is trained on."""

    source: Annotated[Any, Family("specc.spec.sources", "data source")] = Field(
        description="Where the examples come from."
    )
    batch_size: Count = Field(description="Examples per optimizer step.")
    holdout: Share = Field(
        Share(0.0),
        description="Share of the examples that is kept for evaluation, never trained on.",
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
        description="What is done to inputs: none, unit or standardize. Unless given, images are "
        "scaled to [0, 1] and tables standardized.",
    )
    augment: Annotated[tuple[AnyAugmentation, ...], Field(strict=False)] = Field(
        (), description="Random changes of the images of training batches, one after the other."
    )
    placement: Literal["device", "host"] | None = Field(
        None,
        description="Where training examples are: device, or host, in memory or in their file, to be "
        "sent with each call. Unless given, on the device up to 2 GiB.",
    )
    facts: Facts | None = Field(
        None, description="What is known of the data; otherwise it comes from specc.lock."
    )
