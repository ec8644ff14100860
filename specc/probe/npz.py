"""Arrays in a file of NumPy's."""

from __future__ import annotations

import pathlib
import zipfile

from specc.probe.arrays import facts_of
from specc.spec.facts import Facts
from specc.spec.sources.npz import Npz


def look(source: Npz, folder: pathlib.Path) -> Facts:
    """Reads both arrays.

    Raises:
        ValueError: the file is not NumPy's, or lacks one of them.
    """
    import numpy as np

    try:
        with np.load(folder / source.path) as arrays:
            for name in (source.inputs, source.targets):
                if name not in arrays:
                    found = ", ".join(arrays) or "nothing"
                    raise ValueError(f"{source.path} has no array {name}: it has {found}")
            return facts_of(arrays[source.inputs], arrays[source.targets])
    except (zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{source.path} is damaged or not an .npz file: {error}") from None
