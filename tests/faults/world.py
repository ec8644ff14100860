"""A trainer that is started and stopped many times, and all that a finished run leaves behind."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainers.conftest import BASE, changed, emit

HERE = Path(__file__).parent
GENERATED = HERE.parents[1] / "generated"
LIMIT = 120  # seconds, for a start that takes three

CLASSIFIER = changed(
    BASE,
    {
        "model.hidden": [8],
        "train.duration": "12 steps",
        "evaluate.every": "6 steps",
        "checkpoint": {"every": "6 steps", "keep": 1},
        "log": {"every": "4 steps", "curves": True},
        "events": [{"type": "weight_histogram", "every": "6 steps"}],
    },
)
FLAGS = {
    "small": "",
    "digits_vae": (
        "--epochs 6 --checkpoint-every 3 --eval-every 2 --sample-every 2 --samples 4"
        " --keep-checkpoints 1"
    ),
    "sums_bpe": (
        "--layers 1 --width 16 --train-tokens 20480 --checkpoint-every 10240 --eval-every 10240"
        " --sample-every 10240 --log-every 8 --samples 5 --keep-checkpoints 1"
    ),
}
"""Short runs, with two checkpoints of which one is kept: of the classifier and of trainers of the gallery.

They write metrics, curves and histograms; pictures of samples and reconstructions; texts and a tokenizer.
"""


def begun(name: str, library: Path, folder: Path) -> Started:
    """A trainer by its name in `FLAGS`; what it writes is in `folder`."""
    made = name == CLASSIFIER["name"]
    path = emit(CLASSIFIER, folder) if made else GENERATED / f"{name}.py"
    return Started(path, FLAGS[name].split(), library, folder)


def compiled(folder: Path) -> Path | None:
    """killer.c as a library, or None where it does not compile."""
    library, compiler = folder / "killer.so", shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    options = ["-O1", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([compiler, *options, str(HERE / "killer.c"), "-ldl", "-lpthread"], check=True)
    return library


@dataclasses.dataclass(frozen=True)
class End:
    """What a finished run leaves: the digest of its state, its files, and the step of its newest checkpoint."""

    state: str
    files: dict[str, bytes]
    newest: int


class Server:
    """A process that starts a trainer again and again (see server.py)."""

    def __init__(self, trainer: Path, library: Path, way: str):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "server.py"), str(trainer), way],
            env=os.environ | {"LD_PRELOAD": str(library), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=LIMIT)

    def ask(self, start: dict[str, Any]) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(start)}\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


class Started:
    """A trainer, flags for it, and a workdir in which it is started, killed, and started again."""

    def __init__(self, trainer: Path, flags: Sequence[str], library: Path, folder: Path):
        self.trainer, self.flags = trainer, flags
        self.folder, self.workdir = folder, folder / "run"
        self.forks, self.stays = (Server(trainer, library, way) for way in ("fork", "stay"))
        self.server = self.forks

    def close(self) -> None:
        self.forks.close()
        self.stays.close()

    def begin(self, at: int = 0, half: bool = False) -> int:
        """Starts in the workdir, to be killed at change `at`; returns the process that trains."""
        paths = {"workdir": self.workdir, "out": self.folder / "out", "record": self.folder / "rec"}
        for name in "out", "record":
            paths[name].unlink(missing_ok=True)
        start = {name: str(path) for name, path in paths.items()}
        pid = self.server.ask({**start, "flags": self.flags, "at": at, "half": int(half)})
        assert pid > 1  # 0 would be all processes of a group
        return pid

    def ended(self, pid: int) -> int:
        """Waits, and returns the exit code."""
        timer = threading.Timer(LIMIT, os.kill, (pid, 9))
        timer.start()
        try:
            return self.server.answer()
        finally:
            timer.cancel()

    def go(self, at: int = 0, half: bool = False) -> int:
        return self.ended(self.begin(at, half))

    @property
    def said(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def changes(self) -> list[str]:
        """What the last start called, and on which path in the workdir, one after the other."""
        return (self.folder / "rec").read_text().splitlines()

    def clear(self) -> None:
        shutil.rmtree(self.workdir, ignore_errors=True)

    def finish(self) -> End:
        """Runs to the end, in another process; a checkpoint that cannot be used is an error."""
        self.server = self.stays
        code = self.go()
        self.server = self.forks
        assert code == 0, self.said
        assert "cannot be used" not in self.said
        names = [path.relative_to(self.workdir) for path in self.workdir.rglob("*")]
        files = {
            name.as_posix(): (self.workdir / name).read_bytes()
            for name in names
            if name.parts[0] != "checkpoints" and (self.workdir / name).is_file()
        }
        del files["lock"]  # it names the last process
        # Orbax deletes a checkpoint file by file, so a part of an older one may be left; nothing with a temporary name.
        steps = [int(path.name) for path in (self.workdir / "checkpoints").iterdir()]
        return End(self.said.splitlines()[-1], files, max(steps))
