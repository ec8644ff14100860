"""Words for what is logged, where it goes, and for the profiler."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import STOPS, Key, Name

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "log": (
        Key("log_every_n_steps logging_steps log_steps log_every_steps", "every", "steps", moves=True),
        Key("every_n_steps steps", "every", "steps"),
        Key("log_every log_interval log_freq print_freq print_every log_frequency logging_interval "
            "disp_freq display_step", "every", "ask", moves=True),
        Key("interval freq frequency", "every", "ask"),
        Key("sinks backends loggers logger backend", "to"),
        Key("report_to wandb use_wandb tensorboard mlflow wandb_project", unit="if off", moves=True,
            note="`log.to` lists where metrics go: `to: [console, jsonl, csv, tensorboard, wandb, mlflow]`"),
    ),
    "sinks": (
        Key("path file module path_to_file", "source"),
        Key("function callable hook callback fn", "name"),
        Key("project_name", "project"),
        Key("team user username", "entity"),
        Key("run_name", "name"),
        Key("experiment_name", "experiment"),
        Key("uri tracking_url url", "tracking_uri"),
        Key("images pictures log_images", "samples"),
        Key("histogram weight_histograms log_histograms", "histograms"),
    ),
    "profile": (
        Key("start_step profile_start first_step skip_first begin", "start", "steps"),
        Key("num_steps n_steps steps active profile_steps", "duration", "steps"),
        Key("wait warmup repeat", note="`start` says when the trace begins; there is one in a run"),
    ),
}

NAMES: Mapping[str, tuple[Name, ...]] = {
    "sink": (
        Name("stdout terminal tqdm print progress_bar rich", "console"),
        Name("json file json_lines", "jsonl"),
        Name("csv_logger", "csv"),
        Name("tb tensorboardx summary_writer", "tensorboard"),
        Name("weights_and_biases w&b", "wandb"),
        Name("ml_flow", "mlflow"),
        Name("neptune comet clearml aim",
             note="a function of your own gets every row: {type: python, source: hooks.py, name: log}"),
    ),
    "event": (
        Name("histogram histograms weight_histograms", "weight_histogram"),
        Name("early_stopping", note=STOPS),
        Name("model_checkpoint checkpoint",
             note="checkpoints are a block of their own: checkpoint: {every: 1 epoch}"),
        Name("lr_monitor learning_rate_monitor", note="the learning rate is always logged"),
    ),
}
# fmt: on
