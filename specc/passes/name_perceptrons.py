"""What the classes of multilayer perceptrons are called."""

from __future__ import annotations

import dataclasses

from specc.ir.model import Model
from specc.ir.perceptron import Perceptron, PerceptronModel
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """The class of perceptrons is `MLP`; if networks have several, they are named after what differs."""
    kinds = [perceptron.traits for perceptron in _perceptrons(program)]
    differ = [len({*column}) > 1 for column in zip(*kinds, strict=True)]

    def named(model: Model) -> Model:
        if not isinstance(model, PerceptronModel):
            return model
        traits = zip(model.perceptron.traits, differ, strict=True)
        name = "".join(trait for trait, counts in traits if counts) + "MLP"
        return dataclasses.replace(
            model, perceptron=dataclasses.replace(model.perceptron, name=name)
        )

    return program.with_models(named)


def postcondition(program: Program) -> bool:
    """Classes of one name are the same."""
    found = {dataclasses.replace(item, origin="") for item in _perceptrons(program)}
    return len(found) == len({item.name for item in found})


def _perceptrons(program: Program) -> list[Perceptron]:
    models = [network.model for network in program.networks]
    return [model.perceptron for model in models if isinstance(model, PerceptronModel)]
