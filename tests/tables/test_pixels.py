"""What images of files become: depth, orientation and transparency, in the probe and in the trainer.

References are numpy's, and files of more than 8 bits per color are written here, byte by byte, because Pillow
writes none.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image
from trainers.conftest import BASE, build, changed

from specc.language.sources.image_folder import ImageFolder
from specc.probe.errors import DataError
from specc.probe.images import read

HEIGHT, WIDTH = 6, 8
RNG = np.random.default_rng(0)
COLORS = RNG.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
GRAY = COLORS[..., 0]
ALPHA = RNG.integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8)
BACKGROUND = [10, 200, 60]

Reader = tuple[ModuleType, ImageFolder]


def source_of(mode: str, alpha: str | None, **more: Any) -> dict[str, Any]:
    given = {"alpha": alpha, "background": BACKGROUND if alpha == "composite" else None, **more}
    stated = {key: value for key, value in given.items() if value is not None}
    return {"type": "image_folder", "path": "images", "mode": mode, **stated}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Reader]:
    """A trainer for a kind of images, and its source for the probe."""
    made: dict[tuple[str, str | None], Reader] = {}

    def make(mode: str, alpha: str | None = None) -> Reader:
        if (mode, alpha) not in made:
            source = source_of(mode, alpha)
            channels = {"rgb": 3, "gray": 1}[mode] + (alpha == "keep")
            facts = {
                "rows": 8,
                "shape": [HEIGHT, WIDTH, channels] if channels > 1 else [HEIGHT, WIDTH],
                "classes": 2,
                "low": 0,
                "high": 255,
                "dtype": "uint8",
                "class_names": ["a", "b"],
            }
            given = {"data.source": source, "data.facts": facts, "data.batch_size": 4}
            module = build(
                changed(BASE, {**given, "data.holdout": "25%"}), tmp_path_factory.mktemp("pixels")
            )
            made[mode, alpha] = (module, ImageFolder.model_validate(source))
        return made[mode, alpha]

    return make


def png(pixels: np.ndarray[Any, Any], color_type: int) -> bytes:
    """A PNG of 16 bits per value, as its specification has it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 16, color_type, 0, 0, 0)
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def tiff(pixels: np.ndarray[Any, Any], order: str) -> bytes:
    """A TIFF of 16 bits per color, its bytes in either order."""
    content = pixels.astype(f"{order}u2").tobytes()
    height, width, samples = pixels.shape
    at = 8 + 2 + 12 * 8 + 4
    entries = [
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, samples, at),  # bits per sample
        (262, 3, 1, 2),  # RGB
        (273, 4, 1, at + 2 * samples),  # where the pixels are
        (277, 3, 1, samples),
        (278, 3, 1, height),
        (279, 4, 1, len(content)),
    ]
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(f"{order}HIH", 42, 8, len(entries))
    for tag, kind, count, value in entries:
        short = kind == 3 and count == 1
        packed = struct.pack(f"{order}HH", value, 0) if short else struct.pack(f"{order}I", value)
        head += struct.pack(f"{order}HHI", tag, kind, count) + packed
    return head + bytes(4) + struct.pack(f"{order}{samples}H", *[16] * samples) + content


def bmp_of_16_bits() -> bytes:
    """5 bits of each color, which make 16 bits of a pixel, and not of a value."""
    pixels = np.zeros((HEIGHT, WIDTH), "<u2")
    head = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 16, 0, pixels.nbytes, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + pixels.nbytes, 0, 0, 54) + head + pixels.tobytes()


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


WIDE = COLORS.astype(np.uint16) * 257
DEEP = {
    "gray.png": saved(Image.fromarray(WIDE[..., 0]), "png"),
    "gray.tiff": saved(Image.fromarray(WIDE[..., 0]), "tiff"),
    "int.tiff": saved(Image.fromarray(GRAY.astype(np.int32)), "tiff"),
    "float.tiff": saved(Image.fromarray(GRAY.astype(np.float32)), "tiff"),
    "pgm": saved(Image.fromarray(GRAY.astype(np.int32)), "ppm"),
    "rgb.png": png(WIDE, 2),
    "rgba.png": png(np.dstack([WIDE, WIDE[..., 0]]), 6),
    "la.png": png(WIDE[..., :2], 4),
    "little.tiff": tiff(WIDE, "<"),
    "big.tiff": tiff(WIDE, ">"),
}


@pytest.mark.parametrize("name", DEEP)
def test_more_than_8_bits_are_refused(name: str, reader: Callable[..., Reader], tmp_path: Path):
    module, source = reader("gray")
    path = tmp_path / name
    path.write_bytes(DEEP[name])
    with pytest.raises(DataError, match=r"has more than 8 bits per value .*npz"):
        read(path, source)
    with pytest.raises(ValueError, match="it has more than 8 bits per value: replace it"):
        module.read_image(path)


def palette(*, clear: bool) -> bytes:
    """Colors by number, of which number 0 may be transparent."""
    image = Image.fromarray(COLORS).quantize(8)
    return saved(image, "png", **({"transparency": 0} if clear else {}))


FLAT = {
    "one.png": saved(Image.fromarray(GRAY > 99), "png"),
    "gray.png": saved(Image.fromarray(GRAY), "png"),
    "palette.png": palette(clear=False),
    "rgb.png": saved(Image.fromarray(COLORS), "png"),
    "cmyk.jpg": saved(Image.fromarray(COLORS).convert("CMYK"), "jpeg"),
    "two.gif": saved(
        Image.fromarray(GRAY), "gif", save_all=True, append_images=[Image.new("L", (8, 6))]
    ),
    "rgb565.bmp": bmp_of_16_bits(),
    "opaque.png": saved(Image.fromarray(np.dstack([COLORS, np.full_like(GRAY, 255)])), "png"),
    "opaque_gray.png": saved(Image.fromarray(np.dstack([GRAY, np.full_like(GRAY, 255)])), "png"),
    "unused_key.png": saved(Image.fromarray(GRAY // 2), "png", transparency=255),
}
"""Images without transparency, some of which could have had it."""

CLEAR = {
    "rgba.png": saved(Image.fromarray(np.dstack([COLORS, ALPHA])), "png"),
    "la.png": saved(Image.fromarray(np.dstack([GRAY, ALPHA])), "png"),
    "palette.png": palette(clear=True),
    "key.png": saved(Image.fromarray(COLORS), "png", transparency=tuple(COLORS[2, 3].tolist())),
    "gray_key.png": saved(Image.fromarray(GRAY), "png", transparency=int(GRAY[2, 3])),
    "rgba.webp": saved(Image.fromarray(np.dstack([COLORS, ALPHA])), "webp", lossless=True),
}


@pytest.mark.parametrize("mode", ["gray", "rgb"])
@pytest.mark.parametrize("name", FLAT)
def test_opaque_images_need_no_choice(
    name: str, mode: str, reader: Callable[..., Reader], tmp_path: Path
):
    """The first frame, converted by Pillow; the probe and the trainer read the same."""
    module, source = reader(mode)
    path = tmp_path / name
    path.write_bytes(FLAT[name])
    expected = np.asarray(Image.open(path).convert({"gray": "L", "rgb": "RGB"}[mode]))
    np.testing.assert_array_equal(module.read_image(path), expected)
    np.testing.assert_array_equal(read(path, source).pixels, expected)


@pytest.mark.parametrize("name", CLEAR)
def test_transparency_needs_a_choice(name: str, reader: Callable[..., Reader], tmp_path: Path):
    module, source = reader("rgb")
    path = tmp_path / name
    path.write_bytes(CLEAR[name])
    with pytest.raises(DataError, match=r"is transparent in places .*composite .* drop .* keep"):
        read(path, source)
    with pytest.raises(ValueError, match="it is transparent in places: replace it"):
        module.read_image(path)


@pytest.mark.parametrize(
    ("mode", "alpha"),
    [
        ("rgb", "composite"),
        ("gray", "composite"),
        ("gray", "drop"),
        ("rgb", "keep"),
        ("gray", "keep"),
    ],
)
@pytest.mark.parametrize("name", [*CLEAR, "rgb.png"])
def test_transparency_as_chosen(
    name: str, mode: str, alpha: str, reader: Callable[..., Reader], tmp_path: Path
):
    """By numpy: a·color + (1 − a)·background, to the nearest integer but for one; gray as in ITU-R 601."""
    module, source = reader(mode, alpha)
    path = tmp_path / name
    path.write_bytes({**FLAT, **CLEAR}[name])
    pixels = np.asarray(Image.open(path).convert("RGBA")).astype(float)
    colors, opacity = pixels[..., :3], pixels[..., 3:]
    if alpha == "composite":
        share = opacity / 255
        colors = share * colors + (1 - share) * np.array(BACKGROUND)
    parts = [colors if mode == "rgb" else colors @ np.array([[0.299], [0.587], [0.114]])]
    parts += [opacity] if alpha == "keep" else []
    expected = np.concatenate(parts, axis=-1)
    found = module.read_image(path)
    assert found.dtype == np.uint8
    assert found.shape == (HEIGHT, WIDTH, expected.shape[-1])[: 2 + (expected.shape[-1] > 1)]
    np.testing.assert_allclose(found.reshape(expected.shape), expected, atol=1.6)
    np.testing.assert_array_equal(read(path, source).pixels, found)


SHOWN: dict[int, Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]] = {
    1: lambda x: x,
    2: np.fliplr,
    3: lambda x: np.rot90(x, 2),
    4: np.flipud,
    5: lambda x: x.swapaxes(0, 1),
    6: lambda x: np.rot90(x, -1),
    7: lambda x: np.rot90(x, 2).swapaxes(0, 1),
    8: lambda x: np.rot90(x, 1),
}
"""What viewers show of stored rows and columns, by the orientation in EXIF."""


@pytest.mark.parametrize("kind", ["png", "tiff", "webp"])
@pytest.mark.parametrize("orientation", SHOWN)
def test_orientation_is_that_of_viewers(
    orientation: int, kind: str, reader: Callable[..., Reader], tmp_path: Path
):
    module, source = reader("rgb")
    stored = COLORS if orientation < 5 else COLORS.reshape(WIDTH, HEIGHT, 3)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"image.{kind}"
    options = {"lossless": True} if kind == "webp" else {}
    path.write_bytes(saved(Image.fromarray(stored), kind, exif=exif, **options))
    expected = SHOWN[orientation](stored)
    np.testing.assert_array_equal(module.read_image(path), expected)
    found = read(path, source)
    np.testing.assert_array_equal(found.pixels, expected)
    assert found.turned == (orientation > 1)


def test_resized_images_are_turned_first(tmp_path: Path, reader: Callable[..., Reader]):
    """A stored column is a shown row, which is what `size` is of."""
    source = ImageFolder.model_validate(source_of("gray", None, size=[2, 4]))
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "image.png"
    path.write_bytes(saved(Image.fromarray(GRAY), "png", exif=exif))
    expected = Image.fromarray(np.rot90(GRAY, -1)).resize((4, 2), Image.Resampling.BILINEAR)
    np.testing.assert_array_equal(read(path, source).pixels, np.asarray(expected))
