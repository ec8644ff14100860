"""The JSON Schema of the language, generated from the models.

Each block and each family has one definition. A family chooses by `type`, so that an editor knows which keys
a mapping can have, and says what is wrong with it rather than with every alternative. Whatever has a form of
its own (a duration, a shorthand) says so beside the code that reads it; nothing here knows a member by name.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from specc.language.block import Block
from specc.language.change import Scheduled
from specc.language.family import TARGET, Family, Part, first, text
from specc.language.type_text import type_text

Node = dict[str, Any]
"""A JSON schema; until it is written out, it has a `Target` under `TARGET` in place of a `$ref`."""

_PREFIX = "specc.language."
_WORTH_SHARING = 90  # characters of a schema that a reference to it is shorter than
_LISTS = ("items", "prefixItems")
_SCALARS = ("string", "number", "integer", "boolean")

Target = type[Block] | Family | Part
"""What a reference is to."""


class _Fields(GenerateJsonSchema):
    """The schema of a block's fields, with references to the blocks and families in them."""

    _inside = False

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A title is the text of a type, not the name of the field in other letters."""
        return False

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        """Without definitions by pydantic's names."""
        return super().generate_inner({key: schema[key] for key in schema if key != "ref"})

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The fields of the outermost block; a reference to any other."""
        if self._inside:
            return {TARGET: schema["cls"]}
        self._inside = True
        return super().model_schema(schema)

    def definitions_schema(self, schema: core_schema.DefinitionsSchema) -> JsonSchemaValue:
        """The schema itself; blocks that are met several times are references anyway."""
        self._known = {found["ref"]: found for found in schema["definitions"]}
        return self.generate_inner(schema["schema"])

    def definition_ref_schema(self, schema: core_schema.DefinitionReferenceSchema) -> Node:
        """What it refers to."""
        return self.generate_inner(self._known[schema["schema_ref"]])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Without the default, which `properties` adds as a person writes it."""
        return self.generate_inner(schema["schema"])


@functools.cache
def properties(block: type[Block]) -> Mapping[str, Node]:
    """The schema of each field of a block, by its key in a spec."""
    found = _Fields(by_alias=True).generate_inner(block.__pydantic_core_schema__)
    nodes: dict[str, Node] = found["properties"]
    for name, field in block.model_fields.items():
        key = field.alias or name
        node = _flat(nodes[key])
        title = node.pop("title", None) or type_text(node)
        if key == "type" and "const" in node:
            nodes[key] = {"const": node["const"]}
            continue
        nodes[key] = _with_unit({"title": title, **node})
        if not field.is_required() and field.get_default() is not None:
            nodes[key]["default"] = plain_default(field.get_default(), node)
    return nodes


def required(block: type[Block]) -> list[str]:
    """The keys that a block needs."""
    return [f.alias or name for name, f in block.model_fields.items() if f.is_required()]


def references(node: Any) -> Iterator[Any]:
    """What a schema refers to: blocks and families."""
    if isinstance(node, Mapping):
        if TARGET in node:
            yield node[TARGET]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def plain_default(value: Any, node: Node) -> Any:
    """A default as a person writes it in a spec; None if there is none."""
    family = next((found for found in references(node) if isinstance(found, Family)), None)
    if isinstance(value, Block):
        return (
            family.brief(value) if family else value.model_dump(mode="json", exclude_defaults=True)
        )
    if isinstance(value, tuple):
        return [plain_default(item, node) for item in value]
    return (
        value if value is None or isinstance(value, bool | int | float | str | dict) else str(value)
    )


def _with_unit(node: Node) -> Node:
    """The unit of what is in a schema said of the whole, if all of it has that unit."""
    units: list[str] = []

    def without(inner: Any) -> Any:
        if isinstance(inner, list):
            return [without(item) for item in inner]
        if not isinstance(inner, dict):
            return inner
        if "unit" in inner or "const" in inner or inner.get("type") in _SCALARS or TARGET in inner:
            units.append(inner.get("unit", ""))
        return {key: without(value) for key, value in inner.items() if key != "unit"}

    bare: Node = without(node)
    return {**bare, "unit": units[0]} if len(set(units)) == 1 and units[0] else bare


def _flat(node: Node) -> Node:
    """A union inside a union as one, and what is said of its only alternative said of it."""
    if "anyOf" not in node:
        return node
    alternatives: list[Node] = []
    for part in map(_flat, node["anyOf"]):
        alternatives += part["anyOf"] if set(part) == {"anyOf"} else [part]
    return {**node, "anyOf": alternatives}


def schema(root: type[Block]) -> Node:
    """The schema of a document whose mapping is a block.

    A spec that extends another may leave out anything that the other has. So each block that is merged has a
    second definition in which no key is required.
    """
    definitions = _Definitions()
    whole, rest = (_pointer(definitions.refer(root, extends)) for extends in (False, True))
    return _shared(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "spec of a trainer",
            "description": text(root),
            "type": "object",
            "if": {"required": ["extends"]},
            "then": {"$ref": rest},
            "else": {"$ref": whole},
            "$defs": dict(sorted(definitions.found.items())),
        }
    )


class _Definitions:
    """The definitions, each made when it is first referred to.

    Those of a spec that extends another are called `partial.…`. Only mappings in mappings are merged, so a
    list has whole blocks.
    """

    def __init__(self) -> None:
        self.found: dict[str, Node] = {}
        self._targets: dict[str, Target] = {}

    def refer(self, target: Target, partial: bool) -> str:
        """The name of a definition."""
        name = _name(target)
        if self._targets.setdefault(name, target) != target:
            raise LookupError(f"two definitions are called {name}")
        if partial and not isinstance(target, Family) and not _loosens(_of(target)):
            return self.refer(target, False)
        name = f"partial.{name}" if partial else name
        if name not in self.found:
            self.found[name] = {}  # it may refer to itself
            self.found[name] = (
                self._union(target, partial)
                if isinstance(target, Family)
                else self._block(target, partial)
            )
        return name

    def _block(self, target: type[Block] | Part, partial: bool) -> Node:
        block = _of(target)
        kept = target.fields if isinstance(target, Part) else properties(block)
        nodes = {key: properties(block)[key] for key in kept}
        needed = [key for key in required(block) if key in nodes]
        if isinstance(target, Part):
            nodes = {key: _number(node) for key, node in nodes.items()}
        written = {key: self._write(_described(node), partial) for key, node in nodes.items()}
        if partial or isinstance(target, Part):
            own = _pointer(self.refer(block, False))
            same = [key for key, node in properties(block).items() if node == nodes.get(key)]
            for key in same:
                if not partial or not any(_merged(nodes[key])):
                    written[key] = {"$ref": f"{own}/properties/{key}"}
        return {
            "title": _title(block),
            **({} if partial else {"description": text(block)}),
            "type": "object",
            "properties": written,
            "additionalProperties": False,
            **(_required(needed, getattr(block, "completed_by", "")) if not partial else {}),
        }

    def _union(self, family: Family, partial: bool) -> Node:
        """One of the members, by `type`, or the shorthand."""
        parts = family.parts()
        chosen = {
            name: {"$ref": _pointer(self.refer(part, partial))} for name, part in parts.items()
        }
        blocks: Node = {
            "type": "object",
            "properties": {"type": _words({name: text(_of(part)) for name, part in parts.items()})},
        }
        if partial:  # what does not differ from the family of whole blocks is said there
            whole = _pointer(self.refer(family, False))
            inside = whole if family.shorthand is None else f"{whole}/anyOf/1"
            blocks["properties"] = {"type": {"$ref": f"{inside}/properties/type"}}
        branches = [
            {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": node}
            for name, node in chosen.items()
        ]
        if partial:
            untyped = {"if": {"not": {"required": ["type"]}}, "then": {"anyOf": [*chosen.values()]}}
            branches.append(untyped)
        else:
            blocks["required"] = ["type"]
        blocks["allOf"] = branches
        about = {} if partial else {"description": family.text}
        if family.shorthand is None:
            return {**about, **blocks}
        shorthand = (
            {"$ref": f"{whole}/anyOf/0"}
            if partial
            else self._write(family.shorthand.schema(family, properties), False)
        )
        return {**about, "anyOf": [shorthand, blocks]}

    def _write(self, node: Any, partial: bool) -> Any:
        """A schema with pointers in place of what it refers to."""
        if isinstance(node, list):
            return [self._write(item, partial) for item in node]
        if not isinstance(node, Mapping):
            return node
        inside = {key: partial and key not in _LISTS for key in node}
        found = {key: self._write(node[key], inside[key]) for key in node if key != TARGET}
        if TARGET in node:
            return {"$ref": _pointer(self.refer(node[TARGET], partial)), **found}
        return found


def as_json(written: Node) -> str:
    """A schema as JSON, each definition on a line of its own."""
    rest = {key: value for key, value in written.items() if key != "$defs"}
    lines = [f"{json.dumps(name)}: {_compact(node)}" for name, node in written["$defs"].items()]
    head = json.dumps(rest, indent=2, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n  "$defs": {{\n' + ",\n".join(lines) + "\n  }\n}"


def _compact(node: Node) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


def _of(part: type[Block] | Part) -> type[Block]:
    return part.block if isinstance(part, Part) else part


def _loosens(block: type[Block]) -> bool:
    """Whether a block can be written in part only where it is merged with another."""
    return bool(required(block)) or any(any(_merged(node)) for node in properties(block).values())


def _merged(node: Node) -> Iterator[Target]:
    """What a schema refers to outside of lists."""
    if TARGET in node:
        yield node[TARGET]
    for key, inner in node.items():
        for part in inner if isinstance(inner, list) else [inner]:
            if key not in _LISTS and isinstance(part, Mapping):
                yield from _merged(part)  # type: ignore[arg-type]


def _described(node: Node) -> Node:
    """A field's schema with unit and default in its texts, as editors show nothing else of them."""
    node = dict(node)
    unit = node.pop("unit", "")
    if unit and "pattern" not in node:  # such a text names its unit
        node["title"] = f"{node['title']}, in {unit}"
    if "default" in node and "description" in node:
        default = node["default"]
        shown = default if isinstance(default, str) else json.dumps(default)
        node["description"] += f" Default: {shown}."
    return node


def _required(needed: list[str], completed_by: str) -> Node:
    """That some keys are needed, or another one that stands for them."""
    if not needed:
        return {}
    if completed_by:
        return {"anyOf": [{"required": needed}, {"required": [completed_by]}]}
    return {"required": needed}


def _number(node: Node) -> Node:
    """The number of a field that can also follow a schedule elsewhere."""
    number = node.get("anyOf", [{}])[0]
    if number.get("type") != "number" or Scheduled.family not in references(node):
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**rest, **number, "title": type_text(number)}


def _words(meanings: Mapping[str, str]) -> Node:
    """A word of several, each with its meaning."""
    return {"enum": [*meanings], "enumDescriptions": [first(said) for said in meanings.values()]}


def _title(block: type[Block]) -> str:
    kind = block.model_fields.get("type")
    own = kind.default if kind and not kind.is_required() else block.model_config.get("title")
    return str(own or block.__name__.lower())


def _name(target: Target) -> str:
    if isinstance(target, Part):
        return f"{_name(target.block)}.{target.where}"
    if isinstance(target, Family):
        return ".".join([target.package.removeprefix(_PREFIX), *target.variant])
    of_family = target.__module__.removeprefix(_PREFIX)
    return of_family if "." in of_family and "type" in target.model_fields else target.__name__


def _pointer(name: str) -> str:
    return f"#/$defs/{name}"


def _shared(whole: Node) -> Node:
    """The schema with properties that several blocks have in common written once."""
    definitions: dict[str, Node] = whole["$defs"]
    counts: dict[str, int] = {}
    for definition in definitions.values():
        for node in definition.get("properties", {}).values():
            key = json.dumps(node)
            counts[key] = counts.get(key, 0) + 1
    names: dict[str, str] = {}
    for definition in [*definitions.values()]:
        for field, node in definition.get("properties", {}).items():
            key = json.dumps(node)
            if counts[key] > 1 and len(key) > _WORTH_SHARING:
                if key not in names:
                    alike = sum(name.startswith(f"fields.{field}.") for name in names.values())
                    names[key] = f"fields.{field}.{alike + 1}"
                    definitions[names[key]] = node
                definition["properties"][field] = {"$ref": _pointer(names[key])}
    for definition in definitions.values():  # not by way of a block that itself refers to them
        for field, node in definition.get("properties", {}).items():
            owner, inside, key = (
                node.get("$ref", "").removeprefix("#/$defs/").partition("/properties/")
            )
            if inside and "$ref" in definitions[owner]["properties"][key]:
                definition["properties"][field] = definitions[owner]["properties"][key]
    return whole
