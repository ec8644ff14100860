"""verify knows a trainer by its contract, and measures what its updates do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from generation.conftest import GAN, VAE
from trainers.conftest import BASE, changed, emit

import specc
from specc.compiler import analyze, emitted, programs
from specc.compose.contract import contract
from specc.ir.contract import parse_contract
from specc.verify.report import Network, Report
from specc.verify.run import run

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))


def verified(spec: dict[str, Any], folder: Path) -> Report:
    path = emit(spec, folder)
    program, page = emitted(analyze(specc.read(path.with_name("spec.json"))))
    return run(page.text, spec["name"], contract(program), beside=str(folder))


def by_path(network: Network, values: tuple[bool, ...]) -> dict[str, bool]:
    return dict(zip((item.path for item in network.parameters), values, strict=True))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_contract_survives_being_sent(path: Path) -> None:
    *_, (_, program) = programs(analyze(specc.read(path)))
    found = contract(program)
    assert parse_contract(found.dumps()) == found
    assert [network.name for network in found.networks] == [u.network for u in program.updates]


def test_decay_and_frozen_parameters_are_measured(tmp_path: Path) -> None:
    """Although the rate is zero in the first step, and noise moves everything."""
    spec = changed(
        BASE,
        {
            "model.hidden": [8, 8],
            "optimizer": {
                "type": "adamw",
                "weight_decay": 0.1,
                "add_noise": {"eta": 0.1},
                "learning_rate": {"type": "cosine", "peak": 1e-3, "warmup": "10%"},
                "groups": [{"match": "hidden/0/*", "frozen": True}],
            },
        },
    )
    [network] = verified(spec, tmp_path).networks
    decays, frozen = by_path(network, network.decays), by_path(network, network.frozen)
    assert {path for path, value in decays.items() if value} == {"hidden/1/kernel", "output/kernel"}
    assert {path for path, value in frozen.items() if value} == {"hidden/0/bias", "hidden/0/kernel"}
    assert set(network.unchanged) == {"hidden/0/bias", "hidden/0/kernel"}


def test_every_network_is_seen(tmp_path: Path) -> None:
    report = verified(GAN, tmp_path)
    assert [network.name for network in report.networks] == ["discriminator", "generator"]
    assert report.losses.keys() == {"discriminator_loss", "generator_loss"}
    assert all(not network.unchanged for network in report.networks)
    assert report.compilations == {"init_state": 1, "train_steps": 1, "evaluate": 1}
    assert report.model_output_shape is None
    assert report.missing_classes == {}


@pytest.mark.soak
def test_the_loss_of_a_vae_is_measured_for_each_example(tmp_path: Path) -> None:
    report = verified(VAE, tmp_path)
    shape = (report.batch,)
    names = ("loss", "reconstruction", "kl", "elbo")
    assert report.per_example == dict.fromkeys(names, shape)
    assert "eval_elbo" in report.evaluation
