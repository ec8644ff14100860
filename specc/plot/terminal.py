"""Curves in a terminal: braille dots, at most 80 columns."""

from __future__ import annotations

import bisect

from specc.plot.curves import Curve, number

WIDTH = 80
_HEIGHT = 12
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille character's dots, by row and column."""

_BOLD, _DIM, _BLUE, _PLAIN = "\033[1m", "\033[2m", "\033[34m", "\033[0m"


def draw(curve: Curve, *, color: bool = False, width: int = WIDTH) -> str:
    """A curve with its axes, its phases below, and the values at the steps that matter."""
    low, high = min(curve.values), max(curve.values)
    if low >= 0:
        low = 0.0
    high = high if high > low else low + 1.0
    labels = {0: high, _HEIGHT // 2: (high + low) / 2, _HEIGHT - 1: low}
    shown = {row: number(value) for row, value in labels.items()}
    margin = max(map(len, shown.values()))
    columns = min(width, WIDTH) - margin - 3

    def paint(text: str, style: str) -> str:
        return f"{style}{text}{_PLAIN}" if color and text.strip() else text

    lines = [paint(curve.title, _BOLD)]
    for row, cells in enumerate(_canvas(curve, columns, low, high)):
        axis = "┤" if row in shown else "│"
        lines.append(f" {shown.get(row, '').rjust(margin)}{axis}{paint(cells.rstrip(), _BLUE)}")
    lines.append(f" {' ' * margin}└{_ruler(curve, columns)}")
    lines.append(f" {' ' * margin} {paint(_below(curve, columns).rstrip(), _DIM)}")
    rows = [(f"{step:,}", number(curve.at(step)), word) for step, word in curve.keys]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines += [
        f"   step {step.rjust(widths[0])}  {value.ljust(widths[1])}  {word}"[:width].rstrip()
        for step, value, word in _some(rows)
    ]
    if curve.note:
        lines.append(f"   {curve.note}")
    return "\n".join(lines)


def _some(rows: list[tuple[str, str, str]], most: int = 12) -> list[tuple[str, str, str]]:
    if len(rows) <= most:
        return rows
    left = len(rows) - most + 1
    return [*rows[: most - 2], ("", "", f"({left:,} more)"), rows[-1]]


def _canvas(curve: Curve, columns: int, low: float, high: float) -> list[str]:
    """The cells of each row, from the top; every column of dots shows all values of its steps."""
    dots, height = 2 * columns, 4 * _HEIGHT
    cells = [[0] * columns for _ in range(_HEIGHT)]

    def level(value: float) -> int:
        return round((high - value) / (high - low) * (height - 1))

    before = None
    for dot in range(dots):
        first = dot * curve.run / dots
        last = max(first, (dot + 1) * curve.run / dots - 1)
        start = max(bisect.bisect_right(curve.steps, first) - 1, 0)
        end = max(bisect.bisect_right(curve.steps, last), start + 1)
        levels = [level(value) for value in curve.values[start:end]]
        top, bottom = min(levels), max(levels)
        if before is not None:  # no gap between two columns
            top, bottom = min(top, before), max(bottom, before)
        before = levels[-1]
        for row in range(top, bottom + 1):
            cells[row // 4][dot // 2] |= _DOTS[row % 4][dot % 2]
    return ["".join(chr(0x2800 + bits) if bits else " " for bits in row) for row in cells]


def _column(step: int, curve: Curve, columns: int) -> int:
    return min(step * columns // curve.run, columns - 1)


def _ruler(curve: Curve, columns: int) -> str:
    """The axis, with a tick where a stage begins."""
    line = ["─"] * columns
    for stage in curve.stages:
        if stage.start > 0:
            line[_column(stage.start, curve, columns)] = "┴" if stage.is_phase else "╵"
    return "".join(line)


def _below(curve: Curve, columns: int) -> str:
    """The names of the phases where they fit."""
    line = [" "] * columns
    starts = [_column(stage.start, curve, columns) for stage in curve.phases]
    for stage, start, end in zip(curve.phases, starts, [*starts[1:], columns], strict=True):
        width_left = end - start
        word = stage.label if len(stage.label) <= width_left else ""
        left = start + max(0, (width_left - len(word)) // 2)
        line[left : left + len(word)] = word
    return "".join(line)
