"""Sources that are files: what is loaded is what was written, and damage is reported before a step."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from . import make_digits, make_images, make_titanic
from .world import idx, images, labels, probe, probed, trainer, write, write_spec

KINDS = ["npz", "npy", "idx", "idx.gz"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_loaded_is_what_was_written(kind, tmp_path):
    x, y = images(), labels()
    module = probed(write_spec(tmp_path, write(tmp_path, kind, x, y), normalize="none"))
    data = module.load_data(module.Config()).train
    np.testing.assert_array_equal(data.image, x)
    np.testing.assert_array_equal(data.label, y)


@pytest.mark.parametrize("kind", ["npz", "idx.gz"])
def test_a_run_trains_on_it(kind, tmp_path):
    module = probed(write_spec(tmp_path, write(tmp_path, kind, images(), labels())))
    state = module.train(module.Config(workdir=tmp_path / "run"))
    assert int(state.step) == 6


@pytest.mark.parametrize("kind", ["npz", "npy"])
def test_regression_takes_numbers(kind, tmp_path):
    x = np.random.default_rng(0).normal(size=(60, 7))
    source = write(tmp_path, kind, x, x[:, :2] @ np.eye(2))
    spec = write_spec(tmp_path, source)
    spec.write_text(spec.read_text().replace("classification", "regression"))
    module = probed(spec)
    loaded = module.load_data(module.Config()).train
    assert loaded.features.shape == (60, 7)
    assert loaded.target.shape == (60, 2)


@pytest.mark.parametrize("dtype", ["u1", "i1", ">i2", ">i4", ">f4", ">f8"])
def test_every_type_of_idx_is_read(dtype, tmp_path):
    values = np.arange(-60, 60).reshape(60, 1, 2).clip(0 if dtype == "u1" else -60)
    (tmp_path / "x").write_bytes(idx(values, dtype))
    (tmp_path / "y").write_bytes(idx(labels(), ">i4"))
    source = {"type": "idx", "images": "x", "labels": "y"}
    module = probed(write_spec(tmp_path, source, normalize="none"))
    data = module.load_data(module.Config()).train
    np.testing.assert_array_equal(data.image, values)
    np.testing.assert_array_equal(data.label, labels())


def test_a_copy_elsewhere_is_named_by_a_flag(tmp_path):
    module = probed(write_spec(tmp_path, write(tmp_path, "npz", images(), labels())))
    moved = (tmp_path / "both.npz").rename(tmp_path / "moved.npz")
    assert len(module.load_data(module.Config(data=moved)).train.label) == 60


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


DAMAGE = {
    "npz cut": ("npz", "both.npz", cut, "not an .npz file with the arrays x, y", "damaged"),
    "npz empty": (
        "npz",
        "both.npz",
        lambda _: b"",
        "not an .npz file with the arrays x, y",
        "begins with nothing",
    ),
    "npz of text": (
        "npz",
        "both.npz",
        lambda _: b"a,b\n",
        "not an .npz file with the arrays x, y",
        "begins with 61 2c",
    ),
    "npz flipped": (
        "npz",
        "both.npz",
        lambda content: content[:900] + bytes([content[900] ^ 255]) + content[901:],
        "not an .npz file with the arrays x, y",
        "damaged",
    ),
    "npy cut": ("npy", "x.npy", cut, "could only read", "complete .npy file"),
    "npy empty": (
        "npy",
        "y.npy",
        lambda _: b"",
        "not a complete .npy file",
        "not a complete .npy file",
    ),
    "npy magic": ("npy", "x.npy", lambda content: b"?" + content[1:], "magic", "magic"),
    "idx cut": ("idx", "x", cut, "takes 1,216", "1,216 of the shape"),
    "idx with more": ("idx", "y", lambda content: content + b"?", "has 69 bytes", "has 69 bytes"),
    "idx empty": ("idx", "y", lambda _: b"", "begins with nothing", "begins with nothing"),
    "idx of three bytes": ("idx", "y", lambda _: b"\0\0\10", "00 00 08", "00 00 08"),
    "idx magic": (
        "idx",
        "x",
        lambda content: b"\1" + content[1:],
        "begins with 01 00",
        "with 01 00",
    ),
    "idx type": ("idx", "x", lambda content: b"\0\0\7" + content[3:], "00 00 07", "00 00 07"),
    "idx of no more than extents": ("idx", "x", lambda c: c[:9], "has 9 bytes", "has 9 bytes"),
    "gz cut": ("idx.gz", "x.gz", cut, "not a complete IDX file", "complete .gz file"),
    "gz not compressed": ("idx.gz", "y.gz", gzip.decompress, "gzip", "gzip"),
}
"""Kind, file, what happens to it, and what the trainer and the probe say among other things."""


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_reported(case, tmp_path, capsys):
    kind, name, damage, of_trainer, of_probe = DAMAGE[case]
    spec = write_spec(tmp_path, write(tmp_path, kind, images(), labels()))
    module = probed(spec)
    file = tmp_path / name
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ValueError, match=name) as caught:
        module.train(module.Config(workdir=tmp_path / "run"))
    assert of_trainer in str(caught.value)
    capsys.readouterr()
    assert probe(spec) == 2
    error, fix, *more = capsys.readouterr().err.splitlines()
    assert of_probe in error
    assert name in error
    assert fix.startswith("  = fix: ")
    assert not more


def test_a_missing_array_is_named(tmp_path, capsys):
    spec = write_spec(tmp_path, write(tmp_path, "npz", images(), labels()))
    module = probed(spec)
    np.savez(tmp_path / "both.npz", x=images(), z=labels())
    with pytest.raises(
        ValueError, match=r"both\.npz is not an .npz file with the arrays x, y: .*y is not"
    ):
        module.load_data(module.Config())
    capsys.readouterr()
    assert probe(spec) == 2
    assert "has no array y, only x, z\n  = fix: name one of them as `targets`" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(("kind", "name"), [("npz", "both.npz"), ("npy", "y.npy"), ("idx", "x")])
def test_a_missing_file_is_named(kind, name, tmp_path, capsys):
    spec = write_spec(tmp_path, write(tmp_path, kind, images(), labels()))
    module = probed(spec)
    (tmp_path / name).unlink()
    with pytest.raises(ValueError, match=f"{name} is not an? .*No such file"):
        module.load_data(module.Config())
    capsys.readouterr()
    assert probe(spec) == 2
    assert f"{name} does not exist\n  = fix: put it there" in capsys.readouterr().err


FLOATS = images().astype(np.float32)
CONTENTS = {
    "label out of range": (
        FLOATS,
        labels() + 1,
        "20 of 60 values of label are not integers from 0 to 2, the first 3",
        "",
    ),
    "other rows": (FLOATS[:50], labels()[:50], r"\(50, 4, 5\); it must be \(60, 4, 5\)", ""),
    "not as many": (
        FLOATS[:50],
        labels(),
        r"image has the shape \(50, 4, 5\); it must be \(60, 4, 5\)",
        "50 inputs, but 60",
    ),
    "nothing": (
        FLOATS[:0],
        labels()[:0],
        r"shape \(0, 4, 5\); it must be \(60, 4, 5\)",
        "no examples",
    ),
    "NaN": (
        np.where(FLOATS == 7, np.nan, FLOATS),
        labels(),
        "8 of 1,200 values of image are not finite",
        "8 of 1,200 values of the inputs",
    ),
    "fractions": (
        FLOATS,
        labels() + 0.5,
        "label is float64; it must be integers",
        "",
    ),
    "integers as floats, which the facts do not say": (
        FLOATS,
        labels() + 0.0,
        "label is float64; it must be integers",
        "",
    ),
    "no rows at all": (np.array(1), np.array(2), r"image has the shape \(\);", "have the shape ()"),
    "one number each": (
        labels(),
        labels(),
        r"image has the shape \(60,\);",
        "have the shape (60,)",
    ),
    "text": (
        FLOATS,
        labels().astype(str),
        r"label is <U\d+; it must be integers",
        "",
    ),
}
"""Arrays, and what the trainer and the probe say of them; the probe may take them for other data."""


@pytest.mark.parametrize("case", CONTENTS)
def test_other_contents_are_reported(case, tmp_path, capsys):
    x, y, of_trainer, of_probe = CONTENTS[case]
    spec = write_spec(tmp_path, write(tmp_path, "npz", FLOATS, labels()))
    module = probed(spec)
    write(tmp_path, "npz", x, y)
    with pytest.raises(ValueError, match=of_trainer):
        module.load_data(module.Config())
    capsys.readouterr()
    assert probe(spec) == (2 if of_probe else 0)
    assert of_probe in capsys.readouterr().err


def test_bytes_stay_bytes(tmp_path):
    """Other numbers would be cut off without a word."""
    module = probed(write_spec(tmp_path, write(tmp_path, "npz", images(), labels())))
    assert module.load_data(module.Config()).train.image.dtype == np.uint8
    write(tmp_path, "npz", FLOATS + 0.5, labels())
    with pytest.raises(ValueError, match="image is float32; it must be uint8"):
        module.load_data(module.Config())


def test_one_class_alone_is_worth_a_warning(tmp_path, capsys):
    spec = write_spec(tmp_path, write(tmp_path, "npz", images(), labels() * 0))
    assert probe(spec) == 0
    assert "all examples have the same class" in capsys.readouterr().err
    trainer(spec)


def test_objects_are_not_unpickled(tmp_path):
    spec = write_spec(tmp_path, write(tmp_path, "npy", images(), labels()))
    module = probed(spec)
    np.save(tmp_path / "y.npy", np.array([{}] * 60, dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"y\.npy is not a complete .* allow_pickle=False"):
        module.load_data(module.Config())
    assert probe(spec) == 2


def test_the_gallery_has_what_the_script_writes():
    for name, content in make_digits.contents().items():
        found = (make_digits.FOLDER / name).read_bytes()
        assert (gzip.decompress(found) if name.endswith(".gz") else found) == content


def test_the_gallery_counts_all_who_were_aboard():
    pd.testing.assert_frame_equal(pd.read_csv(make_titanic.FILE), make_titanic.titanic())
    assert make_titanic.titanic().groupby("fate").people.sum().to_dict() == {
        "lost": 1490,
        "saved": 711,
    }


def test_the_images_of_the_gallery_are_the_digits():
    for name, pixels in make_images.contents().items():
        np.testing.assert_array_equal(np.asarray(Image.open(make_images.FOLDER / name)), pixels)
