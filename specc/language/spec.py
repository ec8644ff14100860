"""The root of a spec."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.checkpoint import Checkpoint
from specc.language.data import Data
from specc.language.evaluate import Evaluate
from specc.language.families import AnyAverage, AnyEvent
from specc.language.family import Family
from specc.language.fields import Seed, is_absent
from specc.language.on_demand import on_demand
from specc.language.optimizer import AnyOptimizer
from specc.language.precision import AnyPrecision
from specc.language.precisions.float32 import Float32
from specc.language.run import Log, Train
from specc.language.task import AnyTask

if TYPE_CHECKING:
    from specc.language.allow import Allow
    from specc.language.init_from import InitFrom
    from specc.language.lora import Lora
    from specc.language.network import Network
    from specc.language.profile import Profile
    from specc.language.sample import Sample
else:  # see `specc.language.on_demand`
    Allow = on_demand("specc.language.allow", "Allow")
    InitFrom = on_demand("specc.language.init_from", "InitFrom")
    Lora = on_demand("specc.language.lora", "Lora")
    Network = on_demand("specc.language.network", "Network")
    Profile = on_demand("specc.language.profile", "Profile")
    Sample = on_demand("specc.language.sample", "Sample")


class Spec(Block):
    """A spec of a trainer."""

    specc: Literal[1] = Field(description="Version of the language.")
    name: str = Field(
        pattern="^[A-Za-z][A-Za-z0-9_]*$",
        max_length=40,
        title="name",
        examples=["digits_classifier"],
        description="Name of the trainer, its file and the folder of its runs.",
    )
    description: str | None = Field(
        None,
        max_length=2_000,
        examples=["Digits of 8x8 pixels."],
        description="Description for the trainer's docstring.",
    )
    seed: Seed = Field(0, description="Random seed.")
    task: AnyTask = Field(description="The task, such as classification.")
    model: Annotated[Any, Family("specc.language.models", "model", usual="mlp")] = Field(
        description="The network to train."
    )
    networks: dict[str, Network] | None = Field(
        None,
        examples=[
            {
                "discriminator": {
                    "model": {"type": "mlp_discriminator", "hidden": [256]},
                    "optimizer": {"type": "adam", "learning_rate": 2e-4},
                }
            }
        ],
        description="Networks that the loss trains besides the model, by name.",
    )
    init_from: InitFrom | None = Field(
        None,
        description="Weights to begin with, of another run or of a file; those of the seed if not given.",
    )
    lora: Lora | None = Field(
        None,
        exclude_if=is_absent,
        description="Train low-rank adapters of the weights that `init_from` gives, and nothing else.",
    )
    data: Data = Field(
        description="The examples: where they are, and how they are split and prepared."
    )
    optimizer: AnyOptimizer = Field(description="What updates the weights, and its learning rate.")
    train: Train = Field(description="The length of the run.")
    precision: AnyPrecision = Field(Float32(), description="Precision of training.")
    average: AnyAverage | None = Field(
        None,
        description="An average of the weights, which is evaluated in their place.",
    )
    evaluate: Evaluate | None = Field(None, description="When to evaluate; never if not given.")
    sample: Sample | None = Field(None, description="When to draw samples; never if not given.")
    checkpoint: Checkpoint | None = Field(
        None, description="When to save checkpoints; without them a run cannot be resumed."
    )
    export: Literal["safetensors"] | None = Field(
        None,
        exclude_if=is_absent,
        examples=["safetensors"],
        description="Format in which `--export DIR` writes the weights of the newest checkpoint, or of the "
        "best if early stopping restores that; for a GPT-2 or a Llama, with the names of Hugging Face and a "
        "config.json.",
    )
    log: Log = Field(Log(), description="Where metrics go.")
    events: Annotated[tuple[AnyEvent, ...], Field(strict=False)] | None = Field(
        None, description="What else happens between steps."
    )
    profile: Profile | None = Field(
        None,
        exclude_if=is_absent,
        description="Steps to trace with JAX's profiler; none if not given.",
    )
    target: Literal["any", "cpu", "gpu", "tpu"] = Field(
        "any",
        description="The hardware to optimize for. cpu: operations that are slow in XLA on a CPU are "
        "written in another form, with the same parameters and results. Trainers run on any hardware.",
    )
    output: str | None = Field(
        None,
        min_length=1,
        title="path of a file",
        examples=["trainers/digits.py"],
        description="Path of the trainer, relative to the spec.",
    )
    allow: Annotated[tuple[Allow, ...], Field(strict=False)] = Field(
        (), description="Allowed warnings."
    )
