"""Rules about low-rank adapters."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.paths import matches
from specc.language.selections import idle_in
from specc.language.wording import counted, listed
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_AT: Path = ("lora",)
_SHOWN = 6
"""Layers that a message lists."""


@rule("I121", "adapters without pretrained weights")
def adapts_nothing(resolved: Resolved) -> Iterator[Found]:
    """Adapters change a trained model: `init_from` says where its weights are.

    Without it the frozen weights would be random numbers.
    """
    if resolved.spec.lora is not None and resolved.spec.init_from is None:
        yield Found(_AT, "there is no `init_from`", ("init_from: {run: runs/other}",))


@rule("I122", "a pattern of `lora` matches no layer")
def pattern_matches_no_layer(resolved: Resolved) -> Iterator[Found]:
    """Patterns match the full path of a linear layer, such as `blocks/0/attention/qkv`.

    Embeddings, norms and convolutions have no adapters. Of your own models, only the trainer knows the
    layers.
    """
    lora, layers = resolved.spec.lora, resolved.linear_layers
    if lora is None or layers is None:
        return
    for idle in idle_in(lora, layers, _AT):
        shown = [*layers[:_SHOWN], *(["…"] if len(layers) > _SHOWN else [])]
        near = (f"did you mean {listed(idle.near)}?",) if idle.near else ()
        fix = Fix(idle.path, f'"{idle.near[0]}"') if idle.near else None
        label = f"none of {counted(len(layers), 'linear layer')} matches"
        yield Found(idle.path, label, (*near, f"there are {', '.join(shown)}"), fix)
    matched = [layer for layer in layers if matches(lora.matched, layer)]
    if matched and not any(map(lora.takes, layers)):
        label = f"all {counted(len(matched), 'layer')} that match are excluded"
        yield Found((*_AT, "exclude"), label)


@rule("I123", "the rank of adapters is larger than a matrix")
def rank_is_too_large(resolved: Resolved) -> Iterator[Found]:
    """A product of two matrices has at most the rank of the matrix that it is added to.

    That is at most the smaller of its sizes; a larger `rank` would only add parameters. Where sizes are
    only known after initialization, `specc verify` says so (V011).
    """
    lora, layers = resolved.spec.lora, resolved.linear_layers
    if lora is None or layers is None:
        return
    sizes = resolved.spec.model.linear_sizes(resolved.outputs)
    known = {layer: sizes[layer] for layer in layers if layer in sizes}
    small = {layer: min(each) for layer, each in known.items() if lora.takes(layer)}
    if not small or lora.rank <= min(small.values()):
        return
    layer = min(small, key=lambda name: small[name])
    inputs, outputs = known[layer]
    label = f"{layer} is {inputs:,} × {outputs:,}"
    yield Found((*_AT, "rank"), label, (), Fix((*_AT, "rank"), str(small[layer])))


@rule("I124", "adapters, but some weights are not loaded")
def frozen_weights_are_selected(resolved: Resolved) -> Iterator[Found]:
    """With `lora`, all weights of the model are those of `init_from`, and none of them is trained.

    A part that is left out would stay as it is initialized.
    """
    block = resolved.spec.init_from
    if resolved.spec.lora is None or block is None:
        return
    at: Path = ("init_from",)
    if block.matched != ("**",):
        yield Found((*at, "match"), "all weights are taken", (), Fix((*at, "match"), None))
    if block.exclude is not None:
        yield Found((*at, "exclude"), "all weights are taken", (), Fix((*at, "exclude"), None))
    if block.frozen:
        yield Found((*at, "frozen"), "all are frozen anyway", (), Fix((*at, "frozen"), None))


@rule("I125", "adapters need the layers of a single model")
def not_a_single_model(resolved: Resolved) -> Iterator[Found]:
    """Adapters are for one network, which is trained on examples.

    With several networks (`gan`) it would be unclear which one they change. A `reflow` source makes pairs
    with the model of the other run, which has no adapters. Layers that are stacked in one array (`scan`)
    have none either.
    """
    spec = resolved.spec
    if spec.lora is None:
        return
    if spec.networks:
        yield Found(_AT, "the loss updates several networks", (), Fix(_AT, None))
    if spec.data.source.type == "reflow":
        yield Found(_AT, "the source is reflow", (), Fix(_AT, None))
    if getattr(spec.model, "scan", False):
        yield Found(("model", "scan"), "the layers are one array", (), Fix(("model", "scan"), None))
