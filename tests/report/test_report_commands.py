"""`specc report` and `specc runs` as people call them, on made-up runs and on a real one."""

from __future__ import annotations

import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from made_runs import TRAINER, Page, make, rows

from specc.cli.main import main

ROOT = pathlib.Path(__file__).parents[2]


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(words)
    code = caught.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Runs of two trainers, one of them interrupted and one failed."""
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "runs/base")
    make(tmp_path / "runs/sweep/fast", rows(40, lift=0.2), saved=(40,), learning_rate=0.1)
    make(tmp_path / "runs/sweep/worst", rows(60, lift=0.3), saved=(40,))
    other = TRAINER.replace("specs/small", "specs/other")
    make(tmp_path / "runs/third", [{"step": 100, "eval_accuracy": 0.95}], trainer=other)
    for name in ("base", "sweep/fast", "sweep/worst", "third"):
        for file in ("metrics.jsonl", "config.json", "lock", "checkpoints"):
            os.utime(tmp_path / "runs" / name / file, (1_700_000_000, 1_700_000_000))
    return tmp_path / "runs"


def test_runs_are_listed_by_trainer(folder, capsys):
    assert call("runs") == 0
    shown = capsys.readouterr().out
    small, other, summary = shown.rstrip("\n").split("\n\n")
    head, *body = [re.split(r"  +", line) for line in small.splitlines()]
    assert head == ["small", "state", "step", "eval_loss", "best", "eval_accuracy", "best", "age"]
    assert [row[:-1] for row in body] == [
        ["base", "finished", "100", "0.2", "0.2", "0.7", "0.72"],
        ["sweep/fast", "interrupted", "40/100", "0.9962", "0.9962", "0.72", "0.72"],
        ["sweep/worst", "failed", "60/100", "0.8024", "0.8024", "0.96", "0.96"],
    ]
    assert all(re.fullmatch(r"\d+d", row[-1]) for row in body)
    assert other.splitlines()[0].split() == [
        "other",
        "state",
        "step",
        "eval_accuracy",
        "best",
        "age",
    ]
    assert summary == "4 runs: 2 finished, 1 interrupted, 1 failed"
    assert "\033" not in shown


def test_they_are_sorted_by_the_best_value(folder, capsys):
    assert call("runs", str(folder), "--sort", "eval_accuracy") == 0
    table = capsys.readouterr().out.split("\n\n")[0]
    body = [line.split() for line in table.splitlines()[1:]]
    assert [row[:2] for row in body] == [
        ["sweep/worst", "small"],
        ["third", "other"],
        ["base", "small"],
        ["sweep/fast", "small"],
    ]
    assert call("runs", str(folder), "--sort", "eval_loss", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [pathlib.Path(run["run"]).name for run in found] == ["base", "worst", "fast", "third"]
    assert call("runs", str(folder), "--sort", "elegance") == 2
    assert "sort by one of eval_accuracy, eval_loss" in capsys.readouterr().err


def test_programs_read_the_same_as_json(folder, capsys):
    assert call("runs", str(folder), "--json") == 0
    found = {run["run"]: run for run in json.loads(capsys.readouterr().out)}
    run = found[str(folder / "sweep/worst")]
    assert (run["state"], run["step"], run["steps"], run["checkpoint"]) == ("failed", 60, 100, 40)
    assert (run["trainer"], run["spec"]) == ("small", "../specs/small.yaml")
    log = rows(60, lift=0.3)
    assert run["metrics"]["eval_accuracy"]["best"] == {
        "value": log[-1]["eval_accuracy"],
        "step": 60,
    }
    assert run["metrics"]["loss"]["last"] == {"value": log[-1]["loss"], "step": 60}
    assert run["metrics"]["grad_norm"]["best"] is None
    assert run["notes"] == []


@pytest.mark.parametrize("sort", [(), ("--sort", "eval_loss")])
def test_the_table_fits_in_80_columns(folder, capsys, sort):
    name = "a_name_of_a_run_that_is_as_long_as_those_of_sweeps_over_many_settings_at_once"
    make(folder / name / f"{name}_1", [{"step": 1_234_567, "eval_loss": 1.23456e-7}])
    make(folder / name / f"{name}_2", [{"step": 1_234_567, "eval_loss": 1.23456e-7}])
    assert call("runs", str(folder), *sort) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum("…" in line and line.split()[0].endswith(("_1", "_2")) for line in lines) == 2


def test_where_there_are_no_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call("runs") == 2
    assert "there is no folder runs" in capsys.readouterr().err
    assert call("runs", ".") == 0
    assert capsys.readouterr() == ("", "no runs in .\n")
    assert call("runs", ".", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_report_is_written(folder, capsys):
    assert call("report", "runs/base", "runs/sweep/fast", "-o", "out/a.html", "--png", "a.png") == 0
    assert capsys.readouterr().err == "wrote out/a.html\nwrote a.png\n"
    page = Page(pathlib.Path("out/a.html").read_text(encoding="utf-8"))
    assert page.tables["settings"][1] == ["learning_rate", "1e-3", "0.1"]
    from PIL import Image

    picture = Image.open(io.BytesIO(pathlib.Path("a.png").read_bytes()))
    assert picture.format == "PNG"
    assert picture.width > 800
    colors = {color for _, color in picture.convert("RGB").getcolors(1 << 24)}
    assert {(0x1F, 0x5F, 0xD0), (0xFF, 0x51, 0x79)} <= colors  # of both runs
    before = pathlib.Path("a.png").read_bytes()
    assert call("report", "runs/base", "runs/sweep/fast", "--png", "a.png") == 0
    assert pathlib.Path("report.html").exists()
    assert pathlib.Path("a.png").read_bytes() == before


def test_what_is_no_run_is_an_error_with_the_way_out(folder, capsys):
    assert call("report", "runs/nothing") == 2
    assert "there is no folder runs/nothing" in capsys.readouterr().err
    assert call("report", "runs/sweep") == 2
    assert "name its runs: runs/sweep/fast and 1 more" in capsys.readouterr().err
    assert call("report", "runs/base", "-o", "a.pdf") == 2
    assert "a.pdf does not end with .html" in capsys.readouterr().err
    assert not pathlib.Path("report.html").exists()
    (folder / "base/metrics.jsonl").write_text('{"step": 1, "lo')
    assert call("report", "runs/base", "--png", "a.png") == 1
    shown = capsys.readouterr().err
    assert "runs/base: The last line of metrics.jsonl is incomplete" in shown
    assert "nothing to draw" in shown
    assert pathlib.Path("report.html").exists()


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of the gallery: 10 epochs of 11 steps, on pictures that it draws as well."""
    workdir = tmp_path_factory.mktemp("trained") / "vae"
    words = ["--epochs", "10", "--eval-every", "2", "--sample-every", "5", "--hidden", "16"]
    trainer = ROOT / "generated/digits_vae.py"
    subprocess.run(
        [sys.executable, str(trainer), "--workdir", str(workdir), *words],
        check=True,
        capture_output=True,
        cwd=workdir.parent,
    )
    return workdir


def test_a_real_run_is_reported(trained, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call("report", str(trained)) == 0
    assert capsys.readouterr().err == "wrote report.html\n"
    page = Page(pathlib.Path("report.html").read_text(encoding="utf-8"))
    log = [json.loads(line) for line in (trained / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in log] == [22, 44, 66, 88, 110]
    table = {row[0].split()[0]: row for row in page.tables["metrics"][1:]}
    assert table.keys() == {name for row in log for name in row} - {"step"}
    step, value = max(((row["step"], row["eval_elbo"]) for row in log), key=lambda x: x[1])
    assert float(table["eval_elbo"][1]) == pytest.approx(value, rel=1e-3)
    assert table["eval_elbo"][2] == str(step)
    assert "Finished at step 110 of 110" in page.words
    assert not page.notes
    names = [image["alt"] for image in page.attributes("img")]
    assert names == [
        f"{kind}_000{n}.png" for kind in ("samples", "reconstructions") for n in (110, "055")
    ]
    settings = {row[0]: row[1:] for row in page.tables["settings"]}
    assert settings["hidden"] == [
        "16",
        "widths of the encoder's hidden layers; the decoder mirrors them",
    ]
    config = json.loads((trained / "config.json").read_text())
    assert settings.keys() == config.keys() - {"data_checksum", "versions"}
    assert all(str(version) in page.words for version in config["versions"].values())
    assert call("runs", str(trained.parent)) == 0
    assert re.search(r"vae +finished +110 ", capsys.readouterr().out)


def browser() -> str:
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    return next(filter(None, found), "")


@pytest.mark.soak
@pytest.mark.skipif(not browser(), reason="there is no Chromium")
def test_a_browser_shows_the_page(folder, tmp_path):
    """It runs the script that the policy allows, and the page is no wider than a phone."""
    assert call("report", "runs/base", "runs/sweep/fast") == 0
    probe = (
        "addEventListener('load', () => { const plot = document.querySelector('.plot');"
        "const box = plot.getBoundingClientRect();"
        "plot.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + box.width / 5}));"
        "document.title = document.documentElement.scrollWidth + ' ' + plot.querySelector('.tip').innerText; });"
    )
    page = pathlib.Path("report.html").read_text(encoding="utf-8")
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha256(probe.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{digest}' ")
    pathlib.Path("probed.html").write_text(
        page.replace("</body>", f"<script>{probe}</script></body>")
    )
    done = subprocess.run(
        [
            browser(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=500,900",
            "--dump-dom",
            f"file://{tmp_path}/probed.html",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    [title] = re.findall("<title>(.*?)</title>", done.stdout, re.DOTALL)
    width, _, tip = title.partition(" ")
    assert int(width) <= 500
    assert "step 20" in tip
    log = rows()
    assert f"{log[1]['eval_loss']:.5g}" in tip
    assert f"{log[1]['loss']:.5g}" in tip
    assert "base" in tip
    assert "fast" in tip


@pytest.mark.soak
def test_a_run_that_is_stopped_and_one_that_is_killed(tmp_path):
    """The states of real runs: saved on SIGTERM, not saved on SIGKILL, running in between."""
    import signal
    import time

    from specc.report.run import State, read_run

    for number, state in ((signal.SIGTERM, State.INTERRUPTED), (signal.SIGKILL, State.FAILED)):
        workdir = tmp_path / state.value
        words = ["--epochs", "5000", "--eval-every", "1", "--checkpoint-every", "5000"]
        process = subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "generated/digits_classifier.py"),
                "--workdir",
                str(workdir),
                *words,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 120
        while not (run := read_run(workdir)).log.rows and time.monotonic() < end:
            time.sleep(0.2)
        assert run.state is State.RUNNING
        process.send_signal(number)
        process.wait(60)
        run = read_run(workdir)
        assert run.state is state
        assert run.steps == 55_000
        assert (run.saved is None) == (state is State.FAILED)
