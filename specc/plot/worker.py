"""The process that evaluates schedules: `python -m specc.plot.worker PROGRAM.py…`, questions from stdin.

It imports what the programs do, which is what an optimizer needs, and nothing else that is large. All of
them are evaluated in one process, as most of its time goes into that.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from typing import Any

from specc.plot.curves import dumps


def main() -> None:
    """Answers for each program with the value of each schedule at each step that is asked for."""
    asked: list[dict[str, list[int]]] = json.loads(sys.stdin.read())
    programs = zip(sys.argv[1:], asked, strict=True)
    print(dumps([_evaluate(file, functions) for file, functions in programs]))


def _evaluate(file: str, functions: dict[str, list[int]]) -> dict[str, list[float]]:
    spec = importlib.util.spec_from_file_location("schedules", file)
    assert spec is not None
    assert spec.loader is not None
    program: Any = importlib.util.module_from_spec(spec)
    sys.modules["schedules"] = program
    spec.loader.exec_module(program)

    import jax
    import numpy as np

    c = program.Config()
    found = {}
    for function, steps in functions.items():
        values = jax.jit(jax.vmap(program.__dict__[function](c)))(np.asarray(steps, np.int32))
        found[function] = np.broadcast_to(values, len(steps)).tolist()
    return found


if __name__ == "__main__":
    main()
