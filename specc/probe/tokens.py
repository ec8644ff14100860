"""Files of token numbers."""

from __future__ import annotations

import hashlib
import pathlib

from specc.language.facts import Facts
from specc.language.file import name_of
from specc.language.sources.tokens import Tokens
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey

_PART = 2**24
"""Numbers that are looked at together: files may be larger than memory."""


def look(source: Tokens, folder: pathlib.Path) -> Survey:
    """Reads the numbers, part by part.

    Raises:
        DataError: there is no such file, it is empty or no array of this type, or it has a token that the
            vocabulary lacks.
    """
    import numpy as np

    path, kind = local(source.path, folder), np.dtype(source.dtype)
    size = path.stat().st_size
    if size == 0:
        raise DataError(f"{path} is empty", "name a file with tokens")
    if size % kind.itemsize:
        message = (
            f"{path} has {size:,} bytes, which is no multiple of the {kind.itemsize} of {kind}"
        )
        raise DataError(message, "give the `dtype` that the tokens were written with")
    tokens = np.memmap(path, kind, mode="r")
    low, high, hashed = int(tokens[0]), int(tokens[0]), hashlib.sha256()
    for start in range(0, len(tokens), _PART):
        part = np.asarray(tokens[start : start + _PART])
        low, high = min(low, int(part.min())), max(high, int(part.max()))
        hashed.update(part.tobytes())
    if low < 0:
        raise DataError(f"{path} has the token {low:,}", "tokens are numbered from 0")
    if source.vocabulary is not None and high >= source.vocabulary:
        message = f"{path} has the token {high:,}, and the vocabulary {source.vocabulary:,} tokens"
        raise DataError(message, f"give `vocabulary` at least {high + 1:,}, or another `dtype`")
    facts = Facts(
        rows=len(tokens),
        shape=(1,),
        low=float(low),
        high=float(high),
        vocabulary=source.vocabulary or high + 1,
        sha256=hashed.hexdigest(),
    )
    shown = Array("tokens", name_of(source.path), tokens.shape, source.dtype, low, high)
    return Survey(facts, arrays=(shown,))
