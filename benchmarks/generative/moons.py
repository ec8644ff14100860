"""Flow matching on two moons, before and after reflow: sliced Wasserstein distances for several seeds.

python -m benchmarks.generative.moons [--seeds 5] [--first 1000] [--folder RUNS]

Samples of specs/moons_flow.yaml and specs/moons_reflow.yaml are compared with fresh moons. Distances are in the
standardized units of the run. scikit-learn spreads its moons evenly: two sets of theirs differ by nothing but the
noise of points, and are nearer to each other than independent draws of the same distribution are. So samples are
drawn from independent noise, as `--sample` does, and from noise that is spread evenly as well (Sobol).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import pathlib
import statistics
import tempfile
import threading
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from scipy.stats import norm, qmc
from sklearn.datasets import make_moons

from benchmarks.trainer import load

GENERATED = pathlib.Path(__file__).resolve().parents[2] / "generated"
POINTS, PROJECTIONS, NOISE = 10_000, 500, 0.05


def moons(seed: int) -> np.ndarray:
    """As scikit-learn makes them, evenly spread on two half circles."""
    points, _ = make_moons(POINTS, noise=NOISE, random_state=seed)
    return np.asarray(points)


def independent_moons(seed: int) -> np.ndarray:
    """Independent draws of the same distribution."""
    numbers = np.random.default_rng(seed)
    angle, lower = np.pi * numbers.uniform(size=POINTS), numbers.integers(0, 2, POINTS)
    sign = 1 - 2 * lower
    points = np.stack([np.cos(angle) * sign + lower, np.sin(angle) * sign + lower / 2], axis=1)
    return points + numbers.normal(scale=NOISE, size=(POINTS, 2))


def sliced_distance(x: np.ndarray, y: np.ndarray) -> float:
    """The sliced 2-Wasserstein distance of two sets of as many points, over random directions."""
    directions = np.random.default_rng(0).normal(size=(2, PROJECTIONS))
    directions /= np.linalg.norm(directions, axis=0)
    gaps = np.sort(x @ directions, axis=0) - np.sort(y @ directions, axis=0)
    return float(np.sqrt((gaps**2).mean()))


def euler(state: Any, noise: np.ndarray, steps: int) -> np.ndarray:
    """Where noise flows by Euler's method, in the units of the data."""
    model = nnx.merge(state.graphdef, state.ema_params)

    @jax.jit
    def follow(x: jax.Array) -> jax.Array:
        def step(n: jax.Array, x: jax.Array) -> jax.Array:
            return x + model(x, jnp.full(len(x), n / steps)) / steps

        return jax.lax.fori_loop(0, steps, step, x)

    return np.asarray(follow(jnp.float32(noise)) * state.scaler.std + state.scaler.mean)


def even_noise(seed: int) -> np.ndarray:
    """Points of a Sobol sequence as normal numbers."""
    uniform = qmc.Sobol(2, seed=seed).random_base2(14)[:POINTS]
    return np.asarray(norm.ppf(uniform))


def trained(module: ModuleType, workdir: pathlib.Path, seed: int, **settings: Any) -> Any:
    """Settings and state of a finished run."""
    c = module.Config(workdir=workdir, seed=seed, **settings)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return c, module.train(c, threading.Event())


def compare(
    flow: ModuleType, reflow: ModuleType, folder: pathlib.Path, seed: int
) -> dict[str, float]:
    """The distances of one seed, of training and of all sets."""
    first = folder / f"flow_{seed}"
    c, state = trained(flow, first, seed)
    given = {"reflow_from": first, "init_from": first}
    other, straight = trained(reflow, folder / f"reflow_{seed}", seed, **given)
    mean, std = np.asarray(state.scaler.mean), np.asarray(state.scaler.std)

    def distance(x: np.ndarray, y: np.ndarray) -> float:
        return sliced_distance((x - mean) / std, (y - mean) / std)

    fresh, key, noise = moons(2 * seed), jax.random.key(seed), even_noise(seed)
    sampled = flow.sample(c, state, key, POINTS), reflow.sample(other, straight, key, POINTS)
    return {
        "two fresh sets": distance(moons(2 * seed + 1), fresh),
        "independent draws": distance(independent_moons(seed), fresh),
        f"flow, {c.sampler_steps} steps": distance(np.asarray(sampled[0]), fresh),
        f"flow, {c.sampler_steps} steps, even noise": distance(
            euler(state, noise, c.sampler_steps), fresh
        ),
        "flow, 1,024 steps, even noise": distance(euler(state, noise, 1024), fresh),
        "flow, 1 step, even noise": distance(euler(state, noise, 1), fresh),
        "reflow, 1 step": distance(np.asarray(sampled[1]), fresh),
        "reflow, 1 step, even noise": distance(euler(straight, noise, 1), fresh),
    }


def main() -> None:
    """Prints the distances of each seed, and their means as multiples of that of fresh sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1000, help="tuning used seeds from 0")
    parser.add_argument(
        "--folder", type=pathlib.Path, help="where runs are kept; nowhere if absent"
    )
    given = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or pathlib.Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        flow, reflow = (
            load(folder / name, (GENERATED / name).read_text())
            for name in ("moons_flow.py", "moons_reflow.py")
        )
        for seed in range(given.first, given.first + given.seeds):
            rows.append(compare(flow, reflow, folder, seed))
            print(seed, *(f"{name} {x:.4f};" for name, x in rows[-1].items()), flush=True)
    base = statistics.mean(row["two fresh sets"] for row in rows)
    for name in rows[0]:
        values = [row[name] for row in rows]
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        mean = statistics.mean(values)
        print(f"{name}: {mean:.4f} ± {spread:.4f}, {mean / base:.2f} times that of fresh sets")


if __name__ == "__main__":
    main()
