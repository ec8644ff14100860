"""The table of modules against what a trainer really imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from specc.rules.names import LIBRARIES

IMPORTS = """
import flax.nnx, jax, jax.numpy, matplotlib.figure, numpy, optax, orbax.checkpoint
import pandas, PIL.Image, pyarrow.parquet, sklearn.datasets, sys, tqdm, tyro
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_table_has_all_that_trainers_import():
    pytest.importorskip("orbax.checkpoint")
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    loaded = {name for name in done.stdout.split() if name[0].isalpha()}
    runtime = {"cython_runtime"}  # made by extension modules; no file is looked for
    assert loaded - sys.stdlib_module_names - runtime <= LIBRARIES
    assert {"jax", "optax", "numpy", "tyro"} <= loaded
