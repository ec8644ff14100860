"""Emitted trainers against scikit-learn's estimators: the same held-out examples, five splits.

`python -m benchmarks.reproductions` trains each of the specs below for each seed, which draws the split, the
initial weights and the order of the batches, and fits each estimator to the same training examples. It prints
a table, and writes results/reproductions.json. An estimator gets what a person would give it: standardized
inputs, and its usual parameter chosen by cross-validation on the training examples.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import math
import pathlib
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn import linear_model, metrics, model_selection, neighbors, neural_network, pipeline, svm
from sklearn.preprocessing import StandardScaler

import specc
from benchmarks.trainer import load

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks/results/reproductions.json"
SEEDS = range(5)

Estimators = Mapping[str, Callable[[], Any]]


def _scaled(estimator: Any) -> Any:
    return pipeline.make_pipeline(StandardScaler(), estimator)


def _searched(estimator: Any, **grid: Any) -> Any:
    return _scaled(model_selection.GridSearchCV(estimator, grid, cv=5))


CLASSIFIERS: Estimators = {
    "logistic regression": lambda: _searched(
        linear_model.LogisticRegression(max_iter=5_000), C=[0.01, 0.1, 1, 10]
    ),
    "support vectors": lambda: _searched(svm.SVC(), C=[1, 10, 100]),
    "nearest neighbours": lambda: _searched(
        neighbors.KNeighborsClassifier(), n_neighbors=[1, 3, 5, 9]
    ),
    "perceptron": lambda: _scaled(
        neural_network.MLPClassifier(hidden_layer_sizes=(256, 128), max_iter=500, random_state=0)
    ),
}
REGRESSORS: Estimators = {
    "ridge regression": lambda: _scaled(linear_model.RidgeCV(np.logspace(-2, 3, 20))),
    "lasso": lambda: _scaled(linear_model.LassoCV(random_state=0)),
    "support vectors": lambda: _searched(svm.SVR(), C=[1, 10, 100]),
    "perceptron": lambda: _scaled(
        neural_network.MLPRegressor(
            hidden_layer_sizes=(64,), max_iter=2_000, early_stopping=True, random_state=0
        )
    ),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """A spec of the gallery and what it is held against."""

    spec: str
    score: str
    estimators: Estimators


CASES = (
    Case("digits_classifier", "accuracy", CLASSIFIERS),
    Case("wine_layer_norm", "accuracy", CLASSIFIERS),
    Case("breast_cancer_binary", "accuracy", CLASSIFIERS),
    Case("diabetes_regression", "R²", REGRESSORS),
)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """Scores of one spec, a number for each seed."""

    spec: str
    score: str
    trainer: tuple[float, ...]
    estimators: dict[str, tuple[float, ...]]

    @property
    def best(self) -> str:
        """The estimator with the highest mean."""
        return max(self.estimators, key=lambda name: statistics.mean(self.estimators[name]))

    @property
    def difference(self) -> tuple[float, float]:
        """Of the trainer to the best estimator, split by split: the mean and its standard error."""
        pairs = zip(self.trainer, self.estimators[self.best], strict=True)
        found = [ours - theirs for ours, theirs in pairs]
        return statistics.mean(found), statistics.stdev(found) / math.sqrt(len(found))


def measure(case: Case) -> Outcome:
    """Trains and fits, for each seed."""
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in case.estimators}
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
            train, held_out, predicted = _train(case, seed, pathlib.Path(name))
        score = metrics.accuracy_score if case.score == "accuracy" else metrics.r2_score
        ours.append(float(score(held_out[1], predicted)))
        for label, make in case.estimators.items():
            fitted = make().fit(*train)
            theirs[label].append(float(score(held_out[1], fitted.predict(held_out[0]))))
    scores = {name: tuple(found) for name, found in theirs.items()}
    return Outcome(case.spec, case.score, tuple(ours), scores)


Pairs = tuple[np.ndarray, np.ndarray]


def _train(case: Case, seed: int, folder: pathlib.Path) -> tuple[Pairs, Pairs, np.ndarray]:
    """The training and the held-out examples as the trainer has them, and what it predicts."""
    changes = [f"seed={seed}", f"data.split_seed={seed}"]
    given = specc.read(ROOT / f"specs/{case.spec}.yaml", changes, output=folder / "emitted.py")
    ((_, text),) = specc.compile(given).items()
    module = load(folder / f"{case.spec}_{seed}.py", text)
    c = module.Config(workdir=folder / "run")
    reads = "data" in {field.name for field in dataclasses.fields(c)}
    data = module.load_data(*([c] if reads else []))
    train, held_out = data.train, data.eval
    stops = "stop" in module.train.__annotations__
    state = module.train(c, *([threading.Event()] if stops else []))
    outputs = np.asarray(module.predict(c, state, held_out[0]))
    if case.score == "accuracy":
        binary = outputs.shape[-1] == 1
        predicted = (outputs[:, 0] > 0).astype(int) if binary else outputs.argmax(-1)
    else:
        predicted = outputs[:, 0]
    return _pairs(train), _pairs(held_out), predicted


def _pairs(examples: Any) -> Pairs:
    inputs, targets = (np.asarray(column) for column in examples[:2])
    return inputs.reshape(len(inputs), -1), targets.reshape(len(targets), -1)[:, 0]


def main() -> int:
    """0 if every trainer is within two standard errors of the best estimator, or above it."""
    found, worse = [], 0
    print("| spec | score | trainer | best of scikit-learn | difference |")
    print("|---|---|---|---|---|")
    for case in CASES:
        outcome = measure(case)
        mean, error = outcome.difference
        worse += mean < -2 * error
        best = statistics.mean(outcome.estimators[outcome.best])
        print(
            f"| {case.spec} | {case.score} | {statistics.mean(outcome.trainer):.4f} "
            f"| {best:.4f} ({outcome.best}) | {mean:+.4f} ± {error:.4f} |",
            flush=True,
        )
        found.append(dataclasses.asdict(outcome))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(worse > 0)


if __name__ == "__main__":
    sys.exit(main())
