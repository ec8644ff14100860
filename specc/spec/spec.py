"""The root of a spec."""

from typing import Annotated, Any, Literal

from pydantic import Field

from specc.spec.average import AnyAverage
from specc.spec.block import Block
from specc.spec.data import Data
from specc.spec.family import Family
from specc.spec.fields import Seed
from specc.spec.optimizer import AnyOptimizer
from specc.spec.precision import AnyPrecision
from specc.spec.precisions.float32 import Float32
from specc.spec.run import Checkpoint, Evaluate, Log, Train
from specc.spec.task import AnyTask


class Allow(Block):
    """A finding that is meant, and why."""

    code: str = Field(pattern="^[A-Z][0-9]{3}$", description="Code of the rule, such as S013.")
    reason: str = Field(min_length=1, description="Why the spec is right all the same.")


class Spec(Block):
    """A training program."""

    specc: Literal[1] = Field(description="Version of the language.")
    name: str = Field(
        pattern="^[A-Za-z][A-Za-z0-9_]*$",
        max_length=40,
        description="Name of the trainer: of its file, and of the folder of its runs.",
    )
    description: str | None = Field(
        None, max_length=2_000, description="What to expect of it, for the trainer's docstring."
    )
    seed: Seed = Field(0, description="Of the initialization and of everything drawn in training.")
    task: AnyTask = Field(description="What is learned from the data.")
    model: Annotated[Any, Family("specc.spec.models", "model")] = Field(
        description="What is trained."
    )
    data: Data = Field(description="What it is trained on.")
    optimizer: AnyOptimizer = Field(description="How it is trained.")
    train: Train = Field(description="How long it is trained.")
    precision: AnyPrecision = Field(Float32(), description="The dtype that training computes in.")
    average: AnyAverage | None = Field(
        None,
        description="A second set of weights, made of those that are trained; it is evaluated.",
    )
    evaluate: Evaluate | None = Field(None, description="When it is evaluated; never unless given.")
    checkpoint: Checkpoint | None = Field(
        None, description="When it is saved; never unless given, and then it cannot be resumed."
    )
    log: Log = Field(Log(), description="Where metrics go.")
    target: Literal["any", "cpu", "gpu", "tpu"] = Field(
        "any",
        description="The machine that the trainer is written for. cpu: operations that XLA is slow at on "
        "a CPU take another form, with the same parameters and results. All of them run anywhere.",
    )
    output: str | None = Field(
        None, min_length=1, description="Where the trainer is written, relative to the spec."
    )
    allow: Annotated[tuple[Allow, ...], Field(strict=False)] = Field(
        (), description="Findings that are meant."
    )
