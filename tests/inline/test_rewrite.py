"""Inlined code runs on its own and behaves as in its files."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

from .trees import inlined, run

TESTS = pathlib.Path(__file__).parents[1]

PACKAGE = {"nets/__init__.py": ""}


def test_only_what_is_used_comes_along():
    found = inlined(
        {
            "mine.py": """
            '''About the file.'''
            import json
            import math

            USED, ALSO = 3, 4
            UNUSED = json.dumps(1)

            def unused():
                return UNUSED

            # Why it is as it is.
            def area(r):  # of a circle
                return USED * math.floor(math.pi) * r**2

            def Net(r):
                return area(r)
            """
        },
        path="mine.py",
    )
    assert "UNUSED" not in found.text
    assert "unused" not in found.text
    assert "# Why it is as it is.\ndef area(r):  # of a circle" in found.text
    assert [item.module for item in found.imports] == ["math"]
    assert run(found)["Net"](2) == 36


def test_a_package_by_relative_and_absolute_imports():
    found = inlined(
        {
            "nets/__init__.py": "from .mine import Net\n",
            "nets/mine.py": """
            from . import layers
            from .blocks.dense import Dense as Layer, WIDTH
            import nets.layers as by_alias
            import nets.blocks.dense
            from nets.blocks import passed_on

            def Net():
                return Layer(WIDTH), layers.two(), by_alias.two(), nets.blocks.dense.WIDTH, passed_on
            """,
            "nets/layers.py": "from .blocks.dense import WIDTH as W\ndef two():\n    return W * 2\n",
            "nets/blocks/__init__.py": "from .dense import hidden as passed_on\n",
            "nets/blocks/dense.py": """
            from ..base import Base
            WIDTH = 8
            hidden = "hidden"
            class Dense(Base):
                pass
            """,
            "nets/base.py": """
            class Base:
                def __init__(self, n): self.n = n
                def __eq__(self, other): return self.n == other
            """,
        }
    )
    assert run(found)["Net"]() == (8, 16, 16, 8, "hidden")
    assert found.files == ("nets/base.py", "nets/blocks/dense.py", "nets/layers.py", "nets/mine.py")
    assert found.imports == ()


def test_folders_without_init_and_files_side_by_side():
    found = inlined(
        {
            "nets/mine.py": """
            import helper
            from nets.inner import deep
            import nets.inner.deep as same
            Net = (helper.ONE, deep.TWO, same.TWO)
            """,
            "nets/helper.py": "ONE = 1\n",
            "nets/inner/deep.py": "TWO = 2\n",
        }
    )
    assert run(found)["Net"] == (1, 2, 2)


USED = {"Config": "", "train": "", "jnp": "jax.numpy", "np": "numpy", "nnx": "flax.nnx"}


def test_names_of_the_trainer_stay_its_own():
    found = inlined(
        {
            "nets/mine.py": """
            import numpy as jnp
            import math as np

            class Config:
                size = 2

            def train(Config=Config):
                return Config.size

            def max(*values):
                return "own"

            def Net(config: "Config" = Config()):
                train_first = dict(train=train())
                return config.size, train_first, jnp.arange(2).sum(), np.sqrt(4), max(1, 2)
            """
        },
        used=USED,
    )
    assert set(found.defined) == {"MineConfig", "mine_train", "mine_max", "Net"}
    assert found.imports == (("math", "", "mine_np", False),)  # numpy is np already
    import numpy

    assert run(found, np=numpy)["Net"]() == (2, {"train": 2}, 1, 2.0, "own")
    assert '"MineConfig"' in found.text


def test_names_of_two_files_are_kept_apart():
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": """
            from .a import value as first
            from .b import value as second
            SIZE = 1
            def value(): return SIZE
            def Net(): return value(), first(), second()
            """,
            "nets/a.py": "SIZE = 2\ndef value(): return SIZE\n",
            "nets/b.py": "SIZE = 3\ndef value(): return SIZE\n",
        }
    )
    assert run(found)["Net"]() == (1, 2, 3)
    assert len(set(found.defined)) == len(found.defined) == 7


def test_no_local_name_catches_another_files():
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": """
            from .a import scale as rescale
            from . import a
            def Net(scale):
                return rescale(scale), a.scale(scale), [rescale(scale) for scale in (1, 2)]
            """,
            "nets/a.py": "def scale(x): return 10 * x\n",
        }
    )
    assert run(found)["Net"](3) == (30, 30, [10, 20])


def test_the_new_name_is_nowhere_in_the_files():
    found = inlined(
        {
            "nets/mine.py": """
            def train(): return 1
            def Net(mine_train=2): return train() + mine_train
            """
        },
        used=USED,
    )
    assert run(found)["Net"]() == 3


def test_scopes_are_pythons():
    found = inlined(
        {
            "nets/mine.py": """
            train = 5
            class Inner:
                train = train  # the file's
                def method(self): return train, self.train
            def counted():
                global train
                train += 1
                return train
            def shadowed():
                train = "local"
                return train, f"{train}", [train for train in "ab"], (lambda train: train)(0)
            def keyword(**named): return named
            def Net(): return Inner().method(), shadowed(), keyword(train=train), counted(), train
            """
        },
        used=USED,
    )
    shadowed = ("local", "local", ["a", "b"], 0)
    assert run(found)["Net"]() == ((5, 5), shadowed, {"train": 5}, 6, 6)


def test_decorators_and_dataclasses():
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": """
            from __future__ import annotations
            import dataclasses
            from dataclasses import field as own_field
            from .registry import NETS, register

            @dataclasses.dataclass(frozen=True)
            class Sizes:
                inner: Later | None = None
                width: int = 4  # units
                names: list[str] = own_field(default_factory=list)

            class Later: ...

            @register("net")
            @register("other")
            class Net:
                def clone(self) -> Net: return Net()
                def sizes(self): return Sizes(), sorted(NETS)
            """,
            "nets/registry.py": """
            NETS = {}
            def register(name):
                def keep(cls):
                    NETS[name] = cls
                    return cls
                return keep
            """,
        }
    )
    names = run(found)
    sizes, registered = names["Net"]().sizes()
    assert (sizes.width, sizes.names, registered) == (4, [], ["net", "other"])
    assert 'inner: "Later | None"' in found.text
    assert 'def clone(self) -> "Net"' in found.text
    assert "width: int = 4  # units" in found.text
    assert "__future__" not in found.text


def test_what_changes_a_definition_comes_along():
    found = inlined(
        {
            "nets/mine.py": """
            TABLE = {"a": 1}
            NAMES = []
            OTHER = []
            TABLE["b"] = 2
            NAMES.append("n")
            OTHER.append("o")
            for number in range(3):
                TABLE[number] = number
            SIZE = 1
            SIZE += 1
            if SIZE > 1:
                BIG = True
            else:
                BIG = False
            class Net: pass
            Net.table = TABLE
            Net.rest = NAMES, SIZE, BIG
            """
        }
    )
    net = run(found)["Net"]
    assert net.table == {"a": 1, "b": 2, 0: 0, 1: 1, 2: 2}
    assert net.rest == (["n"], 2, True)
    assert "OTHER" not in found.text


@pytest.mark.parametrize("there", [True, False])
def test_conditional_imports(there):
    module = "math" if there else "nobody_has_this"
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": f"""
            try:
                import {module} as fast
            except ImportError:
                fast = None
            try:
                from .layers import dense
            except ImportError:
                from layers import dense
            import sys
            if sys.version_info >= (3, 0):
                import json as coder
            else:
                import pickle as coder

            def Net(): return fast is None, dense(), coder.dumps([1])
            """,
            "nets/layers.py": "def dense(): return 'dense'\n",
        },
        used={"fast": ""},
    )
    assert run(found)["Net"]() == (not there, "dense", "[1]")


def test_imports_for_type_checkers():
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": """
            from __future__ import annotations
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from collections.abc import Callable
                from nobody import Unused
                from nobody_has_this import Strange
                from .other import Other

            def Net(f: Callable[[], int], x: Strange | None = None) -> Other:
                y: Strange = f()
                return y
            """,
            "nets/other.py": "from .mine import Net\nclass Other:\n    make = Net\n",
        },
        used={"Callable": "collections.abc.Callable"},
    )
    names = run(found, Callable=__import__("collections").abc.Callable)
    assert names["Net"](lambda: 3) == 3
    assert "Unused" not in found.text
    assert "if TYPE_CHECKING:\n    from nobody_has_this import Strange\n" in found.text
    assert 'x: "Strange | None" = None) -> "Other"' in found.text
    assert "f: Callable[[], int]" in found.text


def test_circles_of_imports():
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": """
            from . import other
            BASE = 2
            class Parent: size = BASE
            def Net(n): return "even" if n == 0 else other.odd(n - 1), other.Child.size
            """,
            "nets/other.py": """
            from . import mine
            def odd(n): return mine.Net(n)
            def late():
                from .mine import Parent
                return Parent
            class Child:
                size = 7
                parent = staticmethod(late)
            """,
        }
    )
    assert run(found)["Net"](0) == ("even", 7)
    assert "import" not in found.text


def test_imports_inside_functions():
    found = inlined(
        {
            **PACKAGE,
            "nets/mine.py": """
            def Net():
                from .other import one, two as second
                import math
                return one() + second() + math.floor(1.5)
            def unused():
                from .other import three
            """,
            "nets/other.py": "def one(): return 1\ndef two(): return 2\ndef three(): return 3\n",
        },
        used={"one": ""},
    )
    assert run(found)["Net"]() == 4
    assert "import math" in found.text
    assert "from" not in found.text
    assert "three" not in found.text


def test_strings_with_empty_lines_stay_whole():
    found = inlined({"nets/mine.py": 'TEXT = """a\n\n\n\nb"""\ndef Net(): return TEXT\n'})
    assert run(found)["Net"]() == "a\n\n\n\nb"


def test_it_does_not_depend_on_hashes():
    code = """
from inline import test_rewrite as t
texts = {"nets/mine.py": "A = B = C = D = {}\\nA[1] = 2\\ndef Net(): return A, B, C, D"}
print(t.inlined(texts, used={"A": "", "C": ""}))
"""
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
