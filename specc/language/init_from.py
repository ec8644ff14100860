"""`init_from:`, weights of another run to begin with."""

from pydantic import Field

from specc.language.paths import Pattern, Patterns, Selection


class InitFrom(Selection):
    """The weights that a run begins with are those of another run, where path and shape are the same."""

    run: str = Field(
        min_length=1,
        title="path of a folder",
        examples=["runs/pretrained"],
        description="Folder of the other run, its workdir: a path, relative to the spec. Its newest "
        "checkpoint is read, the averaged weights if it has any.",
    )
    match: Pattern | Patterns = Field(
        "**",
        description="Paths of the parameters to take, such as `hidden/**`: a pattern, or several.",
    )
    frozen: bool = Field(
        False, description="Do not train these parameters, as in a group with `frozen: true`."
    )
