"""Tags of tokens: what is read, and means over tokens without padding, also of micro-batches."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from sources.make_gallery import tagged
from trainers.conftest import bits, build, changed

from specc.language.sources.labeled_words import LabeledWords
from specc.probe import look
from specc.probe.errors import DataError

from . import encoders

CONTEXT = 6
MODEL: dict[str, Any] = {
    "type": "transformer",
    "layers": 1,
    "heads": 2,
    "width": 16,
    "context": CONTEXT,
    "positions": "rotary",
    "norm": "rms",
    "mlp": "swiglu",
}
SPEC: dict[str, Any] = {
    "specc": 1,
    "name": "tagger",
    "task": {
        "type": "token_classification",
        "metrics": ["accuracy", "f1", "confusion_matrix", "calibration_error"],
    },
    "model": MODEL,
    "data": {
        "source": {"type": "labeled_words", "path": "train.jsonl"},
        "holdout": "30%",
        "batch_size": 8,
    },
    "optimizer": {"type": "sgd", "learning_rate": 0.1},
    "train": {"duration": "4 steps"},
    "evaluate": {"every": "2 steps"},
}
ROWS = 40


def built(folder: Path, changes: dict[str, Any] | None = None) -> ModuleType:
    """The trainer of clauses in `folder`, some of which are cut off, and one of which has one word."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [*tagged(ROWS - 1, 0).splitlines(), '{"tokens": ["cast"], "tags": ["other"]}']
    (folder / "train.jsonl").write_text("\n".join(lines) + "\n")
    spec = changed(SPEC, changes or {})
    facts = look(LabeledWords.model_validate(spec["data"]["source"]), folder)
    spec["data"]["facts"] = facts.model_dump(mode="json", exclude_none=True)
    return build(spec, folder)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A trainer that adds the gradients of micro-batches up, with weights of classes."""
    weights = {"task.loss": {"type": "cross_entropy", "class_weights": [1.0, 0.5, 2.0]}}
    return built(tmp_path_factory.mktemp("parts"), {**weights, "train.accumulate": 4})


def state_of(trainer: ModuleType, c: Any) -> Any:
    """One whose parameters are not near 0."""
    state = trainer.init_state(c, np.uint32(0))
    leaves, structure = jax.tree.flatten(state.params)
    rng = np.random.default_rng(0)
    other = [x + np.float32(rng.normal(scale=0.2, size=x.shape)) for x in leaves]
    return state.replace(params=jax.tree.unflatten(structure, other))


def per_token(params: Any, batch: Any) -> tuple[np.ndarray, np.ndarray]:
    """Logits and tags of all tokens of a batch, one after the other, in float64."""
    logits, tags = [], []
    for token, n, tag in zip(*map(np.asarray, (batch.token, batch.length, batch.tag)), strict=True):
        logits.append(encoders.vectors(params, token[:n], MODEL) @ params["output"]["kernel"])
        tags.append(tag[:n])
    return np.concatenate(logits), np.concatenate(tags)


def in_float64(params: Any) -> Any:
    return jax.tree.map(lambda x: np.asarray(x, np.float64), nnx.to_pure_dict(params))


def test_the_loss_is_a_mean_over_tokens(parts: ModuleType) -> None:
    """Of all micro-batches together, which have different numbers of tokens; one derivative, too."""
    c = parts.Config()
    state = state_of(parts, c)
    batch = jax.tree.map(lambda x: x[-8:], parts.load_data(c).train)
    counts = np.asarray(batch.length).reshape(2, 4).sum(0)
    assert len(set(counts.tolist())) > 1
    weights = np.array([1.0, 0.5, 2.0])

    def loss(params: Any) -> float:
        logits, tags = per_token(params, batch)
        weight = weights[tags]
        return float((weight * encoders.nats(logits, tags)).sum() / weight.sum())

    grads, (metrics, _) = jax.jit(parts.accumulate, static_argnums=0)(c, state, batch)
    params = in_float64(state.params)
    logits, tags = per_token(params, batch)
    assert abs(float(metrics["loss"]) - loss(params)) < 1e-5
    assert abs(float(metrics["accuracy"]) - (logits.argmax(1) == tags).mean()) < 1e-6
    rng = np.random.default_rng(1)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)
    ahead, behind = (
        jax.tree.map(lambda x, d, step=step: x + step * d, params, direction)
        for step in (1e-5, -1e-5)
    )
    slope = (loss(ahead) - loss(behind)) / 2e-5
    products = jax.tree.map(
        lambda g, d: (np.asarray(g) * d).sum(), nnx.to_pure_dict(grads), direction
    )
    assert abs(sum(jax.tree.leaves(products)) - slope) < 1e-3 * abs(slope) + 1e-4


def test_metrics_of_a_set_count_tokens_once(parts: ModuleType) -> None:
    c = parts.Config()
    state, data = state_of(parts, c), parts.load_data(c).eval
    found = parts.evaluate(c, state, data)
    logits, tags = per_token(in_float64(state.params), data)
    counts = np.zeros((3, 3))
    np.add.at(counts, (tags, logits.argmax(1)), 1)
    assert np.asarray(found["confusion_matrix"]).tolist() == counts.tolist()
    sums = counts.sum(0) + counts.sum(1)
    assert np.isclose(
        found["f1"], np.mean([2 * counts[n, n] / sums[n] for n in range(3) if sums[n]])
    )
    assert np.isclose(found["accuracy"], np.trace(counts) / counts.sum())


def test_padding_has_no_influence(parts: ModuleType) -> None:
    """Neither tokens nor tags that are there."""
    c = parts.Config()
    state = state_of(parts, c)
    batch = jax.tree.map(lambda x: x[-8:], parts.load_data(c).train)
    padding = np.arange(CONTEXT) >= np.asarray(batch.length)[:, None]
    assert padding.any()
    rng = np.random.default_rng(0)
    other = batch._replace(
        token=jnp.where(padding, jnp.int32(rng.integers(5, size=padding.shape)), batch.token),
        tag=jnp.where(padding, jnp.int32(rng.integers(3, size=padding.shape)), batch.tag),
    )
    results = jax.jit(parts.accumulate, static_argnums=0)
    assert bits(results(c, state, batch)[0]) == bits(results(c, state, other)[0])


def test_sequences_are_read_and_prepared(parts: ModuleType) -> None:
    c = parts.Config()
    rows = [json.loads(line) for line in c.data.read_text().splitlines()]
    data = parts.read_tagged(c, c.data)
    for token, n, tag, row in zip(data["token"], data["length"], data["tag"], rows, strict=True):
        assert n == min(len(row["tokens"]), CONTEXT)
        assert [parts.WORDS[x] for x in token[:n]] == row["tokens"][:CONTEXT]
        assert [parts.CLASSES[x] for x in tag[:n]] == row["tags"][:CONTEXT]
        assert not token[n:].any()
    state = state_of(parts, c)
    assert parts.predict(c, state, *parts.prepare_inputs(c, [["film", "bad"], ["not"]])).shape == (
        2,
        6,
        3,
    )
    with pytest.raises(parts.DataError, match="'movie' is not one of the 13 known words"):
        parts.prepare_inputs(c, [["movie"]])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"tokens": ["a", "b"], "tags": ["x"]}', "2 tokens and 1 tags"),
        ('{"tokens": [], "tags": []}', "0 tokens and 0 tags"),
        ('{"tokens": ["a"]}', "'tags'"),
        ("[1]", "a line without lists tokens and tags"),
        ("{", "a line without lists tokens and tags"),
    ],
)
def test_what_is_wrong_with_a_line(
    parts: ModuleType, line: str, message: str, tmp_path: Path
) -> None:
    """Both for the probe and for the trainer, which names the line or its key."""
    path = tmp_path / "x.jsonl"
    path.write_text('{"tokens": ["cast", "bad"], "tags": ["other", "negative"]}\n' + line + "\n")
    with pytest.raises(DataError, match="line 2 of"):
        look(LabeledWords(path="x.jsonl"), tmp_path)
    with pytest.raises(parts.DataError, match=message):
        parts.load_data(parts.Config(data=path))


def test_what_is_wrong_with_a_file(parts: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"

    def probed(tokens: Any, tags: Any) -> Any:
        path.write_text(json.dumps({"tokens": tokens, "tags": tags}) + "\n")
        return look(LabeledWords(path="x.jsonl"), tmp_path)

    facts = probed(["b", "a", "b"], ["X", "O", "X"])
    assert (facts.words, facts.class_names, facts.shape) == (("a", "b"), ("O", "X"), (3,))
    with pytest.raises(DataError, match=r"every token of .* has the tag 'O'"):
        probed(["a", "b"], ["O", "O"])
    with pytest.raises(DataError, match="has the token 'a b'"):
        probed(["a b", "c"], ["O", "X"])
    with pytest.raises(DataError, match="5,001 different words"):
        probed([f"w{n}" for n in range(5_001)], ["O", *["X"] * 5_000])
    with pytest.raises(DataError, match=r"'tags' in line 1 of .* is not a list of strings"):
        probed(["a"], [1])
    with pytest.raises(ValueError, match="the key of the tokens and of their tags"):
        LabeledWords(path="x.jsonl", tags="tokens")
    path.write_text("")
    with pytest.raises(DataError, match="has no lines"):
        look(LabeledWords(path="x.jsonl"), tmp_path)
