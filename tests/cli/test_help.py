"""`specc help`: what it says of a path, and of one that leads nowhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from specc.cli.help import shown
from specc.cli.main import COMMANDS, main
from specc.language.family import Family
from specc.language.reference.sections import sections
from specc.language.reference.topics import find


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    return int(ended.value.code or 0)


SAYS = {
    "": ["name\n", "  optimizer  optimizer; required\n", "  extends  "],
    "model": ["model; required", "cnn ", "A convolutional network", "denoising_mlp "],
    "model.cnn": ["    model:\n      type: cnn\n", "channels  list of integers ≥ 2; required"],
    "model.cnn.norm": ["norm; default: not set", "    norm: batch", "batch  Over the batch"],
    "model.mlp.activation": ["name of an activation; default: gelu", "relu, gelu, silu"],
    "optimizer.adamw": ["b1  number in [0, 1) or schedule; default: 0.9", "learning_rate  "],
    "optimizer.adamw.weight_decay": ["number ≥ 0 or schedule; default: 1e-4", "piecewise"],
    "optimizer.weight_decay": ["optimizer.adamw.weight_decay\n"],
    "optimizer.sam": ["It wraps a `base_optimizer`.", "rho  number > 0; default: 0.05"],
    "learning_rate.cosine": ["optimizer.learning_rate.cosine\n", "decay  duration (e.g. 5 epochs)"],
    "optimizer.learning_rate.cosine": ["{type: cosine, peak: 3e-3}"],
    "cosine": ["learning_rate.cosine"],
    "train.duration": ["duration (e.g. 5 epochs); required", "    duration: 1000 steps"],
    "data.batch_size": ["integer ≥ 1, in examples; required"],
    "holdout": ["data.holdout\n", "`holdout: 15%` is short for `{type: random, share: 15%}`."],
    "optimizer.groups": ["    groups:\n      - match: output/**\n", "frozen  true or false"],
    "optimizer.groups.optimizer": ["One of those of `optimizer`, without "],
    "alpha": [
        "several fields",
        "optimizer.ademamix.alpha",
        "augment.mixup.alpha",
        "image_folder.alpha",
    ],
    "momentum": ["optimizer.sgd.momentum"],
    "data.holdout.rows": ['eval: "1000-1349"'],
    "networks": ["      discriminator:\n"],
}


@pytest.mark.parametrize("path", SAYS)
def test_it_says_what_a_path_is(path, capsys):
    assert call("help", *([path] if path else [])) == 0
    said = capsys.readouterr().out
    for part in SAYS[path]:
        assert part.strip("\n") in said, said


def test_every_path_of_the_reference_leads_somewhere():
    """In 80 columns, and without marks; colours only add escapes."""
    paths = [section.path for section in sections()]
    paths += [
        f"{section.path}.{name}"
        for section in sections()
        if isinstance(section.target, Family)
        for name in section.target.parts()
    ]
    assert len(paths) > 200
    for path in paths:
        text = shown(find(path))
        assert text
        wide = [line for line in text.splitlines() if len(line) > 80]
        assert all(len(line.split()[-1]) >= 64 for line in wide), text  # no checksum is broken
        assert not set("\1\2\3\033") & set(text)
        colored = shown(find(path), color=True)
        for escape in ("\033[0m", "\033[1m", "\033[2m"):
            colored = colored.replace(escape, "")
        assert colored == text


UNKNOWN = {
    "optimizr": ("there is no `optimizr` in a spec", "specc help optimizer"),
    "model.cnn.nrom": ("there is no `nrom` in `model.cnn`", "specc help model.cnn.norm"),
    "optimizer.adamww": ("in `optimizer`", "specc help optimizer.adamw"),
    "learning_rate.cosin": ("in `optimizer.learning_rate`", "optimizer.learning_rate.cosine"),
    "cosin": ("in a spec", "specc help cosine"),
    "train.duration.steps": ("there is no `steps` in `train.duration`", ""),
    "model.type": ("there is no `type` in `model`", ""),
    "nonsense": ("there are allow", "train"),
    "zzz": ("there are ", "optimizer"),
}


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_path_gets_a_suggestion(path, capsys):
    assert call("help", path) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    for part in UNKNOWN[path]:
        assert part in shown.err


@pytest.mark.parametrize("command", ["build", "verify"])
def test_the_name_of_a_command_shows_its_arguments(command, capsys):
    assert command in COMMANDS
    assert call("help", command) == 0
    assert f"usage: specc {command}" in capsys.readouterr().out


def test_it_imports_only_what_it_shows():
    script = (
        "import sys; from specc.cli.main import main\n"
        "try: main(['help', 'model.cnn'])\n"
        "except SystemExit as e: assert e.code == 0\n"
        "assert not [m for m in sys.modules if m.startswith('specc.language.optimizers.')]\n"
        "assert not {'specc.rules', 'specc.emit', 'jinja2', 'black', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


def test_paths_name_the_same_as_headings():
    """A path with the beginning left out leads to the same block."""
    assert (
        find("optimizer.learning_rate.cosine").target
        is find("optimizer.sgd.learning_rate.cosine").target
    )
