"""Further sets of language models: each has metrics of its own, and leaves training as it is."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from flax import nnx
from sources.world import probed
from trainers.conftest import BASE, StopAfter, bits, changed, data_of

from specc.report.run import read_run

from . import reference
from .conftest import LETTERS, chain
from .test_completions import SOURCE as ROWS_SOURCE
from .test_completions import expected
from .test_completions import rows_of as rows_of_batch
from .test_completions import write as write_rows

CONTEXT = 6
MODEL = {
    "type": "transformer",
    "layers": 1,
    "heads": 2,
    "width": 8,
    "context": CONTEXT,
    "init_std": 0.2,
}
KIND = {"positions": "rotary", "norm": "rms", "mlp": "swiglu"}
SETS = ("uniform", "short")
NAMES = ("eval", *SETS)


def texts() -> dict[str, str]:
    """A chain, another one to evaluate on, letters that follow each other by chance, and fewer of them."""
    rng = np.random.default_rng(5)
    sizes = {"uniform": 43, "short": 20}
    found = {name: "".join(rng.choice([*LETTERS], size)) for name, size in sizes.items()}
    return {**found, "train": chain(3_000), "eval": chain(61, seed=1)}


def write(folder: Path, source: dict[str, Any], ending: str = ".txt", **changes: Any) -> Path:
    """A spec of files whose names are those of the sets."""

    def of(name: str) -> dict[str, Any]:
        return {**source, "path": f"{name}{ending}"}

    spec = {
        **BASE,
        "task": "language_modeling",
        "model": MODEL,
        "data": {
            "source": of("train"),
            "evaluation": of("eval"),
            "evaluation_sets": [{"name": name, "source": of(name)} for name in SETS],
            "batch_size": 16,
        },
        "optimizer": {"type": "adamw", "learning_rate": 0.03},
        "train": {"duration": "24 steps"},
        "evaluate": {
            "every": "4 steps",
            "batch_size": 3,
            "first": True,
            "early_stopping": {"metric": "uniform_loss", "patience": 50},
        },
        "checkpoint": {"every": "2 steps", "keep": 2},
        "log": {"every": "2 steps", "to": ["jsonl"], "curves": True},
    }
    path = folder / "small.json"
    path.write_text(json.dumps(changed(spec, changes)))
    return path


def rows_of(workdir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]


def nats(params: Any, token: list[int]) -> float:
    """The mean over all tokens but the first, of windows that follow each other, in float64."""
    found = []
    for start in range(0, len(token) - 1, CONTEXT):
        window = np.array(token[start : start + CONTEXT + 1])
        scores = reference.logits(params, window[:-1], {**MODEL, **KIND})
        found += [
            np.log(np.exp(row).sum()) - row[x] for row, x in zip(scores, window[1:], strict=True)
        ]
    return float(np.mean(found))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    for name, text in texts().items():
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture(scope="module")
def module(folder: Path) -> ModuleType:
    return probed(write(folder, {"type": "text"}))


@pytest.fixture(scope="module")
def state(module: ModuleType, folder: Path) -> Any:
    return module.train(module.Config(workdir=folder / "whole"), threading.Event())


def test_metrics_are_those_of_each_set(module: ModuleType, state: Any, folder: Path) -> None:
    """As the log has them, against formulas and the best checkpoint, which is that of the letters by chance."""
    rows = rows_of(folder / "whole")
    assert read_run(folder / "whole").trainer.sets == SETS
    for name in NAMES:
        assert [row["step"] for row in rows if f"{name}_loss" in row] == [*range(0, 25, 4)]
    losses = {row["step"]: row["uniform_loss"] for row in rows if row["step"] % 4 == 0}
    best = min((step for step in losses if step), key=lambda step: (losses[step], step))
    assert best < 24, "what is learned of the chain is wrong of them"
    _, kept = module.load(folder / "whole", best=True)
    assert kept.step == best
    for step, found in (best, kept), (24, state):
        [row] = [row for row in rows if row["step"] == step]
        params = nnx.to_pure_dict(found.params)
        for name in NAMES:
            known = nats(params, [LETTERS.index(x) for x in texts()[name]])
            assert row[f"{name}_loss"] == pytest.approx(known, abs=1e-5)
            assert row[f"{name}_bits_per_character"] == pytest.approx(known / np.log(2), abs=1e-5)


def test_a_killed_run_goes_on_as_if_it_had_not_been(
    module: ModuleType, state: Any, folder: Path
) -> None:
    c = module.Config(workdir=folder / "killed")
    assert module.train(c, StopAfter(7)).step < 24
    assert bits(module.train(c, threading.Event())) == bits(state)
    whole, killed = ((folder / name / "metrics.jsonl").read_bytes() for name in ("whole", "killed"))
    assert whole == killed


def test_a_set_can_end_a_run(module: ModuleType, state: Any, folder: Path) -> None:
    losses = [row["uniform_loss"] for row in rows_of(folder / "whole") if "uniform_loss" in row][1:]
    best = int(np.argmin(losses))
    c = module.Config(workdir=folder / "early", patience=1)
    assert module.train(c, threading.Event()).step == 4 * (best + 2) < 24
    assert ": uniform_loss has not improved since step 4," in read_run(c.workdir).sentence


def test_curves_have_a_line_for_each_set(
    module: ModuleType, state: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures: list[Any] = []
    monkeypatch.setattr(module.Figure, "savefig", lambda figure, _: figures.append(figure))
    module.plot_curves(folder / "whole")
    [figure] = figures
    drawn = {axes.get_title(): [line.get_label() for line in axes.lines] for axes in figure.axes}
    assert drawn["loss"] == ["training", "held out", *SETS]
    assert drawn["bits_per_character"] == ["held out", *SETS]
    assert drawn["grad_norm"] == ["training"]


def test_training_is_the_same_without_them(state: Any, folder: Path, tmp_path: Path) -> None:
    """So are the metrics of the other sets; without them the trainer has no trace of them."""
    for name in "train", "eval":
        (tmp_path / f"{name}.txt").write_text(texts()[name])
    changes = {"data.evaluation_sets": [], "evaluate.early_stopping": None}
    alone = probed(write(tmp_path, {"type": "text"}, **changes))
    assert not hasattr(alone, "evaluate_sets")
    c = alone.Config(workdir=tmp_path / "run")
    assert bits(alone.train(c, threading.Event()).params) == bits(state.params)
    rows = [
        {key: x for key, x in row.items() if not key.startswith(SETS)}
        for row in rows_of(folder / "whole")
    ]
    assert rows_of(c.workdir) == rows


def test_rows_of_completions(tmp_path: Path) -> None:
    said = {
        name: [{"asked": f"{x}:", "said": f" {x * n}"} for x in ("ab", "cad", "b", "dada")]
        for n, name in enumerate(("train", *NAMES), start=1)
    }
    for name, rows in said.items():
        write_rows(tmp_path / f"{name}.jsonl", rows)
    changes = {"task": "completion", "model.context": 20, "data.batch_size": 2}
    adder = probed(write(tmp_path, ROWS_SOURCE, ".jsonl", **changes))
    data = data_of(adder, adder.Config())
    for name in NAMES:
        assert rows_of_batch(getattr(data, name)) == expected(adder, said[name])


FORMS: dict[str, dict[str, Any]] = {
    "bytes": {"type": "text", "tokenizer": "bytes"},
    "pairs": {
        "type": "text",
        "tokenizer": {"type": "bpe", "vocabulary": 259, "path": "pairs.json"},
    },
    "documents": {"type": "documents", "format": "lines", "tokenizer": "bytes"},
    "numbers": {"type": "tokens", "dtype": "uint8", "vocabulary": 100},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("loss", ["next_token", "masked_token"])
def test_all_forms_of_tokens(folder: Path, tmp_path: Path, form: str, loss: str) -> None:
    """Each set is read as the training data is; documents are apart, and bits are of the bytes of a set."""
    for name, text in texts().items():
        (tmp_path / f"{name}.txt").write_text(text)
    changes: dict[str, Any] = {"task": {"type": "language_modeling", "loss": loss}}
    if form == "numbers":
        changes |= {"data.placement": "host"}
    if form == "documents":
        changes |= {"data.packing": "masked"}
    module = probed(write(tmp_path, FORMS[form], **changes))
    data = data_of(module, module.Config())
    for name in SETS:
        own, text = getattr(data, name), texts()[name]
        found = np.asarray(own.token).tolist()
        if form == "pairs":
            assert module.read_tokenizer(module.Config().tokenizer).decode(found) == text
            assert len(found) < len(text)
            assert loss == "masked_token" or float(own.bytes) == len(text)
        else:
            end = [module.END] if form == "documents" else []
            assert found == [*end, *text.encode(), *end]
