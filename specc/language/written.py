"""A spec as its file has it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from specc.language.spec import Spec

BaseName = Annotated[str, Field(min_length=1)]


class WrittenSpec(Spec):
    """A spec of a trainer."""

    model_config = ConfigDict(title="spec")

    extends: BaseName | Annotated[tuple[BaseName, ...], Field(strict=False)] = Field(
        (),
        title="path of a spec, or list of paths",
        examples=["base.yaml"],
        description="Specs that this one is based on, relative to it. Mappings are merged key by key, unless "
        "their types differ; everything else is replaced. Of several, later ones win over earlier ones.",
    )
