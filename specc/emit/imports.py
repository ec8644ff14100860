"""Maps the names of libraries in templates to imports.

Imports follow from the names that a page reads, so no template lists any. Names of libraries that only an
expression has, such as an optimizer of optax, come with its symbol.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from specc.emit.namespace import Namespace

_ALIASES = {
    "jnp": "jax.numpy",
    "np": "numpy",
    "ocp": "orbax.checkpoint",
    "pa": "pyarrow",
    "pd": "pandas",
    "pq": "pyarrow.parquet",
}

_MODULES = [
    "ast",
    "contextlib",
    "dataclasses",
    "fcntl",
    "functools",
    "gzip",
    "hashlib",
    "http.client",
    "itertools",
    "json",
    "math",
    "os",
    "re",
    "resource",
    "shutil",
    "signal",
    "sys",
    "tempfile",
    "threading",
    "time",
    "traceback",
    "urllib.request",
    "zlib",
    "grain",
    "jax",
    "optax",
    "tyro",
    "wandb",
]

_NAMES = {
    "collections.abc": "Callable Iterable Iterator Sequence",
    "dataclasses": "asdict dataclass field fields replace",
    "flax": "nnx struct",
    "importlib.metadata": "version",
    "importlib.util": "find_spec",
    "jax.extend.core": "jaxprs_in_params",
    "matplotlib.figure": "Figure",
    "mlflow": "MlflowClient",
    "mlflow.entities": "Metric Param",
    "mlflow.exceptions": "MlflowException",
    "safetensors": "SafetensorError",
    "safetensors.numpy": "load_file save_file",
    "sklearn.datasets": "load_digits make_circles make_moons",
    "pathlib": "Path",
    "PIL": "Image ImageFile ImageOps",
    "sklearn.model_selection": "train_test_split",
    "tensorboard.compat.proto.event_pb2": "Event SessionLog",
    "tensorboard.compat.proto.histogram_pb2": "HistogramProto",
    "tensorboard.compat.proto.summary_pb2": "Summary",
    "tensorboard.plugins.text.summary_v2": "text_pb",
    "tensorboard.summary.writer.record_writer": "RecordWriter",
    "tokenizers": "Tokenizer",
    "tqdm": "tqdm",
    "typing": "Any Literal NamedTuple TextIO",
}
_BY_NAME = {name: module for module, names in _NAMES.items() for name in names.split()}
_BY_ROOT = {module.partition(".")[0]: module for module in _MODULES}

KNOWN = frozenset({*_ALIASES, *_BY_NAME, *_BY_ROOT})
"""The names that templates may read without defining them."""


def provide(name: str, names: Namespace) -> None:
    """Imports what a name of `KNOWN` stands for."""
    if name in _BY_NAME:
        names.import_name(_BY_NAME[name], name)
    elif name in _ALIASES:
        names.module(_ALIASES[name])
    else:
        names.module(_BY_ROOT[name])


def annotations_of(tree: ast.Module) -> Iterator[str]:
    """Names in annotations that are strings, as of a method that returns its own class."""
    for node in ast.walk(tree):
        found = getattr(node, "annotation", None) or getattr(node, "returns", None)
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield from (
                part.id for part in ast.walk(ast.parse(found.value)) if isinstance(part, ast.Name)
            )
