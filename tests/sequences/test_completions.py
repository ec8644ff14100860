"""Completions: targets are their tokens and their ends alone, in training, in evaluation and when tuning."""

from __future__ import annotations

import itertools
import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tokenizers import Tokenizer, models, pre_tokenizers
from trainers.conftest import build, changed, data_of

from specc.language.sources.completions import Completions
from specc.language.sources.documents import Documents
from specc.probe import look
from specc.probe.errors import DataError

from .conftest import SPEC
from .reference import logits

NAMES = ["no", "one", "two", "three", "four", "five", "six", "seven"]
ROWS = [
    {"asked": f"{NAMES[a]} and {NAMES[b]}:", "said": f" {NAMES[a + b]}"}
    for a, b in itertools.product(range(4), range(5))
]
CONTEXT = 20
MODEL = {
    "type": "transformer",
    "layers": 1,
    "heads": 2,
    "width": 8,
    "context": CONTEXT,
    "init_std": 0.3,
}
SOURCE = {"type": "completions", "path": "rows.jsonl", "prompt": "asked", "completion": "said"}
KNOWN = " " + "".join(sorted({*"".join(NAMES), *"and:"} - {" "}))


def write(path: Path, rows: list[dict[str, Any]] = ROWS) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n")


def built(folder: Path, changes: dict[str, Any] | None = None) -> ModuleType:
    """The trainer of ROWS, with the facts that a probe finds."""
    write(folder / "rows.jsonl")
    plain = {
        "name": "adder",
        "task": "completion",
        "model": MODEL,
        "data": {"source": SOURCE, "holdout": "25%", "batch_size": 8},
        "train": {"duration": "4 steps"},
        "evaluate.every": "4 steps",
        "sample": {"every": "4 steps", "count": 8},
        "checkpoint.every": "2 steps",
    }
    spec = changed(SPEC, {**plain, **(changes or {})})
    facts = look(Completions.model_validate(spec["data"]["source"]), folder)
    spec["data"]["facts"] = facts.model_dump(mode="json", exclude_none=True)
    return build(spec, folder)


@pytest.fixture(scope="module")
def adder(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return built(tmp_path_factory.mktemp("completions"))


def state_of(trainer: ModuleType, c: Any) -> Any:
    return trainer.init_state(c, np.uint32(0))


def expected(trainer: ModuleType, rows: list[dict[str, Any]]) -> list[tuple[list[int], range]]:
    """The tokens of rows, not padded, and the places of their targets."""
    found = []
    for row in rows:
        asked, said = ([trainer.CHARACTERS.index(x) for x in row[key]] for key in ("asked", "said"))
        tokens = [trainer.END, *asked, *said, trainer.END][: CONTEXT + 1]
        found.append((tokens, range(1 + len(asked), len(tokens))))
    return found


def mean_nats(params: Any, rows: list[tuple[list[int], range]]) -> float:
    """In float64, row by row without padding."""
    model = {**MODEL, "positions": "rotary", "norm": "rms", "mlp": "swiglu"}
    nats = []
    for tokens, targets in rows:
        scores = logits(params, np.array(tokens[:-1]), model)
        for place in targets:
            row = scores[place - 1]
            nats.append(np.log(np.exp(row).sum()) - row[tokens[place]])
    return float(np.mean(nats))


def in_float64(params: Any) -> Any:
    return jax.tree.map(lambda x: np.asarray(x, np.float64), nnx.to_pure_dict(params))


def rows_of(batch: Any) -> list[tuple[list[int], range]]:
    """What a batch has, as `expected` has it."""
    arrays = (np.asarray(x).tolist() for x in batch)
    return [
        (token[:length], range(start, length)) for token, start, length in zip(*arrays, strict=True)
    ]


def test_rows_are_prompts_and_completions_between_ends(adder: ModuleType) -> None:
    data = data_of(adder, adder.Config())
    found = [*rows_of(data.train), *rows_of(data.eval)]
    assert sorted(map(str, found)) == sorted(map(str, expected(adder, ROWS)))
    lengths = [len(tokens) for tokens, _ in found]
    assert min(lengths) < CONTEXT + 1 < max(len(x["asked"] + x["said"]) + 2 for x in ROWS)
    assert any(not targets for _, targets in found) is False
    assert len(data.train.token) == 15


def test_loss_and_gradient(adder: ModuleType) -> None:
    """A derivative by central differences of formulas in float64."""
    c = adder.Config()
    state = state_of(adder, c)
    batch = jax.tree.map(lambda x: x[:6], data_of(adder, c).train)
    rows, params = rows_of(batch), in_float64(state.params)
    grads, (metrics, _) = jax.grad(lambda p: adder.loss_fn(c, p, state, batch), has_aux=True)(
        state.params
    )
    assert abs(float(metrics["loss"]) - mean_nats(params, rows)) < 1e-5
    rng = np.random.default_rng(1)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)
    ahead, behind = (
        jax.tree.map(lambda x, d, step=step: x + step * d, params, direction)
        for step in (1e-5, -1e-5)
    )
    slope = (mean_nats(ahead, rows) - mean_nats(behind, rows)) / 2e-5
    products = jax.tree.map(
        lambda g, d: (np.asarray(g) * d).sum(), nnx.to_pure_dict(grads), direction
    )
    assert abs(sum(jax.tree.leaves(products)) - slope) < 1e-4 * abs(slope) + 1e-5


@pytest.mark.parametrize("size", [2, *(pytest.param(n, marks=pytest.mark.soak) for n in (1, 3, 5))])
def test_evaluation_is_the_mean_over_all_targets(adder: ModuleType, size: int) -> None:
    c = adder.Config(eval_batch_size=size)
    state = state_of(adder, c)
    held_out = data_of(adder, c).eval
    loss = mean_nats(in_float64(state.params), rows_of(held_out))
    found = adder.evaluate(c, state, held_out)
    assert abs(float(found["loss"]) - loss) < 1e-5
    assert abs(float(found["bits_per_character"]) - loss / np.log(2)) < 1e-5


def test_padding_changes_no_bit(adder: ModuleType) -> None:
    c = adder.Config()
    state = state_of(adder, c)
    batch = jax.tree.map(lambda x: x[:6], data_of(adder, c).train)
    padding = np.arange(CONTEXT + 1) >= np.asarray(batch.length)[:, None]
    assert padding.any()
    other = batch._replace(token=jnp.where(padding, 3, batch.token))
    assert (other.token != batch.token).any()

    def results(batch: Any) -> Any:
        grads, (metrics, _) = jax.grad(lambda p: adder.loss_fn(c, p, state, batch), has_aux=True)(
            state.params
        )
        return grads, metrics, adder.evaluate(c, state, batch)

    one, two = (jax.tree.leaves(results(x)) for x in (batch, other))
    for a, b in zip(one, two, strict=True):
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes()


def test_prompts_are_no_targets(adder: ModuleType) -> None:
    """The gradient by logits is 0 where the next token is of a prompt or padding, and nowhere else."""
    c = adder.Config()
    batch = jax.tree.map(lambda x: x[:6], data_of(adder, c).train)
    known = jnp.asarray(np.random.default_rng(0).normal(size=(6, CONTEXT, adder.VOCABULARY)))

    def loss(logits: jax.Array) -> jax.Array:
        nats = adder.next_token_loss(lambda token: logits, batch.token)
        weights = adder.in_completion(c, batch.start, batch.length)
        return adder.weighted_mean({"loss": nats}, weights)["loss"]

    moved = np.asarray(jax.grad(loss)(known) != 0).any(-1)
    for row, (_, targets) in zip(moved, rows_of(batch), strict=True):
        assert np.flatnonzero(row).tolist() == [place - 1 for place in targets]


def test_micro_batches_give_the_gradients_of_the_batch(adder: ModuleType, tmp_path: Path) -> None:
    """Although they have different numbers of targets."""
    parts = built(tmp_path, {"train.accumulate": 4})
    c, d = adder.Config(), parts.Config()
    batch = jax.tree.map(lambda x: x[:8], data_of(adder, c).train)
    state = state_of(adder, c)
    grads, (metrics, _) = jax.grad(lambda p: adder.loss_fn(c, p, state, batch), has_aux=True)(
        state.params
    )
    others, (sums, _) = parts.accumulate(d, state_of(parts, d), batch)
    sizes = [len(targets) for _, targets in rows_of(batch)]
    assert len({a + b for a, b in zip(sizes[:4], sizes[4:], strict=True)}) > 1
    assert abs(float(metrics["loss"]) - float(sums["loss"])) < 1e-6
    for a, b in zip(jax.tree.leaves(grads), jax.tree.leaves(others), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_adapters_learn_from_a_model_of_documents(tmp_path: Path) -> None:
    """On the characters of the other run, and only if there are as many; samples stop at the end."""
    documents = [f"{NAMES[a]} or {NAMES[b]}." for a in range(8) for b in range(8)]
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "documents.txt").write_text("\n".join(documents))
    letters = "".join(sorted({*KNOWN, *"".join(documents)}))
    tokenizer = {"type": "characters", "known": letters}
    source = {
        "type": "documents",
        "path": "documents.txt",
        "format": "lines",
        "tokenizer": tokenizer,
    }
    spec = changed(
        SPEC,
        {
            "name": "first",
            "model": MODEL,
            "data": {"source": source, "batch_size": 8},
            "train.duration": "4 steps",
            "evaluate": None,
            "sample": None,
        },
    )
    spec = {key: value for key, value in spec.items() if value is not None}
    facts = look(Documents.model_validate(source), tmp_path / "first")
    spec["data"]["facts"] = facts.model_dump(mode="json", exclude_none=True)
    first = build(spec, tmp_path / "first")
    stop = threading.Event()
    first.train(first.Config(workdir=tmp_path / "first" / "run"), stop)
    tuning = {
        "init_from": {"run": "../first/run"},
        "lora": {"rank": 2, "match": "**"},
        "data.source": {**SOURCE, "tokenizer": tokenizer},
        "train.duration": "40 steps",
        "evaluate.every": "20 steps",
        "checkpoint.every": "40 steps",
        "sample.every": "1000 steps",
        "optimizer": {"type": "adamw", "learning_rate": 3e-2},
    }
    tuned = built(tmp_path / "tuned", tuning)
    assert tuned.CHARACTERS == first.CHARACTERS
    assert tuned.END == first.END
    tuned.train(tuned.Config(workdir=tmp_path / "tuned" / "run"), stop)
    c, state = tuned.load(tmp_path / "tuned" / "run")
    rows = [json.loads(x) for x in (tmp_path / "tuned/run/metrics.jsonl").read_text().splitlines()]
    losses = [row["eval_loss"] for row in rows if "eval_loss" in row]
    assert losses[-1] < losses[0] - 0.05
    written = tuned.sample(c, state, jax.random.key(0), 15, "two and one:")
    assert tuned.END not in written
    fewer = {"type": "characters", "known": KNOWN}
    other = built(tmp_path / "other", {**tuning, "data.source": {**SOURCE, "tokenizer": fewer}})
    with pytest.raises(other.RunError, match=r"tokens/embedding .*there"):
        other.train(other.Config(workdir=tmp_path / "other" / "run"), stop)


@pytest.mark.parametrize("kind", [pytest.param("bytes", marks=pytest.mark.soak), "file"])
def test_other_tokenizers(kind: str, tmp_path: Path) -> None:
    """The tokens of a prompt do not depend on the completion, as in a sample there is none."""
    tokenizer: Any = kind
    write(tmp_path / "rows.jsonl")
    if kind == "file":
        words = Tokenizer(models.WordLevel({"<end>": 0, "?": 1, "and": 2, ":": 3, "two": 4}, "?"))
        words.pre_tokenizer = pre_tokenizers.Whitespace()
        words.save(str(tmp_path / "words.json"))
        tokenizer = {"type": "file", "path": "words.json", "end": "<end>"}
    trainer = built(tmp_path, {"data.source": {**SOURCE, "tokenizer": tokenizer}})
    c = trainer.Config(workdir=tmp_path / "run")
    data = data_of(trainer, c)
    for tokens, targets in [*rows_of(data.train), *rows_of(data.eval)]:
        assert tokens[0] == trainer.END
        assert tokens[targets.start - 1] == (ord(":") if kind == "bytes" else 3)
        assert tokens[-1] == trainer.END or len(tokens) == CONTEXT + 1
    prompts = (
        {str(trainer.encode(c, row["asked"]).tolist()) for row in ROWS} if kind == "file" else set()
    )
    for tokens, targets in rows_of(data.train) if kind == "file" else ():
        assert str(tokens[1 : targets.start]) in prompts


def test_facts_of_rows(tmp_path: Path) -> None:
    write(tmp_path / "rows.jsonl")
    found = look(Completions.model_validate(SOURCE), tmp_path)
    sizes = [len(row["asked"]) for row in ROWS]
    assert (found.rows, found.shortest_prompt, found.longest_prompt) == (20, min(sizes), max(sizes))
    assert found.shape == (max(len(row["asked"] + row["said"]) for row in ROWS) + 2,)
    assert found.prompt == "no and no:"
    assert found.vocabulary == len(found.characters or "") + 1
    assert found.end_token == len(found.characters or "")


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ([{"asked": "a"}], {}, "has no field 'said', but 'asked'"),
        ([{"asked": "a", "said": ""}], {}, "completion 1 of .* is empty"),
        ([{"asked": 3, "said": "b"}], {}, "asked of row 1 of .* is no text: 3"),
        ([], {}, "has no rows"),
        (ROWS, {"tokenizer": {"type": "characters", "known": "abc"}}, "not among the `known`"),
    ],
)
def test_what_is_wrong_with_rows(
    rows: list[dict[str, Any]], options: dict[str, Any], words: str, tmp_path: Path
) -> None:
    write(tmp_path / "rows.jsonl", rows)
    with pytest.raises(DataError, match=words):
        look(Completions.model_validate({**SOURCE, **options}), tmp_path)


def test_a_context_without_completions_is_an_error(adder: ModuleType) -> None:
    with pytest.raises(adder.DataError, match="no completion begins within 5 tokens"):
        adder.load_data(adder.Config(context=5))
