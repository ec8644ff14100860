"""`python -m benchmarks`: everything in one table, and in results/latest.json."""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks import child, commands

RESULTS = pathlib.Path(__file__).parent / "results" / "latest.json"
HEADER = ("what", "against", "measured", "floor", "ratio", "budget", "")


def main() -> int:
    """0 if every budget holds, 1 if one is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = ("commands", "trainer", "cnn", "throughput", "decoding")
    parser.add_argument("--only", choices=parts, help="one part")
    parser.add_argument(
        "--torch", help="a Python that has PyTorch, and JAX and grain for throughput"
    )
    parser.add_argument("--rounds", type=int, default=commands.ROUNDS, help="turns of each pair")
    arguments = parser.parse_args()
    rows: list[tuple[str, ...]] = []
    found: dict[str, Any] = {"rounds": arguments.rounds}
    missed = 0
    if arguments.only in (None, "commands"):
        measured = commands.measure(arguments.rounds)
        rows += [_command_row(item) for item in measured]
        missed += sum(not item.ok for item in measured)
        found["commands"] = [commands.as_data(item) for item in measured]
    if arguments.only in (None, "trainer"):
        from benchmarks import trainer  # jax, which the other half does without

        networks = [trainer.measure(case, arguments.rounds) for case in trainer.CASES]
        rows += [_trainer_row(network, trainer.FLOOR) for network in networks]
        missed += sum(network["ratio"] < trainer.FLOOR for network in networks)
        found["trainer"] = networks
    if arguments.only in (None, "cnn"):
        from benchmarks import cnn

        try:
            python = cnn.interpreter(arguments.torch)
        except child.NoInterpreterError as error:
            print(error, file=sys.stderr)
            if arguments.only == "cnn":
                return 2
        else:
            networks = [cnn.measure(case, python, arguments.rounds) for case in cnn.CASES]
            rows += [row for network in networks for row in _cnn_rows(network, cnn.FLOOR)]
            missed += sum(network["ratio"] < cnn.FLOOR for network in networks)
            found["cnn"] = networks
    if arguments.only in (None, "throughput"):
        from benchmarks import throughput

        try:
            python = throughput.interpreter(arguments.torch)
        except child.NoInterpreterError as error:
            print(error, file=sys.stderr)
            python = sys.executable  # has no data loaders, but numpy
        fed = throughput.measure(
            throughput.Case(), python, min(arguments.rounds, throughput.ROUNDS)
        )
        rows += _throughput_rows(fed, throughput.FLOOR)
        missed += sum(ratio < throughput.FLOOR for ratio in throughput.judged(fed).values())
        found["throughput"] = fed
    if arguments.only in (None, "decoding"):
        from benchmarks import decoding

        read = [
            decoding.measure(case, min(arguments.rounds, decoding.ROUNDS))
            for case in decoding.CASES
        ]
        rows += [_decoding_row(item) for item in read]
        found["decoding"] = read
    print(_table(rows))
    if arguments.only is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(missed > 0)


def _command_row(item: commands.Measured) -> tuple[str, ...]:
    floor = "-" if item.floor is None else f"{item.floor:.3f} s"
    ratio = "-" if item.ratio is None else f"{item.ratio:.2f}"
    budget = f"≤ {item.budget:g} s" if item.ratio is None else f"≤ {item.budget:g}"
    return (item.name, item.against, f"{item.seconds:.3f} s", floor, ratio, budget, _word(item.ok))


def _trainer_row(network: dict[str, Any], least: float) -> tuple[str, ...]:
    return (
        f"trainer, {network['network']}",
        "loop written by hand",
        f"{network['emitted_steps_per_s']:,.0f} steps/s",
        f"{network['written_steps_per_s']:,.0f} steps/s",
        f"{network['ratio']:.2f}",
        f"≥ {least:g}",
        _word(network["ratio"] >= least),
    )


def _cnn_rows(network: dict[str, Any], least: float) -> list[tuple[str, ...]]:
    """The form for a CPU with its budget, and below it the one for any machine."""
    speeds, best = network["steps_per_s"], network["fastest"]
    name, against, rival = network["network"], f"PyTorch, {best}", f"{speeds[best]:,.1f} steps/s"
    ratio = network["ratio"]
    verdict = (f"{ratio:.2f}", f"≥ {least:g}", _word(ratio >= least))
    plain = (f"{speeds['any'] / speeds[best]:.2f}", "", "")
    return [
        (f"{name}, target: {target}", against, f"{speeds[target]:,.1f} steps/s", rival, *rest)
        for target, rest in (("cpu", verdict), ("any", plain))
    ]


def _throughput_rows(found: dict[str, Any], least: float) -> list[tuple[str, ...]]:
    """Each placement against each rival; the fastest data loader is the one with a budget."""
    rates, best = found["batches_per_s"], found["fastest_loader"]
    rows = []
    for placement, ratios in found["ratios"].items():
        for rival, ratio in ratios.items():
            shown = f"{rival}, {found['forms'][rival]}"
            verdict = (f"≥ {least:g}", _word(ratio >= least)) if rival == best else ("", "")
            speeds = (f"{rates[name]:,.0f} batches/s" for name in (placement, rival))
            rows.append((f"data, placement: {placement}", shown, *speeds, f"{ratio:.2f}", *verdict))
    return rows


def _decoding_row(item: dict[str, Any]) -> tuple[str, ...]:
    rates = (f"{item['images_per_s'][side]:,.0f} images/s" for side in ("emitted", "plain"))
    return (f"images, {item['case']}", "a loop of Pillow's", *rates, f"{item['ratio']:.2f}", "", "")


def _word(ok: bool) -> str:
    return "ok" if ok else "MISSED"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    lines = [HEADER, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in (HEADER, rule, *rows)
    )


if __name__ == "__main__":
    sys.exit(main())
