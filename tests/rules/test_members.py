"""Rules about one member of a family are imported only with it, and wherever they are needed."""

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
print(json.dumps([name for name in sys.modules if name.startswith("specc.")]))
"""

MODULES = {rule.code: rule.check.__module__ for rule in all_rules()}
ABOUT_MEMBERS = [case for case in CASES if MODULES[case.code].count(".") > 2]


def loaded(spec: pathlib.Path) -> set[str]:
    """The modules of specc that `specc check` imports for a spec without problems."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, spec], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def of(package: str, modules: set[str]) -> set[str]:
    """The names of the modules within a package."""
    return {name.removeprefix(f"{package}.") for name in modules if name.startswith(f"{package}.")}


def used(value: object) -> Iterator[str]:
    """The modules of the blocks of a spec."""
    if isinstance(value, Block):
        yield type(value).__module__
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


@pytest.mark.parametrize("case", ABOUT_MEMBERS, ids=lambda case: case.id)
def test_a_rule_about_a_member_needs_no_other(case: Case):
    """Otherwise what `specc check` finds would depend on what else has been imported."""
    member = MODULES[case.code].replace("specc.rules.", "specc.language.")
    assert member in set(used(resolved(changed(case.bad)).spec))
