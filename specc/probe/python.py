"""User functions that load data; only here `specc probe` runs user code."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import pathlib
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from specc.language.sources.python import OwnSource
from specc.probe.arrays import facts_of
from specc.probe.errors import DataError
from specc.probe.survey import Survey, of_arrays


def look(source: OwnSource, folder: pathlib.Path) -> Survey:
    """Calls the function as the trainer does; what it prints goes to stderr.

    Raises:
        DataError: the file cannot be imported, has no such function, or that fails or returns something else.
    """
    import numpy as np

    path = (folder / source.path).resolve()
    if not path.is_file():
        raise DataError(f"{path} does not exist", "put it there, or name another in the spec")
    with _imports(source, folder), contextlib.redirect_stdout(sys.stderr):
        load = _guarded(lambda: getattr(_module(source, path), source.name, None), path, "imported")
        if not callable(load):
            raise DataError(f"{path} defines no function {source.name}", "check its spelling")
        found = _guarded(lambda: load(**source.args), path, "run")
    shown, expected = type(found).__name__, 3 if source.weight else 2
    if not source.has_targets:
        if isinstance(found, np.ndarray):
            return of_arrays(facts_of(found, None), [("", found)])
        raise DataError(f"{source.name} of {path} returns {shown}", "return inputs: a numpy array")
    if isinstance(found, tuple):
        shown = f"a tuple of {', '.join(type(item).__name__ for item in found) or 'nothing'}"
        if len(found) == expected and all(isinstance(item, np.ndarray) for item in found):
            return of_arrays(facts_of(*found), [("", array) for array in found])
    fix = "return inputs and targets: two numpy arrays"
    if source.weight:
        fix = "return inputs, targets and weights: three numpy arrays"
    raise DataError(f"{source.name} of {path} returns {shown}", fix)


@contextlib.contextmanager
def _imports(source: OwnSource, folder: pathlib.Path) -> Iterator[None]:
    """The folders of the user's modules on Python's path; their modules are forgotten afterwards."""
    before, modules = list(sys.path), set(sys.modules)
    sys.path[:0] = [str((folder / root).resolve()) for root in source.files.roots]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = before
        own = {str((folder / file).resolve()) for file in source.files.texts}
        for name in set(sys.modules) - modules:
            if getattr(sys.modules[name], "__file__", None) in own:
                del sys.modules[name]


def _module(source: OwnSource, path: pathlib.Path) -> Any:
    if (name := source.files.modules.get(source.path)) is not None:
        module = importlib.import_module(name)
        if (file := getattr(module, "__file__", None)) and pathlib.Path(file).resolve() == path:
            return module  # and not a library of that name, imported before
    found = importlib.util.spec_from_file_location("own_data", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def _guarded(call: Callable[[], Any], path: pathlib.Path, what: str) -> Any:
    """The result of the user's code.

    Raises:
        DataError: it fails, whatever with.
    """
    try:
        return call()
    except (Exception, SystemExit) as error:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == str(path)
        ]
        at = f":{frames[-1].lineno}" if frames else ""
        reason = " ".join(str(error).split())
        message = f"{path}{at} cannot be {what}: {type(error).__name__}: {reason}"
        raise DataError(message, "fix it: trainers run it as well") from error
