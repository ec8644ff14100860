"""`type: image_folder`."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import Width


def _folder(value: str) -> str:
    if "://" in value:
        raise PydanticCustomError(
            "specc_folder", "a folder must be a local path; download it first"
        )
    if "\0" in value:
        raise PydanticCustomError("specc_folder", "a path cannot contain a NUL character")
    return value


class ImageFolder(Block):
    """Images in one folder per class; classes are sorted by folder name."""

    type: Literal["image_folder"] = "image_folder"
    path: Annotated[str, Field(min_length=1), AfterValidator(_folder)] = Field(
        title="path of a folder",
        examples=["data/images"],
        description="Folder with one subfolder per class, relative to the spec.",
    )
    size: Annotated[tuple[Width, Width], Field(strict=False)] | None = Field(
        None,
        examples=[[32, 32]],
        description="Height and width to resize images to; if not given, all must have one size.",
    )
    without_targets: ClassVar = True
    """It can be read without targets."""

    decodes: ClassVar[bool] = True
    """Whether each example is a file to decode, so that `placement: files` is possible."""

    names: ClassVar = ("a folder of images", "class_names")
    """What it is, and the fact with its names, which the trainer needs."""

    mode: Literal["rgb", "gray"] = Field(
        "rgb", description="Color channels: rgb has three, gray none."
    )

    def misfit(self, facts: Facts) -> tuple[str, str] | None:
        """A fact that cannot be of these images, and why; None if all can."""
        channels = (3,) if self.mode == "rgb" else ()
        size = facts.shape[:2] if self.size is None else self.size
        if len(size) == 2 and facts.shape == (*size, *channels):
            return None
        return "shape", f"{list(facts.shape)} is no {self.mode} image of that size"
