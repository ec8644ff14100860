"""What examples are, rows of the source or windows of a sequence: a module for each.

It has `epoch`, the length of an epoch as a property of Config, `batch_size`, the setting, `data`, which
lowers the section `data`, and `samples`, the events that show samples; `EXAMPLES` is what it calls them.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from specc.language.task import Task


def layout(task: Task) -> ModuleType:
    """The module for the examples of a task."""
    return importlib.import_module(f"specc.lower.layouts.{task.layout}")
