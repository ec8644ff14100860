"""`type: sklearn`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block


class Sklearn(Block):
    """One of the data sets that come with scikit-learn."""

    type: Literal["sklearn"] = "sklearn"
    name: Literal["digits", "iris", "wine", "breast_cancer", "diabetes", "linnerud"] = Field(
        description="The set that sklearn.datasets.load_<name> returns."
    )

    varies: ClassVar = frozenset({"name"})
    """The options in which evaluation data may differ."""
