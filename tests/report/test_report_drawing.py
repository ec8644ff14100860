"""The parts of a chart: thinned curves, axes, labels, colours, names."""

from __future__ import annotations

import itertools
import math
import pathlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.report import metrics
from specc.report.axis import linear, logarithmic, of_steps
from specc.report.colors import DARK, GROUNDS, LIGHT
from specc.report.drawing import PIXELS, Label, apart
from specc.report.names import of_folders, shortened
from specc.report.settings import number
from specc.report.thin import smooth, thin

FINITE = st.floats(-1e12, 1e12) | st.floats(-1e100, 1e100)


@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.integers(1, 2_000))
def test_thinning_keeps_the_extremes_of_every_range(buckets, seed, count):
    random = np.random.default_rng(seed)
    steps = np.cumsum(random.integers(1, 20, count)).tolist()
    values = random.normal(size=count).tolist()
    points = thin(steps, values, buckets)
    assert points[0] == (steps[0], values[0])
    assert points[-1] == (steps[-1], values[-1])
    assert set(points) <= set(zip(steps, values, strict=True))
    kept = [step for step, _ in points]
    assert kept == sorted(set(kept))
    if count <= 2 * buckets + 2:
        assert len(points) == count
        return
    assert len(points) <= 2 * buckets + 2
    place = (np.array(steps) - steps[0]) * buckets // (steps[-1] - steps[0] + 1)
    of_point = (np.array(kept) - steps[0]) * buckets // (steps[-1] - steps[0] + 1)
    drawn = np.array([value for _, value in points])
    for bucket in np.unique(place):
        inside = np.array(values)[place == bucket]
        assert drawn[of_point == bucket].max() == inside.max()
        assert drawn[of_point == bucket].min() == inside.min()


def test_means_are_those_of_as_many_neighbours_on_both_sides():
    values = np.random.default_rng(0).normal(size=50)
    found = smooth(values.tolist(), 7)
    np.testing.assert_allclose(found[3:-3], np.convolve(values, np.ones(7) / 7, "valid"))
    np.testing.assert_allclose([found[0], found[1]], [values[0], values[:3].mean()])
    line = [0.5 * n for n in range(50)]
    np.testing.assert_allclose(smooth(line, 7), line)  # not even the ends are shifted


@given(FINITE, FINITE)
def test_ticks_are_round_and_their_texts_say_what_they_are(one, other):
    low, high = sorted((one, other))
    axis = linear(low, high)
    assert axis.low <= low
    assert high <= axis.high
    assert axis.low < axis.high
    values = [value for value, _ in axis.ticks]
    assert 2 <= len(values) <= 6
    gap = values[1] - values[0]
    assert axis.low - 1e-8 * gap <= values[0]
    assert values[-1] <= axis.high + 1e-8 * gap
    texts = [text for _, text in axis.ticks]
    for value, text in axis.ticks:
        assert float(text.replace(",", "")) == pytest.approx(
            value, abs=0.01 * gap + 1e-9 * abs(value)
        )
    if gap > 1e-5 * max(map(abs, values)):
        assert len({*texts}) == len(texts)


@given(st.floats(1e-12, 1e12), st.floats(10, 1e9))
def test_ticks_of_logarithms(low, factor):
    axis = logarithmic(low, low * factor)
    values = [value for value, _ in axis.ticks]
    assert 2 <= len(values) <= 7
    assert all(axis.low <= value <= axis.high for value in values)
    assert axis.place(low) == pytest.approx(1 - axis.place(low * factor))
    half = axis.place(low * math.sqrt(factor))
    assert half == pytest.approx(0.5)


@given(st.integers(0, 10**9))
def test_ticks_of_steps_are_whole(last):
    axis = of_steps(last)
    assert 1 <= len(axis.ticks) <= 7
    assert all(0 <= step <= max(last, 1) and step == int(step) for step, _ in axis.ticks)
    sizes = {"k": 1_000, "M": 1_000_000}
    for step, text in axis.ticks:
        assert float(text.rstrip("kM").replace(",", "")) * sizes.get(text[-1], 1) == step


@given(st.lists(st.floats(0, PIXELS), max_size=12))
def test_labels_have_room_and_are_no_further_away_than_needed(places):
    found = apart([Label("", place) for place in sorted(places)])
    moved = [label.at for label in found]
    assert all(b - a >= 15 - 1e-6 for a, b in itertools.pairwise(moved))
    assert all(-1e-6 <= place <= PIXELS + 1e-6 for place in moved)
    if all(b - a >= 15 for a, b in itertools.pairwise(sorted(places))):
        assert moved == pytest.approx(sorted(places))


# Machado, Oliveira and Fernandes 2009: protanopia, deuteranopia, tritanopia, on linear RGB.
SIGHTS = {
    "of most": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ]
    ),
}


def rgb(color: str) -> np.ndarray:
    value = np.array([int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(linear_rgb: np.ndarray) -> np.ndarray:
    """CIELAB, D65."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x = to_xyz @ np.clip(linear_rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(("colors", "ground"), list(zip((LIGHT, DARK), GROUNDS, strict=True)))
def test_eight_runs_can_be_told_apart_by_everyone(colors, ground):
    light = np.array([0.2126, 0.7152, 0.0722])
    assert len(colors) == 8
    for color in colors:
        low, high = sorted((float(light @ rgb(color)), float(light @ rgb(ground))))
        assert (high + 0.05) / (low + 0.05) >= 3
    for sight, matrix in SIGHTS.items():
        for one, other in itertools.combinations(colors, 2):
            distance = np.linalg.norm(lab(matrix @ rgb(one)) - lab(matrix @ rgb(other)))
            assert distance > 14, (
                sight,
                one,
                other,
            )  # of 2.3 people see that there are two colours


def test_names_are_different_and_short():
    folders = [pathlib.Path(name) for name in ("/r/a/x", "/r/b/x", "/r/b/y")]
    assert of_folders(folders) == ["a/x", "b/x", "b/y"]
    assert of_folders(folders[1:]) == ["x", "y"]
    assert of_folders([folders[0]]) == ["x"]
    assert shortened(["digits_lr1", "digits_lr2"]) == ["lr1", "lr2"]
    assert shortened(["digits", "digits_lr2"]) == ["digits", "digits_lr2"]
    assert shortened(["a_b", "a_b"]) == ["a_b", "a_b"]
    assert shortened(["one"]) == ["one"]


def test_numbers_are_short_and_near():
    shown = {
        0.0: "0",
        1.0: "1",
        0.003: "3e-3",
        21.264: "21.26",
        12480.4: "12,480",
        1e9: "1e9",
        -0.5: "-0.5",
    }
    assert {value: number(value) for value in shown} == shown


@given(st.floats(-1e300, 1e300))
def test_numbers_can_be_read_back(value):
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=1e-3, abs=1e-300)


def test_what_is_good_is_known_of_familiar_names_alone():
    high = "accuracy eval_accuracy eval_top_5 test_f1 r2 auroc eval_elbo discriminator_r2"
    low = "loss eval_loss test_rmse eval_bits_per_dim perplexity kernel_distance calibration_error generator_loss"
    assert [metrics.direction(name) for name in high.split()] == [1] * 7 + [0]
    assert [metrics.direction(name) for name in low.split()] == [-1] * 7 + [0]
    for name in (
        "learning_rate",
        "grad_norm",
        "kl",
        "loss_scale",
        "eval_weird",
        "tokens_per_second",
    ):
        assert metrics.direction(name) == 0, name
    names = ["grad_norm", "loss", "accuracy", "learning_rate", "eval_accuracy", "eval_loss", "nll"]
    assert metrics.order(names) == ["loss", "accuracy", "nll", "grad_norm", "learning_rate"]
    assert metrics.main(names) == ["eval_loss", "eval_accuracy", "nll"]
    names += ["far_away_accuracy", "far_away_loss"]
    assert metrics.direction("far_away_accuracy") == 0
    assert metrics.direction("far_away_accuracy", ["far_away"]) == 1
    assert metrics.order(names, ["far_away"])[:2] == ["loss", "accuracy"]
    assert metrics.main(names, ["far_away"]) == ["eval_loss", "eval_accuracy", "nll"]
