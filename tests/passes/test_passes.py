"""What holds after each pass, for the gallery and for variations of it."""

from __future__ import annotations

import ast
import dataclasses
import pathlib
import re

import pytest

import specc
from specc import passes
from specc.compiler import analyze
from specc.inline.naming import with_names
from specc.ir.printer import format_program
from specc.lower import lower
from specc.passes import PIPELINE

SPECS = sorted((pathlib.Path(__file__).parents[2] / "specs").glob("*.yaml"))
VARIATIONS = [
    [],
    ["optimizer.learning_rate=1e-3"],
    ["log.every=1 epochs"],
    ["average={type: ema}"],
    ["average={type: lookahead}"],
    [
        "model={type: mlp, hidden: [4, 4, 4, 4, 4], norm: batch, dropout: 0.5}",
        "optimizer.groups=[]",  # they are of another model
    ],
]


def lowered(spec, overrides):
    if "base_optimizer" in spec.read_text():  # which has the learning rate
        overrides = [o.replace("optimizer.", "optimizer.base_optimizer.") for o in overrides]
    if "schedule_free" in spec.read_text():  # which already evaluates an average
        overrides = [o for o in overrides if not o.startswith("average")]
    if re.search(
        "type: generation|task: language_modeling", spec.read_text()
    ):  # their losses need other models
        overrides = [o for o in overrides if not o.startswith("model")]
    if "networks:" in spec.read_text():
        overrides = [o for o in overrides if "lookahead" not in o]
    analysis = analyze(specc.read(spec, overrides))
    return lower(analysis.require(), spec_path="x.yaml", digest="0" * 64)


@pytest.mark.parametrize("overrides", VARIATIONS, ids=str)
@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_invariants_hold_from_each_pass_on(spec, overrides):
    program = lowered(spec, overrides)
    done = []
    for stage in PIPELINE:
        before = program
        program = stage.transform(program)
        assert program is not before or stage.postcondition(before)
        done.append(stage)
        for earlier in done:
            assert earlier.postcondition(program), f"{earlier.name} after {stage.name}"
        assert stage.transform(program) == program or stage.name == "choose_loop"
        assert stage.summary.endswith((".", "it")) or len(stage.summary) > 20


@pytest.mark.parametrize("stage", PIPELINE, ids=lambda stage: stage.name)
def test_invariants_can_fail(stage):
    """Before its pass, an invariant does not hold of a program that needs the pass."""
    needing = {
        "count_layers": "digits_groups",
        "choose_operations": "digits_cnn",
        "inline_user_code": "digits_own_model",
        "share_functions": "digits_gan",
        "name_perceptrons": "digits_gan",
    }
    stem = needing.get(stage.name, "digits_classifier")
    asking = {
        "apply_precision": ["precision=bfloat16"],
        "name_perceptrons": ["networks.discriminator.model.activation=relu"],
        "share_functions": ["optimizer.type=adamw", "networks.discriminator.optimizer.type=adamw"],
    }
    overrides = asking.get(stage.name, [])
    program = lowered(SPECS[[s.stem for s in SPECS].index(stem)], overrides)
    if stage.name == "order_chain":
        program = program.with_optimizers(
            lambda optimizer: dataclasses.replace(optimizer, chain=optimizer.chain[::-1])
        )
    assert not stage.postcondition(program)


def test_programs_are_immutable():
    program = lowered(SPECS[0], [])
    with pytest.raises(dataclasses.FrozenInstanceError):
        program.name = "other"
    assert hash(program) == hash(lowered(SPECS[0], []))


def test_the_printer_shows_every_node_with_its_origin():
    printed = format_program(lowered(SPECS[0], []))
    assert "Program" in printed
    assert "@optimizer.learning_rate" in printed
    assert "@model" in printed


def test_the_order_of_the_chain_is_that_of_its_reasons():
    """Every member at once, in the order that each one's reason asks for."""
    members = {
        "centralize": True,
        "adaptive_grad_clip": {},
        "clip_by_global_norm": 1.0,
        "clip_by_block_rms": 0.1,
        "clip_by_value": 0.1,
        "add_noise": {"eta": 0.1},
        "scale_by_trust_ratio": {},
        "layer_decay": 0.5,
        "type": "adamw",
        "learning_rate": 0.1,
    }
    for shown in members, dict(reversed(members.items())):
        program = lowered(SPECS[0].parent / "digits_vit.yaml", [f"optimizer={shown}"])
        chain = PIPELINE[0].transform(program).updates[0].optimizer.chain
        order = [item.call.function.name for item in chain]
        before = {name: order.index(name) for name in order}
        clips = [name for name in order if "clip" in name]
        assert order[0] == "centralize"
        assert len(clips) == 4
        assert all(before[clip] < before["add_noise"] for clip in clips)
        assert before["add_noise"] < before["scale_by_adam"] < before["add_decayed_weights"]
        assert order[-3:] == ["scale_by_trust_ratio", "scale_by_learning_rate", "stateless"]


@pytest.mark.parametrize(
    ("overrides", "names"),
    [
        (["model.activation=relu", "DISCRIMINATOR.activation=relu"], ["MLP", "MLP"]),
        (["DISCRIMINATOR.spectral_norm=true"], ["MLP", "SpectralMLP"]),
        (["DISCRIMINATOR.activation=tanh"], ["LeakyReluMLP", "TanhMLP"]),
        (
            ["DISCRIMINATOR.activation=tanh", "DISCRIMINATOR.spectral_norm=true"],
            ["LeakyReluMLP", "SpectralTanhMLP"],
        ),
    ],
)
def test_perceptrons_are_named_after_what_differs(overrides, names):
    """The class is called `MLP` if both networks have the same."""
    given = [o.replace("DISCRIMINATOR", "networks.discriminator.model") for o in overrides]
    analysis = analyze(specc.read(SPECS[0].parent / "digits_gan.yaml", given))
    program = lower(analysis.require(), spec_path="x.yaml", digest="0" * 64)
    *_, (_, program) = passes.run(program)
    assert [network.model.perceptron.name for network in program.networks] == names


def test_user_code_is_copied_with_symbols_for_names():
    """After the pass the program has the text itself; names are chosen from it alone, at the end."""
    program = lowered(SPECS[0].parent / "digits_own_model.yaml", [])
    *_, (_, program) = passes.run(program)
    code, definition = program.user_code, program.networks[0].model.code
    assert [section.section for section in code.sections] == ["model"]
    assert code.sections[0].origin == definition.origin == "model"
    own = with_names(code, {})
    assert own.names[definition.target] == definition.name == "ResidualPerceptron"
    other = with_names(code, {"ResidualBlock": "", "jax": "", "nnx": "flax.nnx"})
    defined = {node.name for node in ast.parse(other.text).body if isinstance(node, ast.ClassDef)}
    assert defined == {"PerceptronResidualBlock", "ResidualPerceptron"}
    assert other.imports == (("jax", "", "perceptron_jax", False),)
    renamed = re.sub(r"Perceptron(ResidualBlock)|perceptron_(jax)", r"\1\2", other.text)
    assert renamed == own.text
