"""Documents: every format gives the same tokens, windows keep them apart, and runs keep their tokenizer."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers
from trainers.conftest import bits, build, changed, data_of

from specc.language.spec import Spec
from specc.language.validate import validate
from specc.probe import survey
from specc.probe.errors import DataError
from specc.resolve.extends import load

from .conftest import SPEC

NAMES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
DOCUMENTS = [
    f"{one} plus {two} is {NAMES[a + b]}."
    for (a, one), (b, two) in itertools.product(enumerate(NAMES[:7]), enumerate(NAMES[:6]))
] * 5
"""210 sums in words."""


def write(folder: Path, documents: list[str] = DOCUMENTS) -> None:
    """The documents in all formats."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [json.dumps({"n": n, "body": text}) for n, text in enumerate(documents)]
    (folder / "a.jsonl").write_text("\n".join(rows[:100]) + "\n\n")
    (folder / "b.jsonl").write_text("\n".join(rows[100:]))
    table = pa.table({"n": range(len(documents)), "body": documents})
    pq.write_table(table.slice(0, 50), folder / "0.parquet")
    pq.write_table(table.slice(50), folder / "1.parquet")
    (folder / "lines.txt").write_text("\n\n".join(documents))
    (folder / "files").mkdir(exist_ok=True)
    for n, text in enumerate(documents):
        (folder / "files" / f"{n:04}.txt").write_text(text)


FORMATS: dict[str, dict[str, Any]] = {
    "jsonl": {"path": "*.jsonl", "format": {"type": "jsonl", "field": "body"}},
    "parquet": {"path": "*.parquet", "format": {"type": "parquet", "field": "body"}},
    "dataset": {"path": "saved", "format": {"type": "dataset", "field": "body"}},
    "lines": {"path": "lines.txt", "format": "lines"},
    "files": {"path": "files/*.txt", "format": "files"},
}
BPE = {"type": "bpe", "vocabulary": 300}


def built(folder: Path, changes: dict[str, Any]) -> ModuleType:
    """A trainer of documents, with the facts that a probe finds, and the tokenizer that it trains."""
    spec = changed(SPEC, {"name": "sums", "data.source": {"type": "documents"}, **changes})
    path = folder / "spec.yaml"
    path.write_text(json.dumps(spec))
    typed, _ = validate(load(path, name="spec.yaml"), Spec)
    assert typed is not None
    data = typed.data
    for key in "source", "evaluation", "test":
        if (source := getattr(data, key)) is None:
            continue
        asks = data.asks if key == "source" else {}
        found = survey(source, folder, asks, scored=key != "source")
        for file, text in found.written:
            file.write_text(text)
        facts = found.facts.model_dump(mode="json", exclude_none=True)
        spec["data"]["facts" if key == "source" else f"{key}_facts"] = facts
    return build(spec, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    write(folder)
    shutil.copytree(Path(__file__).with_name("saved"), folder / "saved")
    return folder


@pytest.fixture(scope="module")
def sums(folder: Path) -> ModuleType:
    """Documents that are split by a tokenizer of their own."""
    source = {"type": "documents", **FORMATS["jsonl"], "tokenizer": BPE}
    return built(folder, {"data.source": source, "model.context": 16, "data.packing": "masked"})


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("tokenizer", ["bytes", pytest.param("characters", marks=pytest.mark.soak)])
def test_every_format_gives_the_same_tokens(folder: Path, name: str, tokenizer: str) -> None:
    source = {"type": "documents", **FORMATS[name], "tokenizer": tokenizer}
    trainer = built(folder, {"name": f"of_{name}", "data.source": source})
    data = data_of(trainer, trainer.Config())
    for part, documents in (data.train, DOCUMENTS[:189]), (data.eval, DOCUMENTS[189:]):
        tokens = part.token.tolist()
        assert tokens[0] == tokens[-1] == trainer.END == trainer.VOCABULARY - 1
        ends = np.flatnonzero(np.array(tokens) == trainer.END)
        found = [trainer.decode(tokens[a + 1 : b]) for a, b in itertools.pairwise(ends)]
        assert found == documents


def test_a_tokenizer_is_trained_on_training_documents_alone(folder: Path, sums: ModuleType) -> None:
    known = (folder / "tokenizer.json").read_text()
    rows = (folder / "b.jsonl").read_text().splitlines()
    assert json.loads(rows[88])["n"] == 188
    path = folder / "other"
    path.mkdir()
    shutil.copy(folder / "a.jsonl", path)
    changed_rows = [row.replace("is", "IS IS IS") for row in rows[89:]]
    (path / "b.jsonl").write_text("\n".join([*rows[:89], *changed_rows]))
    source = {"type": "documents", **FORMATS["jsonl"], "tokenizer": BPE}
    built(path, {"data.source": source})
    assert (path / "tokenizer.json").read_text() == known
    (path / "b.jsonl").write_text("\n".join([rows[0].replace("is", "IS"), *rows[1:]] * 2))
    built(path, {"data.source": source})
    assert (path / "tokenizer.json").read_text() != known


def test_bytes_of_text_are_those_of_what_is_held_out(sums: ModuleType) -> None:
    """Bits per byte are the bits of all tokens, ends among them, by the bytes of the documents."""
    c = sums.Config()
    data = data_of(sums, c)
    assert int(data.eval.bytes) == sum(len(text.encode()) for text in DOCUMENTS[189:])
    state = sums.init_state(c, np.uint32(0))
    found = sums.evaluate(c, state, data.eval)
    bits_of_all = float(found["loss"]) * (sums.EVAL_TOKENS - 1) / np.log(2)
    assert np.isclose(found["bits_per_byte"], bits_of_all / int(data.eval.bytes))
    assert np.isclose(found["perplexity"], np.exp(found["loss"]))


@pytest.mark.parametrize(
    ("positions", "options"),
    [
        ("rotary", {}),
        ("learned", {}),
        ("sinusoidal", {"model.scan": True, "model.layers": 2}),
        pytest.param("learned", {"model.remat": True}, marks=pytest.mark.soak),
        pytest.param("rotary", {"model.window": 3}, marks=pytest.mark.soak),
    ],
)
def test_a_token_costs_the_same_in_a_window_of_several_documents(
    folder: Path, positions: str, options: dict[str, Any]
) -> None:
    """Its nats are those in a window that has its document alone."""
    source = {"type": "documents", **FORMATS["jsonl"], "tokenizer": BPE}
    model = {"model.context": 24, "model.positions": positions, "model.kv_heads": 2, **options}
    changes = {"name": f"packed_{positions}", "data.source": source, **model}
    packed = built(folder, {**changes, "data.packing": "masked"})
    plain = built(folder, {**changes, "name": f"plain_{positions}"})
    c = packed.Config()
    documents = [
        [packed.END, 7, 40, 41],
        [packed.END, 90],
        [packed.END],
        [packed.END, 9, 8, 7, 6, 5],
    ]
    window = [50, 60, *(token for part in documents for token in part), packed.END]
    spread = jax.tree.map(lambda x: 20 * x, packed.init_state(c, np.uint32(1)).params)
    state = packed.init_state(c, np.uint32(1))
    model_ = packed.nnx.merge(state.graphdef, spread)
    found = np.asarray(packed.next_token_loss(model_, jnp.int32([window]))[0])
    alone = []
    for begun, after in itertools.pairwise([[50, 60], *documents, [packed.END]]):
        tokens = jnp.int32([[*begun, after[0]]])
        alone += np.asarray(packed.next_token_loss(model_, tokens)[0]).tolist()
    assert len(found) == len(alone) == 15
    assert np.allclose(found, alone, atol=2e-5)
    same = plain.nnx.merge(plain.init_state(plain.Config(), np.uint32(1)).graphdef, spread)
    together = np.asarray(plain.next_token_loss(same, jnp.int32([window]))[0])
    assert np.abs(together[:2] - found[:2]).max() < 1e-5
    assert np.abs(together - found).max() > 1e-3, "without masks a token sees the others"


def test_a_run_keeps_its_tokenizer(
    folder: Path, sums: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workdir = tmp_path / "run"
    c = sums.Config(workdir=workdir, tokenizer=folder / "tokenizer.json")
    with pytest.raises(SystemExit) as stopped:
        sums.main(sums.Config(workdir=workdir, sample=5, prompt="one"))
    assert "Nothing to sample" in str(stopped.value)
    state = sums.train(c, threading.Event())
    kept = workdir / "tokenizer.json"
    assert kept.read_bytes() == (folder / "tokenizer.json").read_bytes()
    assert "tokens per second" in capsys.readouterr().out
    moved = tmp_path / "moved"
    shutil.copytree(workdir, moved)
    sums.main(sums.Config(workdir=moved, sample=40, prompt="three plus t"))
    text = capsys.readouterr().out
    assert text.startswith("three plus t")
    drawn = sums.sample(c, state, jax.random.key(0), 40, "")
    assert sums.END not in drawn
    assert (moved / "samples_000300.txt").read_text() == (
        workdir / "samples_000300.txt"
    ).read_text()
    kept.write_text(kept.read_text().replace('"five"', '"fivE"').replace("Ġ", "g", 1))
    with pytest.raises(sums.DataError, match="restore the tokenizer"):
        sums.train(c, threading.Event())
    with pytest.raises(SystemExit, match="restore the tokenizer"):
        sums.main(sums.Config(workdir=workdir, sample=5))
    sums.train(sums.Config(workdir=workdir, accept_changes=True), threading.Event())
    assert kept.read_bytes() == (folder / "tokenizer.json").read_bytes()


def test_a_sample_ends_where_its_document_ends(sums: ModuleType) -> None:
    """A model that surely ends after a token: what follows is cut off."""
    c = sums.Config()
    state = sums.init_state(c, np.uint32(0))
    params = jax.tree.map(jnp.zeros_like, state.params)
    embedding = jnp.zeros_like(state.params["tokens"]["embedding"])
    params["tokens"]["embedding"] = embedding.at[:, 0].set(1).at[sums.END, 0].set(100)
    params["norm"]["scale"] = jnp.ones_like(params["norm"]["scale"])
    assert sums.sample(c, state.replace(params=params), jax.random.key(0), 9, "") == []


def test_a_text_that_spells_the_end_does_not_end(folder: Path, sums: ModuleType) -> None:
    tokenizer = sums.read_tokenizer(folder / "tokenizer.json")
    tokens = sums.tokenize(tokenizer, "one<|endoftext|>two")
    assert sums.END not in tokens
    assert tokenizer.decode(tokens.tolist()) == "one<|endoftext|>two"
    assert sums.END == 0


@pytest.fixture
def of_file(tmp_path: Path) -> Path:
    """A tokenizer of words."""
    words = {word: n for n, word in enumerate(["[UNK]", *NAMES, "plus", "is", ".", "[END]"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "words.json"))
    write(tmp_path)
    return tmp_path


def test_a_tokenizer_of_a_file(of_file: Path) -> None:
    tokenizer = {"type": "file", "path": "words.json", "end": "[END]"}
    source = {"type": "documents", **FORMATS["lines"], "tokenizer": tokenizer}
    trainer = built(
        of_file,
        {"data.source": source, "data.holdout": {"type": "end", "share": "10%", "test": "20%"}},
    )
    data = data_of(trainer, trainer.Config())
    sizes = [len(part.token) for part in data]
    assert sizes == [7 * 147 + 1, 7 * 21 + 1, 7 * 42 + 1]
    assert (trainer.VOCABULARY, trainer.END, trainer.TRAIN_DOCUMENTS) == (18, 17, 147)
    assert [int(part.bytes) for part in data[1:]] == [
        sum(map(len, DOCUMENTS[147:168])),
        sum(map(len, DOCUMENTS[168:])),
    ]
    (of_file / "words.json").write_text((of_file / "words.json").read_text() + " ")
    with pytest.raises(trainer.DataError, match="restore the tokenizer"):
        trainer.load_data(trainer.Config())


def test_tokens_with_their_tokenizer(of_file: Path) -> None:
    """NanoGPT's files: samples are text, and documents are apart."""
    tokens = np.array([17, *([1, 14, 2, 15, 2, 16, 17] * 300)], np.uint16)
    tokens.tofile(of_file / "train.bin")
    tokenizer = {"type": "file", "path": "words.json", "end": "[END]"}
    source = {"type": "tokens", "path": "train.bin", "tokenizer": tokenizer}
    changes = {"data.source": source, "data.packing": "masked", "data.placement": "host"}
    trainer = built(
        of_file, {**changes, "train.duration": "20 steps", "checkpoint.every": "20 steps"}
    )
    c = trainer.Config(workdir=of_file / "run", sample_every=20)
    trainer.train(c, threading.Event())
    assert set((c.workdir / "samples_000020.txt").read_text().split()) <= {
        *NAMES,
        "plus",
        "is",
        ".",
        "[UNK]",
    }
    assert trainer.encode(c, "zero plus").tolist() == [1, 14]


def test_evaluation_documents_have_the_tokenizer_of_training(folder: Path) -> None:
    source = {"type": "documents", **FORMATS["lines"], "tokenizer": BPE}
    (folder / "valid.txt").write_text("nine is nine.\nIS IS IS IS IS IS IS IS IS IS IS IS IS\n")
    changes = {
        "data.source": {**source, "tokenizer": {**BPE, "path": "own.json"}},
        "name": "separate",
    }
    own = {**changes["data.source"], "path": "valid.txt"}
    trainer = built(folder, {**changes, "data.holdout": None, "data.evaluation": own})
    data = data_of(trainer, trainer.Config())
    assert int(data.eval.bytes) == 13 + 38
    assert data.eval.token.tolist().count(trainer.END) == 3


def test_documents_are_those_that_were_probed(
    folder: Path, sums: ModuleType, tmp_path: Path
) -> None:
    shutil.copy(folder / "a.jsonl", tmp_path)
    with pytest.raises(sums.DataError, match=r"\*.jsonl \(1 in all\) have the SHA-256"):
        sums.load_data(sums.Config(documents=tmp_path / "*.jsonl"))
    shutil.copy(folder / "b.jsonl", tmp_path)
    here = sums.load_data(sums.Config(documents=tmp_path / "*.jsonl"))
    assert bits(here) == bits(sums.load_data(sums.Config()))


@pytest.mark.parametrize(
    ("name", "raw", "source", "message"),
    [
        ("x.jsonl", b'{"a": 1}\n', FORMATS["jsonl"], "line 1 of .* has no field 'body', but 'a'"),
        ("x.jsonl", b'{"body": "a"}\n{"body', FORMATS["jsonl"], "line 2 of .* is no JSON object"),
        ("x.jsonl", b"[1]\n", FORMATS["jsonl"], "line 1 of .* is no JSON object"),
        ("x.jsonl", b'{"body": 3}\n', FORMATS["jsonl"], "document 1 of .* is no text: 3"),
        ("x.jsonl", b"\n", FORMATS["jsonl"], "has no documents"),
        ("x.jsonl", b'{"body": "\xff"}\n', FORMATS["jsonl"], "is not UTF-8"),
        ("x.parquet", b"PAR1", FORMATS["parquet"], "is no Parquet file"),
        ("y", b"", FORMATS["parquet"], "does not exist"),
        ("lines.txt", b"", FORMATS["lines"], "has no documents"),
        ("saved", b"", FORMATS["dataset"], "not a dataset that was saved to disk"),
    ],
)
def test_what_is_wrong_with_documents(
    tmp_path: Path, name: str, raw: bytes, source: dict[str, Any], message: str
) -> None:
    from specc.language.sources.documents import Documents

    (tmp_path / name).write_bytes(raw)
    with pytest.raises(DataError, match=message):
        survey(Documents.model_validate({"type": "documents", **source}), tmp_path)


def test_what_is_wrong_with_a_saved_dataset(folder: Path, tmp_path: Path) -> None:
    from specc.language.sources.documents import Documents

    source = Documents.model_validate({"type": "documents", **FORMATS["dataset"]})
    shutil.copytree(folder / "saved", tmp_path / "saved")
    file = next((tmp_path / "saved").glob("*.arrow"))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="is no Arrow stream"):
        survey(source, tmp_path)
    file.write_bytes(whole)
    other = Documents.model_validate({"type": "documents", "path": "saved", "format": "dataset"})
    with pytest.raises(DataError, match="has no column 'text', but 'n', 'body'"):
        survey(other, tmp_path)
    state = tmp_path / "saved" / "state.json"
    state.write_text(
        json.dumps({**json.loads(state.read_text()), "_indices_data_files": [{"filename": "i"}]})
    )
    with pytest.raises(DataError, match="another order"):
        survey(source, tmp_path)
