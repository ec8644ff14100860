"""`specc schema` against random and damaged specs: the answers are those of the language itself."""

from __future__ import annotations

import collections
import random

import jsonschema
import pytest

from specc.document.diagnostics import Diagnostic, SpecError
from specc.document.document import parse
from specc.language.json_schema import schema
from specc.language.spec import Spec
from specc.language.validate import validate
from specc.language.written import WrittenSpec
from specc.resolve.extends import load

from . import specs
from .test_damage import DAMAGES, valid_texts

FEW, MANY = 40, 500
SEED = 86
LEAST_REFUSED = 0.98
"""Of the damaged specs that the language refuses, the share that the schema refuses as well.

JSON Schema has no words for the others: infinite numbers and NaN; `1.0`, an integer there; a duration of 0 or of more
than int32; URLs in every detail; bounds of the numbers in a schedule; and fields that do not go together (R112).
"""
BEYOND = {"R104", "R108", "R109", "R111", "R112"}
"""The codes that all findings of the others have."""


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(WrittenSpec))


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_random_specs_are_accepted(count, validator):
    rng = random.Random(SEED)
    for _, choice in zip(range(count), specs.SPACE.covering(rng), strict=False):
        spec = specs.write(choice, rng)
        for text, name in (
            (specs.as_yaml(spec, rng), "a.yaml"),
            (specs.as_json(spec, rng), "a.json"),
        ):
            try:
                value = parse(text.encode("utf-8", "surrogatepass"), name).value
            except SpecError:  # a hostile description
                continue
            assert [error.message for error in validator.iter_errors(value)] == [], text


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_damaged_specs_are_refused_as_the_language_does(count, validator, tmp_path):
    """Whatever the language accepts the schema accepts, and of the others it refuses nearly all."""
    rng = random.Random(SEED)
    texts = valid_texts(rng)
    seen = collections.Counter[str]()
    missed = list[tuple[Diagnostic, ...]]()
    while seen["damaged"] < count:
        suffix, text = rng.choice(texts)
        for damage in rng.choices(DAMAGES, k=rng.choice([1, 1, 2, 4])):
            text = damage(text, rng)
        path = tmp_path / f"damaged{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            value, document = parse(path.read_bytes(), path.name).value, load(path)
        except SpecError:  # its fault is not one of form: it cannot be read at all
            continue
        _, found = validate(document, Spec)
        accepted = validator.is_valid(value)
        seen["damaged" if found else "harmless"] += 1
        if not found:
            assert accepted, text
        elif accepted and not ("extends" in value and found[0].code == "R103"):
            missed.append(found)  # what is missing may be in a spec that it extends
    assert seen["harmless"] > count / 10
    assert len(missed) <= max(2, (1 - LEAST_REFUSED) * count)  # a few are few of a few
    assert {diagnostic.code for found in missed for diagnostic in found} <= BEYOND
