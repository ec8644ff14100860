"""Families that few specs have, as types of fields: the base classes are imported with a member."""

from typing import Annotated, Any

from specc.language.family import Family, by_type

AnyAugmentation = Annotated[
    Any, Family("specc.language.augmentations", "augmentation", shorthand=by_type)
]
AnyAverage = Annotated[Any, Family("specc.language.averages", "average", usual="ema")]
AnyEvent = Annotated[Any, Family("specc.language.events", "event")]
AnyInitializer = Annotated[
    Any, Family("specc.language.initializers", "initializer", shorthand=by_type)
]
AnySampler = Annotated[Any, Family("specc.language.samplers", "sampler", shorthand=by_type)]
