"""Emitted generative networks of images against the same networks in PyTorch, eager and compiled.

    python -m benchmarks.networks --torch TORCH/bin/python                # on the CPU
    python -m benchmarks.networks --torch TORCH/bin/python --device gpu   # says so, and ends, if there is none

PyTorch runs in a process of its own, with an interpreter that has it (`--torch`, or SPECC_TORCH_PYTHON). The
forms take turns, never at the same time. They start from the same parameters, none of them 0, and have to give
the same outputs for the same inputs; noise and times are each side's own. The emitted steps also measure norms of
gradients and parameters. Data are made here; nothing is downloaded.
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
import jax.numpy as jnp
import numpy as np
from flax import nnx

import specc
from benchmarks import child
from benchmarks.trainer import load

ROUNDS = 9
TURN = 0.5  # seconds, about
ROWS = 2048

_SPEC = """\
specc: 1
name: {name}
target: {target}
task: {{type: generation, loss: {loss}}}
model: {model}
data:
  source: {{type: sklearn, name: digits}}
  batch_size: {batch}
  facts: {{rows: {rows}, shape: [{side}, {side}], low: 0, high: 16}}
optimizer: {{type: adam, learning_rate: 1e-4}}
train: {{duration: 10000 steps}}
log: {{every: 500 steps}}
"""
_LOSSES = {"vae": "elbo", "unet": "flow_matching", "dit": "flow_matching"}
_UNET = {"blocks": 2, "attention": [1], "heads": 1, "groups": 8}
CASES: dict[str, dict[str, dict[str, Any]]] = {
    "cpu": {
        "vae": {"side": 8, "batch": 128, "hidden": [256, 128], "latent": 8},
        "unet": {"side": 8, "batch": 64, "channels": [32, 64], **_UNET},
        "dit": {"side": 8, "batch": 128, "patch_size": 2, "width": 64, "depth": 3, "heads": 4},
    },
    "gpu": {
        "vae": {"side": 28, "batch": 512, "hidden": [1024, 512], "latent": 32},
        "unet": {"side": 32, "batch": 128, "channels": [128, 256, 256], **_UNET},
        "dit": {"side": 32, "batch": 128, "patch_size": 2, "width": 384, "depth": 12, "heads": 6},
    },
}
"""Sizes for each device; `side` is that of the images."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0, also if there is no GPU; 2 if there is no PyTorch."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.networks", description=__doc__)
    parser.add_argument("--torch", help="a Python that has PyTorch")
    parser.add_argument("--device", choices=sorted(CASES), default="cpu")
    parser.add_argument("--only", choices=sorted(_LOSSES), help="one network")
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
    print(
        "| network | " + " | ".join(("specc", *given.forms)) + " | specc / the faster of PyTorch |"
    )
    for kind in [given.only] if given.only else _LOSSES:
        found = measure(kind, given.device, python, given.forms, given.rounds)
        if found is None:
            print("PyTorch has no GPU here: nothing is measured")
            return 0
        speeds = [f"{found['steps_per_s'][name]:,.1f}" for name in ("specc", *given.forms)]
        print(f"| {kind} | {' | '.join(speeds)} | {found['ratio']:.2f} |", flush=True)
    return 0


def measure(
    kind: str, device: str, python: str, forms: Sequence[str], rounds: int = ROUNDS
) -> dict[str, Any] | None:
    """Turns of all forms, `rounds` times; medians. None if PyTorch lacks the device.

    The ratio is of steps per second, emitted over those of PyTorch's fastest form.
    """
    sizes = {**CASES[device][kind], "kind": kind}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        emitted = _Emitted(kind, sizes, device, folder)
        worker = pathlib.Path(__file__).with_name("torch_networks.py")
        place = "cuda" if device == "gpu" else "cpu"
        command = [python, str(worker), str(emitted.arrays), json.dumps(sizes), place]
        with child.Child(command) as torch:
            if not torch.greeting["forms"]:
                return None
            runs: dict[str, Any] = {"specc": emitted}
            for form in forms:
                first = torch.ask(form, 1)  # compiles
                if first["error"] > 1e-3:
                    raise AssertionError(f"not the same network: {first['error']}")
                runs[form] = lambda steps, form=form: torch.ask(form, steps)["seconds"]
            steps = {form: max(1, round(TURN * 5 / run(5))) for form, run in runs.items()}
            seconds: dict[str, list[float]] = {form: [] for form in runs}
            for number in range(rounds):
                for form in runs if number % 2 else reversed(runs):
                    seconds[form].append(runs[form](steps[form]) / steps[form])
        speeds = {form: 1 / statistics.median(found) for form, found in seconds.items()}
        best = max(forms, key=lambda form: speeds[form])
        pairs = zip(seconds[best], seconds["specc"], strict=True)
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        return {"network": kind, "steps_per_s": speeds, "fastest": best, "ratio": ratio}


class _Emitted:
    """The steps that specc emits, as `train` calls them."""

    def __init__(self, kind: str, sizes: dict[str, Any], device: str, folder: pathlib.Path):
        path = folder / f"{kind}.yaml"
        options = {k: v for k, v in sizes.items() if k not in ("kind", "side", "batch")}
        target = "gpu" if device == "gpu" else "any"
        block = json.dumps({"type": kind, **options})
        fields = {"name": kind, "target": target, "loss": _LOSSES[kind], "model": block}
        path.write_text(
            _SPEC.format(**fields, rows=ROWS, **{k: sizes[k] for k in ("side", "batch")})
        )
        ((_, text),) = specc.compile(specc.read(path)).items()
        self.module = module = load(folder / f"{kind}_trainer.py", text)
        self.config = c = module.Config(workdir=folder / "run")
        generator = np.random.default_rng(0)
        image = generator.uniform(0, 1, (ROWS, sizes["side"], sizes["side"])).astype(np.float32)
        self.compiled: set[int] = set()
        self.data = jax.device_put(module.Batch(image))
        self.rows = module.batch_rows(c, 0, 500)
        state = module.init_state(c, c.seed)
        params = jax.tree.map(
            lambda p: p + 0.02 * generator.normal(size=p.shape).astype(np.float32), state.params
        )
        self.state = state.replace(params=params)
        self.arrays = folder / "torch.npz"
        x = image[:4]
        if kind == "vae":
            t = np.zeros((4, sizes["latent"]), np.float32)
            network = nnx.merge(state.graphdef, params)
            mean, log_variance = network.encode(x)
            y = jnp.concatenate([*map(jnp.ravel, (mean, log_variance, network.decode(mean)))])
        else:
            t = generator.uniform(0, 1, 4).astype(np.float32)
            y = jnp.ravel(jax.jit(nnx.merge(state.graphdef, params))(x, t))
        leaves = jax.tree_util.tree_leaves_with_path(params)
        named = {jax.tree_util.keystr(k, simple=True, separator="/"): v for k, v in leaves}
        checked = {"@x": x, "@t": t, "@y": np.asarray(y)}
        rows = {"@image": image, "@rows": self.rows}
        np.savez(self.arrays, **{k: np.asarray(v) for k, v in {**named, **checked, **rows}.items()})

    def __call__(self, steps: int) -> float:
        """Seconds of a turn; one of another length is compiled before."""
        rows = self.rows[np.arange(steps) % len(self.rows)]
        if steps not in self.compiled:
            self._take(rows)
            self.compiled.add(steps)
        begin = time.perf_counter()
        self._take(rows)
        return time.perf_counter() - begin

    def _take(self, rows: np.ndarray) -> None:
        self.state, _ = jax.block_until_ready(
            self.module.train_steps(self.config, self.state, self.data, rows)
        )


if __name__ == "__main__":
    sys.exit(main())
