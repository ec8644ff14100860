"""What the language knows of a model's parameters, and what an optimizer cannot share out among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import jax
import pytest
from pydantic import ValidationError
from trainers.conftest import BASE, build, changed

from specc.language.family import member
from specc.language.groups import Group, labels
from specc.language.optimizers.dpsgd import Dpsgd
from specc.language.optimizers.sgd import Sgd

VIT = {"type": "vit", "patch_size": 4, "width": 4, "depth": 2, "heads": 2}
CNN = {"type": "cnn", "channels": [2, 2], "hidden": [3]}
RESNET = {"type": "resnet", "stages": [1, 2], "width": 2}
MODELS: list[dict[str, Any]] = [
    {"type": "mlp", "hidden": []},
    {"type": "mlp", "hidden": [3, 3], "norm": "batch"},
    {"type": "mlp", "hidden": [3], "norm": "layer"},
    CNN,
    {**CNN, "norm": "batch"},
    VIT,
    {**VIT, "pool": "token"},
    {"type": "mixer", "patch_size": 4, "width": 4, "depth": 2},
    RESNET,
    {**RESNET, "block": "bottleneck", "norm": "layer"},
    {**RESNET, "stem": "imagenet"},
    {"type": "gru", "layers": 2, "width": 3},
    {"type": "lstm", "layers": 1, "width": 3, "bidirectional": True},
    {"type": "conv1d", "width": 3, "dilations": [1, 2]},
]


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_the_parameters_are_those_that_the_trainer_makes(
    model: dict[str, Any], tmp_path: Path
) -> None:
    trainer = build(
        changed(BASE, {"model": model, "evaluate": None, "data.holdout": None}), tmp_path
    )
    params = jax.eval_shape(lambda: trainer.init_state(trainer.Config(), 0)).params
    made = {
        jax.tree_util.keystr(path, simple=True, separator="/")
        for path, _ in jax.tree_util.tree_leaves_with_path(params)
    }
    written = member("specc.language.models", model["type"]).model_validate(model)
    known = written.parameters  # type: ignore[attr-defined]
    assert len(known) == len(set(known))
    assert set(known) == made


class Searching(Sgd):
    """An optimizer with a line search."""

    extra_args: ClassVar = ("value", "value_fn")


class Averaged(Sgd):
    """An optimizer that is evaluated elsewhere than it trains."""

    eval_params: ClassVar = "contrib.schedule_free_eval_params"


@pytest.mark.parametrize("kind", [Searching, Averaged])
def test_what_works_on_all_parameters_as_one_cannot_be_split(kind: type[Sgd]) -> None:
    alone = {"type": "sgd", "learning_rate": 0.1}
    kind.model_validate(alone)
    for split in ({"layer_decay": 0.5}, {"groups": [{"match": "a", "frozen": True}]}):
        with pytest.raises(ValidationError, match="all parameters together"):
            kind.model_validate({**alone, **split})


def test_numbers_of_a_group_follow_no_schedule() -> None:
    momentum = {"type": "linear", "start": 0.5, "end": 0.9}
    group = {"match": "a", "optimizer": {"type": "sgd", "momentum": momentum}}
    with pytest.raises(ValidationError, match="`momentum` follows a schedule"):
        Group.model_validate(group)


@pytest.mark.parametrize(("whole", "own"), [("sgd", "dpsgd"), ("dpsgd", "sgd")])
def test_gradients_of_examples_are_of_no_group_alone(whole: str, own: str) -> None:
    private = {"l2_norm_clip": 1.0, "noise_multiplier": 1.0}
    needed: dict[str, dict[str, float]] = {"sgd": {}, "dpsgd": private}
    group = {"match": "a", "optimizer": {"type": own, **needed[own]}}
    written = {"type": whole, "learning_rate": 0.1, **needed[whole], "groups": [group]}
    with pytest.raises(ValidationError, match="per-example gradients"):
        {"sgd": Sgd, "dpsgd": Dpsgd}[whole].model_validate(written)


@pytest.mark.parametrize(
    ("names", "message"), [(["a", "a"], "two groups are called a"), (["rest"], "in no group")]
)
def test_groups_have_names_of_their_own(names: list[str], message: str) -> None:
    groups = [{"match": "**", "name": name, "frozen": True} for name in names]
    with pytest.raises(ValidationError, match=message):
        Sgd.model_validate({"type": "sgd", "learning_rate": 0.1, "groups": groups})


def test_groups_without_names_are_called_after_their_first_patterns() -> None:
    patterns = ["embed/**", "**/Norm*/scale", "embed/*", "blocks/0/**", "0/a", "**", "**"]
    groups = [Group(match=pattern) for pattern in patterns]
    found = labels([*groups, Group(match="x", name="embed_2")])
    assert found[:4] == ("embed", "norm_scale", "embed_3", "blocks_0")
    assert len(set(found)) == len(found)
    assert all(name.isidentifier() for name in found)
