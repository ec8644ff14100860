"""Texts with labels: what is read, what the padding does, and losses and metrics in float64."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from flax import nnx
from rules.specs import resolved
from rules.token_rows import TEXTS_FACTS
from sources.make_gallery import reviews
from trainers.conftest import StopAfter, bits, build, changed, data_of

from specc.language.sources.texts import Texts
from specc.probe import look
from specc.probe.errors import DataError

from . import encoders

CONTEXT = 46
MODEL: dict[str, Any] = {
    "type": "transformer",
    "layers": 2,
    "heads": 2,
    "width": 16,
    "context": CONTEXT,
    "positions": "rotary",
    "norm": "rms",
    "mlp": "swiglu",
    "pool": "mean",
}
SPEC: dict[str, Any] = {
    "specc": 1,
    "name": "reader",
    "task": {"type": "classification", "metrics": ["accuracy", "f1", "confusion_matrix"]},
    "model": MODEL,
    "data": {
        "source": {"type": "texts", "path": "reviews.csv", "text": "review", "target": "opinion"},
        "holdout": "30%",
        "batch_size": 16,
    },
    "optimizer": {"type": "sgd", "learning_rate": 0.1},
    "train": {"duration": "12 steps"},
    "evaluate": {"every": "6 steps"},
    "checkpoint": {"every": "3 steps"},
    "log": {"every": "1 step"},
}
ROWS = 100


def table() -> pd.DataFrame:
    """Reviews, of which some are cut off by the context, and a very short text."""
    found = reviews(ROWS, 3)
    found.loc[7, "review"] = "é"
    found.loc[8, "review"] = "dull"
    return found


def built(folder: Path, changes: dict[str, Any] | None = None) -> ModuleType:
    """The trainer of reviews in `folder`, with the facts that a probe finds."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "reviews.csv").exists():
        table().to_csv(folder / "reviews.csv", index=False)
    spec = changed(SPEC, changes or {})
    facts = look(Texts.model_validate(spec["data"]["source"]), folder)
    spec["data"]["facts"] = facts.model_dump(mode="json", exclude_none=True)
    return build(spec, folder)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The trainer of SPEC."""
    return built(tmp_path_factory.mktemp("reader"))


def large_params(trainer: ModuleType, c: Any) -> Any:
    """A state whose parameters are not near 0."""
    state = trainer.init_state(c, np.uint32(0))
    leaves, structure = jax.tree.flatten(state.params)
    rng = np.random.default_rng(0)
    other = [x + np.float32(rng.normal(scale=0.2, size=x.shape)) for x in leaves]
    return state.replace(params=jax.tree.unflatten(structure, other))


def in_float64(params: Any) -> Any:
    return jax.tree.map(lambda x: np.asarray(x, np.float64), nnx.to_pure_dict(params))


def expected_logits(params: Any, data: Any, model: dict[str, Any]) -> np.ndarray:
    """Of all texts, each without its padding."""
    token, length = np.asarray(data.token), np.asarray(data.length)
    return np.array(
        [
            encoders.label_logits(params, row[:n], model)
            for row, n in zip(token, length, strict=True)
        ]
    )


@pytest.mark.parametrize(
    "options",
    [
        {"pool": "mean"},
        pytest.param(
            {"pool": "first", "positions": "learned", "norm": "layer"}, marks=pytest.mark.soak
        ),
        {"pool": "last", "mlp": "gelu"},
    ],
    ids=["mean", "first", "last"],
)
def test_logits_are_those_of_texts_without_padding(options: dict[str, Any], tmp_path: Path) -> None:
    model = {**MODEL, **options}
    trainer = built(tmp_path, {"model": model})
    c = trainer.Config()
    state = large_params(trainer, c)
    data = trainer.load_data(c).eval
    assert len(set(data.length.tolist())) > 1, "of different lengths"
    found = np.asarray(trainer.predict(c, state, data.token, data.length))
    expected = expected_logits(in_float64(state.params), data, model)
    np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-4)


def test_padding_has_no_influence(reader: ModuleType) -> None:
    """Other tokens there change no bit of logits and gradients; more of it changes them by rounding."""
    c = reader.Config()
    state = large_params(reader, c)
    batch = jax.tree.map(lambda x: x[:16], reader.load_data(c).train)
    padding = np.arange(c.context) >= np.asarray(batch.length)[:, None]
    assert padding.any(axis=1).sum() >= 3
    noise = np.random.default_rng(0).integers(256, size=padding.shape)
    other = batch._replace(token=jnp.where(padding, jnp.int32(noise), batch.token))
    assert (np.asarray(other.token) != np.asarray(batch.token)).any()

    def results(batch: Any) -> Any:
        grads, (metrics, _) = jax.jit(
            jax.grad(lambda p, b: reader.loss_fn(c, p, state, b), has_aux=True)
        )(state.params, batch)
        return grads, metrics, reader.predict(c, state, batch.token, batch.length)

    assert bits(results(batch)) == bits(results(other))
    wide = reader.Config(context=c.context + 9)
    longer = jnp.pad(batch.token, ((0, 0), (0, 9)), constant_values=101)
    np.testing.assert_allclose(
        reader.predict(wide, state, longer, batch.length),
        reader.predict(c, state, batch.token, batch.length),
        rtol=1e-5,
        atol=1e-5,
    )
    embedding = np.asarray(results(batch)[0]["tokens"]["embedding"])
    used = {*np.asarray(batch.token)[~padding].tolist()}
    assert 0 not in used, "what padding consists of"
    for token in range(256):
        assert embedding[token].any() == (token in used)


def test_loss_gradient_and_metrics(reader: ModuleType) -> None:
    """A derivative by central differences of formulas in float64, and metrics by counting."""
    c = reader.Config()
    state = large_params(reader, c)
    data = reader.load_data(c)
    batch = jax.tree.map(lambda x: x[:8], data.train)
    label = np.asarray(batch.label)
    params = in_float64(state.params)

    def loss(params: Any) -> float:
        return float(encoders.nats(expected_logits(params, batch, MODEL), label).mean())

    grads, (metrics, _) = jax.jit(
        jax.grad(lambda p: reader.loss_fn(c, p, state, batch), has_aux=True)
    )(state.params)
    assert abs(float(metrics["loss"]) - loss(params)) < 1e-4
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
    found = reader.evaluate(c, state, data.eval)
    predicted = expected_logits(params, data.eval, MODEL).argmax(1)
    label = np.asarray(data.eval.label)
    counts = np.zeros((3, 3), int)
    for row, column in zip(label, predicted, strict=True):
        counts[row, column] += 1
    assert np.asarray(found["confusion_matrix"]).tolist() == counts.tolist()
    scores = [
        2 * counts[n, n] / (counts[n].sum() + counts[:, n].sum())
        for n in range(3)
        if counts[n].sum() + counts[:, n].sum()
    ]
    assert abs(float(found["f1"]) - np.mean(scores)) < 1e-6
    assert abs(float(found["accuracy"]) - np.mean(label == predicted)) < 1e-6


@pytest.mark.soak
def test_a_stopped_run_goes_on_in_every_bit(reader: ModuleType, tmp_path: Path) -> None:
    whole = reader.train(reader.Config(workdir=tmp_path / "whole"), threading.Event())
    parts = reader.Config(workdir=tmp_path / "parts")
    reader.train(parts, StopAfter(5))
    assert bits(reader.train(parts, threading.Event())) == bits(whole)
    rows = [
        json.loads(line) for line in (tmp_path / "whole" / "metrics.jsonl").read_text().splitlines()
    ]
    assert len(rows[-1]["eval_confusion_matrix"]) == 3


def test_texts_are_prepared_as_in_training(reader: ModuleType) -> None:
    c = reader.Config()
    state = large_params(reader, c)
    texts = table()["review"].tolist()
    token, length = reader.prepare_inputs(c, texts)
    assert length.tolist() == [min(len(text.encode()), CONTEXT) for text in texts]
    for row, n, text in zip(np.asarray(token), length, texts, strict=True):
        assert bytes(row[:n].tolist()) == text.encode()[:CONTEXT]
        assert not row[n:].any()
    assert reader.predict(c, state, token, length).shape == (ROWS, 3)
    with pytest.raises(reader.DataError, match="text 2 is ''; it must have a character"):
        reader.prepare_inputs(c, ["a", ""])


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_formats_have_the_same_texts(form: str, tmp_path: Path) -> None:
    """With quotes, line feeds, numbers and what looks missing among the texts and the labels."""
    odd = pd.DataFrame(
        {
            "text": ['a "b"\n c', "12", "NA", "x,y", "null", "é 😀", "07", "2020-01-01"],
            "label": ["NA", "1", "NA", "1", "null", "null", "1", "NA"],
            "weight": [1, 0.5, 2, 1, 1, 3, 1, 0.25],
        }
    )
    odd.to_csv(tmp_path / "odd.csv", index=False)
    odd.to_json(tmp_path / "odd.jsonl", orient="records", lines=True)
    odd.to_parquet(tmp_path / "odd.parquet")
    source = {"type": "texts", "path": f"odd.{form}", "tokens": "characters", "weight": "weight"}
    facts = look(Texts.model_validate(source), tmp_path)
    assert facts.class_names == ("1", "NA", "null")
    assert facts.shape == (10,)
    assert facts.characters == "".join(sorted(set("".join(odd["text"]))))
    changes = {
        "data": {
            "source": source,
            "batch_size": 4,
            "facts": facts.model_dump(mode="json", exclude_none=True),
        },
        "evaluate": None,
        "train.duration": "2 steps",
        "task": "classification",
    }
    trainer = build(changed(SPEC, changes), tmp_path)
    data = data_of(trainer, trainer.Config()).train
    known = trainer.CHARACTERS
    for row, n, text in zip(np.asarray(data.token), data.length, odd["text"], strict=True):
        assert "".join(known[token] for token in row[:n]) == text
    assert [trainer.CLASSES[n] for n in data.label] == odd["label"].tolist()
    assert data.weight.tolist() == odd["weight"].tolist()


def test_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    def probed(frame: pd.DataFrame, **options: Any) -> Any:
        frame.to_csv(tmp_path / "x.csv", index=False)
        return look(Texts(path="x.csv", **options), tmp_path)

    good = pd.DataFrame({"text": ["a", "b", "c"], "label": [0, 1, 0]})
    assert (probed(good).classes, probed(good).class_names) == (2, None)
    with pytest.raises(DataError, match=r"no column label, but text, stars"):
        probed(good.rename(columns={"label": "stars"}))
    with pytest.raises(DataError, match=r"1 text .* without a character, the first '' in row 2"):
        probed(good.assign(text=["a", "", "c"]))
    with pytest.raises(DataError, match="1 missing value"):
        probed(good.assign(label=["x", None, "y"]))
    (tmp_path / "x.jsonl").write_text('{"text": 5, "label": 0}\n{"text": "b", "label": 1}\n')
    with pytest.raises(DataError, match="without a character, the first 5 in row 1"):
        look(Texts(path="x.jsonl"), tmp_path)
    (tmp_path / "x.jsonl").write_text("{")
    with pytest.raises(DataError, match="cannot be read as jsonl"):
        look(Texts(path="x.jsonl"), tmp_path)
    with pytest.raises(ValueError, match=r"ends with '.txt', not .csv, .jsonl"):
        Texts(path="x.txt")
    assert Texts(path="x.txt", format="jsonl").file_format == "jsonl"


def test_other_data_than_the_spec_describes(tmp_path: Path) -> None:
    trainer = built(tmp_path)
    found = table()
    path = tmp_path / "other.csv"

    def load(frame: pd.DataFrame) -> None:
        frame.to_csv(path, index=False)
        trainer.load_data(trainer.Config(data=path))

    with pytest.raises(trainer.DataError, match=r"classes \['odd'\] are unknown"):
        load(found.assign(opinion=["odd", *found["opinion"][1:]]))
    with pytest.raises(
        trainer.DataError, match=r"label has the shape \(99,\); it must be \(100,\)"
    ):
        load(found[1:])
    with pytest.raises(trainer.DataError, match=r"has the columns \['review'\], not \['opinion'\]"):
        load(found[["review"]])
    with pytest.raises(trainer.DataError, match="text 8 is ''"):
        load(found.assign(review=found["review"].where(found.index != 7, "")))


def test_its_parameters_are_known(reader: ModuleType) -> None:
    """With the output layer, which a language model with tied embeddings has not."""
    state = jax.eval_shape(lambda: reader.init_state(reader.Config(), 0))
    paths = jax.tree_util.tree_leaves_with_path(nnx.to_pure_dict(state.params))
    found = {jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in paths}
    spec = changed(SPEC, {"data.facts": {**TEXTS_FACTS, "classes": 4}})
    assert set(resolved(spec).parameters or ()) == found
    assert "output/kernel" in found


@pytest.mark.soak
def test_micro_batches_give_the_gradients_of_the_batch(tmp_path: Path) -> None:
    plain = built(tmp_path / "plain")
    parts = built(tmp_path / "parts", {"train.accumulate": 4})
    c, d = plain.Config(), parts.Config()
    data, rows = plain.load_data(c).train, plain.batch_rows(c, 0, 1)
    one, _ = plain.train_steps(c, plain.init_state(c, np.uint32(0)), data, rows)
    data = parts.load_data(d).train
    other, _ = parts.train_steps(d, parts.init_state(d, np.uint32(0)), data, rows)
    for a, b in zip(jax.tree.leaves(one.params), jax.tree.leaves(other.params), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
