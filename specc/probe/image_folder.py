"""Images in a folder per class."""

from __future__ import annotations

import collections
import hashlib
import pathlib

from specc.language.facts import Facts
from specc.language.sources.image_folder import ImageFolder
from specc.language.wording import counted
from specc.probe.errors import DataError
from specc.probe.images import Read, read
from specc.probe.survey import Folder, Survey

_TRAINING = ("train", "training")
_SETS = {
    **dict.fromkeys(_TRAINING, "source"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "eval", "evaluation"), "evaluation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
"""Folders of sets, by the keys of `data` that they belong to."""


def look(source: ImageFolder, folder: pathlib.Path, *, scored: bool = False) -> Survey:
    """Reads every image, one at a time.

    Args:
        source: as the spec has it.
        folder: of the spec.
        scored: whether it is evaluation or test data, which may lack classes.

    Raises:
        DataError: there are no classes, an image cannot be read, or images are not of one size.
    """
    import numpy as np

    root = folder / source.path
    classes = _classes(root, source, least=1 if scored else 2)
    if scored:
        classes = {name: files for name, files in classes.items() if files}
    found, first = [], None
    checksum = hashlib.sha256()
    for name, files in classes.items():
        if not files:
            raise DataError(
                f"{root / name} is empty", "put the images of the class there, or remove it"
            )
        images = []
        for file in files:
            image = read(file, source)
            shape = image.pixels.shape
            first = (file, shape) if first is None else first
            if shape != first[1]:
                raise DataError(
                    f"{file} is {_size(shape)}, but {first[0]} is {_size(first[1])}",
                    "give the source a `size`, such as [{}, {}]".format(*first[1][:2]),
                    {"size": first[1][:2]},
                )
            checksum.update(image.pixels.tobytes())
            images.append(image._replace(pixels=np.empty(0)))
        found.append(_folder(name, images))
    if first is None:
        raise DataError(f"all folders of {root} are empty", "put the images of the classes there")
    counts = [item.images for item in found]
    checksum.update(np.repeat(np.arange(len(found)), counts).astype("<i8").tobytes())
    facts = Facts(
        rows=sum(counts),
        shape=first[1],
        classes=max(len(found), 2),
        low=0.0,  # what a byte can be: a small set may lack black, or white
        high=255.0,
        dtype="uint8",
        class_rows=tuple(counts) if len(found) > 1 else (*counts, 0),
        class_names=tuple(classes),
        sha256=checksum.hexdigest(),
    )
    return Survey(facts, folders=tuple(found))


def _classes(
    root: pathlib.Path, source: ImageFolder, *, least: int
) -> dict[str, list[pathlib.Path]]:
    """The files of each class, by name of the folder; both are sorted."""
    if not root.is_dir():
        raise DataError(f"{root} is not a folder", "name a folder with one subfolder per class")
    names = sorted(path.name for path in root.glob("[!.]*") if path.is_dir())
    _check_not_sets(root, names, source)
    if len(names) < least:
        fewest = "two at least" if least == 2 else "one at least"
        raise DataError(
            f"{root} has {counted(len(names), 'folder')}", f"put each class in one, {fewest}"
        )
    found = {}
    for name in names:
        if not name.isprintable():  # undecodable bytes among them, which no lock could hold
            raise DataError(f"{root} has a folder {name!r}", "give it a name that can be read")
        found[name] = sorted((root / name).glob("[!.]*"))
        if inner := next((path for path in found[name] if path.is_dir()), None):
            raise DataError(
                f"{inner} is a folder, where images of the class {name!r} are expected",
                f"put its images into {root / name}, or name another folder in the spec",
            )
    return found


def _check_not_sets(root: pathlib.Path, names: list[str], source: ImageFolder) -> None:
    """Raises if the folders are not of classes, but of sets: train/ and val/, each with the classes."""
    keys = {_SETS.get(name.lower()): name for name in names}
    if None in keys or "source" not in keys:
        return
    inner = [path for name in names for path in (root / name).glob("[!.]*")]
    if not inner or not all(path.is_dir() for path in inner):
        return
    path = source.path.rstrip("/")
    given = [
        f"{key}: {{type: image_folder, path: {path}/{keys[key]}}}"
        for key in ("source", "evaluation", "test")
        if key in keys
    ]
    raise DataError(
        f"{root} has the folders {', '.join(names)}, which look like sets, not like classes",
        f"give each its place in `data`: {', '.join(given)}",
    )


def _folder(name: str, images: list[Read]) -> Folder:
    return Folder(
        name=name,
        images=len(images),
        sizes=collections.Counter(image.size[::-1] for image in images),
        modes=collections.Counter(image.mode for image in images),
        turned=sum(image.turned for image in images),
        animated=sum(image.frames > 1 for image in images),
    )


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape[:2]))
