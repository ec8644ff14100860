"""Every way in which a value can be wrong, found where the user wrote it and said in plain words."""

from __future__ import annotations

import enum
import json
import re
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    field_validator,
    model_validator,
)

from specc.document.diagnostics import Diagnostic, Fix
from specc.document.document import Document, parse
from specc.language import findings, wording
from specc.language.spec import Spec
from specc.language.validate import validate


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Adam(Strict):
    type: Literal["adam"]
    b1: float = Field(0.9, ge=0, lt=1)
    b2: float = 0.999


class Sgd(Strict):
    type: Literal["sgd"]
    momentum: float = 0.0
    nesterov: bool = False
    adam: int = 0  # a field that is called like a tag


class Rms(Strict):
    type: Literal["rms", "rmsprop"]
    momentum: float = 0.0


Optimizer = Annotated[Adam | Sgd | Rms, Field(discriminator="type")]


def by_type(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


class Kinds(Strict):
    type: Literal["kinds"]
    smooth: float = 0.0


class Numbers(Strict):
    type: Literal["numbers"]
    size: int = Field(description="How many there are.")


Task = Annotated[Kinds | Numbers, Field(discriminator="type"), BeforeValidator(by_type)]


class Constant(Strict):
    type: Literal["constant"]
    value: float


class Cosine(Strict):
    type: Literal["cosine"]
    peak: float = Field(gt=0)
    warmup: int = 0


class Even(Strict):
    by: int

    @field_validator("by")
    @classmethod
    def even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"{value} is odd, and halves must be whole")
        return value

    @model_validator(mode="after")
    def small(self) -> Even:
        if self.by > 1000:
            raise AssertionError("by is enormous")
        return self


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def kind_of(value: Any) -> str:
    return "pair" if isinstance(value, list) else "one"


class Names(RootModel[dict[str, int]]):
    pass


class Model(Strict):
    name: str = Field("x", pattern="^[a-z]+$", max_length=5)
    batch_size: int = Field(1, ge=1, multiple_of=1)
    rate: float = 0.1
    flag: bool = False
    hidden: list[int] = Field([1], min_length=1)
    pair: Annotated[tuple[int, str], Field(strict=False)] = (1, "a")
    words: dict[Annotated[str, Field(pattern="^[a-z]+$")], float] = {}
    optimizer: Optimizer | None = None
    layers: list[Optimizer] = []
    task: Task | None = None
    schedule: float | Annotated[Constant | Cosine, Field(discriminator="type")] = 0.1
    either: int | Literal["all"] = 1
    even: Even | None = None
    colour: Literal["red", "green"] = "red"
    shade: Colour | None = None
    tagged: Annotated[
        Annotated[int, Tag("one")] | Annotated[list[int], Tag("pair")], Discriminator(kind_of)
    ] = 1
    plain: Even | Numbers | None = None
    renamed: int = Field(1, alias="old-name")
    names: Names = Names({})


def found(text: str, model: type[BaseModel] = Model) -> list[Diagnostic]:
    value, diagnostics = validate(parse(text.encode(), "a.yaml"), model)
    assert value is None
    assert all(one.code in findings.CODES for one in diagnostics)
    for one in diagnostics:
        said = " ".join([one.message, one.label, *one.notes])
        assert not re.search(
            r"(?i)input should|valid (dict|int|str)|pydantic|http|instance of", said
        )
    return list(diagnostics)


def only(text: str, model: type[BaseModel] = Model) -> Diagnostic:
    (one,) = found(text, model)
    return one


def underlined(text: str, one: Diagnostic) -> str:
    assert one.span is not None
    return text[one.span.start : one.span.end]


def test_what_is_right() -> None:
    text = (
        "name: abc\noptimizer: {type: sgd, adam: 1}\ntask: kinds\nschedule: {type: cosine, peak: 1}\n"
        "layers: [{type: adam}]\npair: [1, b]\neither: all\nwords: {a: 1}\nold-name: 2\ntagged: [1]\n"
    )
    model, diagnostics = validate(parse(text.encode(), "a.yaml"), Model)
    assert diagnostics == ()
    assert model is not None
    assert model.task == Kinds(type="kinds")
    assert model.schedule == Cosine(type="cosine", peak=1)


@pytest.mark.parametrize(
    ("text", "code", "path", "underline", "label", "fix"),
    [
        # the wrong kind
        ("batch_size: '128'", "R104", "batch_size", "'128'", "expected an integer, found the string '128'", "128"),
        ("batch_size: 128.0", "R104", "batch_size", "128.0", "expected an integer, found 128.0", "128"),
        ("batch_size: '1e3'", "R104", "batch_size", "'1e3'", "expected an integer, found the string '1e3'", "1000"),
        ("batch_size: 1_000", "R104", "batch_size", "1_000", "expected an integer, found the string '1_000'", "1000"),
        ("batch_size: '1,000'", "R104", "batch_size", "'1,000'", "expected an integer, found the string '1,000'", "1000"),
        ("batch_size: 1.5", "R104", "batch_size", "1.5", "expected an integer, found 1.5", None),
        ("batch_size: true", "R104", "batch_size", "true", "expected an integer, found true", None),
        ("batch_size:", "R104", "batch_size", "", "expected an integer, found nothing (null)", None),
        ("batch_size: [1]", "R104", "batch_size", "batch_size", "expected an integer, found a list", None),
        ("rate: '1e-3'", "R104", "rate", "'1e-3'", "expected a number, found the string '1e-3'", "1e-3"),
        ("rate: fast", "R104", "rate", "fast", "expected a number, found the string 'fast'", None),
        ("flag: yes", "R104", "flag", "yes", "expected true or false, found the string 'yes'", "true"),
        ("flag: Off", "R104", "flag", "Off", "expected true or false, found the string 'Off'", "false"),
        ("flag: 1", "R104", "flag", "1", "expected true or false, found 1", None),
        ("name: 12", "R104", "name", "12", "expected a string, found 12", '"12"'),
        ("name: true", "R104", "name", "true", "expected a string, found true", '"true"'),
        ("hidden: 256", "R104", "hidden", "256", "expected a list, found 256", "[256]"),
        ("hidden: {a: 1}", "R104", "hidden", "hidden", "expected a list, found a mapping", None),
        ("hidden: [1, x]", "R104", "hidden.1", "x", "expected an integer, found the string 'x'", None),
        ("pair: [1, 2]", "R104", "pair.1", "2", "expected a string, found 2", '"2"'),
        ("words: {a: x}", "R104", "words.a", "x", "expected a number, found the string 'x'", None),
        ("words: [1]", "R104", "words", "words", "expected a mapping, found a list", None),
        ("even: 3", "R104", "even", "3", "expected a mapping, found 3", None),
        ("names: {a: b}", "R104", "names.a", "b", "expected an integer, found the string 'b'", None),
        ("old-name: x", "R104", "old-name", "x", "expected an integer, found the string 'x'", None),
        ("tagged: x", "R104", "tagged", "x", "expected an integer, found the string 'x'", None),
        ("tagged: [1, x]", "R104", "tagged.1", "x", "expected an integer, found the string 'x'", None),
        ("optimizer: {type: adam, b2: x}", "R104", "optimizer.b2", "x", "expected a number, found the string 'x'", None),
        ("optimizer: {type: sgd, adam: x}", "R104", "optimizer.adam", "x", "expected an integer, found the string 'x'", None),
        ("optimizer: 3", "R104", "optimizer", "3", "expected a mapping, found 3", None),
        ("layers: [{type: adam}, {type: sgd, nesterov: yes}]", "R104", "layers.1.nesterov", "yes", "expected true or false, found the string 'yes'", "true"),
        # unions without tags
        ("schedule: fast", "R104", "schedule", "fast", "expected a number or a mapping, found the string 'fast'", None),
        ("schedule: {type: cosine, peak: x}", "R104", "schedule.peak", "x", "expected a number, found the string 'x'", None),
        ("schedule: {type: cosine, peak: -1}", "R108", "schedule.peak", "-1", "must be more than 0, found -1", None),
        ("schedule: {type: cosin, peak: 1}", "R105", "schedule.type", "cosin", "did you mean cosine?", "cosine"),
        ("schedule: {type: constant, peak: 1, value: 1}", "R102", "schedule.peak", "peak", "the type is constant", None),
        ("either: some", "R104", "either", "some", "expected an integer or all, found the string 'some'", None),
        ("plain: {by: 3}", "R112", "plain.by", "3", "", None),
        # words and types
        ("colour: gren", "R107", "colour", "gren", "expected red or green, found the string 'gren'", "green"),
        ("colour: 3", "R107", "colour", "3", "expected red or green, found 3", None),
        ("shade: re", "R113", "shade", "re", "found the string 're'", None),
        ("optimizer: {type: adm}", "R105", "optimizer.type", "adm", "did you mean adam?", "adam"),
        ("optimizer: {type: zzz}", "R105", "optimizer.type", "zzz", "", None),
        ("optimizer: {type: 3}", "R105", "optimizer.type", "3", "expected adam, sgd, rms or rmsprop, found 3", None),
        ("optimizer: {b1: 0.5}", "R106", "optimizer.type", "optimizer", "it says which optimizer is meant", None),
        ("layers:\n- {b1: 0.5}", "R106", "layers.0.type", "{b1: 0.5}", "it says which 0 is meant", None),
        ("task: knds", "R105", "task", "knds", "did you mean kinds?", "kinds"),
        # keys
        ("batchsize: 3", "R101", "batchsize", "batchsize", "did you mean `batch_size`?", "batch_size"),
        ("zzz: 3", "R101", "zzz", "zzz", "", None),
        ("optimizer: {type: adam, bb1: 1}", "R101", "optimizer.bb1", "bb1", "did you mean `b1`?", "b1"),
        ("optimizer: {type: adam, momentum: 1}", "R102", "optimizer.momentum", "momentum", "the type is adam", None),
        ("layers: [{type: sgd, b1: 1}]", "R102", "layers.0.b1", "b1", "the type is sgd", None),
        ("task: {type: numbers}", "R103", "task.size", "task", "numbers needs it", None),
        ("task: numbers", "R103", "task.size", "numbers", "numbers needs it", None),
        ("even: {}", "R103", "even.by", "even", "`even` needs it", None),
        # numbers and sizes
        ("batch_size: 0", "R108", "batch_size", "0", "must be at least 1, found 0", None),
        ("optimizer: {type: adam, b1: 1.5}", "R108", "optimizer.b1", "1.5", "must be less than 1, found 1.5", None),
        ("rate: .nan", "R109", "rate", ".nan", "expected a finite number, found .nan", None),
        ("rate: -.inf", "R109", "rate", "-.inf", "expected a finite number, found -.inf", None),
        ("rate: 1e999", "R109", "rate", "1e999", "expected a finite number, found .inf", None),
        ("hidden: [1, .inf]", "R109", "hidden.1", ".inf", "expected a finite number, found .inf", None),
        ("name: ABC", "R110", "name", "ABC", "found the string 'ABC'", None),
        ("words: {A: 1}", "R110", "words.A", "A", "found the string 'A'", None),
        ("name: abcdef", "R111", "name", "abcdef", "must have at most 5 characters, has 6", None),
        ("hidden: []", "R111", "hidden", "[]", "must have at least 1 value, has 0", None),
        ("pair: [1]", "R103", "pair.1", "pair", "`pair` needs it", None),
        # checks of a field's or a block's own
        ("even: {by: 3}", "R112", "even.by", "3", "", None),
        ("even: {by: 2000}", "R112", "even", "even", "", None),
    ],
)  # fmt: skip
def test_what_is_wrong(
    text: str, code: str, path: str, underline: str, label: str, fix: str | None
) -> None:
    one = only(text)
    assert (one.code, ".".join(map(str, one.path))) == (code, path)
    assert underlined(text, one) == underline
    assert one.label == label
    assert one.fix == (Fix(one.path, fix, renames=code == "R101") if fix is not None else None)


def test_a_key_is_not_renamed_to_one_that_is_there() -> None:
    one = only("optimizer: {type: adam, b1: 0.5, bb1: 1}")
    assert one.label == "did you mean `b1`?"
    assert one.fix is None


def test_messages() -> None:
    def message(text: str) -> str:
        return only(text).message

    assert message("batch_size: x") == "wrong value for `batch_size`"
    assert message("layers: [{type: adam, b1: 2}]") == "`layers.0.b1` is out of range"
    assert message("optimizer: {type: adam, momentum: 1}") == (
        "`momentum` belongs to sgd or rms or rmsprop, not to adam".replace("sgd or rms", "sgd, rms")
    )
    assert message("optimizer: {type: adm}") == "no optimizer has the type `adm`"
    assert message("even: {by: 3}") == "3 is odd, and halves must be whole"
    assert message("even: {by: 2000}") == "by is enormous"
    assert message("even: {}") == "missing key `even.by`"


def test_a_few_of_many_are_named() -> None:
    assert wording.nearest("adam", ["sgd", "rmsprop"]) == ["sgd", "rmsprop"]
    many = ["acprop", "adamw", "lion", "nadam", "sgd", "sm3", "yogi", "rmsprop"]
    assert wording.nearest("adam", many, 2) == ["adamw", "nadam", "6 others"]


def test_notes() -> None:
    assert only("optimizer: {type: zzz}").notes == ("the types are adam, sgd, rms, rmsprop",)
    assert only("optimizer: {type: adam, zzz: 1}").notes == ("the keys here are type, b1, b2",)
    assert only("task: numbers").notes == ("size: How many there are.",)
    assert only("name: A").notes == ()  # a pattern says nothing to people
    assert "old-name" in only("zzz: 1").notes[0]


def test_everything_is_found_at_once_and_in_order() -> None:
    text = "zzz: 1\nrate: .nan\noptimizer: {type: adam, b1: 2, b2: x}\nbatch_size: '1'\nhidden: [a, b]\n"
    codes = [(one.code, one.span and one.span.line) for one in found(text)]
    assert codes == [("R101", 1), ("R109", 2), ("R108", 3), ("R104", 3), ("R104", 4), ("R104", 5), ("R104", 5)]  # fmt: skip


def test_a_missing_key_at_the_top_stands_at_the_top() -> None:
    class Root(Strict):
        must: int

    one = only("{}", Root)
    assert (one.code, one.message, one.label) == ("R103", "missing key `must`", "the spec needs it")
    assert one.span is not None
    assert one.span.line == 1


def test_infinity_is_refused_even_where_a_model_would_take_it() -> None:
    class Anything(Strict):
        x: Any = None

    assert only("x: [.inf]", Anything).path == ("x", 0)


def test_recursive_models() -> None:
    class Tree(Strict):
        value: int = 0
        children: list[Tree] = []

    Tree.model_rebuild(_types_namespace={"Tree": Tree})
    one = only("children: [{children: [{}, {valeu: 1}]}]", Tree)
    assert one.path == ("children", 0, "children", 1, "valeu")
    assert one.label == "did you mean `value`?"


# The language itself, whose families are imported one block at a time ------------------------------

SPEC = """specc: 1
name: digits
task: classification
model: {type: mlp, hidden: [32], activation: gelu}
data: {source: {type: sklearn, name: digits}, holdout: 15%, batch_size: 128}
optimizer:
  type: adamw
  weight_decay: 0.01
  learning_rate: {type: cosine, peak: 3e-3, floor: 10%}
train: {duration: 5 epochs}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "label"),
    [
        ("adamw", "admw", "R105", "optimizer.type", "did you mean adamw?"),
        ("adamw", "adam", "R102", "optimizer.weight_decay", "the type is adam"),
        ("weight_decay", "wieght_decay", "R101", "optimizer.wieght_decay", "did you mean `weight_decay`?"),
        ("  type: adamw\n", "", "R106", "optimizer.type", "it says which optimizer is meant"),
        ("{type: cosine, peak: 3e-3, floor: 10%}", "fast", "R104", "optimizer.learning_rate", "expected a number, found the string 'fast'"),
        ("{type: cosine, peak: 3e-3, floor: 10%}", "-1", "R108", "optimizer.learning_rate", "must be more than 0, found -1"),
        ("floor: 10%", "floor: x", "R104", "optimizer.learning_rate.floor", "expected a percentage such as 10% or a number, found the string 'x'"),
        ("floor: 10%", "floor: 150%", "R112", "optimizer.learning_rate.floor", ""),
        ("floor: 10%", "floor: -1", "R108", "optimizer.learning_rate.floor", "must be at least 0, found -1"),
        ("peak: 3e-3", "peek: 3e-3", "R101", "optimizer.learning_rate.peek", "did you mean `peak`?"),
        ("classification", "clasification", "R105", "task", "did you mean classification?"),
        ("5 epochs", "5", "R112", "train.duration", "expected a duration such as 1000 steps, 5 epochs or 10%, found 5"),
        ("hidden: [32]", "hidden: 32", "R104", "model.hidden", "expected a list, found 32"),
    ],
)  # fmt: skip
def test_the_language(old: str, new: str, code: str, path: str, label: str) -> None:
    assert SPEC.count(old) == 1
    all_found = {
        (one.code, ".".join(map(str, one.path))): one for one in found(SPEC.replace(old, new), Spec)
    }
    assert (code, path) in all_found
    assert all_found[code, path].label == label


VALUES = st.recursive(
    st.sampled_from([None, True, 0, 1, -1, 1.5, "", "adam", "sgd", "kinds", "numbers", "x", float("inf")]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "b1", "momentum", "size", "by", "peak", "x"]), inner, max_size=4)
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*Model.model_fields, "old-name", "x"]), VALUES, max_size=5))
def test_any_value_gives_a_model_or_located_findings(value: dict[str, Any]) -> None:
    document = parse(json.dumps(value).replace("Infinity", ".inf").encode(), "a.yaml")
    model, diagnostics = validate(document, Model)
    assert (model is None) == bool(diagnostics)
    for one in diagnostics:
        assert one.span is not None
        assert one.code in findings.CODES
        assert one.message
        assert reaches(document, one), one


def reaches(document: Document, one: Diagnostic) -> bool:
    """Whether the path is the user's own, or leads to a key that is missing just there."""
    return one.path in document.places or (
        one.code in ("R103", "R106") and one.path[:-1] in document.places
    )
