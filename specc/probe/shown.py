"""What the probe found, as a table of plain text, 80 characters wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from specc.language.wording import counted
from specc.probe.survey import Array, Column, Folder, Survey

WIDTH = 80
_NAME = 24
"""Characters of a name that are shown."""

_MOST, _FEW = 24, 16
"""Lines of a table; if there are more, so many are shown."""

_ROLES = {"target": "target", "weight": "weight", "holdout": "split"}
_KINDS = {"numbers": "number", "text": "category"}

Row = tuple[str, ...]
T = TypeVar("T")


def lines_of(found: Survey) -> list[str]:
    """The columns, folders or arrays, a line each below a head."""
    if found.columns:
        columns = ("column", "kind", "classes", "missing", "range")
        return _table(columns, *_columns(found), right={2, 3})
    if found.folders:
        folders = ("class", "images", "height x width", "mode")
        return _table(folders, *_folders(found.folders), right={1})
    arrays = ("array", "key", "shape", "dtype", "range")
    return _table(arrays, [_array(item) for item in found.arrays], "", right=set())


def notes_of(found: Survey) -> Iterator[str]:
    """What to know about the images."""
    if turned := sum(item.turned for item in found.folders):
        yield f"{counted(turned, 'image')} turned as EXIF says"
    if animated := sum(item.animated for item in found.folders):
        yield f"{counted(animated, 'image')} of several frames, of which the first is read"


def _columns(found: Survey) -> tuple[list[Row], str]:
    """A row for each column, and the line for those that are left out: features, which come first."""
    features = [item for item in found.columns if item.role == "feature"]
    others = [item for item in found.columns if item.role != "feature"]
    shown, left = _some(features, _MOST - len(others))
    kinds = {kind: sum(item.kind == kind for item in left) for kind in _KINDS}
    parts = {"numbers": "of numbers", "text": "of categories"}
    more = " and ".join(f"{count:,} {parts[kind]}" for kind, count in kinds.items() if count)
    classes = found.facts.classes
    rows = [_column(item, classes) for item in shown]
    rest = [_column(item, classes) for item in others]
    return [*rows, *([()] if left else []), *rest], f"… {len(left):,} more columns: {more}"


def _column(item: Column, classes: int | None) -> Row:
    count = len(item.classes) if item.classes is not None else None
    if item.role == "target" and item.kind == "numbers":
        count = classes
    values = _range(item.low, item.high)
    if item.classes is not None:
        values = ", ".join(map(_printable, item.classes[:40]))
    return (
        _name(item.name),
        _ROLES.get(item.role, _KINDS[item.kind] if item.role == "feature" else item.role),
        f"{count:,}" if count is not None else "",
        f"{item.missing:,}" if item.missing else "",
        values,
    )


def _folders(folders: Sequence[Folder]) -> tuple[list[Row], str]:
    shown, left = _some(folders, _MOST)
    rows = [
        (_name(item.name), f"{item.images:,}", _sizes(item.sizes), _counts(item.modes))
        for item in shown
    ]
    counts = [item.images for item in left] or [0]
    many = f"{min(counts):,} to {max(counts):,} images each"
    return [*rows, *([()] if left else [])], f"… {len(left):,} more classes, {many}"


def _array(item: Array) -> Row:
    shape = " x ".join(f"{extent:,}" for extent in item.shape)
    return item.role, _name(item.key), shape, item.dtype, _range(item.low, item.high)


def _some(items: Sequence[T], most: int) -> tuple[Sequence[T], Sequence[T]]:
    """The items that are shown, and those that are not."""
    cut = len(items) if len(items) <= max(most, _FEW) else _FEW
    return items[:cut], items[cut:]


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}"


def _sizes(sizes: Mapping[tuple[int, int], int]) -> str:
    first, *others = sizes
    if not others:
        return f"{first[0]} x {first[1]}"
    heights, widths = zip(*sizes, strict=True)
    extents = (f"{min(x)}-{max(x)}" if min(x) < max(x) else f"{min(x)}" for x in (heights, widths))
    return " x ".join(extents)


def _counts(modes: Mapping[str, int]) -> str:
    if len(modes) == 1:
        return next(iter(modes))
    return ", ".join(f"{modes[mode]:,} {mode}" for mode in sorted(modes, key=lambda m: -modes[m]))


def _name(text: str) -> str:
    shown = _printable(text)
    return shown if len(shown) <= _NAME else f"{shown[: _NAME - 8]}…{shown[-7:]}"


def _printable(text: str) -> str:
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def _table(head: Row, rows: list[Row], more: str, *, right: set[int]) -> list[str]:
    """Aligned lines; `more` stands where a row is empty. Columns without values are left out."""
    kept = [at for at in range(len(head)) if any(row[at] for row in rows if row)]
    cells = [[row[at] for at in kept] if row else [] for row in (head, *rows)]
    widths = [max(len(row[at]) for row in cells if row) for at in range(len(kept))]
    lines = []
    for row in cells:
        if not row:
            lines.append(f"  {more}")
            continue
        parts = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, cell, width in zip(kept, row, widths, strict=True)
        ]
        line = f"  {'  '.join(parts)}".rstrip()
        lines.append(line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…")
    return lines
