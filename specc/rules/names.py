"""Rules about names of trainers that clash with Python modules.

`python digits.py` puts the folder of digits.py before all others on Python's path. A trainer called
json.py is then what `import json` finds, in this program and in every library that it loads.
"""

from __future__ import annotations

import json
import keyword
import pathlib
import sys
from collections.abc import Iterator
from typing import NamedTuple

from specc.document.diagnostics import Fix, Path
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_SOFT_KEYWORDS = frozenset({"case", "match", "type"})  # of all Python versions

LIBRARIES = frozenset(
    [
        "PIL",
        "absl",
        "annotated_types",
        "bottleneck",
        "certifi",
        "charset_normalizer",
        "click",
        "cloudpickle",
        "contourpy",
        "cycler",
        "cython",
        "dateutil",
        "docstring_parser",
        "etils",
        "filelock",
        "flax",
        "fontTools",
        "fsspec",
        "google",
        "humanize",
        "idna",
        "importlib_resources",
        "jax",
        "jaxlib",
        "joblib",
        "kiwisolver",
        "matplotlib",
        "ml_dtypes",
        "mlflow",
        "mpl_toolkits",
        "msgpack",
        "narwhals",
        "nest_asyncio",
        "numexpr",
        "numpy",
        "opt_einsum",
        "optax",
        "orbax",
        "packaging",
        "pandas",
        "pkg_resources",
        "platformdirs",
        "protobuf",
        "psutil",
        "pyarrow",
        "pydantic",
        "pydantic_core",
        "pygments",
        "pylab",
        "pyparsing",
        "pytz",
        "requests",
        "rich",
        "safetensors",
        "scipy",
        "setuptools",
        "shtab",
        "simplejson",
        "six",
        "sklearn",
        "tensorboard",
        "tensorflow",
        "tensorstore",
        "threadpoolctl",
        "toolz",
        "torch",
        "tqdm",
        "treescope",
        "typeguard",
        "typing_extensions",
        "tyro",
        "urllib3",
        "uvloop",
        "wandb",
        "yaml",
        "zipp",
    ]
)
"""What trainers import, directly or indirectly."""


def is_free(name: str) -> bool:
    """Whether a trainer can have this name: no keyword, and no module that Python would look for."""
    taken = sys.stdlib_module_names | LIBRARIES | _SOFT_KEYWORDS
    return not keyword.iskeyword(name) and name not in taken


class _Named(NamedTuple):
    """The file of a trainer and the path of its name in the spec."""

    path: Path
    file: pathlib.PurePath
    notes: tuple[str, ...] = ()

    def called(self, stem: str) -> Fix | None:
        """The fix that renames the file; None if the spec does not name it."""
        if self.notes:
            return None
        if self.path == ("name",):
            return Fix(self.path, stem)
        return _to(self.file.with_name(f"{stem}{self.file.suffix}"))


def _named(resolved: Resolved) -> _Named:
    spec = resolved.spec
    path: Path = ("name",) if spec.output is None else ("output",)
    file = pathlib.PurePosixPath(spec.output or f"{spec.name}.py")
    given = pathlib.PurePath(resolved.output or file)
    if given.name in ("", file.name):
        return _Named(path, file)
    return _Named(path, given, (f"the output is {given}, from -o or pyproject.toml",))


@rule("N101", "the trainer is named like a keyword")
def name_is_keyword(resolved: Resolved) -> Iterator[Found]:
    """The trainer is a module, and `import class` is a syntax error.

    No notebook or test could import it. Soft keywords such as `match` and `type` are rejected as
    well.
    """
    named = _named(resolved)
    stem = named.file.stem
    if keyword.iskeyword(stem) or stem in _SOFT_KEYWORDS:
        label = f"{stem} is a keyword of Python"
        yield Found(named.path, label, named.notes, named.called(f"{stem}_trainer"))


@rule("N102", "the trainer hides a module that Python imports")
def name_shadows_module(resolved: Resolved) -> Iterator[Found]:
    """Python looks for modules in the folder of the running script first.

    So this trainer, its libraries and all other scripts in the folder would import it instead of
    the module of that name. The errors look like a broken installation: missing functions, or a
    partially initialized module.
    """
    named = _named(resolved)
    stem = named.file.stem
    owner = (
        "the standard library"
        if stem in sys.stdlib_module_names
        else "a library that trainers import"
        if stem in LIBRARIES
        else None
    )
    if owner and named.file.suffix == ".py" and not stem.startswith("_"):
        label = f"{stem} is a module of {owner}"
        note = f"`import {stem}` would find {named.file.name}"
        yield Found(named.path, label, (note, *named.notes), named.called(f"{stem}_trainer"))


@rule("N103", "the output is not a Python file name")
def output_is_no_module(resolved: Resolved) -> Iterator[Found]:
    """The trainer is written to exactly this path, relative to the spec.

    Without `.py` it could not be imported, and editors would not recognize it. If it is a folder,
    add the name of the file.
    """
    output, named = resolved.spec.output, _named(resolved)
    if named.notes:
        if named.file.suffix != ".py":
            yield Found(named.path, f"{named.file.name} does not end in .py", named.notes)
        return
    if output is None:
        return
    path = pathlib.PurePosixPath(output)
    own = f"{resolved.spec.name}.py"
    if output.endswith("/") or path.name in ("", ".."):
        yield Found(("output",), "it is a folder", (), _to(path / own))
    elif not path.suffix and path.name.startswith("."):
        yield Found(("output",), "it has no name before .py", (), _to(path.with_name(own)))
    elif path.suffix != ".py":
        yield Found(("output",), "it does not end in .py", (), _to(path.with_suffix(".py")))


def _to(path: pathlib.PurePath) -> Fix:
    return Fix(("output",), json.dumps(path.as_posix(), ensure_ascii=False))
