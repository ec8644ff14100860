"""`type: image_folder`."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.language.block import Block
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
        description="Folder with one subfolder per class, relative to the spec."
    )
    size: Annotated[tuple[Width, Width], Field(strict=False)] | None = Field(
        None,
        description="Height and width to resize images to; if not given, all must have one size.",
    )
    decodes: ClassVar[bool] = True
    """Whether each example is a file to decode, so that `placement: files` is possible."""

    mode: Literal["rgb", "gray"] = Field(
        "rgb", description="Color channels: rgb has three, gray none."
    )
