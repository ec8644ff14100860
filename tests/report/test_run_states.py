"""What has become of a run, and what is said where its files are missing or damaged."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import pathlib
import re
import sys
import types

import numpy as np
import pytest
from made_runs import TRAINER, make, read, rows

from specc.plot.extract import extract
from specc.report.listing import as_json
from specc.report.log import read_log
from specc.report.run import State, find_runs, read_run
from specc.report.trainer import read_trainer

ROOT = pathlib.Path(__file__).parents[2]


def test_a_run_that_reached_its_last_step_is_finished(tmp_path):
    run = read_run(make(tmp_path / "a"))
    assert (run.state, run.progress) == (State.FINISHED, "100 of 100")


def test_a_run_whose_lock_is_held_is_running(tmp_path):
    folder = make(tmp_path / "a", rows(40), saved=(20,))
    with (folder / "lock").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        run = read_run(folder)
        assert (run.state, run.sentence) == (State.RUNNING, "Running, at step 40 of 100.")
        assert "running" in read(folder).words
    assert read_run(folder).state is not State.RUNNING
    with (folder / "lock").open("a+") as file:  # reading it leaves no lock behind
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_run_that_saved_at_its_end_was_interrupted(tmp_path):
    run = read_run(make(tmp_path / "a", rows(40), saved=(20, 44)))
    assert run.state is State.INTERRUPTED
    assert run.sentence == "Interrupted at step 44 of 100; run it again to resume from step 44."


def test_a_run_whose_rows_go_on_after_its_checkpoint_failed(tmp_path):
    run = read_run(make(tmp_path / "a", rows(40), saved=(20,)))
    assert run.state is State.FAILED
    for part in ("at step 40 of 100", "resume from step 20", "It failed or was killed"):
        assert part in run.sentence
    run = read_run(make(tmp_path / "b", rows(40), saved=None))
    assert (run.state, run.sentence) == (State.INTERRUPTED, "Stopped at step 40 of 100.")
    (tmp_path / "b/checkpoints").mkdir()
    assert read_run(tmp_path / "b").state is State.FAILED


def test_a_run_that_stopped_early_is_finished(tmp_path):
    """The newest checkpoint says how long it waited, and the settings how long it would."""
    saved = {"early_stopping_eval_loss": {"best": 0.5, "best_step": 20, "waited": 2}}
    for patience, state in ((2, State.FINISHED), (3, State.INTERRUPTED)):
        folder = make(tmp_path / str(patience), rows(40), saved=(20, 40), patience=patience)
        file = folder / "checkpoints/40/_CHECKPOINT_METADATA"
        file.write_text(json.dumps({"custom_metadata": saved}))
        run = read_run(folder)
        assert run.state is state
    assert "run it again to resume" in run.sentence
    assert read_run(tmp_path / "2").sentence == (
        "Stopped early at step 40 of 100: "
        "eval_loss has not improved since step 20, where it was 0.5."
    )
    file.write_text('{"custom_metadata": {"early_stopping_eval_loss": 3}}')
    assert read_run(folder).state is State.INTERRUPTED


def test_a_table_is_read_where_there_are_no_rows_of_json(tmp_path):
    table = "step,loss,eval_loss\n10,2.5,\n20,1.5,1.75\n30,x,\n40,1.25,1.5\n50,1.0,0."
    folder = make(tmp_path / "a")
    (folder / "metrics.jsonl").unlink()
    (folder / "metrics.csv").write_text(table)
    log = read_log(folder)
    assert log.series["loss"].steps == (10, 20, 40)
    assert log.series["eval_loss"].values == (1.75, 1.5)
    assert log.notes == (
        "The last line of metrics.csv is incomplete and left out.",
        "Line 4 of metrics.csv is no row of metrics and left out.",
    )
    assert find_runs(tmp_path) == (folder,)
    (folder / "metrics.csv").write_text("")
    assert "metrics.csv is empty" in read_log(folder).notes[0]


def test_steps_are_what_each_trainer_of_the_gallery_computes():
    """The number that is read from the text is that which its Config gives, for the settings of its own."""
    several = 0
    for file in sorted((ROOT / "generated").glob("*.py")):
        text = file.read_text()
        module = types.ModuleType("trainer")
        sys.modules["trainer"], module.__file__ = module, str(file)
        needed = "from __future__ import annotations\nfrom dataclasses import dataclass, field\n"
        exec(needed + extract(text, ("Config",)), vars(module))
        config = module.Config()
        settings = json.loads(json.dumps(dataclasses.asdict(config), default=str))
        folder = _Folder(text)
        trainer = read_trainer(folder, settings)
        assert trainer.steps == config.steps, file
        assert trainer.name == file.stem
        assert trainer.summary.endswith(".")
        several += "steps" not in settings
    assert several > 20


class _Folder:
    """A folder whose only file has some text."""

    def __init__(self, text: str):
        self._text = text

    def __truediv__(self, name: str) -> _Folder:
        return self

    def read_text(self, encoding: str) -> str:
        return self._text


@pytest.mark.parametrize(
    "body",
    [
        "10 ** 10 ** 10",
        "__import__('os').getpid()",
        "self.steps",
        "'a' * 99",
        "1 / 0",
        "self.no",
        "len([1])",
    ],
)
def test_a_trainer_is_read_and_never_run(tmp_path, body):
    text = TRAINER.replace("self.epochs * self.steps_per_epoch", body)
    run = read_run(make(tmp_path / "a", rows(40), trainer=text, saved=(40,)))
    assert run.steps is None
    assert run.progress == "40"
    assert (run.state, run.steps) == (State.STOPPED, None)


def write(folder: pathlib.Path, text: str) -> pathlib.Path:
    folder.mkdir()
    (folder / "metrics.jsonl").write_text(text)
    return folder


ROW = '{"step": 1, "loss": 2.5}\n'
LOGS = {
    "torn": (ROW + '{"step": 2, "lo', 1, "The last line of metrics.jsonl is incomplete"),
    "complete but for its end": (ROW + '{"step": 2, "loss": 1.0}', 2, None),
    "damaged": (
        ROW + "\0\0\0\n" + '{"step": 3, "loss": 1}\n',
        2,
        "Line 2 of metrics.jsonl is no row",
    ),
    "other rows": (ROW + "[1]\n{}\n" + '{"step": "4"}\n', 1, "Line 2 and 2 more of metrics.jsonl"),
    "not finite": (ROW + '{"step": 2, "loss": NaN}\n', 2, "the first is loss at step 2"),
    "went back": ('{"step": 5, "loss": 9.0}\n' + ROW, 1, "1 row left out"),
    "empty": ("", 0, "metrics.jsonl is empty"),
    "huge": (ROW + '{"step": 2, "loss": ' + "9" * 400 + "}\n", 2, "1 value is not finite"),
    "deep": ("[" * 100_000, 0, "incomplete"),
    "large": (ROW + '{"step": 2, "loss": ' + "9" * 5_000 + "}\n", 1, "Line 2"),
}


@pytest.mark.parametrize("name", LOGS)
def test_a_damaged_log_is_reported_in_a_sentence(tmp_path, name):
    text, count, note = LOGS[name]
    folder = write(tmp_path / "a", text)
    log = read_log(folder)
    assert log.rows == count
    found = read(folder)
    assert note is None or any(note in shown for shown in found.notes), found.notes
    if count:
        assert log.series["loss"].values[0] == 2.5
        assert "2.5" in "".join(cell for row in found.tables["metrics"] for cell in row)
    else:
        assert "metrics" not in found.tables


def test_a_run_without_any_of_its_files_is_reported_too(tmp_path):
    make(tmp_path / "whole")
    (tmp_path / "bare").mkdir()
    make(tmp_path / "damaged", trainer="def (")
    (tmp_path / "damaged/config.json").write_text('{"seed": 0,')
    (tmp_path / "damaged/samples_000010.png").write_bytes(b"\x89PN")
    (tmp_path / "listed").mkdir()
    (tmp_path / "listed/config.json").write_text("[1, 2]")
    found = read(*sorted(tmp_path.iterdir()))
    notes: dict[str, str] = {}
    for note in found.notes:
        for name in ("bare", "damaged", "listed", "whole"):
            if name in re.split("There|config|trainer|metrics", note)[0]:
                notes[name] = notes.get(name, "") + note
    assert "no config.json" in notes["bare"]
    assert "no metrics.jsonl" in notes["bare"]
    assert "config.json is damaged: Expecting" in notes["damaged"]
    assert "trainer.py is damaged" in notes["damaged"]
    assert "samples_000010.png is damaged" in found.words
    assert "has no settings" in notes["listed"]
    assert "whole" not in notes
    for name in ("bare", "damaged", "listed"):
        assert name in read(tmp_path / name).words


def test_runs_are_found_at_any_depth_and_not_inside_each_other(tmp_path):
    for name in ("b", "a/deep/er", "a/x10", "a/x9", "c/lr1e-3", "c/lr3e-4", "c/lr0.1"):
        make(tmp_path / name)
    make(tmp_path / "b/inner")
    make(tmp_path / ".hidden/c")
    (tmp_path / "export").mkdir()
    (tmp_path / "export/config.json").write_text("{}")  # as Hugging Face's models have
    found = [folder.relative_to(tmp_path).as_posix() for folder in find_runs(tmp_path)]
    assert found == ["a/deep/er", "a/x9", "a/x10", "b", "c/lr3e-4", "c/lr1e-3", "c/lr0.1"]
    assert find_runs(tmp_path / "b") == (tmp_path / "b",)


@pytest.mark.parametrize("count", [20, pytest.param(2_000, marks=pytest.mark.soak)])
def test_whatever_happens_to_its_files_a_run_is_reported(tmp_path, count):
    """Bytes are replaced, removed and repeated at random places of its files."""
    folder = make(tmp_path / "a")
    (folder / "samples_000100.txt").write_text("a text")
    names = ["metrics.jsonl", "config.json", "trainer.py", "samples_000100.txt"]
    whole = {name: (folder / name).read_bytes() for name in names}
    random = np.random.default_rng(0)
    for _ in range(count):
        for name, content in whole.items():
            start, end = sorted(random.integers(0, len(content), 2))
            put = [
                b"",
                bytes(random.integers(0, 256, 3, np.uint8)),
                content[start:end] * 2,
                b"e400",
            ]
            put += [b"[[", b'"', b"-1", b"null", b"\r\n", b"9" * 30]
            if random.random() < 0.4:
                start = end
            damaged = content[:start] + put[random.integers(len(put))] + content[end:]
            (folder / name).write_bytes(content if random.random() < 0.3 else damaged)
        assert "<h1>" in read(folder).text
        as_json([read_run(folder)])
