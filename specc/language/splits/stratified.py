"""`type: stratified`."""

from typing import ClassVar, Literal

from specc.language.split import ShareSplit


class Stratified(ShareSplit):
    """The same share of each class, drawn by `split_seed`."""

    type: Literal["stratified"] = "stratified"

    by_class: ClassVar = True
