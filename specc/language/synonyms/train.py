"""Words for the length of a run and its steps."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import STOPS, Key

_ASK_UNIT = "say which unit is meant: steps or epochs"

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "train": (
        Key("epochs max_epochs n_epochs num_epochs num_train_epochs nb_epochs nb_epoch total_epochs "
            "training_epochs max_epoch train_epochs epoch", "duration", "epochs", moves=True),
        Key("steps max_steps num_steps n_steps num_train_steps train_steps total_steps "
            "max_train_steps training_steps num_training_steps iterations iters max_iters num_iters "
            "num_iterations max_iterations total_iters total_iterations max_updates", "duration", "steps",
            moves=True),
        Key("max_iter", note="max_iter of scikit-learn's networks counts epochs; " + _ASK_UNIT, moves=True),
        Key("length", "duration", "ask"),
        Key("gradient_accumulation_steps accumulate_grad_batches gradient_accumulation grad_accum "
            "grad_accum_steps grad_accumulation_steps accumulation_steps accum_steps accum_iter "
            "update_freq accumulate_gradients", "accumulate", "accumulate", moves=True,
            note="`data.batch_size` is that of a step, over all its micro-batches"),
        Key("steps_per_epoch", unit="remove", note="an epoch is the data once, in full batches",
            moves=True),
        Key("detect_anomaly terminate_on_nan nan_guard track_grad_norm", unit="remove",
            note="a run stops at a loss or gradient that is not finite; see `nonfinite`", moves=True),
        Key("min_epochs min_steps", unit="remove", note="a run has the length `train.duration`",
            moves=True),
        Key("early_stopping early_stop early_stopping_patience patience n_iter_no_change "
            "early_stopping_rounds", unit="if off", note=STOPS, moves=True),
        Key("callbacks hooks plugins",
            note="there are no callbacks; see `evaluate`, which has early stopping, `checkpoint`, `log` and "
                 "`average`", moves=True),
    ),
}
# fmt: on
