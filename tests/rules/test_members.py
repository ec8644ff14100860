"""Rules about one block are imported only with it, and wherever they are needed."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from specc.language.block import Block
from specc.rules import all_rules, registry

from .cases import CASES, Case
from .specs import BASE, changed, resolved

_LOADED = """
import json, sys
from specc.cli.main import main
try:
    main(["check", sys.argv[1]])
except SystemExit as done:
    assert done.code == 0, done.code
print(json.dumps([*sys.modules]))
"""

MODULES = {rule.code: rule.check.__module__.removeprefix("specc.rules.") for rule in all_rules()}
ALWAYS = {"facts"}
"""Blocks that every spec needs, though it does not contain them."""

ABOUT_BLOCKS = [
    case
    for case in CASES
    if registry.about_block(MODULES[case.code]) and MODULES[case.code] not in ALWAYS
]


def loaded(spec: pathlib.Path) -> set[str]:
    """The modules that `specc check` imports for a spec without problems."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, spec], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def of(package: str, modules: set[str]) -> set[str]:
    """The names of the modules within a package."""
    return {name.removeprefix(f"{package}.") for name in modules if name.startswith(f"{package}.")}


def used(value: object) -> Iterator[str]:
    """The modules of the blocks of a spec, and of their base classes."""
    if isinstance(value, Block):
        yield from (base.__module__ for base in type(value).__mro__)
        for name in type(value).model_fields:
            yield from used(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from used(item)


def test_check_imports_only_the_members_that_a_spec_names(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(json.dumps(BASE))
    modules = loaded(spec)
    assert of("specc.language.schedules", modules) == {"cosine"}
    assert of("specc.language.models", modules) == {"mlp"}
    assert of("specc.language.optimizers", modules) == {"adamw"}
    assert of("specc.language.tasks", modules) == {"classification"}
    assert of("specc.rules.models", modules) == {"mlp"}
    assert not of("specc.rules.schedules", modules)


def test_check_imports_no_blocks_that_a_spec_lacks(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(json.dumps(BASE))
    modules = loaded(spec)
    for name in ("allow", "average", "init_from", "lora", "network", "sample", "sampler"):
        assert f"specc.language.{name}" not in modules
        assert f"specc.rules.{name}" not in modules
    assert "specc.rules.data" in modules
    assert "importlib.metadata" not in modules, "pydantic looked for plugins"


def test_a_block_brings_its_rules(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(json.dumps(changed({"average": {"type": "ema"}})))
    modules = loaded(spec)
    assert {"specc.language.average", "specc.rules.average"} <= modules


def test_a_member_brings_its_rules(tmp_path):
    schedule = {"type": "wsd", "peak": 1e-3, "decay": "20%"}
    spec = tmp_path / "spec.yaml"
    spec.write_text(json.dumps(changed({"optimizer.learning_rate": schedule})))
    modules = loaded(spec)
    assert of("specc.language.schedules", modules) == {"wsd"}
    assert of("specc.rules.schedules", modules) == {"wsd"}


def test_rules_about_members_are_named_as_the_members():
    for name in registry._modules():
        if "." in name:
            assert importlib.util.find_spec(f"specc.language.{name}") is not None, name


@pytest.mark.parametrize("case", ABOUT_BLOCKS, ids=lambda case: case.id)
def test_a_rule_about_a_block_needs_no_other(case: Case):
    """Otherwise what `specc check` finds would depend on what else has been imported."""
    block = f"specc.language.{MODULES[case.code]}"
    assert block in set(used(resolved(changed(case.bad)).spec))
