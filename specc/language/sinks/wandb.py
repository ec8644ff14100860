"""`type: wandb`."""

from typing import Annotated
from typing import Literal as OneOf

from pydantic import Field

from specc.language.sink import Sink

_Name = Annotated[
    str,
    Field(
        pattern=r"^[^/\\#?%:\s]([^/\\#?%:\r\n]*[^/\\#?%:\s])?$",
        max_length=128,
        title="a name",
    ),
]


class Wandb(Sink):
    """A run of Weights & Biases, with the settings as its config; trainers import `wandb`.

    A resumed run continues under the same id. Only the rows that it lacks are sent.
    """

    type: OneOf["wandb"] = "wandb"
    project: _Name | None = Field(
        None, examples=["digits"], description="Name of the project; that of the spec if not given."
    )
    entity: _Name | None = Field(
        None, examples=["my-team"], description="User or team; the default one if not given."
    )
    name: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(
        None,
        examples=["baseline"],
        description="Name of the run; that of the workdir if not given.",
    )
    mode: OneOf["online", "offline", "disabled"] | None = Field(
        None,
        examples=["offline"],
        description="Whether rows are sent at once, kept for `wandb sync`, or dropped. By default as the "
        "variable WANDB_MODE says, or online.",
    )
