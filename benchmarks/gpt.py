"""An emitted GPT against the same network in PyTorch, eager and compiled.

    python -m benchmarks.gpt --torch TORCH/bin/python                # on the CPU: 6 layers, 384 wide
    python -m benchmarks.gpt --torch TORCH/bin/python --device gpu   # GPT-2 124M; says so, and ends, if there is no GPU

PyTorch runs in a process of its own, with an interpreter that has it (`--torch`, or SPECC_TORCH_PYTHON), and
attends by its fused `scaled_dot_product_attention`. The forms take turns, never at the same time. They start
from the same parameters, have to give the same logits, and train on the same windows of random tokens; all of
AdamW, clipping and the schedule are inside the clock. MFU counts 6 operations for each parameter and token and
12 x layers x width x context for attention (Chowdhery et al. 2022, appendix B).
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import jax
import numpy as np
from flax import nnx

import specc
from benchmarks import child
from benchmarks.trainer import load

ROUNDS = 9
_SPEC = """\
specc: 1
name: gpt
target: {target}
task: language_modeling
model:
  type: transformer
  layers: {layers}
  heads: {heads}
  width: {width}
  context: {context}
  positions: learned
  norm: layer
  mlp: gelu
data:
  source: {{type: tokens, path: tokens.bin, vocabulary: {vocabulary}}}
  facts: {{rows: 1000000, shape: [1], low: 0, high: {largest}, vocabulary: {vocabulary}}}
  holdout: 5%
  batch_size: {batch}
optimizer:
  type: adamw
  b2: {b2}
  weight_decay: {weight_decay}
  mask: {{match: ["**/kernel", "**/embedding"]}}
  clip_by_global_norm: 1.0
  learning_rate: {{type: cosine, peak: {learning_rate}, warmup: {warmup} steps, floor: 10%}}
{precision}
train: {{duration: {steps} steps}}
evaluate: {{every: 100 steps}}
checkpoint: {{every: 100 steps}}
log: {{every: 100 steps}}
"""
_TRAINING = {"b2": 0.99, "weight_decay": 0.1, "learning_rate": 1e-3, "warmup": 100, "steps": 2000}
CASES: dict[str, dict[str, Any]] = {
    "cpu": {"layers": 6, "heads": 6, "width": 384, "context": 256, "batch": 12, "vocabulary": 65},
    "gpu": {
        "layers": 12,
        "heads": 12,
        "width": 768,
        "context": 1024,
        "batch": 16,
        "vocabulary": 50_304,
    },
}
"""Sizes for each device."""
TURN = {"cpu": 10, "gpu": 20}
"""Steps of a turn: one call of the trainer."""
_PEAKS = {"H100": 989e12, "H200": 989e12, "A100": 312e12}
"""Dense bfloat16 operations per second, by a part of the name of the device."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0, also if there is no GPU; 2 if there is no PyTorch."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpt", description=__doc__)
    parser.add_argument("--torch", help="a Python that has PyTorch")
    parser.add_argument("--device", choices=sorted(CASES), default="cpu")
    parser.add_argument("--forms", nargs="+", default=["eager", "compile"], help="of PyTorch")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of each form")
    given = parser.parse_args(arguments)
    if given.device == "gpu" and jax.default_backend() != "gpu":
        print(f"JAX has no GPU here, only {jax.default_backend()}: nothing is measured")
        return 0
    try:
        python = child.interpreter(given.torch, ("torch", "numpy"), "torch==2.13.0 numpy")
    except child.NoInterpreterError as error:
        print(error, file=sys.stderr)
        return 2
    sizes = {**CASES[given.device], **_TRAINING, "bfloat16": given.device == "gpu"}
    seconds = measure(sizes, given.device, python, given.forms, given.rounds)
    if seconds is None:
        print("PyTorch has no GPU here: nothing is measured")
        return 0
    _print(seconds, sizes, given.forms)
    return 0


def _print(seconds: dict[str, list[float]], sizes: dict[str, Any], forms: Sequence[str]) -> None:
    width, layers, context = sizes["width"], sizes["layers"], sizes["context"]
    parameters = 12 * layers * width**2 + sizes["vocabulary"] * width
    operations = 6 * parameters + 12 * layers * width * context
    device = jax.devices()[0].device_kind
    peak = next((peak for name, peak in _PEAKS.items() if name in device), None)
    medians = {form: statistics.median(found) for form, found in seconds.items()}
    best = min(forms, key=lambda form: medians[form])
    print(f"{layers} layers, {width} wide, {sizes['batch']} windows of {context}, on {device}\n")
    print("| | ms a step | tokens/s | MFU |\n|---|---|---|---|")
    for form, median in medians.items():
        rate = sizes["batch"] * context / median
        share = f"{rate * operations / peak:.1%}" if peak else "the peak is not known"
        print(f"| {form} | {1000 * median:,.1f} | {rate:,.0f} | {share} |")
    pairs = zip(seconds[best], seconds["specc"], strict=True)
    ratio = statistics.median(theirs / ours for theirs, ours in pairs)
    print(f"\nspecc takes {ratio:.2f} steps while PyTorch ({best}) takes one")


def measure(
    sizes: dict[str, Any], device: str, python: str, forms: Sequence[str], rounds: int
) -> dict[str, list[float]] | None:
    """Seconds of a step, in turns of all forms; None if PyTorch lacks the device."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tokens = np.random.default_rng(0).integers(sizes["vocabulary"], size=1_000_000)
        tokens.astype(np.uint16).tofile(folder / "tokens.bin")
        precision = "precision: bfloat16" if sizes["bfloat16"] else ""
        target = "gpu" if device == "gpu" else "cpu"
        spec = folder / "gpt.yaml"
        words = {"precision": precision, "target": target, "largest": sizes["vocabulary"] - 1}
        spec.write_text(_SPEC.format(**sizes, **words))
        emitted = Emitted(spec, (), folder, sizes, rows=200)
        with torch(python, emitted, sizes, device) as rival:
            if not rival.greeting["forms"]:
                return None
            for form in forms:
                error = rival.ask(form, 1)["error"]  # compiles
                if error > (0.1 if sizes["bfloat16"] else 1e-3):
                    raise AssertionError(f"not the same network: {error}")
            steps = TURN[device]
            emitted.take(steps)  # compiles
            seconds: dict[str, list[float]] = {form: [] for form in ("specc", *forms)}
            for number in range(rounds):
                for form in seconds if number % 2 else reversed(seconds):
                    took = (
                        emitted.take(steps)
                        if form == "specc"
                        else rival.ask(form, steps)["seconds"]
                    )
                    seconds[form].append(took / steps)
        return seconds


def torch(python: str, emitted: Emitted, sizes: dict[str, Any], device: str) -> child.Child:
    """The process that has the same network."""
    worker = pathlib.Path(__file__).with_name("torch_gpt.py")
    place = "cuda" if device == "gpu" else "cpu"
    return child.Child([python, str(worker), str(emitted.arrays), json.dumps(sizes), place])


class Emitted:
    """A trainer, its data and state, and an archive of what PyTorch needs to do the same.

    Args:
        spec: its file.
        changes: of the spec, as `--set` has them.
        folder: for the trainer, its run and the archive.
        sizes: of the network.
        rows: steps whose windows are in the archive; PyTorch begins anew after them.
    """

    def __init__(
        self,
        spec: pathlib.Path,
        changes: Sequence[str],
        folder: pathlib.Path,
        sizes: dict[str, Any],
        rows: int,
        seed: int = 0,
    ):
        ((_, text),) = specc.compile(
            specc.read(spec, list(changes), output=folder / "emitted.py")
        ).items()
        self.module = module = load(folder / f"emitted_{seed}.py", text)
        self.config = c = module.Config(workdir=folder / "run", seed=seed)
        self.data = module.load_data(c)
        self.state = module.init_state(c, np.uint32(seed))
        self.step = 0
        self.rows = module.batch_rows(c, 0, rows)
        x = np.random.default_rng(1).integers(sizes["vocabulary"], size=(2, sizes["context"]))
        model = nnx.merge(self.state.graphdef, self.state.params)
        leaves = jax.tree_util.tree_leaves_with_path(self.state.params)
        arrays = {jax.tree_util.keystr(k, simple=True, separator="/"): v for k, v in leaves}
        arrays |= {"@x": x, "@y": jax.jit(model)(x.astype(np.int32)), "@rows": self.rows}
        arrays |= {"@tokens": self.data.train.token, "@held_out": self.data.eval.token}
        self.arrays = folder / f"arrays_{seed}.npz"
        np.savez(self.arrays, **{k: np.asarray(v) for k, v in arrays.items()})

    def take(self, steps: int) -> float:
        """Takes steps in one call, and returns its seconds."""
        rows = self.rows[(self.step + np.arange(steps)) % len(self.rows)]
        began = time.perf_counter()
        self.state, _ = jax.block_until_ready(
            self.module.train_steps(self.config, self.state, self.data.train, rows)
        )
        self.step += steps
        return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
