"""Rules about generative models: what each network provides, and what is not possible with several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.document.diagnostics import Fix, Path
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

if TYPE_CHECKING:
    from specc.language.generative import GenerativeLoss

_MODEL = ("model",)
_ROW = 8
_PREDICTS = frozenset({"predict"})


def _loss(resolved: Resolved) -> GenerativeLoss | None:
    """The loss of a task without targets."""
    task = resolved.spec.task
    return None if task.supervised else task.loss


def _several(resolved: Resolved) -> bool:
    loss = _loss(resolved)
    return loss is not None and len(loss.networks) > 1


@rule("L101", "the model does not provide what the task needs")
def model_lacks_capability(resolved: Resolved) -> Iterator[Found]:
    """Each task and loss asks something of its model: to predict, to encode and decode, to generate.

    A variational autoencoder encodes and decodes, so it cannot classify; a multilayer perceptron predicts, so
    it has no latent space to sample from.
    """
    spec, loss = resolved.spec, _loss(resolved)
    wanted = {"model": _PREDICTS} if loss is None else loss.networks
    what = spec.task.type if loss is None else loss.type
    main = next(iter(wanted))
    models: list[tuple[Path, str, Any]] = [(_MODEL, main, spec.model)]
    for name, network in (spec.networks or {}).items():
        if name in wanted and name != main:
            models.append((("networks", name, "model"), name, network.model))
    for path, name, model in models:
        if missing := wanted[name] - model.provides:
            label = f"{what} needs a model that can {_list(missing)}"
            yield Found(path, f"{label}; {model.type} can {_list(model.provides)}")


def _list(capabilities: frozenset[str]) -> str:
    return " and ".join(sorted(capabilities))


@rule("L102", "a network is missing")
def network_is_missing(resolved: Resolved) -> Iterator[Found]:
    """Some losses train several networks: a GAN has a generator, which is `model:`, and a discriminator.

    The others are in `networks:`, by name, each with a model and an optimizer.
    """
    loss = _loss(resolved)
    for name in list(loss.networks)[1:] if loss is not None else ():
        if name not in (resolved.spec.networks or {}):
            assert loss is not None
            label = f"{loss.type} also trains a {name}, and there is no networks.{name}"
            yield Found(("task", "loss"), label, ("it has a model and an optimizer of its own",))


@rule("L103", "a network that nothing trains")
def network_is_idle(resolved: Resolved) -> Iterator[Found]:
    """`networks:` has the networks that the loss trains besides `model:`, and no others."""
    loss = _loss(resolved)
    names = list(loss.networks)[1:] if loss is not None else []
    for name in resolved.spec.networks or {}:
        if name not in names:
            which = loss.type if loss is not None else resolved.spec.task.type
            trains = (
                f"trains {', '.join(names)} besides the model" if names else "trains one network"
            )
            path = ("networks", name)
            yield Found(path, f"{which} {trains}", (), Fix(path, None))


@rule("L104", "nothing can be sampled")
def nothing_to_sample(resolved: Resolved) -> Iterator[Found]:
    """Samples are drawn from generative models, and shown as grids of images or as points in the plane.

    A model that predicts has nothing to sample; rows of more than two numbers cannot be shown. Only some
    losses leave a choice of samplers: those of `flow_matching` solve a differential equation, and those of
    energies and scores run chains of Langevin dynamics. Autoencoders show held-out images instead, each above
    its reconstruction, in rows of eight.
    """
    spec, loss = resolved.spec, _loss(resolved)
    if spec.sample is None:
        return
    if loss is not None and loss.reconstructs:
        shown = min(spec.sample.count, resolved.eval_rows) if resolved.facts.is_image else 0
        if shown < _ROW:
            label = f"reconstructions are of {_ROW} held-out images or more, and here of {shown}"
            yield Found(("sample",), label, (), Fix(("sample",), None))
    elif loss is None or not loss.samples:
        label = f"a model for {spec.task.type} predicts targets; it generates nothing"
        yield Found(("sample",), label, (), Fix(("sample",), None))
    elif (reason := loss.unshown(resolved.facts)) is not None:
        yield Found(("sample",), reason, (), Fix(("sample",), None))
    if (
        loss is not None
        and spec.sample.sampler is not None
        and spec.sample.sampler.type not in loss.samplers
    ):
        path = ("sample", "sampler")
        given = spec.sample.sampler.type
        only = ", ".join(loss.samplers)
        label = f"is sampled by {only}, not by {given}" if only else "leaves no choice of samplers"
        fix = Fix(path, loss.samplers[0] if loss.samplers else None)
        yield Found(path, f"{loss.type} {label}", (), fix)


@rule("L106", "inputs out of the range that the model assumes")
def inputs_are_unbounded(resolved: Resolved) -> Iterator[Found]:
    """The likelihood of a pixel assumes values between 0 and 1, and so do generators that end in a sigmoid.

    `normalize: unit` divides by the largest value; images are normalized so by default. A generator of other
    data has `output: linear`.
    """
    loss, spec = _loss(resolved), resolved.spec
    if loss is None:
        return
    asks = (f"{loss.type} assumes inputs", (0.0, 1.0)) if loss.bounded else None
    if not loss.bounded and (values := spec.model.output_range) is not None:
        asks = f"{spec.model.type} gives values", values
    if asks is None:
        return
    facts, normalize = resolved.facts, spec.data.normalize
    assert normalize is not None, "resolving fills it in"
    what, (low, high) = asks
    unit = normalize.type == "unit" and facts.low >= 0
    if unit or (normalize.type == "none" and low <= facts.low <= facts.high <= high):
        return
    label = f"{what} in [{low:g}, {high:g}], and these are from {facts.low:g} to {facts.high:g}"
    notes = (f"normalized by {normalize.type}",)
    if facts.low >= 0:
        path: Path = ("data", "normalize")
        yield Found(path, label, notes, Fix(path, "unit"))
    elif loss.bounded:
        yield Found(("data", "normalize"), label, notes)
    else:
        path = ("model", "output")
        yield Found(path, label, notes, Fix(path, "linear"))


@rule("L131", "the batch does not divide into parts for the discriminator")
def batch_does_not_divide(resolved: Resolved) -> Iterator[Found]:
    """Each update of the discriminator in a step has its part of the batch, and all are of one size."""
    steps = getattr(_loss(resolved), "discriminator_steps", 1)
    size = resolved.spec.data.batch_size
    if size % steps:
        path = ("data", "batch_size")
        label = f"{size:,} examples are not a multiple of {steps:,} updates"
        yield Found(path, label, (), Fix(path, str(max(size // steps, 1) * steps)))


@rule("L109", "pixels that are not integers")
def levels_are_unknown(resolved: Resolved) -> Iterator[Found]:
    """Some losses give each level of gray or color its probability, or a density to each range of one.

    The facts say whether pixels are integers: bytes are, and `specc probe` finds floats that are. They are
    scaled to [0, 1] by `normalize: unit`, the default for images.
    """
    loss, facts = _loss(resolved), resolved.facts
    if loss is None or not loss.reads_levels:
        return
    data = resolved.spec.data
    assert data.normalize is not None, "resolving fills it in"
    if facts.levels is None:
        label = f"{loss.type} needs pixels that are integers from 0"
        yield Found(
            ("task", "loss"), label, (f"here they are from {facts.low:g} to {facts.high:g}",)
        )
    elif data.normalize.type != "unit":
        label = f"{loss.type} assumes levels divided by {facts.high:g}"
        notes = (f"normalized by {data.normalize.type}",)
        fix = Fix(("data", "normalize"), "unit")
        yield Found(("data", "normalize"), label, notes, fix)


@rule("L110", "a condition that cannot be given")
def condition_is_impossible(resolved: Resolved) -> Iterator[Found]:
    """`condition: class` of a generative task gives the class of each example to the networks.

    The data need classes, and each network has to be one that takes them. How it does is `condition` of the
    model, which only has a meaning then.
    """
    spec, loss = resolved.spec, _loss(resolved)
    networks: dict[Path, Any] = {_MODEL: spec.model}
    for name, network in (spec.networks or {}).items():
        networks["networks", name, "model"] = network.model
    if loss is None or not spec.task.conditional:
        for path, model in networks.items():
            if getattr(model, "condition", "concatenate") != "concatenate":
                place = (*path, "condition")
                label = "there is no class to give to the model"
                yield Found(place, label, ("`condition: class` of the task",), Fix(place, None))
        return
    place = ("task", "condition")
    if resolved.facts.classes is None:
        yield Found(place, "the facts have no classes", (), Fix(place, None))
    if not loss.conditional:
        yield Found(place, f"{loss.type} has no condition", (), Fix(place, None))
    for path, model in networks.items():
        if not model.conditional:
            yield Found((*path, "type"), f"{model.type} cannot be given the class of an example")


@rule("L107", "not possible without targets")
def needs_targets(resolved: Resolved) -> Iterator[Found]:
    """Mixing blends targets, stratified splits count classes, and class weights weight them.

    A generative model has no targets.
    """
    spec, loss = resolved.spec, _loss(resolved)
    if loss is None:
        return
    for number, item in enumerate(spec.data.augment):
        if item.type in {"mixup", "cutmix"}:
            path = ("data", "augment", number)
            yield Found(path, f"{item.type} mixes targets too", (), Fix(path, None))


@rule("L108", "not yet possible for generative models")
def not_yet_for_generation(resolved: Resolved) -> Iterator[Found]:
    """Losses of generative models are computed in float32, but for the next token by a transformer.

    They are computed from examples in memory.

    Every example counts the same.

    With several networks, each is updated by plain gradients: no accumulation, no policy for steps that are
    not finite, no augmentation, and no optimizer that asks for the loss or keeps a random key. They do not
    begin with weights of another run.
    """
    spec, loss = resolved.spec, _loss(resolved)
    if loss is None:
        return
    rounds = loss.reduced and getattr(spec.model, "rounds", False)
    if spec.precision.type != "float32" and not rounds:
        yield Found(("precision",), "losses are computed in float32", (), Fix(("precision",), None))
    if spec.data.placement == "files":
        path = ("data", "placement")
        yield Found(path, "examples are evaluated in memory", (), Fix(path, "host"))
    if spec.evaluate is not None and spec.evaluate.batch_size is not None and not loss.by_example:
        size = ("evaluate", "batch_size")
        label = f"{loss.type} is not evaluated example by example"
        yield Found(size, label, (), Fix(size, None))
    if getattr(spec.data.source, "weight", None):
        weight = ("data", "source", "weight")
        yield Found(weight, "every example counts the same", (), Fix(weight, None))
    if not _several(resolved):
        return
    nonfinite = spec.train.nonfinite
    blocks: dict[Path, bool] = {
        ("train", "accumulate"): spec.train.accumulate is not None,
        ("train", "nonfinite"): nonfinite.type != "stop" or getattr(nonfinite, "dump", False),
        ("data", "augment"): bool(spec.data.augment),
        ("init_from",): spec.init_from is not None,
    }
    for place, asked in blocks.items():
        if asked:
            yield Found(place, f"{loss.type} updates several networks", (), Fix(place, None))
    averages: dict[Path, Any] = {("average",): spec.average}
    optimizers: dict[Path, Any] = {("optimizer",): spec.optimizer}
    for name, network in (spec.networks or {}).items():
        averages["networks", name, "average"] = network.average
        optimizers["networks", name, "optimizer"] = network.optimizer
    for place, average in averages.items():
        if average is not None and average.type == "lookahead":
            yield Found(place, "slow weights are for a single network", (), Fix(place, None))
    for place, optimizer in optimizers.items():
        if reason := _special(optimizer):
            yield Found((*place, "type"), f"{optimizer.type} {reason}")


def _special(optimizer: object) -> str:
    """Why an optimizer cannot update one of several networks."""
    kind = type(optimizer)
    if getattr(kind, "extra_args", ()):
        return "asks for the loss"
    if getattr(kind, "eval_params", None) is not None:
        return "evaluates other weights than it trains"
    if getattr(kind, "gradients", "plain") != "plain":
        return "needs the gradients of single examples"
    if getattr(optimizer, "add_noise", None) or getattr(kind, "weakly_typed", False):
        return "keeps more in its state than gradients"
    if getattr(getattr(optimizer, "learning_rate", None), "type", "") == "reduce_on_plateau":
        return "follows the loss"
    return ""
