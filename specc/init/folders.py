"""Folders of images, and files in MNIST's format."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import Literal

from specc.init.files import relative
from specc.init.sighting import Sighting
from specc.language.sources.idx import Idx
from specc.language.sources.image_folder import ImageFolder
from specc.probe.errors import DataError
from specc.probe.images import turned_size

_SETS = {
    "source": ("train", "training"),
    "evaluation": ("val", "valid", "validation", "eval"),
    "test": ("test", "testing"),
}
_SIZES = (32, 64, 128, 224)


def is_flat(data: pathlib.Path) -> bool:
    """Whether a folder has neither folders of images nor MNIST's files: a README beside those is no data."""
    return not any(path.is_dir() or "ubyte" in path.name for path in data.glob("[!.]*"))


def look(data: pathlib.Path, folder: pathlib.Path) -> Sighting:
    """A folder with a subfolder per class, or per set of such, or with MNIST's files.

    Raises:
        DataError: it is none of these.
    """
    images = sorted(data.glob("*images*ubyte*"))
    if images:
        train = next((path for path in images if "train" in path.name), images[0])
        return look_idx(train, folder)
    inside = {path.name.lower(): path for path in data.glob("[!.]*") if path.is_dir()}
    sets = {
        key: next(inside[name] for name in names if name in inside)
        for key, names in _SETS.items()
        if inside.keys() & set(names)
    }
    if "source" in sets and any(path.is_dir() for path in sets["source"].iterdir()):
        source = _images(sets.pop("source"), folder, [*sets.values()])
        others = {key: _like(source, path, folder) for key, path in sets.items()}
        return Sighting(source, evaluation=others.get("evaluation"), test=others.get("test"))
    return Sighting(_images(data, folder, []))


def _like(source: ImageFolder, path: pathlib.Path, folder: pathlib.Path) -> ImageFolder:
    return source.model_copy(update={"path": relative(path, folder)})


def _images(
    root: pathlib.Path, folder: pathlib.Path, others: Sequence[pathlib.Path]
) -> ImageFolder:
    """The options by which all images have one size and mode, those of the other sets, too."""
    from PIL import Image, UnidentifiedImageError

    files = sorted(path for path in root.glob("[!.]*/[!.]*") if path.is_file())
    if not files:
        raise DataError(
            f"{root} has no folders with images", "put the images of each class into a folder there"
        )
    for other in others:
        files += sorted(path for path in other.glob("[!.]*/[!.]*") if path.is_file())
    sizes, modes = set(), set()
    for file in files:
        try:
            with Image.open(file) as image:
                sizes.add(turned_size(image))
                modes.add(image.mode)
        except UnidentifiedImageError:
            raise DataError(
                f"{file} is no image that Pillow can read",
                "repair it, or move it out of the folder",
            ) from None
        except Exception as error:  # Pillow raises many kinds, depending on what is broken
            raise DataError(
                f"{file} cannot be read as an image: {error}",
                "repair it, or move it out of the folder",
            ) from None
    path = relative(root, folder)
    mode: Literal["gray", "rgb"] = "gray" if modes <= {"L", "1", "LA"} else "rgb"
    if len(sizes) > 1:
        smallest = sorted(min(size) for size in sizes)[len(sizes) // 2]
        side = max((size for size in _SIZES if size <= smallest), default=_SIZES[0])
        return ImageFolder(path=path, size=(side, side), mode=mode)
    return ImageFolder(path=path, mode=mode)


def look_idx(data: pathlib.Path, folder: pathlib.Path) -> Sighting:
    """Files of MNIST's format; those of the test are called t10k or test.

    Raises:
        DataError: there are no labels beside the images.
    """
    source = _pair(data, folder)
    for word in ("t10k", "test"):
        test = data.with_name(data.name.replace("train", word))
        if test != data and test.is_file():
            return Sighting(source, test=_pair(test, folder))
    return Sighting(source)


def _pair(images: pathlib.Path, folder: pathlib.Path) -> Idx:
    name = images.name.replace("images", "labels").replace("idx3", "idx1")
    labels = images.with_name(name)
    if labels == images or not labels.is_file():
        raise DataError(
            f"there is no file of labels beside {images}",
            "call them like MNIST's: …-images-idx3-ubyte and …-labels-idx1-ubyte",
        )
    return Idx(images=relative(images, folder), labels=relative(labels, folder))
