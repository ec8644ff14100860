"""Noisy oscillations in two channels, of one of three frequencies."""

import numpy as np

PERIODS = 6.0, 8.0, 11.0
"""Steps in a cycle, of each class."""
DECAY = 0.7
"""By which an oscillation fades in a step without noise."""


def load_oscillations(
    rows: int = 20_000, time: int = 32, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Series (n, time, 2) with variance 1, and their classes (n,).

    Each channel is x_t = 2 DECAY cos(2 pi / period) x_{t-1} - DECAY^2 x_{t-2} + noise, an
    autoregressive process of order 2; the channels have nothing in common but their period.
    """
    rng = np.random.default_rng(seed)
    label = rng.integers(len(PERIODS), size=rows)
    a = 2 * DECAY * np.cos(2 * np.pi / np.array(PERIODS))[label][:, None]
    b = -(DECAY**2)
    std = np.sqrt((1 + b) * ((1 - b) ** 2 - a**2) / (1 - b))  # of the noise, for a variance of 1
    x = [np.zeros((rows, 2))] * 2
    for _ in range(100 + time):  # the first 100 steps until it no longer matters how it began
        x.append(a * x[-1] + b * x[-2] + std * rng.normal(size=(rows, 2)))
    return np.stack(x[-time:], axis=1).astype(np.float32), label
