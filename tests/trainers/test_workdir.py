"""A workdir knows its run: what may differ when it goes on, who may write to it, and what is said.

A trainer is run half-way once. Each case changes something and starts again in a copy of that workdir: the run
goes on ("resumes"), stops and says what differs but goes on if told to ("asks"), or cannot go on ("refuses").
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

import black
import jax
import numpy as np
import pytest

from specc.cli.main import main

from .conftest import BASE, StopAfter, changed, emit, load

COSINE = {"type": "cosine", "peak": 0.1}
CLASSIFIER = changed(
    BASE,
    {
        "model.hidden": [8],
        "optimizer.learning_rate": COSINE,
        "train.duration": "20 steps",
        "evaluate.every": "10 steps",
        "checkpoint": {"every": "5 steps"},
        "log": {"every": "5 steps"},
    },
)
TABLE = changed(
    CLASSIFIER,
    {
        "data.source": {"type": "csv", "path": "points.csv", "target": "kind"},
        "data.batch_size": 16,
        "optimizer.learning_rate": 0.1,
    },
)
OWN = changed(
    CLASSIFIER,
    {
        "task": {
            "type": "classification",
            "metrics": [
                "accuracy",
                {"type": "python", "source": "scores.py", "name": "margin", "inline": False},
            ],
        },
        "log.to": ["jsonl"],
    },
)
OWN_CODE = {
    "scores.py": "from helpers import best\n\ndef margin(logits, label):\n    return best(logits)\n",
    "helpers.py": "def best(x):\n    # of each row\n    return x.max(-1)\n",
}
"""Modules that a trainer imports: one that it names, and one that this imports."""
VAE = changed(
    CLASSIFIER,
    {
        "task": {"type": "generation", "loss": {"type": "elbo"}},
        "model": {"type": "vae", "hidden": [8], "latent": 2},
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
        "sample": {"every": "10 steps", "count": 4},
    },
)


def write_points(path: Path, seed: int = 0) -> None:
    """Two clusters of points, as a table."""
    x = np.random.default_rng(seed).normal(size=(80, 2)).clip(-4, 4)
    rows = [f"{a:.6f},{b:.6f},{'left' if a < 0 else 'right'}\n" for a, b in x]
    path.write_text("a,b,kind\n" + "".join(rows))


def probe(folder: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["probe", str(folder / "spec.json")])
    assert stop.value.code == 0


def rename_a_class(folder: Path) -> None:
    path = folder / "points.csv"
    path.write_text(path.read_text().replace("right", "starboard"))
    probe(folder)


def replace_in(name: str, before: str, after: str) -> Callable[[Path], None]:
    """Edits a file."""

    def prepare(folder: Path) -> None:
        path = folder / name
        assert before in path.read_text()
        path.write_text(path.read_text().replace(before, after))

    return prepare


def other_versions(folder: Path) -> None:
    """What is recorded when a run was begun with another jax, on another device."""
    path = folder / "half" / "config.json"
    config = json.loads(path.read_text())
    config["versions"] |= {"jax": "0.0.1", "device": "an abacus"}
    path.write_text(json.dumps(config, indent=2))


class Trainer(NamedTuple):
    """A trainer and the workdir of a run of it that has taken 10 of 20 steps."""

    spec: dict[str, Any]
    path: Path
    half: Path


def half_way(name: str, spec: dict[str, Any], folder: Path) -> Trainer:
    if name == "table":
        write_points(folder / "points.csv")
        (folder / "spec.json").write_text(json.dumps(spec))
        probe(folder)
    for file, text in OWN_CODE.items() if name == "own" else ():
        (folder / file).write_text(text)
    path = emit(spec, folder)
    module = loaded(path)
    module.train(module.Config(workdir=folder / "half"), StopAfter(2))
    return Trainer(spec, path, folder / "half")


def loaded(path: Path) -> ModuleType:
    """The trainer, with the modules that lie beside it."""
    for file in OWN_CODE:
        sys.modules.pop(file.removesuffix(".py"), None)
    importlib.invalidate_caches()
    sys.path.insert(0, str(path.parent))
    try:
        return load(path)
    finally:
        sys.path.remove(str(path.parent))


SPECS = {"classifier": CLASSIFIER, "own": OWN, "table": TABLE, "vae": VAE}
SHORT = ("classifier", "own")
"""Those in `make test`."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(n, marks=[] if n in SHORT else pytest.mark.soak) for n in SPECS],
)
def trainer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trainer:
    return half_way(request.param, SPECS[request.param], tmp_path_factory.mktemp(request.param))


class ReachedError(Exception):
    """The first step was about to be taken."""


def start(path: Path, workdir: Path, **settings: Any) -> str:
    """What became of a start: what was raised before the first step."""
    module = loaded(path)

    def reached(*_: object, **__: object) -> None:
        raise ReachedError

    module.train_steps = reached
    try:
        module.train(module.Config(workdir=workdir, **settings), threading.Event())
    except ReachedError:
        return "resumes"
    except module.RunError as error:
        return str(error)
    return "finished"


def outcome(path: Path, workdir: Path, **settings: Any) -> tuple[str, str]:
    """Whether it resumes, asks or refuses, and what it says."""
    before = contents(workdir)
    said = start(path, workdir, **settings)
    if said == "resumes":
        return said, ""
    assert contents(workdir) == before, "a refused start changed the workdir"
    assert "--workdir" in said
    assert "--fresh" in said
    again = start(path, workdir, **settings, accept_changes=True)
    return "asks" if again == "resumes" else "refuses", said


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Difference(NamedTuple):
    """What differs at the second start.

    Attributes:
        becomes: "resumes", "asks" or "refuses".
        says: a part of what is said then.
        spec: changes of the spec.
        edit: an edit of the trainer.
        flags: settings.
        prepare: what else is done, in the folder of the trainer.
        only: the trainers that it is about.
    """

    becomes: str
    says: str = ""
    spec: Mapping[str, Any] = MappingProxyType({})
    edit: Callable[[str], str] | None = None
    flags: Mapping[str, Any] = MappingProxyType({})
    prepare: Callable[[Path], None] | None = None
    only: tuple[str, ...] = ("classifier", "table", "vae")


def edited(before: str, after: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert before in text
        return text.replace(before, after)

    return edit


def reformatted(text: str) -> str:
    return black.format_str(text, mode=black.Mode(line_length=70, string_normalization=False))


SUPERVISED = ("classifier", "table")
DIFFERENCES = {
    "none": Difference("resumes"),
    # the spec
    "description": Difference("resumes", spec={"description": "Another text."}),
    "activation": Difference("asks", "code of ", spec={"model.activation": "tanh"}),
    "schedule": Difference(
        "asks", "make_schedule", spec={"optimizer.learning_rate": {"type": "linear", "peak": 0.1}}
    ),
    "loss": Difference(
        "asks",
        "compute_metrics",
        spec={"task": {"type": "classification", "loss": "hinge"}},
        only=SUPERVISED,
    ),
    "width": Difference("refuses", "hidden: [8] -> [9]", spec={"model.hidden": [9]}),
    "seed": Difference("asks", "seed: 0 -> 1", spec={"seed": 1}),
    "split seed": Difference("asks", "data_checksum: ", spec={"data.split_seed": 5}),
    "batch size": Difference("asks", "batch_size: ", spec={"data.batch_size": 32}),
    "clipping": Difference(
        "refuses", "make_optimizer", spec={"optimizer.clip_by_global_norm": 1.0}
    ),
    "average": Difference(
        "refuses", "code of TrainState", spec={"average": {"type": "ema", "decay": 0.9}}
    ),
    "added metric": Difference(
        "asks",
        "compute_metrics",
        spec={
            "task": {"type": "classification", "metrics": ["accuracy", {"type": "top_k", "k": 2}]}
        },
        only=("classifier",),
    ),
    "removed sink": Difference("asks", "code of Log", spec={"log.to": ["jsonl"]}),
    "added sink": Difference(
        "asks", "code of Log", spec={"log.to": ["console", "jsonl"]}, only=("own",)
    ),
    "cadence of the log": Difference("resumes", spec={"log.every": "6 steps"}),
    "cadence of evaluation": Difference("resumes", spec={"evaluate.every": "4 steps"}),
    "cadence of checkpoints": Difference(
        "resumes", spec={"checkpoint": {"every": "4 steps", "keep": 2}}
    ),
    "longer, as a schedule depends on it": Difference(
        "asks",
        "20 -> 30, which schedules depend on",
        spec={"train.duration": "30 steps"},
        only=("classifier",),
    ),
    "longer, otherwise": Difference(
        "resumes", spec={"train.duration": "30 steps"}, only=("table", "vae")
    ),
    # flags
    "flag of a rate": Difference("asks", "learning_rate: ", flags={"learning_rate": 0.05}),
    "flag of a cadence": Difference("resumes", flags={"eval_every": 5}),
    "flag of a batch of evaluation": Difference(
        "asks", "eval_batch_size: ", flags={"eval_batch_size": 7}
    ),
    # data
    "data file in place": Difference(
        "asks",
        "data_checksum: ",
        prepare=lambda folder: write_points(folder / "points.csv", 1),
        only=("table",),
    ),
    "the same data elsewhere": Difference(
        "resumes",
        prepare=lambda folder: shutil.move(folder / "points.csv", folder / "moved.csv"),
        flags={"data": "moved.csv"},
        only=("table",),
    ),
    "facts, such as the names of classes": Difference(
        "asks", "code of CLASSES", spec={"seed": 0}, prepare=rename_a_class, only=("table",)
    ),
    # the file
    "hand edit of code": Difference(
        "asks",
        "code of init_state",
        edit=edited("jax.random.fold_in(key, 0)", "jax.random.fold_in(key, 7)"),
    ),
    "hand edit of a comment": Difference(
        "resumes", edit=edited("# base key of all random draws", "# the root")
    ),
    "hand edit of a docstring": Difference(
        "resumes", edit=edited("Trains to the last step", "Runs to the last step")
    ),
    "formatter": Difference("resumes", edit=reformatted),
    "version of specc": Difference(
        "resumes", edit=edited("Generated by specc", "Generated by specc 9.9")
    ),
    # code that is imported (`inline: false`)
    "imported code": Difference(
        "asks",
        "code of margin in scores.py",
        prepare=replace_in("scores.py", "best(logits)", "-best(logits)"),
        only=("own",),
    ),
    "what imported code imports": Difference(
        "asks",
        "code of best in helpers.py",
        prepare=replace_in("helpers.py", ".max(", ".min("),
        only=("own",),
    ),
    "comment in imported code": Difference(
        "resumes", prepare=replace_in("helpers.py", "of each row", "of rows"), only=("own",)
    ),
    # the machine
    "versions and device": Difference("resumes", prepare=other_versions),
    # the record
    "lost config.json": Difference(
        "asks",
        "No such file or directory: ",
        prepare=lambda folder: (folder / "half/config.json").unlink(),
    ),
    "lost copy of the trainer": Difference(
        "asks", "code of Batch", prepare=lambda folder: (folder / "half/trainer.py").unlink()
    ),
}


QUICK = {
    *("none", "activation", "width", "added metric", "cadence of the log"),
    *(
        "longer, as a schedule depends on it",
        "hand edit of code",
        "hand edit of a comment",
        "formatter",
    ),
    *("imported code", "what imported code imports", "comment in imported code"),
    *("versions and device", "lost config.json"),
}
"""The differences of `make test`, for the first trainer."""


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in QUICK else pytest.mark.soak) for n in DIFFERENCES]
)
def test_a_second_start(name: str, trainer: Trainer, tmp_path: Path) -> None:
    difference = DIFFERENCES[name]
    kind = next(key for key, spec in SPECS.items() if spec is trainer.spec)
    if kind not in difference.only:
        pytest.skip("not about this trainer")
    folder = tmp_path / "again"
    shutil.copytree(trainer.path.parent, folder)
    path = folder / trainer.path.name
    if difference.prepare is not None:
        difference.prepare(folder)
    if difference.spec:
        path = emit(changed(trainer.spec, dict(difference.spec)), folder)
    if difference.edit is not None:
        path.write_text(difference.edit(path.read_text()))
    flags = {k: folder / v if k == "data" else v for k, v in difference.flags.items()}
    found, said = outcome(path, folder / "half", **flags)
    assert found == difference.becomes, said
    assert difference.says in said


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Trainer:
    return half_way("classifier", CLASSIFIER, tmp_path_factory.mktemp("classifier"))


@pytest.fixture(scope="module")
def module(classifier: Trainer) -> ModuleType:
    return load(classifier.path)


@pytest.fixture
def half(classifier: Trainer, tmp_path: Path) -> Path:
    """The workdir of a run that has taken 10 of 20 steps, of a test's own."""
    return shutil.copytree(classifier.half, tmp_path / "half")


def train(module: ModuleType, workdir: Path, **settings: Any) -> Any:
    return module.train(module.Config(workdir=workdir, **settings), threading.Event())


def test_accepted_changes_are_told(
    module: ModuleType, half: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(module, half, learning_rate=0.02, accept_changes=True)
    told = capsys.readouterr().out
    assert "holds a run that differs:\n  learning_rate: " in told
    assert "\nResuming with these changes\n" in told
    assert json.loads((half / "config.json").read_text())["learning_rate"] == 0.02


def test_of_many_changes_nine_are_told(module: ModuleType, half: Path) -> None:
    (half / "trainer.py").unlink()
    with pytest.raises(module.RunError) as error:
        train(module, half)
    lines = str(error.value).splitlines()
    assert len(lines) == 11


def test_checkpoints_alone_are_moved_aside(module: ModuleType, half: Path) -> None:
    for path in half.iterdir():
        if path.is_file():
            path.unlink()
    with pytest.raises(module.RunError, match="--fresh to start over"):
        train(module, half)
    assert train(module, half, fresh=True).step == 20
    assert (half.with_name("half.old1") / "checkpoints").is_dir()


def test_a_checkpoint_that_may_not_be_read_is_not_damaged(
    module: ModuleType, half: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError("permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(module.ocp.CheckpointManager, "restore", denied)
        with pytest.raises(PermissionError):
            train(module, half)
    assert train(module, half).step == 20
    assert not list(half.glob("checkpoints/*damaged*"))


def test_reading_a_run_writes_nothing(module: ModuleType, half: Path) -> None:
    before = contents(half)
    assert module.load(half)[1].step == 10
    assert contents(half) == before
    with pytest.raises(FileNotFoundError):
        module.load(half.with_name("nothing"))
    assert not half.with_name("nothing").exists()


def test_a_finished_run_says_so_and_touches_nothing(
    module: ModuleType, half: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(module, half)
    before = {path: path.stat().st_mtime_ns for path in half.rglob("*") if path.name != "lock"}
    capsys.readouterr()
    assert train(module, half).step == 20
    assert "Already finished at step 20" in capsys.readouterr().out
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_fresh_moves_the_old_run_aside(module: ModuleType, half: Path) -> None:
    before = contents(half)
    for number in 1, 2:
        assert train(module, half, fresh=True, learning_rate=0.01 * number).step == 20
    assert contents(half.with_name("half.old1")) == before
    config = json.loads((half.with_name("half.old2") / "config.json").read_text())
    assert config["learning_rate"] == 0.01
    assert len((half / "metrics.jsonl").read_text().splitlines()) == 4


def test_fresh_of_a_linked_workdir_moves_what_it_points_to(
    module: ModuleType, half: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(half)
    assert train(module, link, fresh=True).step == 20
    assert link.is_symlink()
    assert (tmp_path / "half.old1/config.json").exists()


def test_a_moved_workdir_goes_on(module: ModuleType, half: Path) -> None:
    moved = half.rename(half.with_name("moved"))
    c, state = module.load(moved)
    assert (c.workdir, int(state.step)) == (moved, 10)
    assert train(module, moved).step == 20


def test_a_workdir_in_use_is_left_alone(module: ModuleType, half: Path) -> None:
    before = contents(half)
    with (half / "lock").open("r+") as file:
        file.truncate()
        file.write("process 123 on there")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        for settings in {}, {"fresh": True}:
            with pytest.raises(module.RunError, match="in use by process 123 on there"):
                train(module, half, **settings)
    assert contents(half) == before
    assert not half.with_name("half.old1").exists()
    assert train(module, half).step == 20  # the lock is gone with who held it


def a_file(workdir: Path) -> None:
    shutil.rmtree(workdir)
    workdir.write_text("")


def below_a_file(workdir: Path) -> None:
    shutil.rmtree(workdir.parent)
    workdir.parent.write_text("")


def empty_config(workdir: Path) -> None:
    (workdir / "config.json").write_text("")


def cut_config(workdir: Path) -> None:
    config = workdir / "config.json"
    config.write_text(config.read_text()[:40])


def cut_code(workdir: Path) -> None:
    (workdir / "trainer.py").write_text("def (")


def foreign_line(workdir: Path) -> None:
    with (workdir / "metrics.jsonl").open("a") as file:
        file.write("a note\n")


def foreign_row(workdir: Path) -> None:
    with (workdir / "metrics.jsonl").open("a") as file:
        file.write('{"note": 1}\n')


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (a_file, "half: File exists; choose another --workdir"),
        (below_a_file, "half: Not a directory; choose another --workdir"),
        (empty_config, "config.json or code beside it is lost or damaged: Expecting value"),
        (cut_config, "config.json or code beside it is lost or damaged: "),
        (cut_code, "config.json or code beside it is lost or damaged: "),
        (foreign_line, "metrics.jsonl has a line that is not a row of metrics"),
        (foreign_row, "metrics.jsonl has a line that is not a row of metrics"),
    ],
)
def test_what_is_in_the_way_is_a_sentence(
    damage: Callable[[Path], None], said: str, module: ModuleType, half: Path
) -> None:
    workdir = half.parent / "in" / "half"
    shutil.copytree(half, workdir)
    damage(workdir)
    with pytest.raises(module.RunError) as error:
        train(module, workdir)
    assert said in str(error.value)
    assert "Traceback" not in str(error.value)


def test_other_versions_are_said_in_a_line_and_recorded(
    module: ModuleType, half: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads((half / "config.json").read_text())["versions"]
    assert before["jax"] == jax.__version__
    other_versions(half.parent)
    train(module, half)
    lines = [line for line in capsys.readouterr().out.splitlines() if "last bits" in line]
    assert lines == [
        f"Versions changed (device: an abacus -> {before['device']}, jax: 0.0.1 ->"
        f" {jax.__version__}); results may differ in the last bits"
    ]
    assert json.loads((half / "config.json").read_text())["versions"] == before
    other_versions(half.parent)
    assert train(module, half).step == 20  # it was finished under the others: nothing is recorded
    assert json.loads((half / "config.json").read_text())["versions"]["jax"] == "0.0.1"


def test_a_lost_record_is_moved_aside_with_its_checkpoints(module: ModuleType, half: Path) -> None:
    (half / "config.json").unlink()
    before = contents(half)
    with pytest.raises(module.RunError, match=r"config.json'\nChoose another --workdir"):
        train(module, half)
    assert train(module, half, fresh=True).step == 20
    assert contents(half.with_name("half.old1")) == before


def test_the_page_has_the_table() -> None:
    """docs/resuming.md says what becomes of each difference."""
    text = (Path(__file__).parents[2] / "docs/resuming.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| (resumes|asks|refuses) \|$", text, re.MULTILINE)
    assert rows == [(name, item.becomes) for name, item in DIFFERENCES.items()]


def test_a_torn_last_line_is_not_a_foreign_one(module: ModuleType, half: Path) -> None:
    with (half / "metrics.jsonl").open("a") as file:
        file.write('{"step": 11, "lo')
    assert train(module, half).step == 20


def test_the_order_of_checkpoints_is_that_of_steps_whatever_the_clock(
    module: ModuleType, half: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1e9)
    monkeypatch.setattr(time, "time_ns", lambda: 10**18)
    assert train(module, half).step == 20
    assert int(module.load(half)[1].step) == 20


def test_means_are_of_steps_that_measured_the_same(module: ModuleType) -> None:
    """After changes that are accepted, the mean of an added metric is not over steps without it."""
    means = module.Means()
    means.add({"loss": np.array([1.0, 3.0])}, 2)
    means.add({"loss": np.array([5.0])}, 3)
    assert (means.steps, means.sums) == (3, {"loss": 9.0})
    means.add({"loss": np.array([7.0]), "accuracy": np.array([0.5])}, 4)
    assert means.take() == {"loss": 7.0, "accuracy": 0.5}


BARE = changed(CLASSIFIER, {"checkpoint": None, "name": "bare"})


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return emit(BARE, tmp_path_factory.mktemp("bare"))


def test_without_checkpoints_a_log_is_not_overwritten(bare: Path, tmp_path: Path) -> None:
    module, workdir = load(bare), tmp_path / "run"
    module.train(module.Config(workdir=workdir))
    before = contents(workdir)
    for settings in {}, {"steps": 5}:
        with pytest.raises(module.RunError, match="--fresh"):
            module.train(module.Config(workdir=workdir, **settings))
        assert contents(workdir) == before
    module.train(module.Config(workdir=workdir, fresh=True))
    assert contents(tmp_path / "run.old1") == before


@contextlib.contextmanager
def running(path: Path, workdir: Path, *flags: str) -> Iterator[subprocess.Popen[str]]:
    """A process that trains, from when it has logged something on."""
    command = [sys.executable, str(path), "--workdir", str(workdir), "--steps", "100000", *flags]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        metrics, began = workdir / "metrics.jsonl", time.monotonic()
        while not (metrics.exists() and metrics.read_bytes()):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() - began < 60
            time.sleep(0.05)
        yield process
        process.kill()


def again(path: Path, workdir: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(path), "--workdir", str(workdir), "--steps", "100000", *flags]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.soak
def test_a_second_process_is_told_of_the_first(classifier: Trainer, tmp_path: Path) -> None:
    with running(classifier.path, tmp_path / "run") as first:
        second = again(classifier.path, tmp_path / "run")
        assert second.returncode == 1
        assert f"is in use by process {first.pid} on {os.uname().nodename}" in second.stderr
        rows = (tmp_path / "run/metrics.jsonl").read_text().splitlines()
        first.send_signal(signal.SIGINT)
        out, _ = first.communicate(timeout=60)
        assert "Saved at step" in out
    after = (tmp_path / "run/metrics.jsonl").read_text().splitlines()
    assert after[: len(rows)] == rows


@pytest.mark.soak
def test_a_killed_process_leaves_no_lock(classifier: Trainer, tmp_path: Path) -> None:
    with running(classifier.path, tmp_path / "run") as process:
        process.kill()
        process.communicate(timeout=60)
    with running(classifier.path, tmp_path / "run"):
        pass


@pytest.mark.soak
def test_an_interrupted_run_without_checkpoints_says_what_is_lost(
    bare: Path, tmp_path: Path
) -> None:
    with running(bare, tmp_path / "run") as process:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert "Interrupted; nothing was saved" in err
        assert "Traceback" not in err


@pytest.mark.soak
def test_a_closed_pipe_ends_with_a_sentence(classifier: Trainer, tmp_path: Path) -> None:
    spec = changed(CLASSIFIER, {"log.to": ["console", "jsonl"], "name": "loud"})
    with running(emit(spec, tmp_path), tmp_path / "run") as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=60)
        assert process.stderr is not None
        err = process.stderr.read()
        assert "Stopped: the output was closed" in err
        assert "Traceback" not in err
        assert "Exception ignored" not in err
    with running(tmp_path / "loud.py", tmp_path / "run"):
        pass
