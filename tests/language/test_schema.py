"""What `specc schema` prints accepts every spec that `build` accepts, shorthands included, and no others in form.

Random and damaged specs: `tests/properties/test_schema.py`.
"""

from __future__ import annotations

import importlib
import itertools
import json
import pathlib
import re
from typing import Annotated, Any, Literal

import jsonschema
import pytest

from specc.document.diagnostics import SpecError
from specc.document.document import parse
from specc.language.block import Block
from specc.language.family import ByField, Family, by_type, member
from specc.language.json_schema import as_json, properties, schema
from specc.language.reference.examples import example
from specc.language.reference.sections import sections
from specc.language.written import WrittenSpec
from specc.resolve.extends import load

ROOT = pathlib.Path(__file__).parents[2]
MOST = 600_000  # bytes: an editor reads it for each spec that it opens

SPEC: dict[str, Any] = {
    "specc": 1,
    "name": "a",
    "task": "classification",
    "model": {"type": "mlp", "hidden": [8]},
    "data": {"source": {"type": "sklearn", "name": "digits"}, "batch_size": 64},
    "optimizer": {"type": "adamw", "learning_rate": 1e-3},
    "train": {"duration": "5 epochs"},
}


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return schema(WrittenSpec)


@pytest.fixture(scope="module")
def validator(whole) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(whole)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The spec with another value at a path."""
    spec = json.loads(json.dumps(SPEC))
    inner = spec
    *before, last = path.split(".")
    for key in before:
        inner = inner.setdefault(key, {})
    inner[last] = value
    return spec


def test_it_is_a_schema_of_a_size_for_editors(whole):
    jsonschema.Draft202012Validator.check_schema(whole)
    text = as_json(whole)
    assert json.loads(text) == whole
    assert len(text.encode()) < MOST


def test_every_reference_leads_somewhere(whole):
    def references(node: Any):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for inner in node.values():
                yield from references(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from references(inner)

    for reference in set(references(whole)):
        node = whole
        for part in reference.removeprefix("#/").split("/"):
            node = node[int(part)] if isinstance(node, list) else node[part]


def whole_specs() -> list[tuple[str, bytes]]:
    """The gallery, the specs of the schedules and all whole specs in the documentation."""
    files = [*(ROOT / "specs").glob("*.yaml"), *(ROOT / "docs/schedules").glob("*.yaml")]
    found = [(path.name, path.read_bytes()) for path in sorted(files) if path.name != "base.yaml"]
    wrong = ROOT / "docs/mistakes.md"
    for page in [ROOT / "README.md", *sorted({*(ROOT / "docs").glob("*.md")} - {wrong})]:
        for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", page.read_text(), re.S)):
            if re.search(r"^specc: 1$", block, re.M) and "…" not in block:
                found.append((f"{page.name}:{number}", block.encode()))
    return found


@pytest.mark.parametrize(("name", "text"), whole_specs(), ids=lambda part: str(part)[:40])
def test_whole_specs_are_accepted(name, text, validator):
    assert [error.message for error in validator.iter_errors(parse(text, "a.yaml").value)] == []


def test_some_of_them_are_from_the_documentation():
    assert sum(".md:" in name for name, _ in whole_specs()) >= 2


FORMS = {
    "a name for a block": ("model.norm", "batch"),
    "a name for a task": ("task", "regression"),
    "names in a list": ("data.augment", ["flip", {"type": "crop", "padding": 2}]),
    "a number for a learning rate": ("optimizer.learning_rate", 0.1),
    "an integer for a number": ("optimizer.learning_rate", 1),
    "a schedule for a number": ("optimizer.weight_decay", {"type": "linear", "start": 0, "end": 1}),
    "a share for a split": ("data.holdout", "15%"),
    "a split": ("data.holdout", {"type": "random", "share": "15%", "test": "5%"}),
    "a share with a blank": ("data.holdout", "12.5 %"),
    "a duration with a suffix": ("train.duration", "2.5M examples"),
    "a share or a rate": (
        "optimizer.learning_rate",
        {"type": "cosine", "peak": 1.0, "floor": 1e-5, "warmup": "5%"},
    ),
    "a pattern or several": ("optimizer.mask", {"match": ["a/**", "b"], "exclude": "c"}),
    "an optimizer of a group by name": ("optimizer.groups", [{"match": "a", "optimizer": "sgd"}]),
    "an optimizer of a group": (
        "optimizer.groups",
        [{"match": "a", "optimizer": {"type": "sgd", "momentum": 0.9}}],
    ),
    "a number of the same shape": (
        "optimizer",
        {"type": "muon", "learning_rate": 0.1, "adam_learning_rate": {"type": "linear", "peak": 1}},
    ),
    "a file by its URL": (
        "data.source",
        {
            "type": "csv",
            "path": {"url": "https://a.org/b", "sha256": "0" * 64},
            "target": ["a", "b"],
        },
    ),
    "an optimizer in another": (
        "optimizer",
        {"type": "sam", "base_optimizer": {"type": "sgd", "learning_rate": 0.1}},
    ),
    "phases": (
        "optimizer.learning_rate",
        {"type": "sequence", "phases": [{"for": "5%", "schedule": 0.1}, {"schedule": 0.2}]},
    ),
    "null": ("average", None),
}

MISTAKES = {
    "an unknown key": ("seeds", 1),
    "an unknown key of a member": ("optimizer.weigth_decay", 0.1),
    "a key of another member": ("optimizer.momentum", 0.9),
    "an unknown type": ("optimizer.type", "adammw"),
    "an unknown name": ("task", "classify"),
    "a name of a block that needs more": ("task", "generation"),
    "a wrong type": ("data.batch_size", "many"),
    "a value for a list": ("model.hidden", 8),
    "a missing key": ("optimizer", {"type": "adamw"}),
    "a missing type": ("optimizer", {"learning_rate": 0.1}),
    "a wrong unit": ("train.duration", "5 hours"),
    "a number for a duration": ("train.duration", 5),
    "a number for a share": ("data.holdout", 0.15),
    "a number that is too small": ("data.batch_size", 0),
    "a schedule without an end": ("optimizer.weight_decay", {"type": "linear", "start": 0}),
    "a learning rate of a group": (
        "optimizer.groups",
        [{"match": "a", "optimizer": {"type": "sgd", "learning_rate": 0.1}}],
    ),
    "a schedule in a group": (
        "optimizer.groups",
        [
            {
                "match": "a",
                "optimizer": {
                    "type": "sgd",
                    "momentum": {"type": "linear", "start": 0.5, "end": 0.9},
                },
            }
        ],
    ),
    "a sequence in a sequence": (
        "optimizer.learning_rate",
        {
            "type": "sequence",
            "phases": [{"schedule": 0.1}, {"schedule": {"type": "sequence", "phases": []}}],
        },
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_accepted(form, validator):
    path, value = FORMS[form]
    assert [error.message for error in validator.iter_errors(changed(path, value))] == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_refused(mistake, validator):
    path, value = MISTAKES[mistake]
    assert not validator.is_valid(changed(path, value))


def test_extends_takes_what_the_reader_takes(validator, tmp_path):
    """Nothing is required of a spec that extends another, but what it has must be right."""
    (tmp_path / "base.yaml").write_text(json.dumps(SPEC))
    for value in ("base.yaml", ["base.yaml"], [], "", ["", "base.yaml"], [1], None, {}, 3):
        path = tmp_path / "a.yaml"
        path.write_text(json.dumps({**(SPEC if value == [] else {}), "extends": value}))
        try:
            load(path)
            read = True
        except SpecError:
            read = False
        assert validator.is_valid({"extends": value}) == read, value
    part = {"extends": "base.yaml", "optimizer": {"learning_rate": {"peak": 0.1}, "b1": 0.8}}
    assert validator.is_valid(part)
    assert validator.is_valid({**part, "model": {"hidden": [4]}, "data": {"facts": {"rows": 3}}})
    for wrong in (
        {"optimizer": {"weigth_decay": 0.1}},
        {"optimizer": {"learning_rate": {"peak": "much"}}},
        {"optimizer": {"type": "sgd", "b1": 0.8}},
        {"optimizer": {"groups": [{"name": "a"}]}},  # lists are not merged
        {"optimiser": {}},
    ):
        assert not validator.is_valid({"extends": "base.yaml", **wrong}), wrong


def definitions() -> list[str]:
    return sorted(
        f"{section.target.package.removeprefix('specc.language.')}.{name}"
        for section in sections()
        if isinstance(section.target, Family) and not section.variant
        for name in section.target.names()
    )


@pytest.mark.parametrize("name", definitions())
def test_every_member_has_a_definition_that_knows_its_keys(name, whole):
    """It accepts the member's example, and all its defaults; and refuses another key."""
    package, _, last = name.rpartition(".")
    block = member(f"specc.language.{package}", last)
    own = jsonschema.Draft202012Validator({**whole["$defs"][name], "$defs": whole["$defs"]})
    written = example(block)
    assert [error.message for error in own.iter_errors(written)] == []
    assert not own.is_valid({**written, "no_such_key": 1})
    fields = whole["$defs"][name]["properties"]
    for key, node in properties(block).items():
        for value in itertools.chain(
            [node["default"]] if "default" in node else [], node.get("examples", [])
        ):
            field = jsonschema.Draft202012Validator({**fields[key], "$defs": whole["$defs"]})
            assert field.is_valid(value), (key, value)


def test_every_property_is_described(whole):
    for name, definition in whole["$defs"].items():
        for key, node in definition.get("properties", {}).items():
            while "$ref" in node and "description" not in node:
                target = whole
                for part in node["$ref"].removeprefix("#/").split("/"):
                    target = target[int(part)] if isinstance(target, list) else target[part]
                node = target
            assert key == "type" or (node.get("title") and node.get("description")), (name, key)


MEMBER = '''
from typing import Literal

from specc.language.block import Block


class {title}(Block):
    """A member called {name}."""

    type: Literal["{name}"] = "{name}"
    {field}
'''


def test_a_new_member_needs_no_change_of_the_schema(tmp_path, monkeypatch):
    for package in ("things_of_tests", "parts_of_tests"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
        for name, field in {"first": "size: int = 1", "tenth": "share: float"}.items():
            text = MEMBER.format(title=name.title(), name=name, field=field)
            (tmp_path / package / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    short = Annotated[Any, Family("things_of_tests", "thing", shorthand=by_type)]
    number = Annotated[Any, Family("parts_of_tests", "part", shorthand=ByField("tenth", "share"))]

    class Holder(Block):
        """A block with members."""

        kind: Literal["a"] = "a"
        thing: short | None = None  # type: ignore[valid-type]
        part: number | None = None  # type: ignore[valid-type]

    made = schema(Holder)
    validator = jsonschema.Draft202012Validator(made)
    for value in ("first", {"type": "first"}, {"type": "tenth", "share": 0.5}):
        assert validator.is_valid({"thing": value})
    for value in ("tenth", "third", {"type": "tenth"}, {"type": "first", "share": 0.5}, 0.5):
        assert not validator.is_valid({"thing": value})
    assert validator.is_valid({"part": 0.5})
    assert not validator.is_valid({"part": "first"})
