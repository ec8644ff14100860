"""`type: image_folder`."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import Width, is_absent


def _folder(value: str) -> str:
    if "://" in value:
        raise PydanticCustomError(
            "specc_folder", "a folder must be a local path; download it first"
        )
    if "\0" in value:
        raise PydanticCustomError("specc_folder", "a path cannot contain a NUL character")
    return value


Byte = Annotated[int, Field(ge=0, le=255)]


class ImageFolder(Block):
    """Images in one folder per class; classes are sorted by folder name.

    Pillow reads the first frame of each image, turned as its EXIF orientation says. Values have 8 bits:
    images with more are an error, because Pillow would clip gray ones, and cut off bits of the others.
    """

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
    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""

    partial: ClassVar[bool] = True
    """Whether evaluation or test data is looked at otherwise, because it may lack classes."""

    decodes: ClassVar[bool] = True
    """Whether each example is a file to decode, so that `placement: files` is possible."""

    names: ClassVar = ("a folder of images", "class_names")
    """What it is, and the fact with its names, which the trainer needs."""

    mode: Literal["rgb", "gray"] = Field(
        "rgb", description="Color channels: rgb has three, gray none."
    )

    alpha: Literal["composite", "drop", "keep"] | None = Field(
        None,
        exclude_if=is_absent,
        description="What becomes of transparency: composite puts images over `background`, drop ignores "
        "it, keep makes it the last channel. If not given, all images must be opaque.",
    )
    background: Annotated[tuple[Byte, Byte, Byte], Field(strict=False)] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[[0, 0, 0]],
        description="Red, green and blue, from 0 to 255, behind composited images; white if not given.",
    )

    @property
    def channels(self) -> int:
        """Values of each pixel."""
        return {"rgb": 3, "gray": 1}[self.mode] + (self.alpha == "keep")

    @property
    def pillow_mode(self) -> str:
        """What Pillow calls the kind of image that is read."""
        return {"rgb": "RGB", "gray": "L"}[self.mode] + ("A" if self.alpha == "keep" else "")

    @property
    def behind(self) -> tuple[int, int, int]:
        """The background."""
        return self.background or (255, 255, 255)

    def misfit(self, facts: Facts) -> tuple[str, str] | None:
        """A fact that cannot be of these images, and why; None if all can."""
        channels = (self.channels,) if self.channels > 1 else ()
        size = facts.shape[:2] if self.size is None else self.size
        if len(size) == 2 and facts.shape == (*size, *channels):
            return None
        kind = f"{self.mode} image with alpha" if self.alpha == "keep" else f"{self.mode} image"
        return "shape", f"{list(facts.shape)} is no {kind} of that size"
