"""Words for evaluation and early stopping."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import NOT_NEEDED, STOPS, Key

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "evaluate": (
        Key("eval_steps evaluate_every_n_steps eval_every_steps eval_every_n_steps", "every", "steps",
            moves=True),
        Key("steps every_n_steps", "every", "steps"),
        Key("check_val_every_n_epoch validation_freq eval_every_n_epochs eval_every_epochs "
            "val_every_n_epochs", "every", "epochs", moves=True),
        Key("epochs every_n_epochs", "every", "epochs"),
        Key("val_check_interval", "every", "part_of_epoch", moves=True),
        Key("eval_strategy evaluation_strategy", "every", "strategy", moves=True),
        Key("eval_every eval_interval eval_freq val_every val_interval val_freq evaluate_every "
            "eval_frequency test_interval", "every", "ask", moves=True),
        Key("interval freq frequency period", "every", "ask"),
        Key("eval_batch_size per_device_eval_batch_size val_batch_size valid_batch_size "
            "validation_batch_size test_batch_size", "batch_size", moves=True),
        Key("early_stop", "early_stopping"),
        Key("patience early_stopping_patience early_stopping_rounds n_iter_no_change", note=STOPS),
        Key("eval_on_start evaluate_first initial_evaluation eval_at_start", "first", moves=True),
        Key("metrics metric", note="metrics belong to the task: task: {type: ..., metrics: [...]}"),
    ),
    "earlystopping": (
        Key("monitor", "metric"),
        Key("delta tol threshold", "min_delta"),
        Key("restore_best_weights", "restore_best"),
        Key("wait rounds n_iter_no_change", "patience"),
        Key("verbose strict check_finite", unit="remove", note=NOT_NEEDED),
    ),
}
# fmt: on
