"""What a step costs, and how often functions were compiled."""

from __future__ import annotations

from typing import Any

from specc.ir.contract import Contract


def costs(
    trainer: Any, contract: Contract, c: Any, state: Any, batch: Any, arguments: tuple[Any, ...]
) -> tuple[dict[str, float], int | None]:
    """XLA's counts of a step, and the bytes of memory that a call takes."""
    import jax

    if "train_steps" in contract.jitted:
        lowered = trainer.train_steps.lower(c, state, *arguments)
    elif len(arguments) == 1:
        lowered = trainer.jitted_step.lower(c, state, batch)
    else:
        data, rows = arguments
        lowered = trainer.jitted_step.lower(c, state, data, jax.numpy.asarray(rows[0]))
    compiled = lowered.compile()
    # XLA counts the body of a loop once, and with micro-batches that of the inner one is most of a step.
    counted = (compiled.cost_analysis() or {}).items()
    times = getattr(c, contract.micro_batches) if contract.micro_batches else 1
    cost = {name: value * times for name, value in counted}
    memory = compiled.memory_analysis()
    peak = None if memory is None else memory.temp_size_in_bytes + memory.output_size_in_bytes
    return cost, peak


def compilations(trainer: Any, contract: Contract, sets: list[Any]) -> dict[str, int]:
    """How often each function was compiled; a set of another size may be compiled anew."""
    import jax

    sizes = len({len(jax.tree.leaves(examples)[0]) for examples in sets})
    found = {}
    for name in contract.jitted:
        if count := getattr(trainer, name)._cache_size():
            found[name] = count - max(sizes - 1, 0) if name in contract.evaluators else count
    return found
