"""Windows of a text: which a step sees, what is held out, and that evaluation counts every token once."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import bits, data_of

from specc.language.sources.text import Text
from specc.language.sources.tokens import Tokens
from specc.probe import look
from specc.probe.errors import DataError

from . import reference
from .conftest import LETTERS, built, chain

TEXT = chain(12_000)


def test_what_is_held_out_is_the_end(writer: ModuleType) -> None:
    data = data_of(writer, writer.Config())
    train, held_out = (writer.decode(part.token.tolist()) for part in (data.train, data.eval))
    assert (train, held_out) == (TEXT[:10_800], TEXT[10_800:])
    assert writer.CHARACTERS == LETTERS


def test_windows_are_drawn_by_seed_and_step(writer: ModuleType) -> None:
    c = writer.Config()
    rows = writer.batch_rows(c, 5, 20)
    assert rows.shape == (20, 32, 9)
    assert rows.dtype == np.int32
    assert (np.diff(rows) == 1).all()
    assert rows.min() >= 0
    assert rows.max() <= 10_799
    assert (rows[7:9] == writer.batch_rows(c, 12, 2)).all()
    assert (rows != writer.batch_rows(writer.Config(seed=1), 5, 20)).any()
    starts = np.concatenate([writer.batch_rows(c, step, 500)[..., 0].ravel() for step in (0, 500)])
    assert starts.min() < 10
    assert starts.max() > 10_781, "the last window ends with the last token"
    counts, _ = np.histogram(starts, 10, (0, 10_792))
    assert ((counts - 3_200) ** 2 / 3_200).sum() < 27.9, "chi-square of 9 degrees at 0.1%"


@pytest.mark.parametrize(
    "length", [43, *(pytest.param(n, marks=pytest.mark.soak) for n in (2, 9, 24, 25, 26))]
)
def test_evaluation_counts_each_token_once(writer: ModuleType, length: int) -> None:
    """All but the first, each given those before it in windows that follow each other."""
    c = writer.Config(eval_batch_size=2)
    state = writer.init_state(c, np.uint32(3))
    token = np.random.default_rng(length).integers(3, size=length)
    params = nnx.to_pure_dict(state.params)
    model = {"layers": 1, "heads": 2, "kv_heads": 1, "qk_norm": True, "positions": "rotary"}
    model |= {"norm": "rms", "mlp": "swiglu"}
    nats = []
    for start in range(0, length - 1, 8):
        window = token[start : start + 9]
        for row, target in zip(
            reference.logits(params, window[:-1], model), window[1:], strict=True
        ):
            nats.append(np.log(np.exp(row).sum()) - row[target])
    assert len(nats) == length - 1
    found = writer.evaluate(c, state, writer.Batch(jnp.int32(token)))
    assert abs(float(found["loss"]) - np.mean(nats)) < 1e-5
    assert abs(float(found["bits_per_character"]) - np.mean(nats) / np.log(2)) < 1e-5


def test_another_text_is_refused(writer: ModuleType, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(TEXT[:-1] + "a")
    with pytest.raises(writer.DataError, match="12,000 bytes with the SHA-256"):
        writer.load_data(writer.Config(text=other))
    with pytest.raises(writer.DataError, match="'\u00e9', character 3, is not one of the 3 known"):
        writer.encode("ab\u00e9")


def test_settings_are_checked_against_the_text(writer: ModuleType) -> None:
    with pytest.raises(
        ValueError, match="context is 1200; it must be at least 1 and less than 1,200"
    ):
        writer.Config(context=1_200)


@pytest.fixture(scope="module")
def of_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ModuleType, ModuleType]:
    """Trainers of a file of tokens, with one to evaluate on: on the device, and on the host."""
    folder = tmp_path_factory.mktemp("tokens")
    tokens = np.array([LETTERS.index(x) for x in TEXT], np.uint16)
    tokens.tofile(folder / "train.bin")
    tokens[:500].tofile(folder / "val.bin")
    source = {"type": "tokens", "path": "train.bin", "vocabulary": 5}
    facts = [
        look(Tokens(path=name, vocabulary=5), folder).model_dump(mode="json", exclude_none=True)
        for name in ("train.bin", "val.bin")
    ]
    changes = {
        "data.source": source,
        "data.facts": facts[0],
        "data.holdout": None,
        "data.evaluation": {**source, "path": "val.bin"},
        "data.evaluation_facts": facts[1],
        "name": "on_device",
    }
    host = {**changes, "name": "on_host", "data.placement": "host"}
    return folder, built(folder, changes), built(folder, host)


@pytest.mark.soak
def test_tokens_on_the_host_train_as_those_on_the_device(of_files: Any) -> None:
    """Bit by bit."""
    _, device, host = of_files
    c = device.Config()
    here, there = data_of(device, c), data_of(host, host.Config())
    rows = device.batch_rows(c, 0, 4)
    one, _ = device.train_steps(c, device.init_state(c, np.uint32(0)), here.train, rows)
    c = host.Config()
    batches = host.gather(there, host.batch_rows(c, 0, 4))
    other, _ = host.train_steps(c, host.init_state(c, np.uint32(0)), batches)
    assert bits(one) == bits(other)
    found = device.evaluate(device.Config(), one, here.eval)
    assert np.isclose(found["perplexity"], np.exp(found["loss"]))


def test_tokens_of_files(of_files: Any) -> None:
    folder, device, host = of_files
    there = data_of(host, host.Config())
    assert isinstance(there.train, np.memmap)
    tokens = [LETTERS.index(x) for x in TEXT]
    assert np.asarray(there.eval.token).tolist() == tokens[:500]
    rows = host.batch_rows(host.Config(), 3, 2)
    gathered = np.asarray(host.gather(there, rows).token)
    assert gathered.tolist() == np.array(tokens)[rows].tolist()
    assert (device.batch_rows(device.Config(), 3, 2) == rows).all()
    (np.ones(500, np.uint16) * 5).tofile(folder / "val.bin")
    c = device.Config()
    with pytest.raises(device.DataError, match="tokens are from 5 to 5, but the vocabulary has 5"):
        device.load_data(c)
    np.uint16(tokens[:499]).tofile(folder / "val.bin")
    with pytest.raises(device.DataError, match="there are 499 tokens, expected 500"):
        device.load_data(c)
    with pytest.raises(device.DataError, match="not a list of tokens"):
        device.encode("1 two")


def test_facts_of_texts_and_tokens(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("h\u00e9llo\r\n", newline="")
    facts = look(Text(path="x.txt"), tmp_path)
    assert (facts.rows, facts.vocabulary, facts.characters) == (7, 6, "\n\rhlo\u00e9")
    facts = look(Text(path="x.txt", tokenizer="bytes"), tmp_path)
    assert (facts.rows, facts.vocabulary, facts.characters) == (8, 256, None)
    facts = look(Tokens(path="x.txt"), tmp_path)
    assert (facts.rows, facts.high) == (4, 0xC368)


@pytest.mark.parametrize(
    ("raw", "source", "message"),
    [
        (b"", Text(path="x"), "is empty"),
        (b"ab\xff", Text(path="x"), "not UTF-8: byte 3 is 0xff"),
        (b"", Tokens(path="x"), "is empty"),
        (b"abc", Tokens(path="x"), "3 bytes, which is not a multiple of the 2 of uint16"),
        (b"\x05\0\x07\0", Tokens(path="x", vocabulary=7), "the token 7, and the vocabulary 7"),
        (b"\xff\xff\xff\xff", Tokens(path="x", dtype="int32"), "the token -1"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, raw: bytes, source: Text, message: str) -> None:
    (tmp_path / "x").write_bytes(raw)
    with pytest.raises(DataError, match=message):
        look(source, tmp_path)
