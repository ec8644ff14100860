"""No string becomes code: the laws of what puts values into source."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specc.emit.formatting import format_source
from specc.emit.literals import comment, docstring, literal, wrap_docstring

NASTY = st.text(
    alphabet=st.sampled_from(list("ab \"'\\\n\r\t\0{}%#\u202e\u2028\ud800é")), max_size=40
)
TEXT = NASTY | st.text(max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT


@given(SCALARS | st.lists(st.integers()).map(tuple))
def test_a_literal_evaluates_to_its_value(value):
    found = (
        ast.literal_eval(literal(value)) if value not in (float("inf"), -float("inf")) else value
    )
    assert found == value
    assert type(found) is type(value)


@given(TEXT)
@example('a"""')
@example('"')
@example('\\"')
@example('""""')
@example("\\")
def test_a_docstring_reads_as_its_text(text):
    [statement] = ast.parse(f'"""{docstring(text)}"""'.encode()).body
    assert isinstance(statement.value, ast.Constant)
    assert statement.value.value == text


@given(TEXT)
@example('a"""' * 60)
def test_a_filled_docstring_keeps_all_but_white_space(text):
    [statement] = ast.parse(f'"""{wrap_docstring(text)}\n"""'.encode()).body
    squeezed = "".join(statement.value.value.split())
    assert squeezed == "".join(text.split())
    assert max(map(len, wrap_docstring(text).split("\n"))) <= 100


@given(TEXT)
def test_a_comment_stays_on_its_line(text):
    source = f"1  # {comment(text)}\n"
    assert len(ast.parse(source.encode()).body) == 1
    assert source.count("\n") == 1
    assert len(source.splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("a", '"a"'),
        ("", '""'),
        ("it's", '"it\'s"'),
        ('"', "'\"'"),
        ("\n", '"\\n"'),
        (("a", "b"), '("a", "b")'),
    ],
)
def test_strings_are_written_as_black_would(value, source):
    assert literal(value) == source
    assert format_source(f"x = {source}\n") == f"x = {source}\n"


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (3e-3, "3e-3"),
        (0.05, "0.05"),
        (1e-8, "1e-8"),
        (128, "128"),
        (20_000, "20_000"),
        (1.0, "1.0"),
    ],
)
def test_numbers_are_written_as_a_person_would(value, source):
    assert literal(value) == source
