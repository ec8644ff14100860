"""Images that are decoded ahead of the steps: what is read, when, and what stops it."""

from __future__ import annotations

import gc
import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image

from specc.passes import place_data

from .conftest import BASE, StopAfter, build, changed, emit

NAMES = ["cat", "dog"]
FACTS: dict[str, Any] = {
    "rows": 50,
    "shape": [6, 8, 3],
    "classes": 2,
    "low": 0,
    "high": 255,
    "dtype": "uint8",
    "class_names": NAMES,
}


def draw(folder: Path, seed: int, *counts: int) -> None:
    """Images of two classes, one of them dark, in two formats that lose nothing."""
    rng = np.random.default_rng(seed)
    for label, (name, count) in enumerate(zip(NAMES, counts, strict=True)):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            pixels = rng.integers(0, 100 + 156 * label, (6, 8, 3), dtype=np.uint8)
            ending = ("png", "bmp")[number % 2]
            Image.fromarray(pixels).save(folder / name / f"{number:02}.{ending}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    draw(tmp_path / "train", 0, 25, 25)
    draw(tmp_path / "test", 1, 9, 9)
    return tmp_path / "train"


def spec(**changes: Any) -> dict[str, Any]:
    given = {
        "data.source": {"type": "image_folder", "path": "train"},
        "data.facts": FACTS,
        "data.placement": "files",
        "data.batch_size": 8,
        "data.holdout": "20%",
        "train.duration": "23 steps",
        "evaluate.every": "7 steps",
        "checkpoint": {"every": "5 steps"},
        "log.every": "10 steps",
    }
    return changed(BASE, {**given, **changes})


def run(module: ModuleType, workdir: Path, **settings: Any) -> bytes:
    module.train(module.Config(workdir=workdir, **settings), threading.Event())
    return (workdir / "metrics.jsonl").read_bytes()


def test_batches_are_the_images_of_their_rows(folder, tmp_path):
    module = build(spec(), tmp_path)
    c = module.Config()
    train = module.load_data(c).train
    batches = module.preprocess(next(module.read_batches(c, train, 4, 3)))
    rows = module.batch_rows(c, 4, 3)  # the last of the first epoch, and two of the second
    assert batches.image.shape == (3, 8, 6, 8, 3)
    images, labels = (np.concatenate(column) for column in batches)
    for row, image, label in zip(rows.flat, images, labels, strict=True):
        np.testing.assert_array_equal(image, np.asarray(Image.open(train["image"][row])))
        assert NAMES[label] == train["image"][row].parent.name


def test_calls_go_on_one_after_the_other(folder, tmp_path):
    module = build(spec(), tmp_path)
    c = module.Config()
    train = module.load_data(c).train
    found = list(module.read_batches(c, train, 3, 4))
    assert len(found) == 5  # steps 3 to 22
    for number, batch in enumerate(found):
        rows = module.batch_rows(c, 3 + 4 * number, 4)
        np.testing.assert_array_equal(batch["label"], train["label"][rows])


def test_a_run_that_was_stopped_is_the_same_run(folder, tmp_path):
    module = build(spec(**{"model.dropout": 0.2, "data.augment": ["flip"]}), tmp_path)
    expected = run(module, tmp_path / "whole")
    c = module.Config(workdir=tmp_path / "stopped")
    reached = [int(module.train(c, StopAfter(calls)).step) for calls in (3, 5, 4)]
    assert 0 < reached[0] < reached[1] < reached[2] < c.steps
    assert run(module, c.workdir) == expected


def test_the_number_of_threads_changes_nothing(folder, tmp_path):
    module = build(spec(), tmp_path)
    found = [run(module, tmp_path / str(n), decode_threads=n) for n in (1, 16)]
    assert found[0] == found[1]


def test_too_many_held_out_images_are_decoded_batch_by_batch(folder, tmp_path, monkeypatch):
    """The metrics are those of the whole sets, on which they may be summed in another order."""
    changes = {
        "data.test": {"type": "image_folder", "path": "test"},
        "data.test_facts": {**FACTS, "rows": 18},
        "task": {"type": "classification", "metrics": ["accuracy", "auroc"]},
        "evaluate.batch_size": 4,
    }
    at_once = build(spec(**changes), tmp_path)
    monkeypatch.setattr(place_data, "_DEVICE", 0)
    streamed = build(spec(**changes), tmp_path)
    data = streamed.load_data(streamed.Config())
    assert (len(data.eval["image"]), len(data.test["image"])) == (10, 18)
    lines = [run(m, tmp_path / m.__name__).splitlines() for m in (at_once, streamed)]
    for expected, found in zip(*(map(json.loads, part) for part in lines), strict=True):
        assert found == pytest.approx(expected, rel=1e-5)
    assert "test_auroc" in found
    assert streamed.predict._cache_size() == 1


AVERAGED = {"train.accumulate": 2, "average": {"type": "ema", "decay": 0.9}}


@pytest.mark.parametrize(
    ("more", "tolerance"),
    [({}, 1e-5), ({"precision": "bfloat16"}, 1e-2), (AVERAGED, 1e-5)],
    ids=["float32", "bfloat16", "averaged"],
)
@pytest.mark.parametrize("metrics", [["accuracy"], ["accuracy", "auroc"]])
def test_classes_count_the_same_wherever_examples_are(
    more, tolerance, metrics, tmp_path, monkeypatch
):
    """Balanced weights follow from the training files; evaluation has them, batch by batch as well."""
    draw(tmp_path / "train", 0, 25, 10)
    loss = {"type": "cross_entropy", "class_weights": "balanced"}
    changes = {
        "data.facts": {**FACTS, "rows": 35},
        "data.holdout": {"type": "stratified", "share": "20%", "test": "20%"},
        "task": {"type": "classification", "loss": loss, "metrics": metrics},
        "evaluate.batch_size": 4,
        **more,
    }
    placed = build(spec(**changes, **{"data.placement": "device"}), tmp_path)
    at_once = build(spec(**changes), tmp_path)
    monkeypatch.setattr(place_data, "_DEVICE", 0)
    streamed = build(spec(**changes), tmp_path)
    c = streamed.Config()
    data = streamed.load_data(c)
    test = data.test
    np.testing.assert_allclose(data.class_weight, [21 / (2 * 15), 21 / (2 * 6)], rtol=1e-6)
    texts = [run(m, tmp_path / m.__name__) for m in (placed, at_once, streamed)]
    expected, *others = ([json.loads(line) for line in text.splitlines()] for text in texts)
    tested = {key for key in expected[-1] if key.startswith("test_")}
    assert tested == {"test_loss", *(f"test_{name}" for name in metrics)}
    for found in others:
        assert found == [pytest.approx(line, rel=tolerance) for line in expected]

    state = streamed.init_state(c, c.seed).replace(class_weight=jnp.float32(data.class_weight))
    images = streamed.decode(test)["image"]
    outputs = streamed.predict(c, state, images)
    assert outputs.dtype == np.float32
    lowered = streamed.predict.lower(c, state, images).as_text()
    assert ("bf16" in lowered) == ("precision" in more)
    logits = np.asarray(outputs, np.float64)
    nll = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(logits)), test["label"]]
    weight = data.class_weight[test["label"]]
    found = streamed.evaluate(c, state, test)["loss"]
    assert float(found) == pytest.approx(np.average(nll, weights=weight), rel=tolerance)


def test_the_batch_of_a_step_that_is_not_finite_is_kept(folder, tmp_path, monkeypatch, capsys):
    """It is read once more, in an epoch behind the first, and the step can be done again with it."""
    changes = {"data.batch_size": 7, "train.nonfinite": {"type": "stop", "dump": True}}
    module = build(spec(**changes), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    train = module.load_data(c).train
    first, second = (module.batch_rows(c, n * c.steps_per_epoch, c.steps_per_epoch) for n in (0, 1))
    left_out = np.setdiff1d(np.arange(len(train["image"])), first)
    number, place = np.argwhere(np.isin(second, left_out))[0]
    rows = second[number]
    Image.new("RGB", (8, 6), (1, 2, 3)).save(train["image"][rows[place]])
    normalize = module.normalize

    def overflows(image: Any) -> Any:
        odd = (image == np.array([1, 2, 3])).all((1, 2, 3), keepdims=True)
        return jnp.where(odd, jnp.inf, normalize(image))

    monkeypatch.setattr(module, "normalize", overflows)
    with pytest.raises(FloatingPointError):
        module.train(c, threading.Event())
    step = c.steps_per_epoch + int(number)
    path = c.workdir / f"not_finite_{step + 1}.npz"
    assert str(path) in capsys.readouterr().err
    kept = np.load(path)
    np.testing.assert_array_equal(kept["rows"], rows)
    images = [np.asarray(Image.open(name)) for name in train["image"][rows]]
    np.testing.assert_array_equal(kept["batch.image"], images)
    np.testing.assert_array_equal(kept["batch.label"], train["label"][rows])
    assert kept["state.step"] == step

    batch = module.Batch(jnp.array(kept["batch.image"]), jnp.array(kept["batch.label"]))
    template = module.init_state(c, c.seed)
    paths = jax.tree_util.tree_leaves_with_path(template)
    leaves = [
        jnp.array(kept[f"state.{jax.tree_util.keystr(path, simple=True, separator='.')}"])
        for path, _ in paths
    ]
    leaves = [
        jax.random.wrap_key_data(new) if jnp.issubdtype(old.dtype, jax.dtypes.prng_key) else new
        for new, (_, old) in zip(leaves, paths, strict=True)
    ]
    state = jax.tree.unflatten(jax.tree.structure(template), leaves)
    after, metrics = module.train_step(c, state.replace(finite=jnp.bool(True)), batch)
    assert not bool(after.finite)
    assert not np.isfinite(metrics["loss"])


def stops(module: ModuleType, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        module.load_data(module.Config())


def test_headers_are_looked_at_before_the_first_step(folder, tmp_path, monkeypatch):
    module = build(spec(), tmp_path)
    Image.new("RGB", (9, 6)).save(folder / "dog/03.bmp")
    stops(module, r"dog/03\.bmp has the shape \(6, 9\); it must be \(6, 8\): resize it")
    (folder / "dog/03.bmp").write_text("no image")
    stops(module, r"dog/03\.bmp is not a readable image, .*: replace it")
    (folder / "dog/03.bmp").unlink()
    stops(module, r"image has the shape \(49,\); it must be \(50,\): .* build the trainer again")
    (folder / "emu").mkdir()
    stops(module, r"has folders \['emu'\], which are not classes: remove")


def test_headers_tell_depth_and_orientation(folder, tmp_path):
    """An image stored on its side has the right size; gray of 16 bits is none that Pillow would convert."""
    module = build(spec(), tmp_path)
    pixels = np.random.default_rng(9).integers(0, 256, (8, 6, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(pixels).save(folder / "dog/02.png", exif=exif)
    train = module.load_data(module.Config()).train
    [row] = [n for n, path in enumerate(train["image"]) if path == folder / "dog/02.png"] or [None]
    if row is not None:
        found = module.decode({name: x[[row]] for name, x in train.items()})["image"]
        np.testing.assert_array_equal(found[0], np.rot90(pixels, -1))
    Image.fromarray(np.full((6, 8), 999, np.uint16)).save(folder / "dog/02.png")
    stops(
        module, r"dog/02\.png is not a readable image, it has more than 8 bits per value: replace"
    )
    Image.fromarray(pixels).save(folder / "dog/02.png")
    stops(module, r"dog/02\.png has the shape \(8, 6\); it must be \(6, 8\): resize it")


def test_transparency_stops_when_it_is_decoded(folder, tmp_path):
    """It is no matter of the header, which may announce an alpha channel that is opaque."""
    module = build(spec(), tmp_path)
    pixels = np.full((6, 8, 4), 255, np.uint8)
    Image.fromarray(pixels).save(folder / "dog/02.png")
    path = folder / "dog/02.png"
    assert module.check_headers([path]) == [path]
    assert module.decode({"image": [path]})["image"].shape == (1, 6, 8, 3)
    pixels[1, 2, 3] = 7
    Image.fromarray(pixels).save(path)
    with pytest.raises(
        ValueError, match="is not a readable image, it is transparent in places: rep"
    ):
        module.decode({"image": [path]})


def test_images_of_any_size_are_resized(folder, tmp_path):
    module = build(spec(**{"data.source.size": [6, 8]}), tmp_path)
    path = folder / "dog/03.bmp"
    Image.new("RGB", (90, 60), (1, 2, 3)).save(path)
    module.load_data(module.Config())
    assert (module.read_image(path) == [1, 2, 3]).all()


@pytest.mark.parametrize("damage", ["cut short", "taken away", "another size"])
def test_what_headers_do_not_say_stops_the_step_that_needs_it(damage, folder, tmp_path):
    module = build(spec(), tmp_path)
    c = module.Config()
    train = module.load_data(c).train
    path = train["image"][module.batch_rows(c, 3, 1)[0, 5]]
    if damage == "cut short":
        path.write_bytes(path.read_bytes()[:-40])
    elif damage == "taken away":
        path.unlink()
    else:
        Image.new("RGB", (9, 6)).save(path)
    batches = module.read_batches(c, train, 0, 1)
    for _ in range(3):
        next(batches)
    with pytest.raises(
        ValueError, match=rf"{path} (is not a readable|has the shape).*(replace|resize) it"
    ):
        next(batches)


@pytest.mark.parametrize(
    ("side", "placement"),
    [
        (1638, "device"),  # 800 to train on: 2 GiB are the limit
        (1639, "host"),
        (2072, "host"),  # 1,000 in all: 4 GiB are the limit
        (2073, "files"),
    ],
)
def test_what_the_memory_has_no_room_for_stays_in_files(side, placement, tmp_path):
    facts = {**FACTS, "rows": 1_000, "shape": [side, side]}
    changes = {"data.source.mode": "gray", "data.placement": None, "model.hidden": [2]}
    text = emit(spec(**changes, **{"data.facts": facts}), tmp_path).read_text()
    assert ("grain" in text) == (placement == "files")
    assert ("def gather(" in text) == (placement == "host")


def test_they_are_verified(folder, tmp_path, capsys):
    from specc.cli.main import main

    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec(**{"data.holdout": None, "evaluate": None})))
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(path)])
    gc.enable()  # which commands, being short, do without
    assert ended.value.code == 0
    assert "compilations: init_state 1, train_steps 1" in capsys.readouterr().out


def test_recomputed_statistics_are_those_of_the_images(folder, tmp_path):
    """Of averaged weights, over the batches that training begins with."""
    module = build(
        spec(
            model={"type": "mlp", "hidden": [5], "activation": "relu", "norm": "batch"},
            average={"type": "swa", "start": "50%", "stats_batches": 3},
        ),
        tmp_path,
    )
    c = module.Config(workdir=tmp_path / "run")
    state = module.train(c, threading.Event())
    paths = module.load_data(c).train["image"]
    found = []
    for rows in module.batch_rows(c, 0, 3):
        pixels = np.stack([np.asarray(Image.open(path)) for path in paths[rows]]) / 255
        x = pixels.reshape(len(rows), -1) @ np.float64(state.swa_params["hidden"][0]["kernel"])
        found.append((x.mean(0), x.var(0)))
    for key, expected in zip(("mean", "var"), np.mean(found, axis=0), strict=True):
        ours = state.swa_batch_stats["norms"][0][key]
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5, err_msg=key)
