"""The whole program."""

from __future__ import annotations

import dataclasses
import posixpath

from specc.ir.export import HuggingFace
from specc.ir.expr import Setting
from specc.ir.model import Model
from specc.ir.program import Program
from specc.ir.run import DrawnByFlag, Run
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.ir.update import Update
from specc.language.hugging_face import architecture_of
from specc.language.optimizer import innermost
from specc.language.spec import Spec
from specc.lower.dispatch import lowering
from specc.lower.gradients import lower_accumulation, lower_gradients
from specc.lower.hugging_face import lower_hugging_face
from specc.lower.init_from import lower_init_from, with_frozen
from specc.lower.layouts import layout
from specc.lower.lora import lower_lora, with_frozen_collections
from specc.lower.networks import parts
from specc.lower.precision import lower_precision
from specc.lower.run import lower_run
from specc.lower.settings import DurationNames, Settings
from specc.lower.source_context import SourceContext
from specc.resolve.resolved import Resolved

_LENGTH_DOCS = {
    "epochs": "passes over the training examples",
    "steps": "optimizer steps to take",
    "examples": "to train on, repeated ones included",
    "tokens": "to train on, repeated ones included",
    "percent": "",
}


def lower(resolved: Resolved, *, spec_path: str, digest: str) -> Program:
    """Lowers a resolved spec to a program, before any pass.

    Args:
        resolved: without errors; the rules have seen it.
        spec_path: of the spec, as the trainer names it.
        digest: of the resolved spec and facts.
    """
    spec = with_frozen(resolved.spec)
    settings, examples = Settings(), layout(spec.task)
    settings.add(
        Field(
            "workdir",
            "Path",
            f"runs/{spec.name}",
            "output folder",
            "run",
            None,
            "name",
            recorded=False,
            host_only=True,
        )
    )
    init_from = lower_init_from(spec, posixpath.dirname(spec_path), settings)
    settings.add(
        Field(
            "seed",
            "int",
            spec.seed,
            examples.SEED_DOC,
            "run",
            Bounds(0, 2**32 - 1),
            "seed",
            host_only=True,
        )
    )
    _flag(settings, "fresh", "start over; the old run is moved aside", "run")
    if spec.checkpoint is not None:
        _flag(settings, "accept_changes", "resume although the run differs", "checkpoint")
    examples.epoch(settings)
    unit = spec.train.duration.unit
    name = "train_tokens" if unit == "tokens" else unit
    length = DurationNames(name, "steps", "learning", _LENGTH_DOCS[unit])
    settings.duration(length, spec.train.duration, "train.duration")
    examples.batch_size(spec, settings)
    accumulated = lower_accumulation(spec, settings)
    goal = lowering(spec.task)(spec.task, resolved.facts, settings)
    folder = posixpath.dirname(spec_path)
    context = SourceContext(resolved.facts, folder, settings, spec.data.holdout)
    data = dataclasses.replace(examples.data(resolved, goal.target, context), decoded=goal.decoded)
    found = parts(spec, goal.networks, settings)
    selects = innermost(spec.optimizer)[1].selects
    paths = resolved.trained if selects else None
    optimizers = {part.name: part.optimizer(paths if part.spec is spec else None) for part in found}
    networks = tuple(part.network(data) for part in found)
    lora = lower_lora(spec.lora, networks[0], settings)
    if lora is not None:
        networks = tuple(map(with_frozen_collections, networks))
    for part in found:
        part.scope.merge(settings)
    guard = lowering(spec.train.nonfinite)(spec.train.nonfinite, settings)
    precision = lower_precision(spec.precision, settings, data)
    macs = [network.model.macs for network in networks]
    run = lower_run(
        resolved,
        settings,
        None if None in macs else sum(filter(None, macs)),
        networks=goal.networks,
        by_example=goal.losses[-1].measures_examples,
    )
    models = {network.name: network.model for network in networks}
    averages = {part.name: part.average(models[part.name]) for part in found}
    for part in found:
        part.scope.merge(settings)
    gradients = accumulated or lower_gradients(spec, settings)
    updates = tuple(
        Update(
            network=loss.networks[0],
            loss=loss.name,
            optimizer=optimizers[loss.networks[0]],
            gradients=gradients,
            average=averages[loss.networks[0]],
            origin=optimizers[loss.networks[0]].origin,
            count=goal.counts.get(loss.name),
        )
        for loss in goal.losses
    )
    compared = bool(data.eval_sets) and any(loss.compares_samples for loss in goal.losses)
    always = goal.sampler is not None and goal.sampler.always
    drawn = run.samples or compared or always
    known = {column.name for column in data.columns}
    by_name = {network.name: network for network in networks}
    for loss in goal.losses:
        assert known.issuperset(loss.columns), f"{loss.name} reads a column that is not there"
        for name, needed in zip(loss.networks, loss.needs, strict=True):
            assert needed <= by_name[name].provides, f"{name} does not provide {needed}"
    sampler = _sampler(spec, goal.sampler, settings) if drawn else None
    return Program(
        name=spec.name,
        description=spec.description,
        spec_path=spec_path,
        digest=digest,
        machine=spec.target,
        data=data,
        networks=networks,
        losses=goal.losses,
        updates=updates,
        sampler=sampler,
        run=_with_flags(run, sampler, settings),
        guard=guard,
        precision=precision,
        fields=tuple(settings.fields),
        derived=tuple(settings.derived),
        init_from=init_from,
        lora=lora,
        hugging_face=_hugging_face(spec, networks[0].model),
        schedules=tuple(settings.schedules),
        cross_checks=tuple(settings.cross_checks),
    )


def _hugging_face(spec: Spec, model: Model) -> HuggingFace | None:
    """The architecture that weights are read or written as."""
    reads = spec.init_from is not None and isinstance(spec.init_from.stored, str)
    name = architecture_of(spec.model) if reads or spec.export is not None else None
    return None if name is None else lower_hugging_face(spec, model, name)


def _sampler(spec: Spec, sampler: Sampler | None, settings: Settings) -> Sampler | None:
    """The sampler of the loss, or the one that the spec chooses for it."""
    chosen = spec.sample.sampler if spec.sample is not None else None
    if chosen is None or sampler is None:
        return sampler
    lowered: Sampler = lowering(chosen)(chosen, sampler, settings)
    return lowered


def _with_flags(run: Run, sampler: Sampler | None, settings: Settings) -> Run:
    """The run, whose command that draws samples takes the numbers of the sampler from its own flags."""
    if sampler is None:
        return run
    given = tuple(
        Setting(field.name)
        for field in settings.fields
        if f"{field.origin}.".startswith("sample.sampler.")
    )
    events = tuple(
        dataclasses.replace(event, settings=given) if isinstance(event, DrawnByFlag) else event
        for event in run.events
    )
    return dataclasses.replace(run, events=events)


def _flag(settings: Settings, name: str, doc: str, origin: str) -> None:
    """Adds what is asked for at a start and is no property of the run."""
    settings.add(
        Field(name, "bool", False, doc, "run", None, origin, recorded=False, host_only=True)
    )
