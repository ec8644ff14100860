"""Problems of a block of user code."""

from __future__ import annotations

from specc.inline import function, model
from specc.inline.problems import Problem
from specc.language.code import OwnCode, OwnFunction
from specc.language.models.python import Python


def problems_of(block: OwnCode) -> tuple[Problem, ...]:
    """The problems that prevent using the code that a block names."""
    if isinstance(block, OwnFunction):
        given = tuple(block.args)
        return function.analyze(block.files, block.path, block.name, block.takes, given)
    assert isinstance(block, Python), type(block)
    return model.analyze(block).problems
