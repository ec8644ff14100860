"""A run that learns a chain of known entropy, goes on after it was stopped, and writes."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from trainers.conftest import StopAfter, bits

from .conftest import LETTERS, TRANSITIONS, built, chain, entropy


@pytest.fixture(scope="module")
def done(writer: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workdir of a finished run."""
    workdir = tmp_path_factory.mktemp("run") / "whole"
    writer.train(writer.Config(workdir=workdir), threading.Event())
    for name in "init_state", "train_steps", "evaluate", "fill_window":
        assert getattr(writer, name)._cache_size() == 1, name
    return workdir


def rows(workdir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]


def test_the_entropy_is_reached(done: Path) -> None:
    """Of the first token of a window nothing before it is known: 1 of 8 has to be guessed."""
    *_, last = rows(done)
    log = np.log(np.where(TRANSITIONS > 0, TRANSITIONS, 1))
    assert abs(entropy() + (np.array([0.2, 0.4, 0.4]) @ (TRANSITIONS * log).sum(1))) < 0.1
    assert abs(last["eval_loss"] / entropy() - 1) < 0.03


def test_a_stopped_run_goes_on_in_every_bit(writer: ModuleType, done: Path, tmp_path: Path) -> None:
    parts = writer.Config(workdir=tmp_path / "parts")
    for calls in 5, 3:
        writer.train(parts, StopAfter(calls))
    state = writer.train(parts, threading.Event())
    _, whole = writer.load(done)
    assert int(state.step) == int(whole.step) == 300
    assert bits(state) == bits(whole)
    assert rows(tmp_path / "parts") == rows(done)
    for step in 150, 300:
        name = f"samples_{step:06}.txt"
        assert (tmp_path / "parts" / name).read_text() == (done / name).read_text()


def test_texts_are_written_by_a_flag(
    writer: ModuleType, done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writer.main(writer.Config(workdir=done, sample=30, prompt="ca"))
    text = capsys.readouterr().out
    assert len(text) == 33
    assert text.startswith("ca")
    assert set(text) == {*LETTERS, "\n"}
    with pytest.raises(SystemExit, match="'x', character 2, is not one of the 3 known"):
        writer.main(writer.Config(workdir=done, sample=5, prompt="ax"))
    with pytest.raises(SystemExit, match="the prompt is empty"):
        writer.main(writer.Config(workdir=done, sample=5, prompt=""))
    with pytest.raises(SystemExit, match="Nothing to sample"):
        writer.main(writer.Config(workdir=done.parent / "nothing", sample=5))


def test_the_first_tokens_do_not_depend_on_how_many_are_drawn(
    writer: ModuleType, done: Path
) -> None:
    c, state = writer.load(done)
    for prompt in "a", "abcab", "abc" * 9:
        many = writer.sample(c, state, jax.random.key(4), 40, prompt)
        for count in 1, 3, 7, 25:
            assert writer.sample(c, state, jax.random.key(4), count, prompt) == many[:count]


def test_what_is_drawn_has_the_probabilities_of_the_model(writer: ModuleType, done: Path) -> None:
    """Pairs after "c" in many windows, against the product of the probabilities of the model."""
    c, state = writer.load(done)
    model = jax.jit(writer.nnx.merge(state.graphdef, state.params).__call__)
    window = np.zeros(8, np.int32)
    window[0] = LETTERS.index("c")
    keys = jax.random.split(jax.random.key(0), 4_000)
    fill = jax.jit(jax.vmap(lambda key: writer.fill_window(c, state, key, jnp.array(window), 1)))
    drawn = np.asarray(fill(keys))
    first = jax.nn.softmax(model(jnp.int32([[2]]))[0, 0])
    pairs = jax.nn.softmax(model(jnp.int32([[2, n] for n in range(3)]))[:, 1])
    expected = 4_000 * np.asarray(first[:, None] * pairs).ravel()
    found = np.bincount(3 * drawn[:, 0] + drawn[:, 1], minlength=9)
    often = expected >= 5
    chi_square = ((found - expected)[often] ** 2 / expected[often]).sum()
    assert often.sum() >= 4
    assert chi_square < 26.1, "8 degrees at 0.1%"


@pytest.mark.soak
def test_likely_tokens_only(tmp_path: Path) -> None:
    """Temperature, top-k, top-p and min-p leave what they say, in the proportions of a softmax."""
    likely = {"temperature": 0.5, "top_k": 3, "top_p": 0.9, "min_p": 0.1}
    trainer = built(tmp_path, {"sample.sampler": {"type": "autoregressive", **likely}})
    logits = jnp.log(jnp.array([0.1, 0.4, 0.05, 0.3, 0.15]))
    keys = jax.random.split(jax.random.key(0), 20_000)

    def often(**settings: float) -> np.ndarray:
        c = trainer.Config(
            **{"temperature": 1.0, "top_k": 5, "top_p": 1.0, "min_p": 1e-6, **settings}
        )
        drawn = jax.vmap(lambda key: trainer.draw_token(c, key, logits))(keys)
        return np.bincount(np.asarray(drawn), minlength=5)

    def near(found: np.ndarray, *p: float) -> bool:
        expected = len(keys) * np.array(p) / sum(p)
        left = expected > 0
        chi_square = ((found - expected)[left] ** 2 / expected[left]).sum()
        return not found[~left].any() and chi_square < 18.5  # 4 degrees at 0.1%

    assert near(often(), 0.1, 0.4, 0.05, 0.3, 0.15)
    assert near(often(temperature=0.5), 0.01, 0.16, 0.0025, 0.09, 0.0225)
    assert near(often(top_k=2), 0, 0.4, 0, 0.3, 0)
    assert near(often(top_p=0.6), 0, 0.4, 0, 0.3, 0)
    assert near(often(top_p=0.75), 0, 0.4, 0, 0.3, 0.15)
    assert near(often(top_k=9, top_p=1e-6), 0, 1, 0, 0, 0)
    assert near(often(min_p=0.2), 0.1, 0.4, 0, 0.3, 0.15)
    assert near(often(min_p=0.3), 0, 0.4, 0, 0.3, 0.15)
    assert near(often(min_p=1.0), 0, 1, 0, 0, 0)
    assert near(often(temperature=0.5, min_p=0.3), 0, 0.16, 0, 0.09, 0)


def test_bytes_are_tokens(tmp_path: Path) -> None:
    (tmp_path / "chain.txt").write_text(chain(3_000) + "\u00e9")
    trainer = built(tmp_path, {"data.source.tokenizer": "bytes", "name": "of_bytes"})
    data = trainer.load_data(trainer.Config())
    assert trainer.decode(data.eval.token.tolist())[-2:] == chain(3_000)[-1] + "\u00e9"
    assert trainer.encode("\u00e9").tolist() == [0xC3, 0xA9]
    assert trainer.decode([0xC3]) == "\ufffd"
