"""How fast images are read from their files: the emitted reader against a plain loop of Pillow's, in one run.

Both give the same batches, on the device: RGB images of one size in a folder per class, in the order of the
emitted trainer. The loop decodes one image after the other; the reader does it in threads, ahead of what is
asked for. No step is taken in between, so this is the most that either can feed.
"""

from __future__ import annotations

import dataclasses
import pathlib
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from PIL import Image

import specc
from benchmarks.trainer import load

ROUNDS = 5

_SPEC = """\
specc: 1
name: decoding
task: classification
model: {{type: mlp, hidden: []}}
data:
  source: {{type: image_folder, path: images}}
  placement: files
  batch_size: {batch}
  facts:
    {{rows: {rows}, shape: [{side}, {side}, 3], classes: 2, dtype: uint8, low: 0, high: 255, class_names: [a, b]}}
optimizer: {{type: sgd, learning_rate: 0.01}}
train: {{duration: 1 epoch}}
"""


@dataclasses.dataclass(frozen=True)
class Case:
    """Images of one size, `rows` of them, in files of one kind."""

    name: str
    ending: str
    side: int
    rows: int
    batch: int = 64


CASES = (
    Case("JPEG, 224 x 224", "jpg", 224, 512),
    Case("PNG, 32 x 32", "png", 32, 1024),
)


def measure(case: Case, rounds: int = ROUNDS) -> dict[str, Any]:
    """Images per second of both, medians over turns of one epoch each."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _write(case, folder / "images")
        spec = folder / "spec.yaml"
        spec.write_text(_SPEC.format(**dataclasses.asdict(case)))
        ((_, text),) = specc.compile(specc.read(spec)).items()
        module = load(folder / "decoding.py", text)
        c = module.Config()
        files = module.load_data(c).train
        rows = module.batch_rows(c, 0, c.steps)
        count = module.steps_per_call(c)

        def emitted() -> list[Any]:
            """The batches of one call after the other, as `train` takes them."""
            batches = module.read_batches(c, files, 0, count)
            return [module.preprocess(batch).image for batch in batches]

        def plain() -> list[Any]:
            return [
                jax.device_put(
                    np.stack([np.asarray(Image.open(path).convert("RGB")) for path in paths])
                )
                for paths in files["image"][rows]
            ]

        np.testing.assert_array_equal(np.concatenate(emitted()), np.stack(plain()))
        turns: dict[str, list[float]] = {"emitted": [], "plain": []}
        sides: dict[str, Callable[[], list[Any]]] = {"emitted": emitted, "plain": plain}
        for number in range(rounds):
            for side in sides if number % 2 else reversed(sides):
                begin = time.perf_counter()
                jax.block_until_ready(sides[side]())
                turns[side].append(rows.size / (time.perf_counter() - begin))
    return {
        "case": case.name,
        "images_per_s": {side: statistics.median(found) for side, found in turns.items()},
        "ratio": statistics.median(
            ours / theirs for ours, theirs in zip(turns["emitted"], turns["plain"], strict=True)
        ),
    }


def _write(case: Case, folder: pathlib.Path) -> None:
    """Smooth noise, which compresses about as photographs do."""
    generator = np.random.default_rng(0)
    for number in range(case.rows):
        coarse = generator.integers(0, 256, (case.side // 8, case.side // 8, 3), dtype=np.uint8)
        place = folder / "ab"[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        size = (case.side, case.side)
        image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
        image.save(place / f"{number:05}.{case.ending}")
