"""What is known of metrics by their names: where they were measured, and which values are good.

Names are all that a log has; those of further sets that are evaluated, `sets`, its trainer has. Of a name
that is not listed nothing is claimed: it has a lowest and a highest value instead of a best one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from specc.report.log import Series

_WORDS = {"": "training", "eval": "held out", "test": "test"}
"""What the prefixes of metrics stand for; that of a further set is its name."""

_HIGHER = re.compile(
    r"accuracy|top_?\d+|au(roc|c|prc)|(macro_|micro_)?f1|r2|precision|recall|elbo|psnr|ssim|bleu|rouge\w*"
    r"|iou|dice|exact_match|(average_)?log_likelihood|modes_found|within_\d_sigma"
)
_LOWER = re.compile(
    r"loss|.*_loss|loss_(?!scale)\w+|nll|perplexity|bits_per_\w+|mae|mse|rmse|.*error|.*_distance|fid|reconstruction"
    r"|negative_log_likelihood"
)
_SCHEDULED = re.compile(r".*(learning_rate|lr|weight_decay|momentum|dropout|beta|temperature).*")


def parts(sets: Sequence[str]) -> tuple[str, ...]:
    """All prefixes, in the order in which they are shown: training, which has none, is first."""
    return ("", "eval", *sets, "test")


def split(name: str, sets: Sequence[str] = ()) -> tuple[str, str]:
    """The part of the data (`""` is training) and the metric: `eval_loss` is `("eval", "loss")`."""
    for part in parts(sets)[1:]:
        if name.startswith(f"{part}_"):
            return part, name.removeprefix(f"{part}_")
    return "", name


def joined(part: str, metric: str) -> str:
    """The name of a metric of a part."""
    return f"{part}_{metric}" if part else metric


def words(part: str) -> str:
    """What a part of the data is called."""
    return _WORDS.get(part, part)


def direction(name: str, sets: Sequence[str] = ()) -> int:
    """Which values are good: 1 for high ones, -1 for low ones, 0 where the name does not say.

    What GANs log of their two networks has no good direction, as each loss is the other's gain.
    """
    _, metric = split(name, sets)
    if metric.startswith(("generator_", "discriminator_", "critic_")):
        return 0
    return 1 if _HIGHER.fullmatch(metric) else -1 if _LOWER.fullmatch(metric) else 0


def is_scheduled(name: str) -> bool:
    """Whether it is a setting that changes during the run; its form is what people look for."""
    return _SCHEDULED.fullmatch(name) is not None and direction(name) == 0


def best(series: Series, sets: Sequence[str] = ()) -> tuple[float, int] | None:
    """The best value and the first step that has it; None where the name does not say what is good."""
    way = direction(series.name, sets)
    return None if way == 0 else series.highest if way > 0 else series.lowest


def is_log(values: list[tuple[float, ...]], name: str) -> bool:
    """Whether a logarithmic axis is better: for losses over a factor of 10, for others over one of 30."""
    low, high = min(map(min, values)), max(map(max, values))
    least = 10 if direction(name) < 0 else 30
    return low > 1e-100 and high / low >= least and not is_scheduled(name) and direction(name) <= 0


def order(names: list[str], sets: Sequence[str] = ()) -> list[str]:
    """Metrics without their parts: held-out ones first, then those with a direction, then the loss."""
    held_out = {metric for part, metric in (split(name, sets) for name in names) if part}
    metrics = list(dict.fromkeys(split(name, sets)[1] for name in names))

    def rank(metric: str) -> tuple[bool, bool, bool]:
        return metric not in held_out, direction(metric) == 0, metric != "loss"

    return sorted(metrics, key=rank)


def main(names: list[str], sets: Sequence[str] = ()) -> list[str]:
    """The names that a run is judged by, best first: held out (else of training), with a direction."""
    chosen = ("eval", "test", *sets, "")
    return [
        next(name for part in chosen if (name := joined(part, metric)) in names)
        for metric in order(names, sets)
        if direction(metric)
    ]
