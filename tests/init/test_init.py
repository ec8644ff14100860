"""`specc init`: what it writes passes `specc check` without warnings, builds, and trains."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from trainers.conftest import load

import specc
from specc.cli.main import main
from specc.compiler import Analysis, analyze
from specc.document.document import parse
from specc.init import gallery
from specc.init.plans.times import batch_size
from specc.init.text import entry
from specc.probe.errors import DataError
from specc.shipped import shipped_folder

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("specc.cli.init.schema_text", lambda: "{}\n")  # large, and tested once


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["init", *words])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def clean(path: str) -> Analysis:
    """A spec that was written, which has neither errors nor warnings."""
    analysis = analyze(specc.read(path))
    assert analysis.diagnostics == ()
    return analysis


def trained(path: str) -> None:
    """An epoch of what was written, in this process."""
    [(name, text)] = specc.compile(specc.read(path)).items()
    Path(name).write_text(text)
    trainer = load(Path(name))
    short = {"epochs": 1, "eval_every": 1, "checkpoint_every": 1}
    trainer.train(trainer.Config(workdir=Path("runs"), **short), threading.Event())
    rows = [json.loads(line) for line in Path("runs/metrics.jsonl").read_text().splitlines()]
    assert np.isfinite(rows[-1]["loss"])


def value(path: str) -> dict[str, Any]:
    return dict(specc.read(path).document.value)


# The gallery


def test_without_arguments_there_is_a_first_spec_that_needs_nothing(capsys):
    assert call() == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[-1] == "created digits_classifier.yaml"
    assert "next:\n  specc build digits_classifier.yaml\n  python digits_classifier.py" in shown.err
    text = Path("digits_classifier.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=specc.schema.json\n")
    assert Path("specc.schema.json").exists()
    clean("digits_classifier.yaml")


def test_the_gallery_is_listed_with_a_line_each(capsys):
    assert call("--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(
        path.stem for path in shipped_folder("specs").glob("*.yaml")
    )
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("name", gallery.names())
def test_a_spec_of_the_gallery_comes_with_all_that_it_needs(name):
    """It means the same as in the gallery, whose trainers are tested: spec, facts and code."""
    assert call(name) == 0
    assert clean(f"{name}.yaml").digest == analyze(specc.read(gallery.path_of(name))).digest
    for line in Path(f"{name}.yaml").read_text().splitlines():
        key = line.partition(":")[0]
        if line[:1].isalpha() and key not in ("specc", "name", "description", "seed"):
            assert key in gallery.COMMENTS


def test_another_name_is_that_of_the_trainer(capsys):
    assert call("iris_linear", "-o", "first.yaml") == 0
    assert value("first.yaml")["name"] == "first"
    assert call("iris_linear", "-o", "deep/json.yaml") == 0
    assert value("deep/json.yaml")["name"] == "json_trainer"
    clean("deep/json.yaml")


def test_nothing_is_overwritten_without_force(capsys):
    assert call("wine_table") == 0
    lock = Path("specc.lock").read_text()
    Path("wine_table.yaml").write_text("mine\n")
    Path("data/wine.csv").write_text("mine\n")
    capsys.readouterr()
    assert call("wine_table") == 1
    assert "wine_table.yaml, data/wine.csv exist" in capsys.readouterr().err
    assert Path("wine_table.yaml").read_text() == Path("data/wine.csv").read_text() == "mine\n"
    assert call("wine_table", "--force") == 0
    clean("wine_table.yaml")
    assert Path("specc.lock").read_text() == lock


def test_facts_of_other_specs_stay_in_the_lock():
    assert call("wine_table") == 0
    assert call("moons_focal") == 0
    assert len(json.loads(Path("specc.lock").read_text())["sources"]) == 3
    clean("wine_table.yaml")


@pytest.mark.parametrize(
    ("words", "code", "shown"),
    [
        (["digits_clasifier"], 2, "did you mean digits_classifier?"),
        (["digits_vae", "--data", "a.csv"], 2, "give one of them"),
        (["--target", "a"], 2, "--target goes with --data"),
        (["-o", "first.py"], 2, "-o names a YAML file, such as first.yaml"),
        (["--data", "a.csv"], 2, "a.csv does not exist"),
    ],
)
def test_wrong_usage(words, code, shown, capsys):
    assert call(*words) == code
    assert shown in capsys.readouterr().err
    assert not list(Path().iterdir())


def test_the_schema_is_written_once(monkeypatch):
    monkeypatch.undo()
    from specc.cli.schema import text

    assert "#/$defs/optimizer" in text()


# Data


def flowers(rows: int = 60) -> pd.DataFrame:
    kinds = RNG.choice(["rose", "tulip", "daisy"], rows)
    numbers = {f"width {n}": RNG.normal(size=rows).round(3) for n in range(3)}
    return pd.DataFrame({**numbers, "kind": kinds})


def test_a_table_of_names_is_classified(capsys):
    flowers().to_csv("flowers.csv", index=False)
    assert call("--data", "flowers.csv") == 0
    assert "the target is kind, the last column" in capsys.readouterr().err
    found = value("flowers.yaml")
    assert found["task"] == "classification"
    assert found["data"]["source"] == {"type": "csv", "path": "flowers.csv", "target": "kind"}
    assert found["data"]["holdout"] == {"type": "stratified", "share": "20%"}
    text = Path("flowers.yaml").read_text()
    assert "# 3 classes, by rows daisy: " in text
    assert "# 12 of 60 rows are held out to evaluate on, the same share of each class." in text
    clean("flowers.yaml")
    trained("flowers.yaml")


@pytest.mark.parametrize("soak", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_table_of_numbers_is_a_regression(soak):
    flowers().to_csv("a.tsv", index=False, sep="\t")
    assert call("--data", "a.tsv", "--target", "width 1") == 0
    found = value("a.yaml")
    assert found["task"]["type"] == "regression"
    assert found["data"]["source"]["delimiter"] == "\t"
    assert found["data"]["source"]["target"] == "width 1"
    clean("a.yaml")
    if soak:
        trained("a.yaml")


def test_two_classes_are_binary_and_integers_from_one_are_classes():
    table = flowers(80)
    table["kind"] = RNG.integers(1, 3, 80)
    table.to_csv("two.csv", index=False, sep=";")
    assert call("--data", "two.csv") == 0
    assert value("two.yaml")["task"]["type"] == "binary"
    assert value("two.yaml")["data"]["source"]["categorical"] == ["kind"]
    clean("two.yaml")


def test_columns_that_cannot_be_inputs_are_left_out_and_named(capsys):
    """In the spec and on the terminal."""
    table = flowers().assign(
        id=range(60),
        note=[f"note {n}" for n in range(60)],
        constant=1,
        empty="",
        grouped=[f"{1_000 + 37 * n:,}.5" for n in range(60)],
        comments=[*"abcdefgh", *range(52)],
        group=RNG.choice(["a", "b"], 60),
    )
    table.to_csv("mixed.csv", index=False)
    assert call("--data", "mixed.csv", "--target", "kind") == 0
    source = value("mixed.yaml")["data"]["source"]
    dropped = ["id", "note", "constant", "empty", "grouped", "comments"]
    assert (source["drop"], "features" in source) == (dropped, False)
    words = " ".join(Path("mixed.yaml").read_text().replace("\n    # ", " ").split())
    told = capsys.readouterr().err
    for part in (
        "id numbers the rows",
        "note has 60 different names",
        "constant has the same value in all rows",
        "empty has no values",
        "grouped has 60 numbers with separators of thousands",
        "comments has 8 values that should be numbers, the first 'a' in row 1",
    ):
        assert part in words
        assert part in told
    clean("mixed.yaml")


def customers(kind: str) -> pd.DataFrame:
    """Decimal commas, or points, "?" in some columns of numbers, and empty cells in others."""
    mark = "," if kind == "commas" else "."
    table = pd.DataFrame(
        {
            "customer": [f"c{n}" for n in range(80)],
            "age": ["?" if n % 20 == 3 else f"{20 + n % 40}" for n in range(80)],
            "income": [f"{x:.2f}".replace(".", mark) for x in RNG.normal(3e3, 500, 80)],
            "height": [f"{x:.1f}".replace(".", mark) for x in RNG.normal(170, 9, 80)],
            "colour": ["" if n == 7 else ("red", "blue")[n % 2] for n in range(80)],
            "churn": ["yes", "no", "no", "yes"] * 20,
        }
    )
    table.loc[9, "height"], table.loc[11, "height"] = "", "?"
    return table


@pytest.mark.parametrize("kind", ["commas", "points", "parquet"])
def test_cells_that_are_no_numbers_get_the_options_that_read_them(kind, capsys):
    """Decimal commas, marks of missing values and empty cells; no column is lost but the names of rows."""
    if kind == "parquet":  # where texts that are whole numbers are codes
        table = customers(kind).replace("", None)
        table["age"] = table["age"].replace(r"(\d+)", r"\1.5", regex=True)
        table.to_parquet("a.parquet")
    else:
        customers(kind).to_csv("a.csv", index=False, sep=";")
    path = "a.parquet" if kind == "parquet" else "a.csv"
    assert call("--data", path, "--target", "churn") == 0
    source = value("a.yaml")["data"]["source"]
    assert source["drop"] == ["customer"]
    assert source["missing"] == ["?"]
    assert source["impute"] == {"age": "median", "height": "median", "colour": "category"}
    assert source.get("decimal") == ("," if kind == "commas" else None)
    text, told = Path("a.yaml").read_text(), capsys.readouterr().err
    if kind == "commas":
        assert "    # income has 80 numbers with the decimal mark ',', the first" in text
        assert 'decimal: ",", for income has 80 numbers' in told
    assert "drop: [customer], for customer has 80 different names" in told
    assert "4 values that should be numbers" in " ".join(text.replace("#", "").split())
    assert "Numbers get the median" in text
    facts = lock_of("a.yaml")
    assert facts["columns"] == ["age", "income", "height", "colour"]
    assert facts["categories"] == {"colour": ["", "blue", "red"]}


def lock_of(path: str) -> dict[str, Any]:
    """The facts of a spec that has no warnings."""
    clean(path)
    facts: dict[str, Any] = json.loads(Path("specc.lock").read_text())["sources"][0]["facts"]
    return facts


def test_a_target_with_decimal_commas_is_a_regression():
    customers("commas").drop(columns="customer").to_csv("a.csv", index=False, sep=";")
    assert call("--data", "a.csv", "--target", "income") == 0
    found = value("a.yaml")
    assert found["task"]["type"] == "regression"
    assert found["data"]["source"]["decimal"] == ","
    clean("a.yaml")


@pytest.mark.parametrize("text", ["t,a\n?,1\n1.5,2\n2.5,3\n3.5,4\n", "t,a\n,1\n1.5,2\n2.5,3\n"])
def test_nothing_is_made_up_for_a_target(text, capsys):
    """The error stays that of the probe, and nothing is written."""
    Path("a.csv").write_text(text)
    assert call("--data", "a.csv", "--target", "t") == 2
    assert "drop the" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["a.csv"]


def pictures(mode: str, sets: tuple[str, ...] = ("train",), suffix: str = "png") -> None:
    """24 high and 16 wide once turned; half of them are stored on their side."""
    for number in range(12):
        for part in sets:
            folder = Path("pictures", part, "ab"[number % 2])
            folder.mkdir(parents=True, exist_ok=True)
            exif = Image.Exif()
            exif[0x0112] = 6 if number % 4 > 1 else 1
            size = (24, 16) if number % 4 > 1 else (16, 24)  # Pillow has widths first
            image = Image.new(mode, size, (9, 9, 9, 99)[: len(mode)])
            image.save(folder / f"{number}.{suffix}", exif=exif)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_images_are_composited(mode, capsys):
    """Those of other sets likewise, though only these may be transparent."""
    pictures(mode, ("train", "val"))
    for path in Path("pictures/train").glob("*/*"):
        Image.new("RGB" if mode == "RGBA" else "L", (16, 24)).save(path)
    assert call("--data", "pictures") == 0
    data = value("pictures.yaml")["data"]
    assert (data["source"]["alpha"], data["evaluation"]["alpha"]) == ("composite", "composite")
    assert data["source"].get("mode") == ("gray" if mode == "LA" else None)
    assert "is transparent in places. Composite puts" in Path("pictures.yaml").read_text()
    assert "alpha: composite, for pictures/val/a/0.png is transp" in capsys.readouterr().err
    clean("pictures.yaml")


def test_images_have_the_size_they_have_once_turned():
    pictures("RGB", suffix="jpg")
    assert call("--data", "pictures/train", "-o", "a.yaml") == 0
    source = value("a.yaml")["data"]["source"]
    assert source == {"type": "image_folder", "path": "pictures/train"}
    assert lock_of("a.yaml")["shape"] == [24, 16, 3]


def test_a_file_that_is_no_image_is_named(capsys):
    pictures("RGB")
    Path("pictures/train/a/notes.txt").write_text("to do\n")
    assert call("--data", "pictures") == 2
    said = capsys.readouterr().err
    assert "pictures/train/a/notes.txt is no image" in said
    assert "move it out of the folder" in said


def test_the_looks_at_data_end(monkeypatch, capsys):
    """Data that always asks for another option."""
    changes = iter(range(10**6))

    def survey(*_: Any, **__: Any) -> None:
        raise DataError("odd cells", "…", {"missing": [str(next(changes))]})

    monkeypatch.setattr("specc.init.settle.survey", survey)
    flowers().to_csv("flowers.csv", index=False)
    assert call("--data", "flowers.csv") == 2
    assert "after 50 changes" in capsys.readouterr().err


def test_a_column_that_splits_is_the_holdout():
    table = flowers().assign(split=["train"] * 40 + ["val"] * 10 + ["test"] * 10)
    table.to_parquet("flowers.parquet")
    assert call("--data", "flowers.parquet", "--target", "kind") == 0
    assert value("flowers.yaml")["data"]["holdout"] == {
        "type": "column",
        "column": "split",
        "held_out": "val",
        "test": "test",
    }
    clean("flowers.yaml")


def test_arrays_for_training_and_test_are_told_by_their_names():
    images = {f"x_{part}": RNG.integers(0, 256, (n, 8, 8), np.uint8) for part, n in SETS.items()}
    labels = {f"y_{part}": np.arange(n) % 4 for part, n in SETS.items()}
    np.savez("digits.npz", **images, **labels)
    assert call("--data", "digits.npz") == 0
    data = value("digits.yaml")["data"]
    assert data["source"] == {
        "type": "npz",
        "path": "digits.npz",
        "inputs": "x_train",
        "targets": "y_train",
    }
    assert (data["test"]["inputs"], data["test"]["targets"]) == ("x_test", "y_test")
    assert value("digits.yaml")["model"]["type"] == "cnn"
    clean("digits.yaml")


SETS = {"train": 80, "test": 20}


def test_files_of_arrays_are_found_by_each_other():
    np.save("my_inputs.npy", RNG.normal(size=(50, 6)))
    np.save("my_targets.npy", RNG.integers(0, 2, (50, 3)))
    assert call("--data", "my_inputs.npy", "-o", "specs/labels.yaml") == 0
    found = value("specs/labels.yaml")
    assert found["data"]["source"]["targets"] == "../my_targets.npy"
    assert found["task"]["type"] == "multilabel"
    clean("specs/labels.yaml")


def test_counts_are_no_classes():
    np.savez("counts.npz", a=RNG.normal(size=(90, 4)), b=RNG.permutation(90))
    assert call("--data", "counts.npz") == 0
    assert value("counts.yaml")["task"]["type"] == "regression"
    clean("counts.yaml")


@pytest.mark.parametrize("sets", [False, True])
def test_images_in_folders(sets):
    for part in ("train", "val") if sets else (".",):
        for name in ("disk", "square"):
            folder = Path("shapes", part, name)
            folder.mkdir(parents=True)
            for number in range(12):
                size = (36, 40) if sets and number else (36, 36) if sets else (8, 8)
                pixels = RNG.integers(0, 256, (*size, 3), np.uint8)
                Image.fromarray(pixels if sets else pixels[..., 0]).save(folder / f"{number}.png")
    assert call("--data", "shapes") == 0
    found = value("shapes.yaml")
    source = found["data"]["source"]
    if sets:
        assert source == {"type": "image_folder", "path": "shapes/train", "size": [32, 32]}
        assert found["data"]["evaluation"]["path"] == "shapes/val"
    else:
        assert source == {"type": "image_folder", "path": "shapes", "mode": "gray"}
    assert found["task"]["type"] == "binary"
    clean("shapes.yaml")
    if not sets:
        trained("shapes.yaml")


@pytest.mark.parametrize("kind", ["npy", "npz"])
def test_without_targets_it_is_a_generative_model(kind):
    save = np.save if kind == "npy" else np.savez
    save(f"points.{kind}", RNG.normal(size=(400, 2)))
    assert call("--data", f"points.{kind}") == 0
    found = value("points.yaml")
    assert found["task"] == {"type": "generation", "loss": "flow_matching"}
    assert found["sample"]
    clean("points.yaml")


def test_a_note_beside_folders_of_images_is_no_data():
    pictures("RGB")
    Path("pictures/README.md").write_text("what these are\n" * 20)
    assert call("--data", "pictures") == 0
    assert value("pictures.yaml")["data"]["source"]["type"] == "image_folder"


def test_files_of_mnists_format():
    folder = shipped_folder("specs") / "data"
    assert call("--data", str(folder / "digits-images-idx3-ubyte.gz"), "-o", "digits.yaml") == 0
    source = value("digits.yaml")["data"]["source"]
    assert source["type"] == "idx"
    assert source["labels"].endswith("digits-labels-idx1-ubyte.gz")
    clean("digits.yaml")


# Texts


WORDS = ["the cat", "a dog", "runs", "sleeps", "again"]


def sentences(count: int) -> list[str]:
    return [" ".join(RNG.choice(WORDS, 8)) for _ in range(count)]


def lines(path: str, rows: list[dict[str, Any]]) -> None:
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_text_is_modeled_by_its_characters():
    """Its commas do not make a table of it."""
    text = ". ".join(f"{x}, and {y}" for x, y in zip(sentences(300), sentences(300), strict=True))
    Path("story.txt").write_text(text.replace(". ", ".\n"))
    assert call("--data", "story.txt") == 0
    found = value("story.yaml")
    assert found["task"] == "language_modeling"
    assert found["data"]["source"] == {"type": "text", "path": "story.txt"}
    assert found["train"] == {"duration": "2000 steps"}
    assert "duration: 2000 steps}" in Path("story.yaml").read_text()
    assert lock_of("story.yaml")["rows"] == len(text)
    [(name, trainer)] = specc.compile(specc.read("story.yaml")).items()
    Path(name).write_text(trainer)
    module = load(Path(name))
    short = {"steps": 2, "eval_every": 2, "sample_every": 2}
    module.train(module.Config(workdir=Path("runs"), **short), threading.Event())
    [row] = map(json.loads, Path("runs/metrics.jsonl").read_text().splitlines())
    assert np.isfinite(row["eval_loss"])


def test_a_text_of_many_characters_is_split_into_bytes():
    Path("a.md").write_text("".join(map(chr, range(0x4E00, 0x4E00 + 300))))
    assert call("--data", "a.md") == 0
    assert value("a.yaml")["data"]["source"]["tokenizer"] == "bytes"
    assert lock_of("a.yaml")["rows"] == 900


@pytest.mark.parametrize("column", ["kind", "note"])
def test_a_table_may_be_called_txt(column):
    table = flowers() if column == "kind" else pd.DataFrame({"note": sentences(60), "kind": "a"})
    table.loc[:9, "kind"] = "rose"
    table.to_csv("a.txt", index=False, sep="\t" if column == "kind" else ",")
    assert call("--data", "a.txt") == 0
    source = value("a.yaml")["data"]["source"]
    assert (source["type"], source.get("format")) == (
        ("csv", None) if column == "kind" else ("texts", "csv")
    )


@pytest.mark.parametrize(("files", "share"), [(3, "50%"), (6, "20%"), (12, "10%")])
def test_a_folder_of_texts_has_documents(files, share):
    Path("books").mkdir()
    for number, text in enumerate(sentences(files)):
        Path(f"books/{number}.txt").write_text(text * 20)
    assert call("--data", "books") == 0
    data = value("books.yaml")["data"]
    assert data["source"] == {"type": "documents", "path": "books/*.txt", "format": "files"}
    assert (data["packing"], data["holdout"]) == ("masked", share)
    assert lock_of("books.yaml")["documents"] == files


def test_a_file_of_tokens_is_evaluated_by_the_one_beside_it():
    for name, count in (("train", 4_000), ("val", 500)):
        RNG.integers(0, 50, count).astype(np.uint16).tofile(f"{name}.bin")
    assert call("--data", "train.bin") == 0
    data = value("train.yaml")["data"]
    assert data["evaluation"] == {"type": "tokens", "path": "val.bin"}
    assert "holdout" not in data
    clean("train.yaml")


def test_jsonl_of_texts_is_documents():
    lines("a.jsonl", [{"id": f"{n}", "text": text} for n, text in enumerate(sentences(40))])
    assert call("--data", "a.jsonl") == 0
    source = value("a.yaml")["data"]["source"]
    assert source["format"] == {"type": "jsonl", "field": "text"}
    clean("a.yaml")


def test_jsonl_of_questions_and_answers_is_completions():
    rows = [{"question": f"{n} + {n} is", "answer": f" {2 * n}."} for n in range(40)]
    lines("a.jsonl", rows)
    assert call("--data", "a.jsonl") == 0
    found = value("a.yaml")
    assert found["task"] == "completion"
    source = found["data"]["source"]
    assert (source["prompt"], source["completion"]) == ("question", "answer")
    assert found["sample"]["count"] == 40
    clean("a.yaml")


def test_jsonl_of_words_and_tags_is_tagged():
    lines(
        "a.jsonl", [{"words": ["a", "b", f"c{n % 3}"], "tags": ["X", "Y", "X"]} for n in range(40)]
    )
    assert call("--data", "a.jsonl") == 0
    found = value("a.yaml")
    assert found["task"]["type"] == "token_classification"
    assert found["model"]["context"] == 3
    clean("a.yaml")


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl"])
def test_a_column_of_texts_is_classified(kind, capsys):
    texts = sentences(60)
    kinds = ["good" if "cat" in text else "bad" for text in texts]
    table = pd.DataFrame({"id": range(60), "review": texts, "opinion": kinds})
    if kind == "jsonl":
        lines("a.jsonl", table.to_dict("records"))
    elif kind == "csv":
        table.to_csv("a.csv", index=False)
    else:
        table.to_parquet("a.parquet")
    words = ["--target", "opinion"] if kind == "jsonl" else []
    assert call("--data", f"a.{kind}", *words) == 0
    found = value("a.yaml")
    assert found["task"]["type"] == "binary"
    path = {"type": "texts", "path": f"a.{kind}"}
    assert found["data"]["source"] == {**path, "text": "review", "target": "opinion"}
    assert found["model"]["pool"] == "mean"
    clean("a.yaml")
    told = "the text is review, and the target is opinion" in capsys.readouterr().err
    assert told == (kind != "jsonl")
    if kind == "csv":
        trained("a.yaml")


def test_ratings_from_one_are_numbers():
    rows = [{"review": text, "rating": 1 + n % 5} for n, text in enumerate(sentences(60))]
    lines("a.jsonl", rows)
    assert call("--data", "a.jsonl") == 0
    assert value("a.yaml")["task"]["type"] == "regression"
    clean("a.yaml")


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("a.txt", b"hello world", "the text has 11 tokens"),
        ("a.txt", b"", "a.txt is empty"),
        ("a.jsonl", b"[1, 2]\n", "is no JSON object"),
        ("a.jsonl", b'{"a": 1}\n', "no field of a.jsonl is a text: a"),
        ("a.dat", b"\0\1\2", "of no kind that is known"),
    ],
)
def test_texts_that_cannot_be_used_are_told(name, content, shown, capsys):
    Path(name).write_bytes(content)
    assert call("--data", name) == 2
    assert shown in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == [name]


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("a,b\n1,2\n3,4\n", ["--target", "aa"], "did you mean a?"),
        ("1,2\n3,4\n", [], "put a header above it"),
        ("a,b\n", [], "has 1 line"),
        ("a,b\n1,\n2,3\n", [], "b of a.csv has 1 empty cells"),
        ("a,b\nx,1\nx,2\n", ["--target", "b"], "no column of a.csv can be an input"),
        ("a\n1\n2\n", [], "give it two or more"),
    ],
)
def test_tables_that_cannot_be_used_are_told(text, words, shown, capsys):
    Path("a.csv").write_text(text)
    assert call("--data", "a.csv", *words) == 2
    assert shown in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["a.csv"]


@pytest.mark.parametrize("rows", [1, 5, 15, 16, 30, 99, 1000, 10**6])
def test_batches_leave_few_rows_over(rows):
    size = batch_size(rows)
    assert 1 <= size <= rows
    assert rows % size <= rows / 4


@pytest.mark.parametrize(
    "given",
    ["plain", "true", "1.5", "a: b", "a #b", "- a", "été", '"', "\t", "", "x" * 200, [f"c {n}" for n in range(99)]],
)  # fmt: skip
def test_text_is_read_as_it_was_meant(given):
    document = parse(f"a:\n{entry('b', {'c': given}, 2)}".encode(), "a.yaml")
    assert document.value == {"a": {"b": {"c": given}}}
