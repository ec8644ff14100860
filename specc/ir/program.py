"""The program: what a trainer does, as a tree of frozen nodes.

Every node that a spec asked for has an `origin`, the path of the value that it came from. Lowering makes a
program; passes turn it into programs of the same type until every decision is taken; templates render it.
Fields that a pass sets are None, or empty, before that pass.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.export import HuggingFace
from specc.ir.init_from import InitFrom
from specc.ir.lora import Lora
from specc.ir.loss import Loss
from specc.ir.model import Model
from specc.ir.optimizer import Optimizer
from specc.ir.run import Run
from specc.ir.sampler import Sampler
from specc.ir.schedule import Schedule
from specc.ir.settings import Config, CrossCheck, Derived, Field
from specc.ir.step import Guard, Loop, Precision
from specc.ir.update import Network, Update
from specc.ir.user_code import UserCode

Machine = OneOf["any", "cpu", "gpu", "tpu"]
"""The hardware that a trainer is optimized for."""


@dataclass(frozen=True)
class Program:
    """All of it.

    Attributes:
        networks: what is trained, the one that is evaluated first.
        updates: what a step does, in order.
        sampler: how samples are drawn, if any are.
        init_from: weights to begin with; None for those of the seed.
        lora: adapters, which are trained in place of the model's parameters.
        hugging_face: the architecture there that the model has, if weights are read or written as that.
        schedules: all schedules except those of learning rates.
        cross_checks: checks of settings against others.
        user_code: copies of the user's definitions; None before the pass that makes them, and without any.
    """

    name: str
    description: str | None
    spec_path: str
    digest: str
    machine: Machine
    data: Data
    networks: tuple[Network, ...]
    losses: tuple[Loss, ...]
    updates: tuple[Update, ...]
    sampler: Sampler | None
    run: Run
    fields: tuple[Field, ...]
    derived: tuple[Derived, ...]
    guard: Guard
    precision: Precision | None
    init_from: InitFrom | None = None
    lora: Lora | None = None
    hugging_face: HuggingFace | None = None
    schedules: tuple[Schedule, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    config: Config | None = None
    loop: Loop | None = None
    user_code: UserCode | None = None

    @property
    def learning_rates(self) -> tuple[Schedule, ...]:
        """The schedules of the learning rates of all updates."""
        return tuple(update.optimizer.schedule for update in self.updates)

    @property
    def schedule_helpers(self) -> tuple[str, ...]:
        """The functions that schedules use, each once, by the names of their templates."""
        schedules = (*self.learning_rates, *self.schedules)
        return tuple(dict.fromkeys(name for item in schedules for name in item.helpers))

    @property
    def skip_origin(self) -> str:
        """What lets a run go on without the updates of some steps that are not finite; empty if nothing."""
        scale = self.precision.loss_scale if self.precision else None
        origins = [self.guard.origin] if self.guard.max_skipped is not None else []
        return " ".join([*origins, scale.origin] if scale else origins)

    def optimizer_name(self, network: str) -> str:
        """The function of the trainer that makes the optimizer of a network."""
        return f"make_{network}_optimizer" if len(self.networks) > 1 else "make_optimizer"

    def network(self, name: str) -> Network:
        """The network of this name."""
        return next(item for item in self.networks if item.name == name)

    def update_of(self, network: str) -> Update:
        """The update of this network."""
        return next(item for item in self.updates if item.network == network)

    def loss(self, name: str) -> Loss:
        """The loss of this name."""
        return next(item for item in self.losses if item.name == name)

    def with_optimizers(self, change: Callable[[Optimizer], Optimizer]) -> Program:
        """The program with each optimizer changed."""
        updates = tuple(
            dataclasses.replace(update, optimizer=change(update.optimizer))
            for update in self.updates
        )
        return dataclasses.replace(self, updates=updates)

    def with_models(self, change: Callable[[Model], Model]) -> Program:
        """The program with each model changed."""
        networks = tuple(
            dataclasses.replace(network, model=change(network.model)) for network in self.networks
        )
        return dataclasses.replace(self, networks=networks)
