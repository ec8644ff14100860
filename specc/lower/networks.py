"""Networks: the models, optimizers and averages of a spec, each in the scope of its network."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

from specc.ir.data import Data
from specc.ir.model import Model
from specc.ir.optimizer import Optimizer
from specc.ir.settings import Field
from specc.ir.step import Average
from specc.ir.update import Network
from specc.language.spec import Spec
from specc.lower.dispatch import lowering
from specc.lower.optimizer import lower_optimizer
from specc.lower.scope import Scope
from specc.lower.settings import AT_LEAST_ONE, Settings


class NetworkSpec(NamedTuple):
    """What a spec says of one network: its model, optimizer and average, and where it says so."""

    name: str
    spec: Any
    scope: Scope

    def optimizer(self, paths: tuple[str, ...] | None) -> Optimizer:
        """Its optimizer; `paths` are those of the parameters, if they are known."""
        lowered = lower_optimizer(self.spec.optimizer, self.scope.settings, paths, self.spec.model)
        return self.scope.renamed(lowered)

    def network(self, data: Data) -> Network:
        """Its model."""
        model = lowering(self.spec.model)(self.spec.model, data, self.scope.settings)
        return Network(self.name, self.scope.renamed(model), f"{self.scope.path}model")

    def average(self, model: Model) -> Average | None:
        """The average of its parameters, if it has one."""
        spec = self.spec.average
        if spec is None:
            return None
        average: Average = lowering(spec)(spec, self.scope.settings)
        recomputable = any(item.recomputable for item in model.averaged_collections)
        if spec.batch_stats == "recomputed" and recomputable:
            name, doc = f"{average.name}_stats_batches", "training batches for their statistics"
            field = Field(
                name,
                "int",
                spec.stats_batches,
                doc,
                "learning",
                AT_LEAST_ONE,
                "average.stats_batches",
            )
            batches = self.scope.settings.add(field)
            average = dataclasses.replace(average, stats_batches=batches)
        return self.scope.renamed(average)


def parts(spec: Spec, names: tuple[str, ...], settings: Settings) -> tuple[NetworkSpec, ...]:
    """Those of the networks that the losses name, first the one that `model:` stands for."""
    main, *others = names
    several = main if others else ""
    found = [NetworkSpec(main, spec, Scope(several, "", settings))]
    for name in others:
        assert spec.networks is not None, "a rule has seen to it"
        found.append(
            NetworkSpec(name, spec.networks[name], Scope(name, f"networks.{name}.", settings))
        )
    return tuple(found)
