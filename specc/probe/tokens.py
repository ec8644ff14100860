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
from specc.probe.tokenizers import tokenizer_of

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
            f"{path} has {size:,} bytes, which is not a multiple of the {kind.itemsize} of {kind}"
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
    made = None
    if source.tokenizer is not None:
        made = tokenizer_of(source.tokenizer, (), folder, separated=False)
        if high >= made.size:
            message = f"{path} has the token {high:,}, and the tokenizer {made.size:,} tokens"
            raise DataError(message, "give the tokenizer that the tokens are of")
    end = source.end if source.end is not None or made is None else made.end
    size = source.vocabulary or max(high + 1, made.size if made is not None else 0)
    if end is not None and end >= size:
        raise DataError(
            f"`end` is {end:,}, but there are {size:,} tokens, numbered from 0", "give one of them"
        )
    facts = Facts(
        rows=len(tokens),
        shape=(1,),
        low=float(low),
        high=float(high),
        vocabulary=size,
        end_token=end,
        tokenizer_sha256=made.sha256 if made is not None else None,
        sha256=hashed.hexdigest(),
    )
    shown = Array("tokens", name_of(source.path), tokens.shape, source.dtype, low, high)
    return Survey(facts, arrays=(shown,))
