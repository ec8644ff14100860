"""Random valid specs: what comes out is Python that a strict reviewer would merge, and it trains."""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import importlib.util
import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import black
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import specc
from specc.emit.formatting import format_source
from specc.emit.literals import LINE_LENGTH
from specc.language.quantities import Duration

from . import covering, specs

ROOT = pathlib.Path(__file__).parents[2]
FEW, MANY = 80, 2_000
SEED = 20_240_230
TRIES = 20
LEAST_ACCEPTED = 0.6
MOST = 3_200
"""Specs at most: after the many, others follow until every pair of options has been."""
MISSING = 0.002
"""The share of the pairs that may be missing then: rules about three options refuse some."""

IMPORTS = {
    *(
        "ast",
        "contextlib",
        "fcntl",
        "dataclasses",
        "functools",
        "importlib",
        "itertools",
        "json",
        "math",
        "re",
        "resource",
        "os",
        "pathlib",
        "signal",
        "sys",
        "threading",
        "time",
        "typing",
    ),
    *("PIL", "collections", "grain", "pandas", "pyarrow", "tokenizers"),
    *("gzip", "hashlib", "http", "shutil", "tempfile", "urllib"),
    *("zlib", "flax", "jax", "matplotlib", "numpy", "optax", "orbax", "safetensors", "sklearn"),
    *("tqdm", "tyro"),
    *("mlflow", "tensorboard", "traceback", "wandb"),
}
PROSE = "D301,D405,D406,D407,D410,D411,D412,D414,D416"
"""Rules on the text of docstrings; what a description says is the user's affair."""

BUDGETS = {
    "Config": (60, 155),
    "Loss and metrics": (40, 90),
    "Optimizer": (50, 155),  # with its schedules and its groups
    "Augmentation": (60, 60),
    "Sampling": (50, 60),
    "Reconstructions": (30, 40),
    "Training step": (80, 200),  # with the state and the evaluation
    "Data": (60, 220),  # with the files that it is read from
    "Workdir": (90, 125),
    "Sinks of metrics": (90, 180),
    "Checkpoints and logs": (140, 265),
    "Logs": (80, 145),
    "Weights of another run": (65, 100),
    "Weights of a file": (65, 100),
    "Export": (40, 60),
    "Speed and memory": (100, 130),
    "Run": (95, 170),
    "Kernels for a CPU": (80, 80),
}
"""Lines that are not blank: the budget, which the gallery's median keeps, and the most of any trainer."""
RARE = {"Kernels for a CPU"}
"""Sections that a few specs may well not have; those of the gallery do."""
FUNCTION = 50
"""Lines of a function: fewer than that, also in a trainer that has everything at once."""
LONGER = {"train": 66, "load_data": 76}
"""Each event that a spec asks for adds a line or two to `train`, each set of files some to `load_data`."""
CONTRACT = {"predict", "prepare_inputs", "reconstruct", "load", "read_inputs", "to_units"}
"""What people call, and a trainer itself need not."""
OF_OTHER_NETWORKS = {("model", "spectral_norm")}
"""Keys of models that are never `model:`, and are drawn in `networks`."""
DRAWN = 350
"""Specs that are drawn to see every option."""
SELDOM = (
    {"task": "flow_matching", "source": "moons", "init_from": "all"},
    {"task": "normalizing_flow", "source": "digits"},
    {"task": "gan", "source": "digits"},
    {"task": "language_modeling"},
    {"task": "language_modeling", "optimizer": "adam", "chain": "absent", "layer_decay": "absent"},
    {"task": "completion"},
    {"task": "elbo", "holdout": "whole"},
    {"task": "persistent_contrastive_divergence", "sample": "steps", "checkpoint": "steps"},
)
"""Choices that are few of all, and have options of their own."""
ALONE = {"description": "plain", "init_from": "absent"}
"""What specs that are run have: there is no other run to begin with."""
TABLES = {"__post_init__"}
"""Functions that are a line or two for each setting, of which there may be any number."""
APART = {
    *(("networks",), ("data", "source", "impute"), ("init_from", "stored")),  # by name
    ("task", "loss", "beta"),
    *(("data", key) for key in ("facts", "evaluation_facts", "evaluation", "test_facts", "test")),
    *(("data", "evaluation_sets", key) for key in ("facts", "source")),
    ("data", "source", "solver"),
    *(("optimizer", "b1"), ("optimizer", "b2"), ("optimizer", "momentum")),
    ("optimizer", "adam_learning_rate"),
    *(("model", "dropout"), ("average", "decay")),
    *(
        ("task", "loss", key)
        for key in ("scheduled_sampling", "label_smoothing", "gamma", "delta", "terms")
    ),
    ("optimizer", "learning_rate", "phases"),
    ("optimizer", "base_optimizer"),
}
"""Blocks that stand elsewhere, too, and are drawn there with all their keys."""

_RULE = re.compile(r"^# ([\w ]+) -+$", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Sample:
    choice: covering.Choice
    path: pathlib.Path
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @functools.cached_property
    def broken(self) -> str | None:
        """Why it is no Python."""
        try:
            return None if self.tree else "nothing"
        except (SyntaxError, ValueError) as error:
            return f"{self.choice['description']}: {error}"


@dataclasses.dataclass(frozen=True)
class Samples:
    size: int
    accepted: list[Sample]
    tried: int

    @functools.cached_property
    def parsed(self) -> list[Sample]:
        """Those that are Python; that all of them are is for a test to say."""
        return [sample for sample in self.accepted if sample.broken is None]

    @property
    def some(self) -> list[Sample]:
        """All of the many, a fourth of the few: for what takes long."""
        return self.parsed if self.size == MANY else self.parsed[::4]


@pytest.fixture(scope="module", params=[FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def samples(request, tmp_path_factory) -> Samples:
    """Specs that compile, as many as the parameter says; with the many, all that every pair of options takes."""
    folder = tmp_path_factory.mktemp("random")
    rng = random.Random(SEED)
    accepted: list[Sample] = []
    pairs: set[covering.Pair] = set()
    tried = 0
    possible = specs.SPACE.possible_pairs() if request.param == MANY else set()
    for number, choice in zip(range(MOST), specs.SPACE.covering(rng, pairs), strict=False):
        if number >= request.param and possible <= pairs:
            break
        for _ in range(TRIES):
            tried += 1
            path = folder / f"s{number}.{rng.choice(['yaml', 'yaml', 'json'])}"
            write = specs.as_json if path.suffix == ".json" else specs.as_yaml
            path.write_text(write(specs.write(choice, rng), rng), encoding="utf-8")
            if text := compiled(path):
                accepted.append(Sample(choice, path, text))
                pairs |= covering.pairs_of(choice)
                break
    return Samples(request.param, accepted, tried)


def compiled(path: pathlib.Path) -> str | None:
    """The trainer; None if the spec is refused, as it should be: at a place, with a reason."""
    try:
        [text] = specc.compile(specc.read(path)).values()
    except specc.SpecError as error:
        assert all(d.span and d.code and d.message for d in error.diagnostics)
        return None
    return text


def test_most_are_accepted(samples, record_property):
    rate = len(samples.accepted) / samples.tried
    record_property("acceptance", rate)
    assert rate > LEAST_ACCEPTED


def test_every_choice_can_be_made(samples):
    emitted = set[tuple[str, str]]().union(*(sample.choice.items() for sample in samples.accepted))
    assert emitted == {(o, level) for o, levels in specs.OPTIONS.items() for level in levels}


@pytest.mark.parametrize("samples", [pytest.param(MANY, marks=pytest.mark.soak)], indirect=True)
def test_every_pair_is_emitted(samples):
    possible = specs.SPACE.possible_pairs()
    emitted = set[covering.Pair]().union(*(covering.pairs_of(s.choice) for s in samples.accepted))
    assert emitted <= possible
    assert len(possible - emitted) <= MISSING * len(possible)


def test_options_are_those_of_the_language(samples):
    """A key that is new in the language needs an option here."""
    rng, pairs = random.Random(SEED), set[covering.Pair]()
    more = []  # written and not compiled, which is quick
    for fixed in SELDOM:
        more += [specs.write(specs.SPACE.choose(rng, fixed.items()), rng) for _ in range(20)]
    for choice, _ in zip(specs.SPACE.covering(rng, pairs), range(DRAWN), strict=False):
        more.append(specs.write(choice, rng))
        pairs |= covering.pairs_of(choice)
    written = {
        key
        for spec in (*more, *(specc.read(item.path).document.value for item in samples.accepted))
        for key in keys(spec)
        if not any(key[:length] in APART for length in range(len(key))) and "args" not in key[:-1]
    }
    assert written == language() - OF_OTHER_NETWORKS


def keys(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of a spec's keys, without the indices of lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from keys(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, path)


def language() -> set[tuple[str, ...]]:
    """The paths of all keys that the language has."""
    from specc.language.family import Family, Part
    from specc.language.json_schema import properties, references
    from specc.language.spec import Spec

    def walk(target: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if isinstance(target, Family):
            for part in target.parts().values():
                yield from walk(part, path)
            return
        if isinstance(target, Part):  # its other keys are drawn where it is whole
            yield (*path, "type")
            return
        for key, node in properties(target).items():
            yield (*path, key)
            if (*path, key) not in APART:
                for inner in references(node):
                    yield from walk(inner, (*path, key))

    return set(walk(Spec, ()))


def test_it_is_python(samples):
    assert [sample.broken for sample in samples.accepted if sample.broken] == []


def test_ruff_finds_nothing(samples, tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # not beside the specs, which it would redirect
    for sample in samples.parsed:
        file = tmp_path / "generated" / f"{sample.path.stem}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(sample.text, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise"]
    found = subprocess.run(
        [*command, f"--extend-ignore={PROSE}", "generated"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout[-3_000:] + found.stderr


def test_nothing_is_unused(samples):
    for sample in samples.parsed:
        assert not unused(sample.tree), sample.path


def unused(tree: ast.Module) -> set[str]:
    """Names that a module defines at its top, or as part of a class, and never reads."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _loads(node)}
    checks = [
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name == "__post_init__"
        for node in ast.walk(function)
    ]
    attributes = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and _loads(node) and node not in checks
    }
    defined, members = set(), set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        if isinstance(node, ast.Assign):
            defined |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        # Of the scaler, predicting from a checkpoint reads what training need not.
        kept = isinstance(node, ast.ClassDef) and node.name != "Scaler"
        for inner in node.body if kept else []:
            if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("__"):
                members.add(inner.name)
            if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                members.add(inner.target.id)
    called = {"should_preserve"}  # by orbax
    return (defined - read - CONTRACT) | (members - attributes - called)


def _loads(node: ast.Name | ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Load)


def test_only_what_it_needs_is_imported(samples):
    for sample in samples.parsed:
        modules = set()
        for node in ast.walk(sample.tree):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                modules.add(str(node.module).partition(".")[0])
        assert modules <= IMPORTS, sample.path


def test_sections_keep_their_budgets(samples, record_property):
    lengths = lengths_of(samples.parsed)
    longest = {name: max(found) for name, found in lengths.items()}
    record_property("longest", longest)
    assert set(lengths) | RARE == {*BUDGETS, "Model"}
    most = {name: most for name, (_, most) in BUDGETS.items()}
    found = {name: length for name, length in longest.items() if length > most.get(name, length)}
    assert found == {}


def test_the_gallery_keeps_its_budgets():
    paths = sorted((ROOT / "generated").glob("*.py"))
    lengths = lengths_of([Sample({}, path, path.read_text()) for path in paths])
    for name, found in lengths.items():
        assert name == "Model" or statistics.median(found) <= BUDGETS[name][0], name


def lengths_of(found: list[Sample]) -> dict[str, list[int]]:
    """The lengths of the sections of trainers, by their names."""
    lengths: dict[str, list[int]] = {}
    for sample in found:
        for name, length in sections(sample).items():
            lengths.setdefault(name, []).append(length)
    return lengths


def sections(sample: Sample) -> dict[str, int]:
    """Lines that are not blank of each section; the first one starts after the imports."""
    imports = [n for n in sample.tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    body = "\n".join(sample.text.splitlines()[imports[-1].end_lineno :])
    parts = ["Config", *_RULE.split(body)]
    pages = dict(zip(parts[::2], parts[1::2], strict=True))
    return {name: sum(bool(x.strip()) for x in page.splitlines()) for name, page in pages.items()}


def test_functions_fit_a_screen(samples):
    for sample in samples.parsed:
        assert too_long(sample) == [], sample.path


def test_what_a_start_may_do_fits_a_screen(tmp_path):
    """`main` draws samples of a class with another sampler, writes weights, and keeps compiled programs."""
    loss = {"type": "contrastive_divergence", "steps": 2, "step_size": 0.01}
    sampler = {"type": "langevin", "steps": 5, "step_size": 0.02, "noise": 0, "gradient_clip": 0.1}
    spec = {
        "specc": 1,
        "name": "everything",
        "task": {"type": "generation", "condition": "class", "loss": loss},
        "model": {"type": "energy_mlp", "hidden": [8]},
        "data": {"source": {"type": "moons", "rows": 1_000}, "batch_size": 100},
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
        "train": {"duration": "100 steps", "compilation_cache": True},
        "sample": {"every": "50 steps", "sampler": sampler},
        "checkpoint": {"every": "50 steps"},
        "export": "safetensors",
    }
    path = tmp_path / "everything.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    text = compiled(path)
    assert text is not None
    assert "c.sampler_gradient_clip," in text
    assert too_long(Sample({}, path, text)) == []


def test_functions_of_the_gallery_are_short():
    for path in (ROOT / "generated").glob("*.py"):
        assert too_long(Sample({}, path, path.read_text())) == [], path


def too_long(sample: Sample) -> list[str]:
    """The functions of a trainer that do not fit a screen."""
    functions = (node for node in ast.walk(sample.tree) if isinstance(node, ast.FunctionDef))
    return [
        node.name
        for node in functions
        if node.end_lineno - node.lineno >= LONGER.get(node.name, FUNCTION)
        and node.name not in TABLES
    ]


def test_lines_fit_the_page(samples):
    wide = [f"{sample.path}: {line}" for sample in samples.parsed for line in too_wide(sample)]
    assert wide == [], "\n".join(wide)


def too_wide(sample: Sample) -> list[str]:
    """Lines that are too long, apart from strings of the spec, such as URLs, which nothing breaks."""
    lines = sample.text.split("\n")
    wide = {number: len(line) for number, line in enumerate(lines, 1) if len(line) > LINE_LENGTH}
    if wide:
        given = set(strings(specc.read(sample.path).document.value))
        for node in ast.walk(sample.tree):
            if isinstance(node, ast.Constant) and node.lineno in wide and node.value in given:
                wide[node.lineno] -= len(ast.get_source_segment(sample.text, node) or "")
    return [lines[number - 1] for number, length in wide.items() if length > LINE_LENGTH]


def strings(value: object) -> Iterator[str]:
    """All that a spec says in words of its own: texts, and keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_formatting_again_changes_nothing(samples):
    for sample in samples.some:
        assert format_source(sample.text) == sample.text, sample.path


def test_black_finds_nothing_to_do(samples):
    """As people run it, with nothing but the length of a line."""
    mode = black.Mode(line_length=LINE_LENGTH)
    for sample in samples.parsed[:: samples.size // 10]:
        assert black.format_str(sample.text, mode=mode) == sample.text, sample.path


def test_another_process_gives_the_same_bytes(samples):
    some = samples.some[::2]
    names = [str(sample.path) for sample in some]
    worker = subprocess.run(
        [sys.executable, pathlib.Path(__file__).with_name("worker.py")],
        input="\n".join(names),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
    )
    assert worker.returncode == 0, worker.stderr
    ours = {str(s.path): hashlib.sha256(s.text.encode()).hexdigest() for s in some}
    assert json.loads(worker.stdout) == ours


@pytest.mark.parametrize("count", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_they_train(count, tmp_path, monkeypatch):
    """A few steps each; a rate that is drawn too high may end one in twenty with its sentence."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlflow").as_uri())
    rng = random.Random(SEED)
    trained, diverged = 0, []
    for number, choice in enumerate(specs.SPACE.covering(rng)):
        if trained == count:
            break
        if choice["source"] in specs.SOURCES or choice["task"] in specs.OTHER_TARGETS:
            continue  # there are no such files; tests of sources and tasks write some
        path = tmp_path / f"trained{number}.yaml"
        for _ in range(TRIES):
            spec = specs.write({**choice, **ALONE}, rng, most_steps=12)
            path.write_text(specs.as_yaml(spec, rng), encoding="utf-8")
            if text := compiled(path):
                break
        else:
            continue  # thousands of steps of warm-up, say, do not go into a run of twelve
        if count == 1 and "channels" in spec["model"]:
            continue  # convolutions take minutes where XLA does not optimize
        file = path.with_suffix(".py")
        file.write_text(text, encoding="utf-8")
        module = load(file)
        config = module.Config(workdir=tmp_path / f"run{number}")
        stop = (threading.Event(),) if spec.get("checkpoint") else ()
        try:
            state = module.train(config, *stop)
        except FloatingPointError as error:
            diverged.append(f"{error}: {path.read_text()}")
            continue
        assert int(state.step) == config.steps > 0, path.read_text()
        trained += 1
    assert trained == count
    assert len(diverged) <= count / 20, diverged


def load(file: pathlib.Path):
    """Imports a trainer by its path."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.soak
def test_mypy_finds_nothing(tmp_path):
    """With nothing but missing stubs forgiven; every parameter and result is annotated."""
    rng = random.Random(SEED)
    files = []
    for number, choice in zip(range(15), specs.SPACE.covering(rng), strict=False):
        path = tmp_path / f"typed{number}.yaml"
        path.write_text(specs.as_yaml(specs.write(choice, rng), rng), encoding="utf-8")
        if (text := compiled(path)) is not None:
            files.append(path.with_suffix(".py"))
            files[-1].write_text(text, encoding="utf-8")
    flags = ["--config-file=", "--python-version=3.11", "--ignore-missing-imports"]
    flags += ["--disallow-incomplete-defs", f"--cache-dir={tmp_path / 'cache'}"]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", *flags, *files], capture_output=True, text=True
    )
    assert len(files) > 10
    assert found.returncode == 0, found.stdout + found.stderr


@given(st.integers(1, 2_000_000), st.sampled_from([("k", 3), ("M", 6), ("B", 9)]))
@example(2_067_000, ("M", 6))
@settings(derandomize=True, deadline=None)
def test_scaled_durations_are_exact(number, scale):
    """`2.067M examples` are 2,067,000, although 2.067 × 1,000,000 is less in floating point."""
    letter, digits = scale
    shown = f"{number:0{digits + 1}d}"
    written = f"{shown[:-digits]}.{shown[-digits:]}{letter} examples"
    assert Duration.parse(written) == Duration(number, "examples")
