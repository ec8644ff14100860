"""What the page says, against the files that it is about."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import numpy as np
import pytest
from made_runs import PNG, TRAINER, Page, make, read, rows

from specc.report.picture import picture
from specc.report.run import read_run

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)<!--'
ENDING = "</script></style></pre><script>alert(3)</script>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = make(tmp_path_factory.mktemp("runs") / "first")
    (made / "samples_000050.png").write_bytes(PNG)
    (made / "samples_000100.png").write_bytes(PNG)
    return made


@pytest.fixture(scope="module")
def alone(folder):
    return read(folder)


@pytest.fixture(scope="module")
def two(folder):
    other = make(folder.parent / "second", rows(lift=0.1), learning_rate=0.01, hidden=[8, 4])
    return read(folder, other)


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_the_table_has_the_best_and_the_last_value_of_each_metric(alone, folder):
    log = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    head, *body = alone.tables["metrics"]
    assert head[:5] == ["metric", "best", "at step", "last", "at step"]
    assert {row[0].split()[0] for row in body} == {name for row in log for name in row} - {"step"}
    for name, best, best_step, last, last_step, *_ in body:
        name, _, arrow = name.strip().partition(" ")
        points = [(row[name], row["step"]) for row in log if name in row]
        assert number(last) == pytest.approx(points[-1][0], rel=1e-3)
        assert number(last_step) == points[-1][1]
        chosen = {"↑": max, "↓": min, "": None}[arrow.strip()]
        if chosen is None:
            assert best == best_step == ""
            continue
        value, step = chosen(points, key=lambda point: point[0])
        assert (number(best), number(best_step)) == (pytest.approx(value, rel=1e-3), step)
    arrows = {row[0].split()[0]: row[0].split()[1:] for row in body}
    assert arrows["eval_loss"] == ["↓"]
    assert arrows["eval_accuracy"] == ["↑"]
    assert arrows["grad_norm"] == arrows["learning_rate"] == []


def test_curves_go_through_the_points_of_the_log(alone, folder):
    """A curve is the log up to a scale and a shift of each axis, of logarithms where the chart says so."""
    log = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    figures = re.findall(r'<figure class="chart">.*?</figure>', alone.text, re.DOTALL)
    assert len(figures) == len(alone.charts) == 4
    for figure in figures:
        metric = re.search("<h3>(.*?)</h3>", figure)[1]
        is_log = "Logarithmic" in figure
        assert is_log == (metric == "loss")
        drawn, logged = [], []
        for style, path in re.findall(r'class="line (\w+) one" d="(.*?)"', figure):
            name = f"eval_{metric}" if style == "eval" else metric
            points = [(row["step"], row[name]) for row in log if name in row]
            places = [tuple(map(int, place.split())) for place in re.split("[ML]", path)[1:]]
            assert len(points) == len(places)
            drawn += places
            logged += points
        x, y = np.array(drawn).T
        steps, values = np.array(logged).T
        np.testing.assert_allclose(x, steps * 2000 / 100, atol=1)
        level = np.log(values) if is_log else values
        if np.ptp(level) > 1e-9:
            slope, shift = np.polyfit(level, y, 1)
            assert slope < 0  # high values are above
            np.testing.assert_allclose(y, slope * level + shift, atol=1.5)
        assert y.min() >= 0
        assert y.max() <= 1000


def test_the_script_shows_what_was_logged(alone, folder):
    log = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    loss = alone.charts[0]
    assert [curve["name"] for curve in loss["curves"]] == ["training", "held out"]
    for curve, name in zip(loss["curves"], ("loss", "eval_loss"), strict=True):
        points = [(row["step"], row[name]) for row in log if name in row]
        assert list(zip(curve["steps"], curve["values"], strict=True)) == [
            (step, pytest.approx(value, rel=1e-4)) for step, value in points
        ]


def test_settings_of_one_run_have_what_its_trainer_says_of_them(alone):
    assert alone.tables["settings"] == [
        ["seed", "0", "random seed"],
        ["learning_rate", "1e-3", "constant"],
        ["hidden", "8", "widths of the hidden layers"],
        ["epochs", "10", "passes over the training examples"],
        ["batch_size", "33", "examples per step"],
    ]
    for part in ("Train a multilayer perceptron", "Finished at step 100 of 100", "0.10.2", "cpu"):
        assert part in alone.words


def test_only_settings_that_differ_are_compared(two, folder):
    assert two.tables["settings"] == [
        ["setting", "first", "second"],
        ["learning_rate", "1e-3", "0.01"],
        ["hidden", "8", "8 4"],
    ]
    same = read(folder, make(folder.parent / "third"))
    assert "settings" not in same.tables
    assert "No setting differs" in same.words


def test_runs_are_compared_by_the_best_of_each(two):
    head, first, second = two.tables["board"]
    assert head == ["run", "state", "step", "eval_loss ↓", "eval_accuracy ↑", "last written"]
    assert first[0] == "first"
    assert (first[3], second[3]) == ("0.2at 100", "0.3at 100")
    assert second[4] == "0.82at 80, last 0.8"  # 0.8 * 0.9 + 0.1, and 1 * 0.7 + 0.1
    bold = [x["class"] for x in two.attributes("td") if "best" in (x.get("class") or "")]
    assert len(bold) == 2 + 3  # in the board, and of each metric with a direction
    ends = re.findall(r'<div class="ends".*?</div>', two.text)
    assert all(">first<" in end and ">second<" in end for end in ends)


def test_pictures_are_in_the_page_the_newest_first(alone):
    shown = alone.attributes("img")
    assert [image["alt"] for image in shown] == ["samples_000100.png", "samples_000050.png"]
    for image in shown:
        kind, _, data = (image["src"] or "").partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(data) == PNG


@pytest.mark.parametrize("which", ["alone", "two"])
def test_nothing_is_fetched_from_elsewhere(which, request):
    found: Page = request.getfixturevalue(which)
    text = re.sub(r'(?:src|href)="data:[^"]*"', "", found.text)
    text = re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", text)
    for part in ("http", "//", "src=", "href=", "url(", "@import", "fetch(", "XMLHttp", "<link"):
        assert part not in text.replace('<link rel="icon" >', ""), part
    [policy] = [x["content"] for x in found.attributes("meta") if x.get("http-equiv")]
    digest = base64.b64encode(hashlib.sha256(found.scripts[-1].encode()).digest()).decode()
    assert policy == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'"
    )


def test_nothing_that_a_run_says_is_markup(tmp_path):
    log = [row | {HOSTILE: 1.0, ENDING: [1]} for row in rows()]
    trainer = TRAINER_OF_STRANGERS
    folders = [
        make(tmp_path / f"{HOSTILE}{n}", log, trainer=trainer, seed=n, note=ENDING + str(n))
        for n in range(2)
    ]
    for folder in folders:
        (folder / "samples_000100.txt").write_text(f"Dear {ENDING} & <b>reader</b>")
        (folder / f"{HOSTILE.replace('/', '')}_000001.txt").write_text(HOSTILE)
        (folder / "mlflow.txt").write_text("no sample")
    for found in (read(folders[0]), read(*folders)):
        kinds = {tag for tag, _ in found.elements}
        assert not {"b", "img"} & kinds
        assert all(not name.startswith("on") for _, x in found.elements for name in x)
        scripts = found.attributes("script")
        assert len(scripts) == len(found.charts) + 1
        assert [x.get("type") for x in scripts[:-1]] == ["application/json"] * len(found.charts)
        assert f"Dear {ENDING} & <b>reader</b>" in found.words
        assert ENDING in "".join(cell for row in found.tables["settings"] for cell in row)
        assert HOSTILE in found.words
        assert "no sample" not in found.words


TRAINER_OF_STRANGERS = f'''"""{HOSTILE.replace('"', "'")}

Generated by specc from {ENDING}.yaml (0123abcd)
"""
class Config:
    note: str = ""  # {ENDING}
'''


def test_the_last_matrix_of_a_run_is_shown(tmp_path):
    log = rows()
    for n, row in enumerate(log):
        row |= {"eval_confusion_matrix": [[90 + n, 1], [0, 50]], "eval_f1_of_classes": [0.5, 0.25]}
    found = read(make(tmp_path / "a", log))
    assert found.tables["matrix"] == [["0", "99", "1"], ["1", "0", "50"], ["", "0", "1"]]
    shades = re.findall(r'<td style="--shade:(\d+)%">', found.text)
    assert list(map(int, shades)) == [69, 1, 0, 70]
    assert "At step 100. Rows are true classes" in found.words
    assert "Logged, but not drawn: eval_f1_of_classes." in found.words


def test_a_long_log_gives_a_small_page(tmp_path):
    random = np.random.default_rng(0)
    noise = random.normal(size=(60_000, 4))
    noise[12_345, 0] = 50.0
    log = [
        {"step": n + 1, **{f"m{k}_loss": 3 + float(x) for k, x in enumerate(values)}}
        for n, values in enumerate(noise)
    ]
    found = read(make(tmp_path / "long", log))
    assert len(found.text) < 400_000
    [spiky] = [chart for chart in found.charts if max(chart["curves"][0]["values"]) > 50]
    [curve] = spiky["curves"]
    assert curve["values"].index(53.0) == curve["steps"].index(12_346)
    assert min(curve["values"]) == pytest.approx(3 + noise[:, 0].min(), rel=1e-4)
    assert "means of 1,201 rows" in found.words


SETS = '''

def evaluate_sets(c: Config, state: TrainState, data: Data) -> dict[str, Metrics]:
    """Metrics of each set that is evaluated during training, by its name in the log."""
    return {
        "eval": evaluate(c, state, data.eval),
        "noisy": evaluate(c, state, data.noisy),
        "far_away": evaluate(c, state, data.far_away),
    }
'''
PARTS = {
    "": "training",
    "eval": "held out",
    "noisy": "noisy",
    "far_away": "far_away",
    "test": "test",
}


@pytest.fixture(scope="module")
def of_sets(tmp_path_factory):
    """A run with two further sets, and what it has logged."""
    log = rows()
    for row in log:
        for n, name in enumerate(("noisy", "far_away"), start=2):
            found = {key: x * n for key, x in row.items() if key.startswith("eval_")}
            row |= {key.replace("eval", name): x for key, x in found.items()}
    log[-1] |= {"test_loss": 0.5, "test_accuracy": 0.6}
    return make(tmp_path_factory.mktemp("sets") / "one", log, trainer=TRAINER + SETS), log


def test_further_sets_are_lines_of_one_chart(of_sets):
    """With the values of the log, a colour of their own, and their names beside the others in the key."""
    folder, log = of_sets
    page = read(folder)
    assert re.findall(r"<h3>(\w+)</h3>", page.text) == [
        "loss",
        "accuracy",
        "learning_rate",
        "grad_norm",
    ]
    for metric, chart in zip(("loss", "accuracy"), page.charts[:2], strict=True):
        named = {curve["name"]: curve for curve in chart["curves"]}
        known = {f"{part}_{metric}" if part else metric: words for part, words in PARTS.items()}
        known = {name: words for name, words in known.items() if name in log[-1]}
        assert [*named] == [*known.values()]
        for name, words in known.items():
            points = [(row["step"], row[name]) for row in log if name in row]
            assert named[words]["steps"] == [step for step, _ in points]
            assert named[words]["values"] == pytest.approx([x for _, x in points], rel=1e-4)
        assert len({named[name]["style"] for name in ("held out", "noisy", "far_away")}) == 3
    [key] = re.findall(r'<p class="key">(.*?)</p>', page.text)
    shown = re.findall(r'class="stroke ([^"]*)"></span> ([^<]*) ', key)
    assert [words.strip() for _, words in shown] == [
        "held out",
        "noisy",
        "far_away",
        "training",
        "test",
    ]
    styles = {curve["name"]: curve["style"] for curve in page.charts[0]["curves"]}
    assert {words.strip(): style for style, words in shown} == styles


def test_further_sets_have_directions_and_the_run_is_judged_by_what_is_held_out(of_sets):
    page = read(of_sets[0])
    names = [row[0].split() for row in page.tables["metrics"][1:]]
    assert names[:5] == [
        [f"{part}_loss" if part else "loss", "↓"]
        for part in ("eval", "noisy", "far_away", "test", "")
    ]
    assert ["far_away_accuracy", "↑"] in names
    figures = re.findall(r'<div class="figure"><span class="label">(\w+)', page.text)
    assert figures == ["eval_loss", "eval_accuracy"]


def test_further_sets_of_several_runs_have_dashes(of_sets, two, folder):
    """Colours are those of runs; one that has no such sets is beside it."""
    page = read(of_sets[0], folder)
    loss = page.charts[0]
    assert loss["parts"] == sorted(PARTS.values())
    styles = {(curve["name"], curve["part"]): curve["style"].split() for curve in loss["curves"]}
    assert styles["one", "noisy"] == ["further", "further-0", "run-0"]
    assert styles["one", "far_away"] == ["further", "further-1", "run-0"]
    assert styles["one", "held out"] == ["eval", "run-0"]
    assert [part for name, part in styles if name == "first"] == ["training", "held out"]
    assert 'class="key"' in two.text
    assert "further" not in re.sub("<style>.*?</style>", "", two.text, flags=re.DOTALL)


def test_pictures_have_further_sets_in_their_legends(of_sets, folder, monkeypatch):
    from matplotlib.figure import Figure

    legends = []
    monkeypatch.setattr(
        Figure, "legend", lambda self, handles, labels, **kwargs: legends.append((handles, labels))
    )
    run = read_run(of_sets[0])
    assert picture([run])
    assert picture([run, read_run(folder)])
    (alone, one), (together, several) = legends
    assert one == [*PARTS.values()]
    assert len({handle.get_color() for handle in alone[:4]}) == 4
    assert several[2:] == ["(held out)", "(training)", "(noisy)", "(far_away)"]
    assert len({str(handle._unscaled_dash_pattern) for handle in together[-2:]}) == 2
