"""Generates docs/rules.md: `python -m specc.rules.page`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from specc.document.diagnostics import Severity
from specc.rules.registry import Rule, all_rules

FAMILIES = {
    "A": "Allowances",
    "B": "Batches",
    "C": "User code",
    "D": "Data",
    "E": "Evaluation, checkpoints and logs",
    "G": "Per-example gradients",
    "H": "Parameter groups, masks and layers",
    "I": "Weights to begin with, and adapters",
    "K": "Clipping and other added transformations",
    "L": "Losses and networks",
    "M": "Models",
    "N": "Names",
    "O": "Optimizers",
    "P": "Precision and memory",
    "S": "Schedules and the length of the run",
    "T": "Tasks, losses and metrics",
    "W": "Averages of weights",
}
"""What the letter of a code stands for."""

_HEAD = """\
# Rules

The rules of `specc check`. A code never changes its meaning. An **error** stops `specc build`; a **warning**
fails `specc check --strict`, and a spec can allow it:

```yaml
allow:
  - {code: O022, reason: the paper decays everything}
```
"""


def page() -> str:
    """All rules as Markdown, by family and code."""
    return "\n".join([_HEAD, *_sections()])


def _sections() -> Iterator[str]:
    for letter, rules in groupby(all_rules(), key=lambda rule: rule.code[0]):
        yield f"## {FAMILIES[letter]}\n"
        yield from (_section(rule) for rule in rules)


def _section(rule: Rule) -> str:
    kind = "Error" if rule.severity is Severity.ERROR else "Warning"
    return f"### {rule.code}: {rule.title}\n\n*{kind}.* {rule.explanation}\n"


if __name__ == "__main__":
    print(page(), end="")
