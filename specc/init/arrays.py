"""Arrays in .npz and .npy files."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from specc.init.files import SETS, relative
from specc.init.sighting import Sighting
from specc.language.sources.npy import Npy
from specc.language.sources.npz import Npz
from specc.probe.errors import DataError

if TYPE_CHECKING:
    import numpy as np

_PAIRS = (
    ("x", "y"),
    ("X", "y"),
    ("X", "Y"),
    ("inputs", "targets"),
    ("inputs", "labels"),
    ("images", "labels"),
    ("features", "labels"),
    ("features", "target"),
    ("data", "target"),
    ("data", "labels"),
)
"""What inputs and targets are called."""

_FORMS = ("{}", "{}_train", "train_{}")


def look_npz(data: pathlib.Path, folder: pathlib.Path, targets: Sequence[str]) -> Sighting:
    """Chooses arrays by their names, or by their shapes if there are two.

    Raises:
        DataError: it is not clear which ones are meant.
    """
    import numpy as np

    try:
        with np.load(data) as file:
            arrays = {name: file[name] for name in file}
    except Exception as error:  # numpy raises many kinds, depending on what is broken
        raise DataError(f"{data} cannot be read: {error}", "write it with numpy.savez") from error
    path = relative(data, folder)
    if len(arrays) == 1 and not targets:
        [name] = arrays
        return Sighting(Npz(path=path, inputs=name, targets=False))
    inputs, chosen = _pair(arrays, targets, data)
    source = Npz(path=path, inputs=inputs, targets=chosen)
    others = {
        key: Npz(path=path, inputs=x, targets=y) for key, (x, y) in _others(arrays, inputs, chosen)
    }
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    return Sighting(
        source,
        evaluation=others.get("evaluation"),
        test=others.get("test"),
        binary=_binary(arrays[chosen]),
        notes=(f"Arrays of the file: {shapes}",),
    )


def _pair(
    arrays: Mapping[str, np.ndarray[Any, Any]], targets: Sequence[str], data: pathlib.Path
) -> tuple[str, str]:
    """The names of inputs and targets."""
    if targets and targets[0] not in arrays:
        raise DataError(
            f"{data} has no array {targets[0]}, but {', '.join(arrays)}", "name one of these"
        )
    for form in _FORMS:
        for x, y in _PAIRS:
            inputs, chosen = form.format(x), targets[0] if targets else form.format(y)
            if inputs in arrays and chosen in arrays and inputs != chosen:
                return inputs, chosen
    known = [name for name in arrays if arrays[name].ndim]
    if len(known) == 2:
        inputs, chosen = sorted(known, key=lambda name: -arrays[name].size)
        if targets and targets[0] == inputs:
            inputs, chosen = chosen, inputs
        if len(arrays[inputs]) == len(arrays[chosen]):
            return inputs, chosen
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    raise DataError(
        f"of the arrays in {data}, {shapes}, it is not clear which are inputs and targets",
        "call them x and y",
    )


def _others(
    arrays: Mapping[str, np.ndarray[Any, Any]], inputs: str, targets: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Arrays for evaluation and test, called as those for training."""
    if "train" not in inputs or "train" not in targets:
        return
    for key, words in SETS.items():
        for word in words:
            names = inputs.replace("train", word), targets.replace("train", word)
            if all(name in arrays for name in names):
                yield key, names
                break


def look_npy(data: pathlib.Path, folder: pathlib.Path, targets: Sequence[str]) -> Sighting:
    """Looks for the targets beside the inputs; without any it is data for a generative model.

    Raises:
        DataError: the file of targets is not there, or cannot be read.
    """
    import numpy as np

    found = pathlib.Path(targets[0]) if targets else _beside(data)
    if found is None:
        return Sighting(Npy(inputs=relative(data, folder)))
    if not found.is_file():
        message = f"{data} has inputs, and there is no file of targets {found}"
        raise DataError(message, "name it: --target FILE.npy")
    try:
        labels = np.load(found, mmap_mode="r")
    except ValueError as error:
        raise DataError(f"{found} cannot be read: {error}", "write it with numpy.save") from error
    source = Npy(inputs=relative(data, folder), targets=relative(found, folder))
    return Sighting(source, binary=_binary(labels))


def _beside(data: pathlib.Path) -> pathlib.Path | None:
    """The file called as the targets of these inputs would be."""
    for x, y in sorted(_PAIRS, key=lambda pair: -len(pair[0])):
        for old, new in ((x, y), (x, y.upper())):
            path = data.with_stem(data.stem.replace(old, new))
            if path != data and path.is_file():
                return path
    return None


def _binary(targets: np.ndarray[Any, Any]) -> bool:
    """Whether all are 0 or 1, several for each example."""
    import numpy as np

    if targets.ndim != 2 or targets.shape[1] < 2 or targets.dtype.kind not in "biuf":
        return False
    return bool(np.isin(targets, (0, 1)).all())
