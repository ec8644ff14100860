"""Code that cannot be inlined is an error at its place in the user's file."""

from __future__ import annotations

import pytest

from specc.inline.problems import Kind

from .trees import problems

NET = "class Net:\n    size = SIZE\n"
CASES = {
    "star of own code": ("from .a import *\n" + NET, Kind.STAR, (1, "from .a import *")),
    "star of a library": ("from math import *\n" + NET, Kind.STAR, (1, "from math import *")),
    "no such file": ("from .gone import SIZE\n" + NET, Kind.NO_IMPORT, (1, "SIZE")),
    "no such file of the package": (
        "import nets.gone\nSIZE = nets.gone.SIZE\n" + NET,
        Kind.NO_IMPORT,
        (1, "nets.gone"),
    ),
    "above the package": ("from ...up import SIZE\n" + NET, Kind.NO_IMPORT, (1, "SIZE")),
    "no such name": ("from .a import SIZES as SIZE\n" + NET, Kind.NO_IMPORT, (1, "SIZES as SIZE")),
    "no such attribute": (
        "from . import a\nSIZE = a.SIZES\n" + NET,
        Kind.NO_IMPORT,
        (2, "a.SIZES"),
    ),
    "syntax": ("SIZE = = 1\n" + NET, Kind.SYNTAX, (1, "=")),
    "newer syntax": ("type SIZE = int\n" + NET, Kind.SYNTAX, None),
    "nul": ("SIZE = 1\0\n" + NET, Kind.SYNTAX, None),
    "globals": ("SIZE = globals()['a']\n" + NET, Kind.DYNAMIC, (1, "globals")),
    "exec": ("SIZE = 1\nexec('SIZE = 2')\n" + NET, Kind.LEFT_OUT, (2, "exec('SIZE = 2')")),
    "exec inside": (
        "def f():\n    exec('')\nSIZE = f()\n" + NET,
        Kind.DYNAMIC,
        (2, "exec"),
    ),
    "file": ("SIZE = len(__file__)\n" + NET, Kind.DYNAMIC, (1, "__file__")),
    "import_module": (
        "import importlib\nSIZE = importlib.import_module('a')\n" + NET,
        Kind.DYNAMIC,
        (2, "importlib"),
    ),
    "module as an object": (
        "from . import a\nSIZE = getattr(a, 'SIZE')\n" + NET,
        Kind.DYNAMIC,
        (2, "a"),
    ),
    "assignment into a module": (
        "from . import a\ndef f():\n    a.SIZE = 3\nSIZE = f()\n" + NET,
        Kind.DYNAMIC,
        (3, "a.SIZE"),
    ),
    "own code on a condition": (
        "import sys\nif sys.argv:\n    from .a import SIZE\nelse:\n    SIZE = 2\n" + NET,
        Kind.DYNAMIC,
        (3, "SIZE"),
    ),
    "only imported in a circle": (
        "from .b import SIZE\n" + NET,
        Kind.NO_IMPORT,
        None,
    ),
    "configures on import": (
        "import jax\njax.config.update('jax_enable_x64', True)\nSIZE = 1\n" + NET,
        Kind.LEFT_OUT,
        (2, "jax.config.update('jax_enable_x64', True)"),
    ),
}
OTHERS = {
    "nets/__init__.py": "",
    "nets/a.py": "SIZE = 1\n",
    "nets/b.py": "from .c import SIZE\n",
    "nets/c.py": "from .b import SIZE\n",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_problem_is_found_at_its_place(case):
    text, kind, at = case
    found = problems({**OTHERS, "nets/mine.py": text})
    assert [problem.kind for problem in found] == [kind]
    place = found[0].place
    assert place is not None
    assert found[0].label
    if at is not None:
        line, shown = at
        assert (place.file, place.line) == ("nets/mine.py", line)
        assert text[place.start : place.end] == shown


def test_what_is_not_used_is_no_problem():
    text = """
    import importlib
    from .gone import lost
    def unused():
        exec("")
        return lost, importlib.import_module("a"), __file__
    class Net: pass
    """
    assert problems({**OTHERS, "nets/mine.py": text}) == ()


def test_a_name_that_is_not_there():
    [found] = problems({"nets/mine.py": "class Network: pass\n"}, "Netwrok")
    assert (found.kind, found.suggestion) == (Kind.NO_NAME, "Network")
    [found] = problems({"nets/mine.py": "from flax.nnx import Linear as Net\n"})
    assert found.kind is Kind.IMPORTED


def test_a_file_that_is_not_there():
    [found] = problems({}, "Net")
    assert found.kind is Kind.UNREAD


@pytest.mark.parametrize(
    "text", ["", "(" * 5_000, "x = " + "-" * 100_000 + "1", "\ufeff", "def f(", "'", "\\", "\f"]
)
def test_no_text_is_too_strange(text):
    assert [found.kind for found in problems({"nets/mine.py": text})] != []
