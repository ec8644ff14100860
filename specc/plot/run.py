"""Curves of a program: stages from its IR, values from the emitted code."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

from specc.ir.program import Program
from specc.ir.schedule import Schedule, segments
from specc.plot.curves import Curve, Stage, parse, samples
from specc.plot.extract import extract
from specc.plot.number import Numbers

_MOST = 2_000
"""Steps to evaluate; a picture is not as wide."""


class PlotError(Exception):
    """Schedules that could not be evaluated; the message is what Python said last."""


def curves(trainers: Sequence[tuple[Program, str]], *, timeout: float = 300) -> tuple[Curve, ...]:
    """The schedules of trainers, evaluated in a process of its own.

    Args:
        trainers: what each does, after all passes, and its text.
        timeout: in seconds.

    Raises:
        PlotError: the process failed, or took longer than `timeout` seconds.
    """
    drafts = [list(_drafts(program)) for program, _ in trainers]
    asked = [{function: curve.steps for function, curve in found} for found in drafts]
    programs = [
        extract(text, ("Config", *steps)) for (_, text), steps in zip(trainers, asked, strict=True)
    ]
    values = _evaluate(programs, asked, timeout)
    return tuple(
        dataclasses.replace(curve, values=tuple(answer[function]))
        for found, answer in zip(drafts, values, strict=True)
        for function, curve in found
    )


def _drafts(program: Program) -> Iterator[tuple[str, Curve]]:
    """The functions that make a trainer's schedules, and their curves without the values."""
    numbers = Numbers(program)
    run = int(numbers.setting("steps"))
    for schedule in (*program.learning_rates, *program.schedules):
        stages = _stages(schedule, numbers, run)
        title = f"{program.name}: {schedule.quantity.replace('_', ' ')}"
        note = "it drops when the loss stops falling, which only a run can show"
        note = note if schedule.reduction is not None else ""
        steps = samples(run, stages, _MOST)
        yield schedule.function, Curve(title, run, steps, (), stages, note)


def _stages(schedule: Schedule, numbers: Numbers, run: int) -> tuple[Stage, ...]:
    found = []
    for start, segment in segments(schedule.tree):
        begin = round(numbers.value(start))
        found.append(Stage(segment.label, begin))
        marks = ((mark.label, begin + int(numbers.value(mark.step))) for mark in segment.marks)
        found += [Stage(label, at, is_phase=False) for label, at in marks]
    return tuple(sorted((stage for stage in found if stage.start < run), key=lambda s: s.start))


def _evaluate(
    programs: Sequence[str], asked: Sequence[dict[str, tuple[int, ...]]], timeout: float
) -> list[dict[str, list[float]]]:
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder) / f"schedules_{n}.py" for n in range(len(programs))]
        for file, program in zip(files, programs, strict=True):
            file.write_text(program, encoding="utf-8")
        command = [sys.executable, "-m", "specc.plot.worker", *map(str, files)]
        environment = {**os.environ, "JAX_PLATFORMS": "cpu"}  # nothing here is worth a device
        try:
            done = subprocess.run(
                command,
                input=json.dumps(asked),
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            raise PlotError(f"it took more than {timeout:g} s") from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise PlotError(lines[-1] if lines else f"it exited with {done.returncode}")
    return parse(done.stdout.splitlines()[-1])
