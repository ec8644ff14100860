"""Trains GANs of points with several seeds, and tells how many modes fresh samples have, and how near they are.

python -m benchmarks.generative.modes ring_wgan grid_wgan --seeds 5
"""

from __future__ import annotations

import argparse
import statistics
import time

import jax

from benchmarks.generative.seeds import train, trainer

SAMPLES = 10_000


def main() -> None:
    """Prints the figures of each seed, and the mean and the smallest share near a mode."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="+")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    given = parser.parse_args()
    for name in given.names:
        shares = []
        with trainer(name, given.set) as (module, workdir):
            for seed in range(given.seeds):
                began, place = time.perf_counter(), workdir.with_name(f"run_{seed}")
                last = train(module, place, seed)
                c, state = module.load(place)
                samples = module.sample(c, state, jax.random.key(seed + 1), SAMPLES)
                found = {key: float(value) for key, value in module.mode_metrics(samples).items()}
                shares.append(found["within_3_sigma"])
                print(
                    f"{name}, seed {seed}: {found['modes_found']:.0f} modes, {shares[-1]:.4f} of"
                    f" {SAMPLES:,} samples within 3 sigma ({last['eval_within_3_sigma']:.4f} of those"
                    f" evaluated), {time.perf_counter() - began:.0f} s",
                    flush=True,
                )
        print(f"{name}: mean {statistics.mean(shares):.4f}, smallest {min(shares):.4f}", flush=True)


if __name__ == "__main__":
    main()
