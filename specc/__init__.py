"""specc compiles a typed training spec into one standalone, fully jitted JAX trainer.

    import specc

    files = specc.compile(specc.read("specs/digits_classifier.yaml"))   # {path: text}

`read` looks at the disk, and finds what `specc build` would: lock, output, and recorded values of `--set`.
`compile` does not: the same inputs give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specc.compiler import Input as Input
    from specc.compiler import compile as compile  # noqa: A004 -- what it does
    from specc.document.diagnostics import SpecError as SpecError
    from specc.project import read as read

__version__ = "0.1.0"
__all__ = ["Input", "SpecError", "__version__", "compile", "read"]

_HOMES = {
    "Input": "specc.compiler",
    "SpecError": "specc.document.diagnostics",
    "compile": "specc.compiler",
    "read": "specc.project",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used, so that `specc --version` is instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'specc' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
