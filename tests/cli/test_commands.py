"""The commands as people call them: what they print, where, and with which code they exit."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

import specc
from specc.cli.main import main
from specc.sync.errors import SyncError

SPEC = """\
specc: 1
name: small
task: classification
model: {type: mlp, hidden: [8]}
data:
  source: {type: sklearn, name: iris}
  holdout: 20%
  batch_size: 30
optimizer: {type: sgd, learning_rate: 0.1}
train: {duration: 5 epochs}
evaluate: {every: 1 epochs}
"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = pathlib.Path("small.yaml")
    path.write_text(SPEC)
    return path


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(words)
    code = caught.value.code
    assert isinstance(code, int)
    return code


def test_build_writes_the_trainer_beside_the_spec_and_then_has_nothing_to_do(spec, capsys):
    assert call("build", "small.yaml") == 0
    assert capsys.readouterr().out == "built small.py\n"
    text = pathlib.Path("small.py").read_text()
    compile(text, "small.py", "exec")
    before = pathlib.Path("small.py").stat().st_mtime_ns
    assert call("build", "small.yaml") == 0
    assert "1 trainer up to date" in capsys.readouterr().err
    assert pathlib.Path("small.py").stat().st_mtime_ns == before


def test_nothing_is_emitted_when_nothing_changed(spec, monkeypatch):
    assert call("build", "small.yaml") == 0
    monkeypatch.setattr("specc.cli.build.text_of", lambda _: pytest.fail("emitted again"))
    assert call("build", "small.yaml") == 0


def test_check_of_a_build_tells_the_states_apart(spec, capsys):
    assert call("build", "--check", "small.yaml") == 1
    assert call("build", "small.yaml") == 0
    assert call("build", "--check", "small.yaml") == 0
    trainer = pathlib.Path("small.py")
    trainer.write_text(trainer.read_text().replace("batch_size: int = 30", "batch_size: int = 25"))
    capsys.readouterr()
    assert call("build", "--check", "small.yaml") == 0
    assert "edited by hand" in capsys.readouterr().err
    assert call("build", "--check", "--pristine", "small.yaml") == 1
    spec.write_text(SPEC.replace("0.1", "0.2"))
    capsys.readouterr()
    assert call("build", "--check", "small.yaml") == 1
    shown = capsys.readouterr()
    assert "-    learning_rate: float = 0.1" in shown.out
    assert "+    learning_rate: float = 0.2" in shown.out


def test_an_edit_is_never_overwritten_without_force(spec, capsys):
    assert call("build", "small.yaml") == 0
    trainer = pathlib.Path("small.py")
    edited = trainer.read_text() + "# mine\n"
    trainer.write_text(edited)
    spec.write_text(SPEC.replace("0.1", "0.2"))
    assert call("build", "small.yaml") == 1
    assert trainer.read_text() == edited
    assert "# mine" in capsys.readouterr().err
    assert call("build", "--force", "small.yaml") == 0
    assert "# mine" not in trainer.read_text()


def test_a_file_of_somebody_else_is_left_alone(spec):
    pathlib.Path("small.py").write_text("print('mine')\n")
    assert call("build", "small.yaml") == 1
    assert pathlib.Path("small.py").read_text() == "print('mine')\n"


def test_a_changed_template_is_noticed(spec, monkeypatch, tmp_path, capsys):
    assert call("build", "small.yaml") == 0
    monkeypatch.setattr("specc.cli.build.text_of", lambda _: "# another compiler's\n")
    capsys.readouterr()
    assert call("build", "--check", "small.yaml") == 1
    assert "+# another compiler's" in capsys.readouterr().out


def test_set_is_recorded_kept_and_forgotten(spec, capsys):
    assert call("build", "--set", "optimizer.learning_rate=0.3", "small.yaml") == 0
    trainer = pathlib.Path("small.py")
    assert "learning_rate: float = 0.3" in trainer.read_text()
    assert call("build", "--check", "small.yaml") == 0
    assert "as recorded" in capsys.readouterr().err
    assert call("build", "--unset", "small.yaml") == 0
    assert "learning_rate: float = 0.1" in trainer.read_text()


def test_what_is_recorded_is_read_by_everything_that_reads_specs(spec, capsys):
    """`specc.read` gives what `build` builds, so that a golden test of a user's compares like with like."""
    assert call("build", "--set", "optimizer.learning_rate=0.3", "small.yaml") == 0
    given = specc.read("small.yaml")
    assert given.document.overrides == ("optimizer.learning_rate=0.3",)
    assert specc.compile(given) == {"small.py": pathlib.Path("small.py").read_text()}
    assert specc.read("small.yaml", ()).document.overrides == ()
    assert specc.read("small.yaml", ["seed=1"]).document.overrides == ("seed=1",)
    for command in ("check", "verify", "plot"):
        capsys.readouterr()
        assert call(command, "small.yaml") == 0
        assert "with optimizer.learning_rate=0.3, as recorded" in capsys.readouterr().err
    pathlib.Path(".specc/manifest.json").write_text("{")
    assert call("check", "small.yaml") == 2
    assert "R093" in capsys.readouterr().err


def test_a_copied_spec_does_not_take_the_output_of_the_first(spec, capsys):
    assert call("build", "small.yaml") == 0
    before = pathlib.Path("small.py").read_text()
    copied = pathlib.Path("copy.yaml")
    copied.write_text(SPEC.replace("0.1", "0.2"))
    for flags in (["build"], ["build", "--check"], ["build", "--force"]):
        capsys.readouterr()
        assert call(*flags, "copy.yaml") == 2
        shown = capsys.readouterr().err
        assert "copy.yaml has the output small.py, which is built from small.yaml" in shown
        assert "give copy.yaml another `name:`" in shown
    assert pathlib.Path("small.py").read_text() == before
    copied.write_text(copied.read_text().replace("name: small", "name: second"))
    assert call("build", "copy.yaml", "small.yaml") == 0


def test_a_spec_that_was_moved_or_renamed_leaves_its_output_to_another(spec):
    assert call("build", "small.yaml") == 0
    pathlib.Path("moved.yaml").write_text(SPEC)
    spec.unlink()
    assert call("build", "moved.yaml") == 0
    pathlib.Path("moved.yaml").write_text(SPEC.replace("small", "other"))
    spec.write_text(SPEC)
    assert call("build", "small.yaml") == 0


def test_a_formatted_trainer_is_in_sync_until_the_spec_changes(spec, capsys):
    assert call("build", "small.yaml") == 0
    trainer = pathlib.Path("small.py")
    black = [sys.executable, "-m", "black", "--quiet", "--line-length=79", "."]
    subprocess.run(black, check=True)
    laid_out = trainer.read_text()
    for command in (["build", "--check", "--pristine"], ["build"]):
        assert call(*command, "small.yaml") == 0
    assert trainer.read_text() == laid_out
    spec.write_text(SPEC.replace("0.1", "0.2"))
    capsys.readouterr()
    assert call("build", "small.yaml") == 0
    assert "small.py: laid out by specc; run your formatter again" in capsys.readouterr().err


def test_the_public_names_are_listed():
    assert {"compile", "read", "Input", "SpecError"} <= set(dir(specc))


def test_output_goes_where_it_is_told(spec, capsys):
    assert call("build", "-o", "elsewhere/mine.py", "small.yaml") == 0
    text = pathlib.Path("elsewhere/mine.py").read_text()
    assert "python mine.py" in text
    assert "from ../small.yaml" in text
    capsys.readouterr()
    assert call("build", "-o", "-", "small.yaml") == 0
    assert capsys.readouterr().out.startswith('"""Train a ')
    assert not pathlib.Path("small.py").exists()
    spec.write_text(SPEC + "output: deep/er.py\n")
    assert call("build", "small.yaml") == 0
    assert pathlib.Path("deep/er.py").exists()


def test_a_project_says_where_trainers_go(spec):
    pathlib.Path("pyproject.toml").write_text('[tool.specc]\noutput = "out/{name}_trainer.py"\n')
    assert call("build", "small.yaml") == 0
    assert pathlib.Path("out/small_trainer.py").exists()


def test_two_specs_with_one_output_are_an_error(spec, capsys):
    pathlib.Path("other.yaml").write_text(SPEC)
    assert call("build", "small.yaml", "other.yaml") == 2
    assert "small.py" in capsys.readouterr().err


def test_emit_shows_the_resolved_spec_and_the_program(spec, capsys):
    assert call("build", "--emit", "spec", "small.yaml") == 0
    resolved = json.loads(capsys.readouterr().out)
    assert resolved["optimizer"]["momentum"] == 0
    assert resolved["data"]["normalize"] == {"type": "standardize"}
    pathlib.Path("again.json").write_text(json.dumps({**resolved, "name": "again"}))
    assert call("check", "again.json") == 0
    capsys.readouterr()
    assert call("build", "--emit", "ir", "small.yaml") == 0
    printed = capsys.readouterr().out
    assert "# lowered from the resolved spec" in printed
    assert "# gather_settings: Config is complete" in printed
    assert not pathlib.Path("small.py").exists()


def test_errors_are_shown_all_at_once_with_their_places(spec, capsys):
    spec.write_text(SPEC.replace("sgd", "sdg").replace("hidden", "hiden").replace("20%", "20"))
    assert call("check", "small.yaml") == 1
    shown = capsys.readouterr().err
    assert "small.yaml:4:" in shown
    assert "hiden" in shown
    assert "did you mean sgd" in shown
    assert "found 3 errors" in shown  # `hidden` is not called missing beside `hiden`
    assert call("build", "small.yaml") == 1
    assert not pathlib.Path("small.py").exists()


def test_fix_renames_a_misspelt_key(spec, capsys):
    path = pathlib.Path("small.yaml")
    good = path.read_text()
    path.write_text(good.replace("batch_size", "batchsize"))
    assert call("check", "small.yaml") == 1
    assert "fix: rename data.batchsize to batch_size" in capsys.readouterr().err
    assert call("check", "--fix", "small.yaml") == 0
    assert path.read_text() == good


def test_fix_makes_the_edits(spec, capsys):
    spec.write_text(SPEC.replace("0.1", "{type: cosine, peak: 0.1, warmup: 200 steps}"))
    assert call("check", "small.yaml") == 1
    assert call("check", "--fix", "small.yaml") == 0
    assert "warmup: 5%" in spec.read_text()


def test_formats_for_programs(spec, capsys):
    spec.write_text(SPEC.replace("hidden", "hiden"))
    assert call("check", "--format", "json", "small.yaml") == 1
    found = json.loads(capsys.readouterr().out)
    assert {item["severity"] for item in found} == {"error"}
    assert call("check", "--format", "github", "small.yaml") == 1
    assert capsys.readouterr().out.startswith("::error file=small.yaml,line=4")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [1", 2),
        (b"- a\n- b\n", 2),
        (b"\xff\xfe\x00", 2),
        (b"x" * 10_000_000, 2),
        (b"extends: small.yaml\n", 2),
        (b"a: &a [*a]\n", 2),
        (b"specc: 1\nname: 5\n", 1),
        (b"specc: 1\nname: a/b\n", 1),
        (b"specc: 1\nname: '..'\n", 1),
        (b"specc: 1\nseed: 0x" + b"f" * 5_000 + b"\n", 1),
        (b'specc: 1\ntask: "a\\eb\\nc"\n', 1),
        (b"specc: 1\nspecc: 1\nname: 5\n", 1),
    ],
)
def test_bad_input_is_told_and_never_a_traceback(spec, capsys, content, code):
    spec.write_bytes(content)
    assert call("check", "small.yaml") == code
    assert "error[" in capsys.readouterr().err


def test_a_missing_file_and_a_folder_are_unreadable(spec, capsys):
    assert call("check", "none.yaml", ".") == 2
    assert capsys.readouterr().err.count("error[") == 2


def test_wrong_usage(spec, capsys):
    pathlib.Path("b.yaml").write_text(SPEC.replace("small", "b"))
    assert call("build", "-o", "x.py", "small.yaml", "b.yaml") == 2
    assert call("build", "--check", "--force", "small.yaml") == 2
    assert call("build", "--pristine", "small.yaml") == 2
    assert call("frobnicate") == 2


def test_probe_writes_the_lock_and_build_uses_it(spec, capsys):
    assert call("probe", "small.yaml") == 0
    assert "150 rows" in capsys.readouterr().out
    lock = json.loads(pathlib.Path("specc.lock").read_text())
    [entry] = lock["sources"]
    assert entry["facts"]["class_rows"] == [50, 50, 50]
    entry["facts"] |= {"rows": 90, "class_rows": [30, 30, 30]}
    pathlib.Path("specc.lock").write_text(json.dumps(lock))
    assert call("build", "small.yaml") == 0
    assert "TRAIN_EXAMPLES = 72" in pathlib.Path("small.py").read_text()
    pathlib.Path("specc.lock").write_text("{")
    assert call("build", "small.yaml") == 2
    assert call("probe", "small.yaml") == 0
    assert call("build", "small.yaml") == 0
    assert "TRAIN_EXAMPLES = 120" in pathlib.Path("small.py").read_text()


def test_a_trainer_whose_spec_is_gone_is_reported(spec, capsys):
    pathlib.Path("b.yaml").write_text(SPEC.replace("small", "b"))
    assert call("build", "small.yaml", "b.yaml") == 0
    pathlib.Path("b.yaml").unlink()
    capsys.readouterr()
    assert call("build", "small.yaml") == 0
    assert "b.py: its spec b.yaml is gone" in capsys.readouterr().err


def test_the_schema_is_printed(capsys):
    assert call("schema") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["$schema"].endswith("2020-12/schema")
    assert printed["$defs"]["optimizers.adamw"]["additionalProperties"] is False


def test_building_imports_no_numeric_library(spec):
    script = (
        "import sys; from specc.cli.main import main\n"
        "try: main(['build', 'small.yaml'])\n"
        "except SystemExit as e: assert e.code == 0\n"
        "heavy = {'jax', 'numpy', 'flax', 'optax', 'sklearn', 'libcst'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=spec.resolve().parent)


def test_verify_runs_the_trainer(spec, capsys):
    assert call("verify", "small.yaml") == 0
    shown = capsys.readouterr().out
    assert "hidden/0/kernel" not in shown
    assert "compilations: init_state 1, train_steps 1, evaluate 1" in shown
    assert "67 parameters in 4 arrays" in shown
    assert call("verify", "--table", "small.yaml") == 0
    assert "hidden/0/kernel" in capsys.readouterr().out


def test_a_tiny_share_is_read_and_written_alike(spec, capsys):
    spec.write_text(SPEC.replace("1 epochs", "0.00001%"))
    assert call("check", "small.yaml") == 1
    assert "0.00001%" in capsys.readouterr().err
    assert call("build", "--set", "evaluate.every=12.5%", "--emit", "spec", "small.yaml") == 0
    assert '"12.5%"' in capsys.readouterr().out


def test_a_floor_given_as_a_rate_stays_when_the_peak_is_changed_by_a_flag(spec, capsys):
    schedule = "{type: cosine, peak: 0.1, floor: 1e-3}"
    assert (
        call("build", "-o", "-", "--set", f"optimizer.learning_rate={schedule}", "small.yaml") == 0
    )
    assert "alpha=1e-3 / c.learning_rate" in capsys.readouterr().out


def test_fix_of_a_file_that_cannot_be_written_is_a_sentence(spec, monkeypatch, capsys):
    def refuse(*_):
        raise SyncError("cannot write small.yaml: permission denied", "use -o FILE")

    spec.write_text(SPEC.replace("batch_size", "batchsize"))
    monkeypatch.setattr("specc.sync.files.write_text", refuse)
    assert call("check", "--fix", "small.yaml") == 2
    shown = capsys.readouterr().err
    assert "cannot write small.yaml: permission denied" in shown
    assert "-o FILE" not in shown
