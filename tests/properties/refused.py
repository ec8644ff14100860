"""Why pairs of levels are excluded: by a rule of the compiler, or because no spec would have them both.

Each row of `specs.REQUIRES` is about an option and a later one. Those in `RULES` are of pairs that the compiler
refuses in every spec, which a test tries. Pairs in `NOT_WRITTEN` have no key that could say them. Those in
`NARROW` are not drawn although some can be compiled: what is drawn for one level is not made for the other.
"""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[tuple[str, str], set[str]] = {
    ("augment", "optimizer"): {"G102"},
    ("chain", "clip_by_global_norm"): {"K101"},
    ("depth", "layer_decay"): {"H110"},
    ("init_from", "optimizer"): {"I104"},
    ("model", "augment"): {"D121", "L107"},
    ("norm", "optimizer"): {"G101"},
    ("normalize", "placement"): {"D124"},
    ("optimizer", "accumulate"): {"G103"},
    ("optimizer", "average"): {"W104"},
    ("optimizer", "chain"): {"K103"},
    ("optimizer", "layer_decay"): {"H114", "R112"},
    ("optimizer", "schedule"): {"O141"},
    ("precision", "average"): {"P034"},
    ("precision", "optimizer"): {"G105", "G107"},
    ("sinks", "curves"): {"E105"},
    ("source", "normalize"): {"D103", "L173"},
    ("task", "layer_decay"): {"H110"},
}
"""The codes of the rules, of which one finds each pair of these options that is excluded."""

NOT_WRITTEN: Mapping[tuple[str, str], str] = {
    ("holdout", "test"): "only a split of the examples has a test share",
    ("source", "evaluation_sets"): "sets of scikit-learn, points and functions have no other files",
    ("source", "test"): "likewise",
    ("task", "loss"): "a task has losses of its own",
    ("task", "model"): "losses of generative models have models of their own",
    ("task", "sample"): "only generative models draw samples",
}
"""Why no spec has such a pair."""

NARROW: frozenset[tuple[str, str]] = frozenset(
    {
        ("bound", "holdout"),
        ("bound", "normalize"),
        ("denoiser", "sample"),
        ("init_from", "groups"),
        ("init_from", "mask"),
        ("model", "optimizer"),
        ("optimizer", "groups"),
        ("sample", "checkpoint"),
        ("source", "bound"),
        ("source", "facts"),
        ("source", "groups"),
        ("source", "holdout"),
        ("source", "init_from"),
        ("source", "model"),
        ("source", "placement"),
        ("source", "task"),
        *(
            ("task", option)
            for option in (
                *("accumulate", "augment", "average", "chain", "evaluate_batch", "export"),
                *("facts", "groups", "holdout", "init_from", "nonfinite", "normalize", "optimizer"),
                *("precision", "schedule", "split_seed"),
            )
        ),
    }
)
"""Options of which some excluded pairs are refused, by different rules, and others are not drawn."""
