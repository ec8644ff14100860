"""Arrays in a file of NumPy's."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from specc.language.sources.npz import Npz
from specc.probe.arrays import facts_of
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Survey, of_arrays

if TYPE_CHECKING:
    import numpy as np

_ZIP = (b"PK\3\4", b"PK\5\6")
"""How an archive begins, and one with nothing in it; numpy takes other files for other things."""


def look(source: Npz, folder: pathlib.Path) -> Survey:
    """Reads the arrays.

    Raises:
        DataError: the file does not exist, not NumPy's, or damaged, or lacks one of the arrays.
    """
    import numpy as np

    path = local(source.path, folder)
    keys = [key for key in ("inputs", "targets", "weight") if getattr(source, key)]
    wanted = [getattr(source, key) for key in keys]
    with path.open("rb") as file:
        if (start := file.read(4)) not in _ZIP:
            shown = start.hex(" ") or "nothing"
            message = f"{path} begins with {shown}, an .npz file with {_ZIP[0].hex(' ')}"
            raise DataError(message, "write it with numpy.savez, or name its type in the spec")
        file.seek(0)
        try:
            with np.load(file) as arrays:
                names = tuple(arrays)
                found = {name: _array(arrays, name, path) for name in wanted if name in names}
        except DataError:
            raise
        except Exception as error:  # numpy raises many kinds, depending on what is broken
            raise DataError(f"{path} is damaged: {error}", "download or write it again") from error
    for key in keys:
        if (name := getattr(source, key)) not in found:
            message = f"{path} has no array {name}, only {', '.join(names) or 'nothing'}"
            fix = f"name one of them as `{key}` of the source"
            fix += ", or say `targets: false`" if key == "targets" else ""
            raise DataError(message, fix)
    arrays = {key: found[name] for key, name in zip(keys, wanted, strict=True)}
    facts = facts_of(arrays["inputs"], arrays.get("targets"), arrays.get("weight"))
    return of_arrays(facts, [(name, found[name]) for name in wanted], keys)


def _array(arrays: Any, name: str, path: pathlib.Path) -> np.ndarray[Any, Any]:
    """One of them.

    Raises:
        DataError: it has to be unpickled, which could run any code.
    """
    try:
        found: np.ndarray[Any, Any] = arrays[name]
    except ValueError as error:
        if "Object arrays" not in str(error):
            raise
        raise DataError(
            f"array {name} of {path} is of dtype object, which is stored as a pickle, and loading that"
            " can run any code in it",
            f"save it as text or numbers: numpy.savez(..., {name}={name}.astype(str))",
        ) from None
    return found
