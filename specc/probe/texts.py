"""Texts with labels, in the columns of a file."""

from __future__ import annotations

import hashlib
import pathlib
from typing import TYPE_CHECKING, Any

from specc.language.file import name_of
from specc.language.sources.texts import Texts
from specc.language.wording import counted
from specc.probe.arrays import facts_of
from specc.probe.cells import shown
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_BYTES = 256


def look(source: Texts, folder: pathlib.Path) -> Survey:
    """Reads the texts, their lengths, and what is to be predicted of them.

    Raises:
        ImportError: pyarrow is not installed, and the file is one of Parquet.
        OSError: the file does not exist, or cannot be downloaded.
        DataError: the file lacks a column, a text is empty, or the targets are no labels or numbers.
    """
    import numpy as np

    path = local(source.path, folder)
    table = _read(source, path)
    wanted = [source.text, source.target, *([source.weight] if source.weight is not None else [])]
    if absent := [name for name in wanted if name not in table]:
        there = ", ".join(map(shown, table)) or "none"
        raise DataError(
            f"{path} has no column {', '.join(map(shown, absent))}, but {there}",
            "name one of these as `text`, `target` or `weight`",
        )
    if len(table) == 0:
        raise DataError(f"{path} has no rows", "check that it is the right file")
    texts = _texts(table[source.text], path)
    targets = _targets(table[source.target], path)
    weights = None if source.weight is None else _numbers(table[source.weight], path)
    facts = facts_of(np.zeros((len(texts), 1)), targets, weights)
    joined = "".join(texts)
    try:
        lengths = [len(text.encode() if source.tokens == "bytes" else text) for text in texts]
        raw = joined.encode()
    except UnicodeEncodeError:
        raise DataError(f"{path} has half of a character", "repair its encoding") from None
    characters = None if source.tokens == "bytes" else "".join(sorted(set(joined)))
    vocabulary = _BYTES if characters is None else len(characters)
    labels = targets.astype(str) if targets.dtype.kind in "OU" else targets
    content = hashlib.sha256(raw + np.array(lengths).tobytes() + labels.tobytes())
    known: dict[str, Any] = {
        "shape": (max(lengths),),
        "low": 0.0,
        "high": float(max(raw) if characters is None else vocabulary - 1),
        "vocabulary": vocabulary,
        "characters": characters,
        "sha256": content.hexdigest(),
    }
    seen = Array("texts", source.text, (len(texts),), source.tokens, min(lengths), max(lengths))
    others = Array("targets", source.target, targets.shape, _kind(targets), *_range(targets))
    return Survey(facts.model_copy(update=known), arrays=(seen, others))


def _read(source: Texts, path: pathlib.Path) -> pd.DataFrame:
    """The table, with texts as they are."""
    import pandas as pd

    try:
        match source.file_format:
            case "csv":
                return pd.read_csv(path, dtype=str, keep_default_na=False)
            case "jsonl":
                return pd.read_json(path, lines=True, dtype=False)
            case _:
                import pyarrow.parquet  # noqa: F401  # pandas' own message names no package

                return pd.read_parquet(path)
    except (ValueError, OSError) as error:
        reason, name = " ".join(str(error).split()), name_of(source.path)
        raise DataError(
            f"{path} cannot be read as {source.file_format}: {reason}",
            f"repair {name}, or give its `format`",
        ) from None


def _texts(column: pd.Series[Any], path: pathlib.Path) -> list[str]:
    """The texts, of which none is empty.

    Raises:
        DataError: one is empty, missing, or no text.
    """
    texts = column.tolist()
    bad = [n for n, text in enumerate(texts) if not isinstance(text, str) or not text]
    if bad:
        raise DataError(
            f"{counted(len(bad), 'text')} of {path} in column {shown(column.name)} without a character,"
            f" the first {texts[bad[0]]!r} in row {bad[0] + 1:,}",
            "drop their rows: there is nothing to predict from",
        )
    return texts


def _targets(column: pd.Series[Any], path: pathlib.Path) -> np.ndarray[Any, Any]:
    """Names of classes, or numbers if all of them are."""
    import pandas as pd

    if missing := int((column.isna() | (column == "")).sum()):
        raise DataError(
            f"column {shown(column.name)} of {path} has {counted(missing, 'missing value')}",
            "fill them, or drop their rows",
        )
    try:
        return pd.to_numeric(column).to_numpy()
    except (ValueError, TypeError):
        return column.astype(str).to_numpy(dtype=str)


def _numbers(column: pd.Series[Any], path: pathlib.Path) -> np.ndarray[Any, Any]:
    import pandas as pd

    try:
        return pd.to_numeric(column).to_numpy(float)
    except (ValueError, TypeError) as error:
        message = f"column {shown(column.name)} of {path} has weights that are not numbers: {error}"
        raise DataError(message, "correct them, or name another column as `weight`") from None


def _kind(targets: np.ndarray[Any, Any]) -> str:
    return "names" if targets.dtype.kind == "U" else str(targets.dtype)


def _range(targets: np.ndarray[Any, Any]) -> tuple[float | None, float | None]:
    if targets.dtype.kind == "U":
        return None, None
    return float(targets.min()), float(targets.max())
