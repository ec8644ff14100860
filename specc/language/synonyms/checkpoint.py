"""Words for checkpoints."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import WORKDIR, Key

_BEST = "`keep` is of the newest; the best are kept by `best: {metric: eval_loss}`"

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "checkpoint": (
        Key("save_steps checkpoint_steps every_n_train_steps ckpt_steps save_every_n_steps", "every",
            "steps", moves=True),
        Key("every_n_steps steps", "every", "steps"),
        Key("every_n_epochs save_every_n_epochs checkpoint_epochs save_epochs save_every_epochs", "every",
            "epochs", moves=True),
        Key("save_strategy", "every", "strategy", moves=True),
        Key("save_freq save_every save_interval checkpoint_every checkpoint_interval ckpt_every "
            "ckpt_interval checkpoint_freq save_frequency", "every", "ask", moves=True),
        Key("interval freq frequency period", "every", "ask"),
        Key("save_total_limit max_to_keep keep_checkpoints keep_last keep_last_n "
            "num_checkpoints_to_keep max_checkpoints max_keep n_saved", "keep", moves=True),
        Key("save_top_k", "keep", note=_BEST, unit="unknown", moves=True),
        Key("monitor mode save_best_only save_best best metric_for_best_model load_best_model_at_end "
            "greater_is_better save_last save_weights_only enable_checkpointing", unit="if off",
            note=_BEST, moves=True),
        Key("keep_period keep_every_n_steps keep_checkpoint_every_n_steps", "keep_every", "steps",
            moves=True),
        Key("dirpath dir path filename folder", note=WORKDIR),
    ),
    "best": (
        Key("monitor", "metric"),
        Key("save_top_k top_k n max_to_keep", "keep"),
    ),
}
# fmt: on
