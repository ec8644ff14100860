"""The data of the gallery whose best score is known: strings of a grammar, and noisy oscillations."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from sources import reber
from test_gallery import SCORES

SPECS = Path(__file__).parents[2] / "specs"


def test_strings_are_of_the_grammar_and_as_likely_as_it_says() -> None:
    """The text is what its script writes, and its entropy that of the choices in it, per character."""
    text = (SPECS / "data" / "reber.txt").read_text()
    assert text == reber.strings(9_000, 0)
    symbols, state, bits = reber.graph(), "start", 0.0
    for symbol in text:
        bits += np.log2(len(symbols[state]))
        state = symbols[state][symbol]
    found = reber.nats(text, len(text)) / np.log(2)
    assert abs(found - bits / len(text)) < 1e-4
    strings = [line for line in text.split("\n") if line]
    assert all(line[1] == line[-2] for line in strings)
    assert 0.45 < np.mean([line[1] == "T" for line in strings]) < 0.55


def test_the_promised_score_is_near_the_least_that_is_possible() -> None:
    text = (SPECS / "data" / "reber.txt").read_text()
    held_out = text[-round(0.1 * len(text)) :]
    least = reber.nats(held_out, 64) / np.log(2)
    assert abs(least - 0.573) < 5e-4
    metric, score = SCORES["reber_gru"]
    assert metric == "eval_bits_per_character"
    assert least < score <= 1.01 * least
    forgetful = reber.nats(held_out, 8) / np.log(2)
    assert forgetful > 1.2 * score, "who sees 8 characters does not reach it"


@pytest.fixture(scope="module")
def oscillations() -> ModuleType:
    """The file of the gallery that draws them."""
    path = SPECS / "data" / "oscillations.py"
    found = importlib.util.spec_from_file_location("oscillations", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def log_densities(x: np.ndarray, module: ModuleType) -> np.ndarray:
    """Of series (n, time, channels) in each class, (n, classes), but for a constant."""
    b, found = -(module.DECAY**2), []
    for period in module.PERIODS:
        a = 2 * module.DECAY * np.cos(2 * np.pi / period)
        correlation = a / (1 - b)  # of neighbours, which are normal with variance 1
        variance = 1 - correlation**2
        logs = -(x[:, 0] ** 2) / 2
        logs = logs - (x[:, 1] - correlation * x[:, 0]) ** 2 / variance / 2 - np.log(variance) / 2
        noise = (1 + b) * ((1 - b) ** 2 - a**2) / (1 - b)
        errors = x[:, 2:] - a * x[:, 1:-1] - b * x[:, :-2]
        logs = logs - (errors**2 / noise + np.log(noise)).sum(1) / 2
        found.append(logs.sum(1))
    return np.stack(found, axis=1)


def test_the_best_classifier_of_oscillations_is_right_in_94_of_100(
    oscillations: ModuleType,
) -> None:
    """Its probabilities are those of its being right, as they are of the true density alone."""
    x, label = oscillations.load_oscillations()
    logs = log_densities(x.astype(np.float64), oscillations)
    p = np.exp(logs - logs.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    right = p.argmax(1) == label
    assert abs(right.mean() - p.max(1).mean()) < 4 * np.sqrt(0.06 / len(label))
    assert round(right.mean(), 2) == 0.94
    assert SCORES["oscillations_conv1d"] == ("eval_accuracy", 0.91)
