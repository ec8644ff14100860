"""CPU seconds of specc's commands against floors: processes that do only what any such program must.

The seconds are user and system time of the whole child process, as the kernel counts them, interpreter
included. Commands and floors take turns, in one run, so that a busy machine weighs on both; a ratio is the
median of the ratios within a turn.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS = 15
MANY = 100

# Reads a small file and validates it with one small model.
_READ = """\
import yaml
from pydantic import BaseModel, Field, TypeAdapter
class Floor(BaseModel):
    name: str = Field(description="what it is called")
    seed: int = Field(0, description="of all that is random")
with open("floor.yaml", encoding="utf-8") as file:
    value = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
TypeAdapter(Floor).validate_python(value)
"""

# That, a template of one word, and one format of each trainer with the mode that specc states.
_FORMAT = (
    _READ
    + """\
import sys, black, jinja2
jinja2.Environment().from_string("{{ a }}").render(a=1)
mode = black.Mode(target_versions={black.TargetVersion.PY311}, line_length=100)
for number in range(int(sys.argv[1])):
    with open(sys.argv[2 + number], encoding="utf-8") as file:
        black.format_str(file.read(), mode=mode)
"""
)


@dataclasses.dataclass(frozen=True)
class Measured:
    """A command, the floor under it and how they compare."""

    name: str
    against: str
    seconds: float
    floor: float | None
    ratio: float | None
    budget: float  # of the ratio, or of the seconds where there is no floor

    @property
    def ok(self) -> bool:
        return (self.seconds if self.ratio is None else self.ratio) <= self.budget


def cpu_seconds(
    words: Sequence[str], folder: pathlib.Path, before: Callable[[], None] | None = None
) -> float:
    """User and system seconds of a process, its exit code checked."""
    if before is not None:
        before()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # bytecode is cached, as in any installation
    child = subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert child.stderr is not None
    said = child.stderr.read()
    child.stderr.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {child.returncode}: {said.decode()}")
    return usage.ru_utime + usage.ru_stime


def measure(rounds: int = ROUNDS) -> list[Measured]:
    """All commands, their floors beside them."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        spec, specs = _prepare(folder)
        specc = [sys.executable, "-m", "specc"]
        floor = [sys.executable, "-c"]

        def clean() -> None:
            shutil.rmtree(folder / "out", ignore_errors=True)

        def built() -> None:
            if not (folder / "out/.specc").exists() or len(list((folder / "out").glob("*.py"))) > 1:
                clean()
                cpu_seconds([*specc, "build", spec], folder)

        cpu_seconds([*specc, "build", *specs], folder, clean)
        kept = folder / "kept"  # what the floor formats: the same trainers, apart from `out`
        shutil.copytree(folder / "out", kept)
        many = [f"kept/{pathlib.Path(s).stem}.py" for s in specs]
        quick: dict[str, tuple[list[str], Callable[[], None] | None]] = {
            "version": ([*specc, "--version"], None),
            "read": ([*floor, _READ], None),
            "check": ([*specc, "check", spec], None),
            "format": ([*floor, _FORMAT, "1", many[0]], None),
            "build": ([*specc, "build", spec], clean),
            "again": ([*specc, "build", spec], built),
        }
        slow: dict[str, tuple[list[str], Callable[[], None] | None]] = {
            "format100": ([*floor, _FORMAT, str(len(many)), *many], None),
            "build100": ([*specc, "build", *specs], clean),
        }
        _turns(quick, folder, 1)  # writes the bytecode
        seconds = _turns(quick, folder, rounds) | _turns(slow, folder, max(3, rounds // 3))
    return [
        _compare("specc --version", "-", seconds["version"], None, 0.08),
        _compare("specc check", "pydantic + yaml", seconds["check"], seconds["read"], 1.3),
        _compare("specc build", "those + jinja2 + black", seconds["build"], seconds["format"], 1.4),
        _compare("build, nothing changed", "specc check", seconds["again"], seconds["check"], 1.2),
        _compare(
            f"build, {MANY} specs",
            f"{MANY} formats",
            seconds["build100"],
            seconds["format100"],
            1.3,
        ),
    ]


def _prepare(folder: pathlib.Path) -> tuple[str, list[str]]:
    """A folder of `MANY` specs like the gallery's, with a project file; paths relative to it."""
    text = (ROOT / "specs/digits_classifier.yaml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.specc]\noutput = "out/{name}.py"\n')
    (folder / "floor.yaml").write_text("name: floor\nseed: 1\n")
    (folder / "specs").mkdir()
    names = [f"trainer_{number}" for number in range(MANY)]
    for number, name in enumerate(names):
        varied = text.replace("name: digits_classifier", f"name: {name}").replace(
            "hidden: [256, 128]", f"hidden: [{64 + number}, {32 + number % 7}]"
        )
        (folder / f"specs/{name}.yaml").write_text(varied, encoding="utf-8")
    specs = [f"specs/{name}.yaml" for name in names]
    return specs[0], specs


def _turns(
    jobs: dict[str, tuple[list[str], Callable[[], None] | None]], folder: pathlib.Path, rounds: int
) -> dict[str, list[float]]:
    """Seconds of each job, one of each per turn, the order turned round every time."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name in list(jobs)[:: 1 if number % 2 else -1]:
            words, before = jobs[name]
            seconds[name].append(cpu_seconds(words, folder, before))
    return seconds


def _compare(
    name: str, against: str, ours: list[float], floor: list[float] | None, budget: float
) -> Measured:
    if floor is None:
        return Measured(name, against, statistics.median(ours), None, None, budget)
    ratio = statistics.median(a / b for a, b in zip(ours, floor, strict=True))
    return Measured(name, against, statistics.median(ours), statistics.median(floor), ratio, budget)


def as_data(measured: Measured) -> dict[str, Any]:
    """For results/latest.json."""
    return dataclasses.asdict(measured) | {"ok": measured.ok}
