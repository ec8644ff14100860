"""Random blocks of the families whose members are many: a function each, from a generator to a block.

Each writes every key of its member now and then. A member without one is a failing test.
"""

from __future__ import annotations

import pathlib
import random
from collections.abc import Callable, Mapping
from typing import Any

from specc.language.family import member, members
from specc.language.optimizer import Optimizer
from specc.language.wrapping import Wrapping

OWN = pathlib.Path(__file__).parents[1] / "inline" / "own"
"""Where the files of own code are that random specs name."""

Write = Callable[[random.Random], dict[str, Any]]


def _sometimes(rng: random.Random, **keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if rng.random() < 0.7}


def _file(rng: random.Random, ending: str) -> Any:
    """A file of a source: a path, or more often a download, which has keys of its own."""
    if rng.random() < 0.3:
        return rng.choice(["digits", "../data/a b", "{x}/'\"\\"]) + ending
    names = ["digits", "a%20b", "{x}%2F'\"\\", "..", "y" * 300]
    url = rng.choice(["https", "http"]) + f"://localhost:8000/{rng.choice(names)}{ending}"
    url += rng.choice(["", "?a=1&b=#"])
    return {"url": url, "sha256": f"{rng.getrandbits(256):064{rng.choice('xX')}}"}


def npz(rng: random.Random) -> dict[str, Any]:
    path = _file(rng, ".npz")
    return {"path": path, **_sometimes(rng, inputs="images", targets="it's {x}", weight="w{x}'")}


def npy(rng: random.Random) -> dict[str, Any]:
    files = {"inputs": _file(rng, ".npy"), "targets": _file(rng, ".npy")}
    return files | _sometimes(rng, weight=_file(rng, ".npy"))


def idx(rng: random.Random) -> dict[str, Any]:
    endings = rng.choice([("", ""), (".gz", ".gz"), ("", ".gz")])
    return {"images": _file(rng, endings[0]), "labels": _file(rng, endings[1])}


def _columns(rng: random.Random, **lists: list[str]) -> dict[str, Any]:
    """Which columns of a table are what."""
    found = _sometimes(rng, **lists)
    return found if "features" in found else found | _sometimes(rng, drop=["id", "[x] '\"\\"])


_MARKS = ("?", "it's", '"', "{x}", "\\", "é", "a\nb", "#")


def _cells(rng: random.Random, numbers: list[str]) -> dict[str, Any]:
    """How the cells of a table are read; `numbers` are its columns of numbers."""
    hows = ("mean", "median", "most_frequent")
    chosen = {name: rng.choice(hows) for name in rng.sample(numbers, rng.randint(1, len(numbers)))}
    return _sometimes(
        rng,
        decimal=rng.choice([".", ","]),
        missing=rng.sample(_MARKS, rng.randint(0, 3)),
        impute=rng.choice([*hows, chosen]),
    )


def parquet(rng: random.Random) -> dict[str, Any]:
    names = [*FACTS["parquet"]["columns"]]
    cells = _cells(rng, names[:-1])
    if not isinstance(cells.get("impute"), dict):
        cells["impute"] = {}
    cells["impute"] |= {names[-1]: "category"}  # it has missing values
    return {
        "path": _file(rng, ".parquet"),
        "target": rng.choice(["y", "it's", "{x} '\"\\"]),
        **_columns(rng, features=rng.sample(names, len(names)), categorical=names[-1:]),
        **_sometimes(rng, weight=rng.choice(["w", "weight {y}'"])),
        **cells,
    }


def csv(rng: random.Random) -> dict[str, Any]:
    names = [*FACTS["csv"]["columns"]]
    return {
        "path": _file(rng, ".csv"),
        "target": "y",
        "delimiter": rng.choice([",", ";", "\t"]),
        **_columns(rng, features=names, categorical=["y"]),
        **_sometimes(rng, weight='\\w"'),
        **_cells(rng, names),
    }


def image_folder(rng: random.Random) -> dict[str, Any]:
    path = rng.choice(["digits", "../data/a b", "{x}/'\"\\"])
    found = {"path": path, "mode": "gray", **_sometimes(rng, size=[8, 8])}
    over = {"alpha": "composite", "background": [0, 128, 255]}
    return {**found, **rng.choice([{}, {"alpha": "drop"}, *[over] * 6])}


def _own(rng: random.Random, name: str, **args: Any) -> dict[str, Any]:
    """A function of that file."""
    block = {"source": str(OWN / "perceptron.py"), "name": name, "inline": True}
    return {**block, "args": _sometimes(rng, **args)}


def own_source(rng: random.Random) -> dict[str, Any]:
    given = {"note": rng.choice(["it's", "{x}", None]), "share": 1}
    if rng.random() < 0.5:
        return {**_own(rng, "load_weighted", **given), "weight": True}
    return _own(rng, "load_data", **given)


def points(rng: random.Random, **sizes: Any) -> dict[str, Any]:
    """As many as there are digits."""
    return {"rows": 1797, "noise": rng.choice([0, 0.1]), "seed": rng.choice([0, 3]), **sizes}


def reflow(rng: random.Random) -> dict[str, Any]:
    """As many pairs, of the flow of another run."""
    solver = {"type": rng.choice(["euler", "midpoint", "rk4"]), "steps": rng.randint(1, 20)}
    given = {"run": "../runs/first", "shape": [2], "rows": 1797, "seed": rng.choice([0, 5])}
    return {"type": "reflow", **given, "solver": rng.choice([solver, "rk4"])}


TIMES_OF_EXAMPLES: Mapping[str, Write] = {
    "uniform": lambda rng: {},
    "logit_normal": lambda rng: {"loc": rng.choice([0, -0.5]), "scale": 0.8},
    "u_shaped": lambda rng: {"a": rng.choice([1, 4.0])},
    "mode": lambda rng: {"scale": rng.choice([-1, 0.5])},
}
"""Distributions of the times at which a generative model is trained."""

NOISES: Mapping[str, Write] = {
    "linear": lambda rng: {"start": rng.choice([1e-4, 1e-3]), "end": 0.02},
    "quadratic": lambda rng: {"start": 1e-4, "end": rng.choice([0.02, 0.03])},
    "cosine": lambda rng: {"s": rng.choice([0.008, 0.02])},
    "sqrt": lambda rng: {"s": rng.choice([1e-4, 1e-3])},
}
"""Noise schedules of diffusion."""

DENOISERS: Mapping[str, Write] = {
    "ancestral": lambda rng: {},
    "ddim": lambda rng: {
        "eta": rng.choice([0, 1]),
        "steps": rng.choice([1, 30]),
        "spacing": rng.choice(["uniform", "quadratic"]),
    },
    "heun": lambda rng: {
        "steps": rng.choice([1, 9]),
        "spacing": rng.choice(["uniform", "quadratic"]),
    },
}
"""Samplers of diffusion."""


def _file_tokenizer(rng: random.Random) -> dict[str, Any]:
    return {
        "type": "file",
        "path": rng.choice(["digits", "../data/a b", "{x}/'\"\\"]) + ".json",
        **_sometimes(rng, end=rng.choice(_HOSTILE)),
    }


SOURCES: Mapping[str, Write] = {
    "text": lambda rng: {
        "path": _file(rng, ".txt"),
        **_sometimes(rng, tokenizer=rng.choice(["characters", "bytes", _file_tokenizer(rng)])),
    },
    "documents": lambda rng: {
        **rng.choice(
            [
                {"path": _file(rng, ".jsonl"), "format": rng.choice(["jsonl", "lines", "files"])},
                {
                    "path": "a b/{x}-*.parquet",
                    "format": {"type": "parquet", "field": rng.choice(_HOSTILE)},
                },
                {
                    "path": "../it's",
                    "format": rng.choice(["dataset", {"type": "dataset", "field": "a"}]),
                },
            ]
        ),
        "tokenizer": rng.choice(
            ["bytes", {"type": "bpe", "vocabulary": 300}, _file_tokenizer(rng)]
        ),
    },
    "tokens": lambda rng: {
        "path": _file(rng, ".bin"),
        **_sometimes(rng, dtype=rng.choice(["uint8", "uint16", "int32"]), vocabulary=12),
        **_sometimes(rng, tokenizer=_file_tokenizer(rng), end=7),
    },
    "texts": lambda rng: {
        "path": _file(rng, ".csv"),
        **_sometimes(
            rng,
            format=rng.choice(["csv", "jsonl", "parquet"]),
            text=rng.choice(["review", "{x} '\"\\"]),
            target="it's",
            weight='w\\"',
            tokens=rng.choice(["characters", "bytes"]),
        ),
    },
    "labeled_words": lambda rng: {
        "path": _file(rng, ".jsonl"),
        **_sometimes(rng, tokens="it's", tags="{x} '\"\\"),
    },
    "completions": lambda rng: {
        "path": _file(rng, ".jsonl"),
        "tokenizer": rng.choice(
            ["bytes", {"type": "characters", "known": _CHARACTERS}, _file_tokenizer(rng)]
        ),
        **_sometimes(rng, prompt="it's", completion="{x} '\"\\"),
    },
    "npz": npz,
    "npy": npy,
    "idx": idx,
    "parquet": parquet,
    "csv": csv,
    "image_folder": image_folder,
    "python": own_source,
    "moons": lambda rng: points(rng),
    "circles": lambda rng: points(rng, factor=rng.choice([0.3, 0.9])),
    "gaussian_ring": lambda rng: points(rng, modes=10, radius=rng.choice([1, 2.5])),
    "gaussian_grid": lambda rng: points(rng, side=4, spacing=rng.choice([1, 0.5])),
}
"""Sources other than scikit-learn's sets; they get the facts of the digits."""

_HOSTILE = ("#", "\"'''", "\\", "a\nb", "{x}", "é", "\u202e", "import os", "0", '"""')

_CHARACTERS = "".join(sorted({*"\n \"'\\#{}`%", "\0", "é", "\u202e", "\ue003", "😀"}))
_NO_TARGETS = dict.fromkeys(("classes", "class_rows", "targets", "integers"))
_TOKENS = {"shape": (1,), "high": 11.0, "vocabulary": 12, **_NO_TARGETS}

_SPLIT = {"text_bytes": 9_000, "length": 8_000, "tokenizer_sha256": "7" * 64}

FACTS: Mapping[str, Mapping[str, Any]] = {
    "tokens": {**_TOKENS, "tokenizer_sha256": "7" * 64, "end_token": 7},
    "documents": {
        **_TOKENS,
        "high": 299.0,
        "vocabulary": 300,
        **_SPLIT,
        "end_token": 256,
        "documents": 400,
    },
    "text": {**_TOKENS, **_SPLIT, "characters": _CHARACTERS, "vocabulary": len(_CHARACTERS)},
    "texts": {
        **{key: value for key, value in _TOKENS.items() if key not in _NO_TARGETS},
        "shape": (9,),
        "integers": None,
        "characters": _CHARACTERS,
        "vocabulary": len(_CHARACTERS),
        "class_names": _HOSTILE,
    },
    "labeled_words": {
        **_NO_TARGETS,
        "shape": (9,),
        "high": 3.0,
        "vocabulary": 4,
        "words": ("#", "'\"", "{x}\\", "é"),
        "classes": len(_HOSTILE),
        "class_names": _HOSTILE,
    },
    "completions": {
        **_TOKENS,
        "shape": (9,),
        "high": float(len(_CHARACTERS)),
        "vocabulary": len(_CHARACTERS) + 1,
        "characters": _CHARACTERS,
        "end_token": len(_CHARACTERS),
        "shortest_prompt": 0,
        "longest_prompt": 1,
        "prompt": _CHARACTERS[:3],
        "tokenizer_sha256": "7" * 64,
    },
    "parquet": {
        "shape": (6,),
        "columns": ("a", "b c", "{d} '\"\\"),
        "categories": {"{d} '\"\\": ('"""', "{x}", "é", "")},
    },
    "csv": {"shape": (2,), "columns": ("size", "\n#"), "class_names": _HOSTILE},
    "image_folder": {"dtype": "uint8", "class_names": tuple("abcdefghij")},
    **{name: {"shape": (2,)} for name in ("moons", "circles", "gaussian_ring", "gaussian_grid")},
}
"""What sources need of facts besides those of the digits."""


EVALUATIONS: Mapping[str, Mapping[str, Any]] = {
    "text": {"path": "'test.txt"},
    "tokens": {"path": "test {x}.bin"},
    "texts": {"path": "'test.csv"},
    "labeled_words": {"path": "'test.jsonl"},
    "documents": {"path": "test {x}.*"},
    "completions": {"path": "test {x}.jsonl"},
    "npz": {"path": "test.npz", "inputs": "x", "targets": "it's {x}"},
    "npy": {"inputs": "x'.npy", "targets": "y {x}.npy"},
    "idx": {"images": "x.gz", "labels": "y"},
    "csv": {"path": "test.csv"},
    "parquet": {"path": '"test.parquet'},
    "image_folder": {"path": "test"},
}
"""What data for evaluation has otherwise than the source."""


INITIALIZERS: Mapping[str, Write] = {
    **dict.fromkeys(
        [
            f"{name}_{kind}"
            for name in ("lecun", "glorot", "xavier", "he", "kaiming")
            for kind in ("normal", "uniform")
        ],
        lambda rng: {},
    ),
    "normal": lambda rng: {"stddev": rng.choice([0.02, 1e-3])},
    "uniform": lambda rng: {"scale": rng.choice([0.05, 1])},
    "orthogonal": lambda rng: _sometimes(rng, scale=rng.choice([1, 1.5])),
    "truncated_normal": lambda rng: {
        "stddev": 0.02,
        "lower": rng.choice([-2, -3.5]),
        "upper": rng.choice([2, 3]),
    },
    "variance_scaling": lambda rng: {
        "scale": rng.choice([0.5, 2]),
        "mode": rng.choice(["fan_in", "fan_out", "fan_avg"]),
        "distribution": rng.choice(["truncated_normal", "normal", "uniform"]),
    },
    "zeros": lambda rng: {},
}
"""How weights begin."""

_OFTEN = ("normal", "uniform", "orthogonal", *("truncated_normal", "variance_scaling") * 2)


def _initializer(rng: random.Random) -> Any:
    """One that learns in any layer; the more arguments, the more often."""
    name = rng.choice([*_OFTEN, rng.choice(sorted({*INITIALIZERS} - {"zeros"}))])
    given = INITIALIZERS[name](rng)
    return {"type": name, **given} if given else name


def weights(rng: random.Random, *, layers: bool = True) -> dict[str, Any]:
    """How the weights of a model begin; `layers` says whether it has more than the last."""
    last = rng.choice(["zeros", _initializer(rng), _initializer(rng)])
    return _sometimes(rng, output_init=last, **({"init": _initializer(rng)} if layers else {}))


def resnet(rng: random.Random) -> dict[str, Any]:
    return {
        "stages": rng.choice([[1, 1], [1, 2], [2, 1]]),
        "width": rng.randint(2, 8),
        "stem": rng.choice(["cifar", "imagenet"]),
        **_sometimes(
            rng,
            remat=rng.random() < 0.5,
            block=rng.choice(["basic", "bottleneck"]),
            norm=rng.choice(["batch", "layer", {"type": "layer"}]),
        ),
        **weights(rng),
    }


def vit(rng: random.Random) -> dict[str, Any]:
    heads = rng.randint(1, 3)
    return {
        "patch_size": rng.choice([2, 4]),
        "width": heads * rng.randint(2, 4),
        "depth": rng.randint(1, 3),
        "heads": heads,
        "pool": rng.choice(["mean", "token"]),
        **_sometimes(
            rng,
            remat=rng.random() < 0.5,
            mlp_dim=rng.randint(1, 20),
            dropout=rng.choice([0, 0.1, followed(rng, 0.5)]),
        ),
        **weights(rng),
    }


def mixer(rng: random.Random) -> dict[str, Any]:
    return {
        "patch_size": rng.choice([2, 4]),
        "width": rng.randint(2, 12),
        "depth": rng.randint(1, 3),
        **_sometimes(
            rng,
            remat=rng.random() < 0.5,
            tokens_mlp_dim=rng.randint(1, 20),
            channels_mlp_dim=rng.randint(1, 20),
            dropout=rng.choice([0, 0.1, followed(rng, 0.5)]),
        ),
        **weights(rng),
    }


def cnn(rng: random.Random) -> dict[str, Any]:
    return {
        "channels": [rng.randint(2, 8) for _ in range(rng.randint(1, 3))],
        **_sometimes(
            rng,
            kernel_size=rng.choice([3, 5]),
            activation=rng.choice(["relu", "gelu", "silu"]),
            norm=rng.choice(["batch", "layer", None, {"type": "layer"}]),
            head=rng.choice(["flatten", "average"]),
            hidden=[rng.randint(1, 20) for _ in range(rng.randint(0, 2))],
            dropout=rng.choice([0, 0.1, followed(rng, 0.5)]),
        ),
        **weights(rng),
    }


def python(rng: random.Random) -> dict[str, Any]:
    sizes = {"inputs": "{inputs}", "outputs": "{outputs}"}
    drawn = _sometimes(rng, width=rng.randint(2, 9), notes=["{", None, 'it\'s """', True, 1e-9])
    name = rng.choice(["Plain", "Dropped"])
    return {
        "source": str(OWN / "perceptron.py"),
        "name": name,
        "args": {**sizes, **drawn},
        **_sometimes(rng, inline=True, dropout=name == "Dropped", batch_stats=True),
    }


def own_loss(rng: random.Random, classes: int) -> dict[str, Any]:
    return _own(rng, "size", scale=rng.choice([1, 0.5, 1e-3]))


def own_metric(rng: random.Random) -> dict[str, Any]:
    whole = rng.random() < 0.5
    block = _own(rng, "largest" if whole else "size", scale=2)
    return {**block, **({"whole": whole} if whole else _sometimes(rng, whole=False))}


def own_augmentation(rng: random.Random) -> dict[str, Any]:
    return _own(rng, "shade", most=rng.choice([0.1, 1]))


def _channels(rng: random.Random) -> list[int]:
    """As many as 8x8 pixels can be halved, or fewer."""
    return [rng.randint(2, 8) for _ in range(rng.randint(1, 3))]


def unet(rng: random.Random) -> dict[str, Any]:
    heads, groups = rng.choice([1, 2]), rng.choice([1, 2])
    levels = rng.randint(1, 3)
    return {
        "channels": [2 * rng.randint(2, 5) for _ in range(levels)],
        "groups": groups,
        **_sometimes(
            rng,
            blocks=rng.randint(1, 2),
            attention=rng.sample(range(levels), rng.randint(0, levels)),
            heads=heads,
        ),
    }


def dit(rng: random.Random) -> dict[str, Any]:
    heads = rng.randint(1, 3)
    return {
        "patch_size": rng.choice([2, 4]),
        "width": heads * rng.randint(2, 4),
        "depth": rng.randint(1, 3),
        "heads": heads,
        **_sometimes(rng, mlp_dim=rng.randint(1, 20)),
    }


def conv_vae(rng: random.Random) -> dict[str, Any]:
    activation = rng.choice(["relu", "silu"])
    options = _sometimes(rng, activation=activation, norm=rng.choice(["layer", None]))
    return {"channels": _channels(rng), "latent": rng.randint(1, 4), **options}


def conv_energy(rng: random.Random) -> dict[str, Any]:
    return {"channels": _channels(rng), **_sometimes(rng, activation=rng.choice(["silu", "tanh"]))}


def conv_generator(rng: random.Random) -> dict[str, Any]:
    norm = rng.choice(["layer", {"type": "layer"}, None])
    return {"channels": _channels(rng), "latent": rng.randint(1, 4), **_sometimes(rng, norm=norm)}


def conv_discriminator(rng: random.Random) -> dict[str, Any]:
    options = _sometimes(rng, norm=rng.choice(["layer", None]), spectral_norm=rng.random() < 0.7)
    return {"channels": _channels(rng), **options}


def mlp_discriminator(rng: random.Random) -> dict[str, Any]:
    return {"hidden": [rng.randint(2, 9)], **_sometimes(rng, spectral_norm=rng.random() < 0.7)}


def conv_real_nvp(rng: random.Random) -> dict[str, Any]:
    """Of 8x8 pixels."""
    sizes = {"width": rng.randint(2, 5), "blocks": rng.randint(1, 2)}
    return {"scales": rng.randint(1, 3), **_sometimes(rng, **sizes)}


GENERATIVE_MODELS: Mapping[str, Write] = {
    "unet": unet,
    "dit": dit,
    "conv_real_nvp": conv_real_nvp,
    "conv_vae": conv_vae,
    "conv_energy": conv_energy,
    "conv_generator": conv_generator,
    "conv_discriminator": conv_discriminator,
    "mlp_discriminator": mlp_discriminator,
}
"""Models of images that generate, or tell what was generated."""


def sequence_model(kind: str, rng: random.Random) -> dict[str, Any]:
    """A model of sequences, without what it has for tokens or for series alone."""
    dropout = rng.choice([0, 0.1, followed(rng, 0.2)])
    if kind == "conv1d":
        return {
            "type": kind,
            "width": rng.randint(2, 9),
            "dilations": rng.choice([[1], [2, 1], [1, 1, 1]]),
            **_sometimes(
                rng,
                kernel_size=rng.randint(2, 4),
                activation=rng.choice(["relu", "gelu", "tanh"]),
                norm=rng.choice(["rms", "layer"]),
                dropout=dropout,
            ),
        }
    sizes = {"layers": rng.randint(1, 3), "width": rng.randint(1, 9)}
    return {"type": kind, **sizes, **_sometimes(rng, dropout=dropout)}


def of_tokens(kind: str, rng: random.Random) -> dict[str, Any]:
    """A model of sequences for tokens."""
    tied = _sometimes(rng, tie_embeddings=rng.random() < 0.5)
    return {**sequence_model(kind, rng), "context": rng.randint(4, 9), **tied}


def of_series(kind: str) -> Write:
    """Draws a model of sequences for series."""

    def write(rng: random.Random) -> dict[str, Any]:
        pool = _sometimes(rng, pool=rng.choice(["last", "mean"]))
        both = {} if kind == "conv1d" else _sometimes(rng, bidirectional=rng.random() < 0.7)
        return {**sequence_model(kind, rng), **pool, **both}

    return write


SEQUENCE_MODELS = ("gru", "lstm", "conv1d")

MODELS: Mapping[str, Write] = {
    **{kind: of_series(kind) for kind in SEQUENCE_MODELS},
    "resnet": resnet,
    "vit": vit,
    "mixer": mixer,
    "cnn": cnn,
    "python": python,
    "transformer": lambda rng: reader(rng),
}
"""Models other than the multilayer perceptron."""


def llama3(rng: random.Random) -> dict[str, Any]:
    """The frequencies of Llama 3."""
    numbers = {"low_frequency": rng.choice([1, 0.5]), "high_frequency": rng.choice([4, 2.5])}
    return {"type": "llama3", "original_context": rng.randint(4, 64), **numbers}


def rotary(rng: random.Random) -> dict[str, Any]:
    """The scalings one after the other."""
    scaling = rng.choice([None, {"type": "linear"}, llama3(rng)])
    scaling = scaling and {**scaling, "factor": rng.choice([2, 3.5])}
    return {"base": rng.choice([10_000, 500_000.0]), "scaling": scaling}


POSITIONS: Mapping[str, Write] = {
    "rotary": rotary,
    **dict.fromkeys(["learned", "sinusoidal", "none"], lambda rng: {}),
}
"""How a transformer knows the order of tokens."""


def transformer(rng: random.Random, scans: bool = False) -> dict[str, Any]:
    """The members of its families one after the other; blocks are stacked only if what trains them can be."""
    heads, context = rng.choice([2, 4]), rng.randint(2, 9)
    layers = rng.randint(1, 3)
    scans = scans and rng.random() < 0.7
    norms = [{"type": kind, "epsilon": 1e-5} for kind in ("rms", "layer")]
    kinds = [{"type": name, **write(rng)} for name, write in POSITIONS.items()]
    return {
        "type": "transformer",
        **({"preset": rng.choice(["gpt2", "gpt2_large"])} if rng.random() < 0.2 else {}),
        "layers": layers,
        "heads": heads,
        "width": 4 * heads,
        "context": context,
        **({"scan": True} if scans else {"dropout": rng.choice([0, 0.1, followed(rng, 0.2)])}),
        **_sometimes(
            rng,
            remat=layers > 1 and rng.random() < 0.5,
            window=rng.randint(1, context - 1),
            logit_cap=rng.choice([30, 2.5]),
            bias=rng.random() < 0.5,
            positions=rng.choice([*kinds, *POSITIONS]),
            norm=rng.choice(["rms", "layer", *norms]),
            mlp=rng.choice(["gelu", "swiglu", "relu_squared"]),
            mlp_dim=rng.randint(1, 20),
            kv_heads=rng.choice([1, 2]),
            qk_norm=rng.random() < 0.7,
            tie_embeddings=rng.random() < 0.5,
            init_std=rng.choice([0.02, 1e-3]),
            depth_scaled_init=rng.random() < 0.5,
        ),
    }


def encoder(rng: random.Random) -> dict[str, Any]:
    """A transformer that sees both sides of a token."""
    found = transformer(rng)
    found.pop("window", None)
    return found


def reader(rng: random.Random) -> dict[str, Any]:
    """One that predicts labels of texts."""
    found = {**encoder(rng), **_sometimes(rng, pool=rng.choice(["mean", "first", "last"]))}
    found.pop("tie_embeddings", None)
    return {key: value for key, value in found.items() if key != "type"}


AUTOREGRESSIVE: Mapping[str, Write] = {
    "made": lambda rng: {
        "type": "made",
        "hidden": [rng.randint(2, 70) for _ in range(rng.randint(1, 2))],
        **_sometimes(rng, activation="elu", dropout=followed(rng, 0.2)),
    },
    "pixel_cnn": lambda rng: {
        "type": "pixel_cnn",
        "width": rng.randint(2, 5),
        "depth": rng.randint(1, 2),
        **_sometimes(rng, kernel_size=5, dropout=followed(rng, 0.2)),
    },
}
"""Models that give logits of each pixel from those before it."""

IMAGE_MODELS = frozenset(
    name
    for name in MODELS
    if getattr(member("specc.language.models", name), "inputs", "any") == "image"
)
"""Those that take nothing but images."""


def _weighted(rng: random.Random, classes: int) -> dict[str, Any]:
    numbers = [rng.choice([0.5, 1, 2.25]) for _ in range(classes)]
    return _sometimes(rng, class_weights=rng.choice([numbers, "balanced"]))


def _sum(rng: random.Random, kind: str, classes: int) -> dict[str, Any]:
    """Two to four losses, a weight each; the sum alone weighs classes."""
    known = [name for name in LOSSES[kind] if name != "sum"]
    terms = []
    for name in rng.choices(known, k=rng.randint(2, 4)):
        block = {"type": name, **LOSSES[kind][name](rng, classes)}
        block.pop("class_weights", None)
        part = name if len(block) == 1 and rng.random() < 0.5 else block
        terms.append(
            {"loss": part, **_sometimes(rng, weight=followed(rng, rng.choice([0.5, 1, 3])))}
        )
    return {"terms": terms}


Loss = Callable[[random.Random, int], dict[str, Any]]

LOSSES: Mapping[str, Mapping[str, Loss]] = {
    "classification": {
        "cross_entropy": lambda rng, classes: {
            **_weighted(rng, classes),
            "label_smoothing": rng.choice([0, followed(rng, 0.1)]),
        },
        "focal": lambda rng, classes: {
            **_weighted(rng, classes),
            "gamma": rng.choice([1, followed(rng, 2.5)]),
        },
        "hinge": _weighted,
        "sum": lambda rng, classes: {
            **_weighted(rng, classes),
            **_sum(rng, "classification", classes),
        },
        "python": own_loss,
    },
    "token_classification": {
        "cross_entropy": lambda rng, classes: {
            "class_weights": rng.choice([None, [1, 2.5] * (classes // 2)]),
            "label_smoothing": rng.choice([0, followed(rng, 0.1)]),
        },
        "focal": lambda rng, classes: _sometimes(rng, gamma=followed(rng, 2)),
    },
    "binary": {
        "cross_entropy": _weighted,
        "sum": lambda rng, classes: {**_weighted(rng, 2), **_sum(rng, "binary", 2)},
        "focal": lambda rng, classes: {
            **_weighted(rng, 2),
            **_sometimes(rng, gamma=followed(rng, 2)),
        },
        "python": own_loss,
    },
    "multilabel": {
        "cross_entropy": lambda rng, classes: {},
        "sum": lambda rng, classes: _sum(rng, "multilabel", classes),
        "focal": lambda rng, classes: _sometimes(rng, gamma=followed(rng, 3)),
        "python": own_loss,
    },
    "regression": {
        "mse": lambda rng, classes: {},
        "mae": lambda rng, classes: {},
        "huber": lambda rng, classes: {"delta": rng.choice([followed(rng, 0.5), 1e-3])},
        "sum": lambda rng, classes: _sum(rng, "regression", classes),
        "gaussian": lambda rng, classes: {},
        "python": own_loss,
    },
}
"""Losses of each kind of task, for so many classes."""

LIKELIHOODS: list[Any] = [
    {"type": "gaussian", "scale": 0.1},
    "bernoulli",
    "gaussian",
    {"type": "laplace", "scale": 0.5},
    "categorical",
    "discretized_logistic",
]
"""Likelihoods of an evidence lower bound."""

GANS: Mapping[str, Write] = {
    "gan": lambda rng: {
        "r1": rng.choice([0, 0.5]),
        "label_smoothing": rng.choice([0, 0.1]),
    },
    "wgan_gp": lambda rng: {"gradient_penalty": 10, "target_norm": rng.choice([0, 1])},
    "hinge_gan": lambda rng: {"r1": rng.choice([0, 0.5])},
    "lsgan": lambda rng: {"a": -1, "b": 1, "c": rng.choice([0, 1]), "r1": rng.choice([0, 0.5])},
}
"""Losses of generative adversarial networks."""

METRICS: Mapping[str, Mapping[str, Write]] = {
    "classification": {
        **dict.fromkeys(["accuracy", "f1", "auroc", "confusion_matrix"], lambda rng: {}),
        "top_k": lambda rng: {"k": 1},
        "python": own_metric,
        "calibration_error": lambda rng: {"bins": rng.randint(1, 20)},
    },
    "token_classification": {
        **dict.fromkeys(["accuracy", "f1", "confusion_matrix"], lambda rng: {}),
        "calibration_error": lambda rng: {"bins": rng.randint(1, 20)},
    },
    "binary": {
        "python": own_metric,
        **dict.fromkeys(["accuracy", "f1", "auroc", "confusion_matrix"], lambda rng: {}),
        "calibration_error": lambda rng: {"bins": rng.randint(1, 20)},
    },
    "multilabel": {
        "python": own_metric,
        **dict.fromkeys(["accuracy", "f1", "auroc"], lambda rng: {}),
    },
    "regression": {
        "python": own_metric,
        **dict.fromkeys(["mae", "rmse", "r2"], lambda rng: {}),
    },
}
"""Metrics of each kind of task."""

OF_EXAMPLES = frozenset({"accuracy", "top_k", "mae"})
"""Those that need no evaluation."""

AVERAGES: Mapping[str, Write] = {
    "ema": lambda rng: _sometimes(
        rng,
        decay=rng.choice([0.5, followed(rng, 0.9), 0.99, 0.9999]),
        warmup=rng.random() < 0.5,
        batch_stats=rng.choice(["recomputed", "averaged"]),
    ),
    "swa": lambda rng: _sometimes(
        rng, batch_stats=rng.choice(["recomputed", "averaged"]), stats_batches=rng.randint(1, 200)
    ),
    "lookahead": lambda rng: _sometimes(
        rng, sync_period=rng.randint(1, 8), slow_step_size=rng.choice([0.5, 0.8, 1])
    ),
}
"""Averages of weights, without when they are taken."""

AUGMENTATIONS: Mapping[str, Write] = {
    "flip": lambda rng: {},
    "crop": lambda rng: _sometimes(rng, padding=rng.randint(1, 7)) or {"padding": 4},
    "cutout": lambda rng: {"size": rng.randint(1, 7)},
    "python": own_augmentation,
    "mixup": lambda rng: _sometimes(rng, alpha=rng.choice([0.1, 1, 2.5])),
    "cutmix": lambda rng: _sometimes(rng, alpha=rng.choice([0.1, 1, 2.5])),
}
"""Augmentations, for images of 8 x 8 pixels."""

_RATES = (0.5, 0.9, 0.95)
_SMALL = (1e-6, 1e-3, 1e-12)
_SWITCH = (True, False)
_OPTIMIZER_VALUES: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(("b1", "b3", "beta", "beta3", "decay", "momentum", "rho"), _RATES),
    **dict.fromkeys(("b2", "adam_b1", "adam_b2"), (0.95, 0.9999)),
    **dict.fromkeys(("eps", "eps_root", "adam_eps_root", "min_norm", "estim_lr0"), _SMALL),
    **dict.fromkeys(("s_init", "min_step_size", "init_estim_sq_dist"), _SMALL),
    **dict.fromkeys(("weight_decay", "adam_weight_decay", "weight_decay_rate"), (0, 1e-4, 0.05)),
    **dict.fromkeys(("adam_learning_rate", "trust_coefficient", "scale"), (1e-3, 0.25)),
    **dict.fromkeys(("alpha", "gamma", "estim_lr_coef", "weight_lr_power"), (0.5, 1, 2.5)),
    **dict.fromkeys(("lower_bound", "f_min"), (0, -1.5, 0.1)),
    **dict.fromkeys(("memory_size", "rank", "num_betas", "max_linesearch_steps"), (1, 3, 20)),
    **dict.fromkeys(("update_interval", "update_proj_gap"), (1, 5, 200)),
    **dict.fromkeys(("adaptive", "adapt_lower_bound", "bias_correction", "centered"), _SWITCH),
    **dict.fromkeys(("bias_correction_mu", "bias_correction_nu", "eps_in_sqrt"), _SWITCH),
    **dict.fromkeys(("factored", "multiply_by_parameter_scale", "nesterov"), _SWITCH),
    **dict.fromkeys(("safeguard_warmup", "scale_init_precond", "use_clipping"), _SWITCH),
    "betas": ([0.9, 0.99], [0.5, 0.999]),
    "clip_threshold": (0.5, 2),
    "clipping_threshold": (0.5, 2),
    "consistent_rms": (0.2, 0.4),
    "decay_rate": (0.5, 0.8),
    "eta_minus": (0.3, 0.5),
    "eta_plus": (1.1, 2),
    "init_step": (["distance", 0.1], ["heuristic", 1e-3], ["learning_rate", 0.01]),
    "initial_accumulator_value": (0, 0.5),
    "initial_scale": (0, 1),
    "mask": ("kernels", "all"),
    "max_learning_rate": (0.5, 10),
    "max_step_size": (1, 0.1),
    "min_dim_size_to_factor": (1, 4),
    "muon_weight_dimension_numbers": ("matrices", "kernels"),
    "ns_coeffs": ("standard", "dion"),
    "ns_steps": (5,),  # as many as Dion has coefficients
    "preconditioning": ("frobenius", "aol", "schatten"),
    "sync_period": (2, 3),
    "threshold": (4, 5.5),
    "variant": ("sps", "sps+"),
}
"""What the settings of optimizers can be; others are as they are by default, or half of that."""


def _of_optimizer(name: str) -> Write:
    """A function that writes all that an optimizer has besides what all have."""
    block = member("specc.language.optimizers", name)
    keys = [
        k for k in block.model_fields if k not in Optimizer.model_fields | Wrapping.model_fields
    ]

    def values(key: str) -> tuple[Any, ...]:
        if key in _OPTIMIZER_VALUES:
            return _OPTIMIZER_VALUES[key]
        default = block.model_fields[key].default
        return (default, default / 2)

    def write(rng: random.Random) -> dict[str, Any]:
        given = {key: rng.choice(values(key)) for key in keys}
        if not (given.get("momentum") or given.get("b1") or given.get("beta")):
            given.pop("nesterov", None)
        return given

    return write


OPTIMIZERS: Mapping[str, Write] = {
    name: _of_optimizer(name)
    for name in members("specc.language.optimizers")
    if name not in ("adam", "adamw", "sgd", "dpsgd")
}
"""Optimizers other than those whose settings are options."""

AROUND = frozenset(
    name for name in OPTIMIZERS if member("specc.language.optimizers", name).wraps is not None
)
"""Those that go around another."""

SCHEDULES_OF = {
    name: {"warmup": {"number", "constant"}, "number": {"number"}}[takes]
    for name in OPTIMIZERS
    if (takes := member("specc.language.optimizers", name).takes) != "schedule"
}
"""The schedules of those that do not take any."""

AVERAGED = frozenset(
    name for name in OPTIMIZERS if member("specc.language.optimizers", name).eval_params is not None
)
"""Those that evaluate an average of their own."""

ASKING = frozenset(
    name
    for name in OPTIMIZERS
    if {"value_fn", "obj_fn", "grad_fn"} & {*member("specc.language.optimizers", name).extra_args}
)
"""Those that look at the loss at other weights."""

SEARCHING = frozenset(
    name
    for name in OPTIMIZERS
    if {"value", "value_fn", "obj_fn"} & {*member("specc.language.optimizers", name).extra_args}
)
"""Those that ask for the value of the loss."""

WHOLE = AROUND | frozenset(
    name
    for name in OPTIMIZERS
    if member("specc.language.optimizers", name).extra_args or name in AVERAGED
)
"""Those that work on all parameters as one."""

RATED = frozenset(
    name
    for name in OPTIMIZERS
    if any(t.rate for t in getattr(member("specc.language.optimizers", name), "transforms", ()))
)
"""Those that apply their learning rate themselves."""

DECAYING = frozenset(
    name
    for name in members("specc.language.optimizers")
    if "weight_decay" in member("specc.language.optimizers", name).model_fields
)
"""Those with a weight decay."""


def _falling(rng: random.Random) -> dict[str, Any]:
    return _sometimes(rng, decay=rng.choice(["30%", "5 steps"]))


SCHEDULES: Mapping[str, Write] = {
    "constant": lambda rng: {},
    "linear": _falling,
    "cosine": _falling,
    "polynomial": lambda rng: {**_falling(rng), "power": rng.choice([0.5, 1, 2, 3.5])},
    "exponential": lambda rng: {
        "factor": rng.choice([0.5, 0.99]),
        "every": rng.choice(["10%", "4 steps"]),
        "staircase": rng.random() < 0.5,
    },
    "step": lambda rng: {"every": "30%", **_sometimes(rng, factor=0.5)},
    "multistep": lambda rng: {"milestones": ["50%", "75%"], **_sometimes(rng, factor=0.3)},
    "cosine_restarts": lambda rng: {
        "cycles": rng.choice([2, 3]),
        "growth": rng.choice([1, 1.5]),
    },
    "cyclic": lambda rng: {
        "period": rng.choice(["20%", "7 steps"]),
        "mode": rng.choice(["triangular", "triangular2", "exp_range"]),
        "factor": 0.8,
    },
    "inverse_sqrt": lambda rng: {"timescale": rng.choice(["10%", "3 steps"])},
    "wsd": lambda rng: {
        "decay": rng.choice(["20%", "30%"]),
        "shape": rng.choice(["linear", "cosine", "sqrt"]),
    },
    "reduce_on_plateau": lambda rng: {
        "average": rng.choice(["5%", "2 steps"]),
        "patience": 3,
        "cooldown": rng.randint(0, 1),
        "improvement": 0.01,
    },
}
"""Schedules with a peak and a warm-up, with what they need besides."""

UNFLOORED = {"constant", "multistep"}


def _ramp(rng: random.Random, value: float) -> dict[str, Any]:
    ends = [value, value / 2]
    rng.shuffle(ends)
    return {"start": ends[0], "end": ends[1], **_sometimes(rng, over="50%")}


CHANGES: Mapping[str, Callable[[random.Random, float], dict[str, Any]]] = {
    "linear": _ramp,
    "cosine": _ramp,
    "polynomial": lambda rng, value: {**_ramp(rng, value), "power": rng.choice([1, 3])},
    "exponential": _ramp,
    "piecewise": lambda rng, value: {
        "values": [value, value / 2, value],
        "boundaries": ["30%", "60%"],
        "interpolate": rng.choice(["none", "linear", "cosine"]),
    },
    "cyclic": lambda rng, value: {"start": value / 2, "end": value, "period": "25%"},
    "sigmoid": lambda rng, value: {**_ramp(rng, value), **_sometimes(rng, steepness=8)},
    "cyclical_annealing": lambda rng, value: {
        "start": value / 2,
        "end": value,
        "period": "25%",
        **_sometimes(rng, proportion=1),
    },
}
"""Schedules of numbers that are no learning rates, up to a number."""


def followed(rng: random.Random, value: float) -> Any:
    """A number, or a schedule up to it."""
    name = rng.choice(["", *CHANGES])
    return {"type": name, **CHANGES[name](rng, value)} if name else value


def _group(rng: random.Random, match: Any, **settings: Any) -> dict[str, Any]:
    names = _sometimes(rng, name=rng.choice(["a", "some_of_it", "c2"]))
    return {"match": match, **names, **settings}


def several(rng: random.Random) -> list[dict[str, Any]]:
    return [
        {"match": "output/bias", "frozen": True},
        _group(rng, "output/*", learning_rate_multiplier=rng.choice([2, 0.5])),
        {"match": ["**/kernel", "**/bias"], "exclude": "output/**", "optimizer": "sgd"},
    ][: rng.randint(1, 3)]


GROUPS: Mapping[str, Callable[[random.Random], list[dict[str, Any]]]] = {
    "frozen": lambda rng: [_group(rng, rng.choice(["output/bias", "**/bias"]), frozen=True)],
    "rates": lambda rng: [_group(rng, "**/kernel", learning_rate_multiplier=0.1)],
    "decay": lambda rng: [_group(rng, "output/**", weight_decay=rng.choice([0, 0.2]))],
    "optimizer": lambda rng: [
        _group(
            rng,
            "output/*",
            exclude="output/bias",
            optimizer={"type": rng.choice(["sgd", "adamw"])},
        )
    ],
    "several": several,
}
"""Parameter groups, of paths that every model has."""

INIT_FROM: Mapping[str, dict[str, Any]] = {
    "all": {"run": "../runs/first"},
    "part": {"run": "first", "match": ["**/kernel", "**/bias"], "exclude": "output/**"},
    "frozen": {"run": "first", "match": "output/bias", "frozen": True},
    "file": {"file": "first.safetensors"},
    "stored": {
        "file": "weights",
        "stored": {
            "output/kernel": {"name": ["head.weight", "tail.weight"], "transpose": True},
            "hidden/*/kernel": "layers.*.weight",
        },
    },
    "lora": {"run": "first"},
    "lora dropout": {"file": "first.safetensors"},
}
"""Weights of another run, or of a file; likewise."""

LORA: Mapping[str, dict[str, Any]] = {
    "lora": {"match": "**", "rank": 1},
    "lora dropout": {"match": ["**", "**/output"], "rank": 1, "alpha": 0.5, "dropout": 0.1},
}
"""Adapters of these; the smallest matrix may have a single column."""

CHAIN: Mapping[str, Callable[[random.Random], Any]] = {
    "centralize": lambda rng: rng.random() < 0.5,
    "adaptive_grad_clip": lambda rng: _sometimes(rng, clipping=0.1, eps=rng.choice([1e-3, 0.01])),
    "clip_by_block_rms": lambda rng: rng.choice([0.01, 0.1]),
    "normalize_by_update_norm": lambda rng: rng.choice([1, 0.5]),
    "add_noise": lambda rng: {"eta": 1e-3, **_sometimes(rng, gamma=0.7)},
    "scale_by_trust_ratio": lambda rng: _sometimes(
        rng, trust_coefficient=0.1, eps=1e-6, min_norm=1e-3
    ),
}
"""Members of the chain that no other option stands for."""


def _mlflow(rng: random.Random, _: Mapping[str, bool]) -> dict[str, Any]:
    where = rng.choice([{}, {"tracking_uri": "http://127.0.0.1:5000"}])
    return {"type": "mlflow", "experiment": "two words", **where}


def _own_sink(_rng: random.Random, _: Mapping[str, bool]) -> dict[str, Any]:
    own = {"source": str(OWN / "hooks.py"), "name": "log", "inline": True}
    return {"type": "python", **own, "args": {"scale": 2.0}}


_WANDB = {"type": "wandb", "mode": "disabled", "project": "plain", "entity": "me", "name": "n"}

SINKS: Mapping[str, Callable[[random.Random, Mapping[str, bool]], dict[str, Any]]] = {
    "csv": lambda rng, _: {"type": "csv"},
    "tensorboard": lambda rng, shown: {"type": "tensorboard", **shown},
    "wandb": lambda rng, _: _WANDB,
    "mlflow": _mlflow,
    "python": _own_sink,
}
"""Sinks besides the console and the log in the workdir; they are told what else a run draws."""
