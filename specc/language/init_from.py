"""`init_from:`, weights of another run, or of a file, to begin with."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import is_absent
from specc.language.paths import Pattern, Patterns, Selection

Stored = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9_.*/-]+$",
        title="name of an array",
        examples=["layers.*.weight"],
    ),
]


class StoredAs(Block):
    """How a file stores parameters."""

    name: Stored | Annotated[tuple[Stored, ...], Field(strict=False, min_length=1)] = Field(
        examples=["layers.*.weight"],
        description="Name of the array, with a `*` for each of the path; or of several arrays, which are "
        "joined along the last axis.",
    )
    transpose: bool = Field(
        False,
        description="The file has the axes in reverse, as PyTorch has for kernels of linear layers.",
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arrays."""
        return (self.name,) if isinstance(self.name, str) else self.name


class InitFrom(Selection):
    """The run begins with the weights of another run, where path and shape are the same.

    Or it begins with those of a safetensors file, which must have all that are selected.
    """

    run: str | None = Field(
        None,
        min_length=1,
        exclude_if=is_absent,
        title="path of a folder",
        examples=["runs/pretrained"],
        description="Folder of the other run, its workdir: a path, relative to the spec. Its newest "
        "checkpoint is read, the averaged weights if it has any.",
    )
    file: str | None = Field(
        None,
        min_length=1,
        exclude_if=is_absent,
        title="path of a file, or folder",
        examples=["weights/model.safetensors"],
        description="A safetensors file instead of a run, or a folder with some: a path, relative to the "
        "spec. Its arrays have the paths of parameters as names, unless `stored` says otherwise.",
    )
    stored: Literal["gpt2", "llama"] | dict[Pattern, Stored | StoredAs] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[{"hidden/*/kernel": {"name": "layers.*.weight", "transpose": True}}],
        description="How the file stores parameters: for each path, the name of an array, or its name and "
        "whether it is transposed. `gpt2` and `llama` are the layouts of Hugging Face.",
    )
    match: Pattern | Patterns = Field(
        "**",
        description="Paths of the parameters to take, such as `hidden/**`: a pattern, or several.",
    )
    frozen: bool = Field(
        False, description="Do not train these parameters, as in a group with `frozen: true`."
    )

    @property
    def place(self) -> str:
        """Where the weights are; a rule sees to it that there is one such place."""
        return self.run or self.file or ""

    @property
    def rows(self) -> dict[str, StoredAs]:
        """How the file stores parameters, if the spec says so."""
        given = self.stored if isinstance(self.stored, dict) else {}
        return {
            path: StoredAs(name=stored) if isinstance(stored, str) else stored
            for path, stored in given.items()
        }
