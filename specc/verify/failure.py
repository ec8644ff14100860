"""Why a trainer did not run: its error, and where in the trainer or in other code of the user's.

The subprocess describes the error, and its parent draws it. Frames of libraries are left out: what they say
is in the error's message, and what called them is what can be changed.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import sysconfig
import traceback
from types import ModuleType
from typing import Any, NamedTuple

TRAIN = {
    "flax": "flax",
    "grain": "grain",
    "jax": "jax",
    "matplotlib": "matplotlib",
    "numpy": "numpy",
    "optax": "optax",
    "orbax": "orbax-checkpoint",
    "pandas": "pandas",
    "PIL": "pillow",
    "pyarrow": "pyarrow",
    "safetensors": "safetensors",
    "sklearn": "scikit-learn",
    "tensorboard": "tensorboard",
    "tokenizers": "tokenizers",
    "tqdm": "tqdm",
    "tyro": "tyro",
}
"""The packages that `specc[train]` installs, by the names by which Python imports them."""

FAILED = 3
"""The exit code of a process whose trainer fails."""

_OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "out of memory", "Out of memory")


class Frame(NamedTuple):
    """A line that was being run.

    Attributes:
        file: its path; empty for the trainer.
        columns: of the expression, from 1, the end exclusive.
        function: that it is in; empty outside of any.
    """

    file: str
    line: int
    columns: tuple[int, int]
    function: str


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """An error of a trainer.

    Attributes:
        kind: its type.
        message: what it says.
        frames: lines of the trainer and of other code that is no library's, the failing one last.
        package: that is not installed, or empty.
        memory: whether memory ran out.
    """

    kind: str
    message: str
    frames: tuple[Frame, ...] = ()
    package: str = ""
    memory: bool = False

    def dumps(self) -> str:
        """As a line of JSON."""
        return json.dumps(dataclasses.asdict(self))


def parse_failure(text: str) -> Failure:
    """What `Failure.dumps` wrote."""
    data: dict[str, Any] = json.loads(text)
    frames = tuple(
        Frame(file, line, (first, last), function)
        for file, line, (first, last), function in data.pop("frames")
    )
    return Failure(frames=frames, **data)


def describe(error: BaseException, trainer: str, module: ModuleType | None = None) -> Failure:
    """An error as its parent process gets it.

    Args:
        error: as it was caught.
        trainer: the path of the file that was run.
        module: the trainer, if it could be imported.
    """
    frames = [
        _frame(frame, trainer)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == trainer or _is_users(frame.filename)
    ]
    message = str(error)
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        message = error.msg
        first = error.offset or 1
        last = error.end_offset or 0
        columns = (first, last if error.end_lineno == error.lineno and last > first else first + 1)
        file = "" if error.filename == trainer else error.filename
        frames.append(Frame(file, error.lineno, columns, ""))
    if isinstance(error, AttributeError) and module is not None and error.obj is module:
        message = f"the trainer has no {error.name}, which `verify` calls"
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    return Failure(
        kind=type(error).__name__,
        message=message,
        frames=tuple(frames),
        package=(missing or "").partition(".")[0],
        memory=isinstance(error, MemoryError) or any(part in message for part in _OUT_OF_MEMORY),
    )


def _frame(frame: traceback.FrameSummary, trainer: str) -> Frame:
    line, first, last = frame.lineno or 1, (frame.colno or 0) + 1, (frame.end_colno or 0) + 1
    columns = (first, last if frame.end_lineno == line and last > first else first + 1)
    file = "" if frame.filename == trainer else frame.filename
    return Frame(file, line, columns, "" if frame.name == "<module>" else frame.name)


def _is_users(file: str) -> bool:
    """Whether a file is neither specc's, nor Python's, nor an installed library's."""
    if file.startswith("<"):
        return False
    folders = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    folders |= {str(pathlib.Path(__file__).parents[1])}
    path = pathlib.Path(file)
    if "site-packages" in path.parts or "dist-packages" in path.parts:
        return False
    return not any(path.is_relative_to(folder) for folder in folders if folder)
