"""Words for the blocks of a spec, and for what stands beside them: the seed, the precision, the device."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import NOT_NEEDED, WORKDIR, Key, Name

_ONE_DEVICE = "a trainer runs on one device"

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "spec": (
        Key("trainer training fit train_config training_args trainer_args hyperparameters hyperparams "
            "hparams training_arguments", "train"),
        Key("dataset datamodule dataloader datasets data_config input", "data"),
        Key("net network architecture arch backbone module", "model"),
        Key("optim solver opt optimiser", "optimizer", "optimizer", moves=True),
        Key("eval validation evaluation val validate", "evaluate"),
        Key("checkpointing checkpoints ckpt model_checkpoint saving", "checkpoint"),
        Key("logging logger", "log"),
        Key("ema weight_averaging model_ema swa use_ema use_swa", "average", "average", moves=True),
        Key("seed random_seed random_state rng_seed manual_seed seed_everything global_seed", "seed",
            moves=True),
        Key("precision mixed_precision amp_dtype compute_dtype autocast_dtype", "precision", moves=True),
        Key("dtype", "precision"),
        Key("fp16 half", "precision", "fp16", moves=True),
        Key("bf16", "precision", "bf16", moves=True),
        Key("tf32", unit="remove", note="it is a setting of jax: jax_default_matmul_precision", moves=True),
        Key("amp use_amp autocast",
            note="which type is meant: precision: bfloat16, or float16 with a loss scale?", unit="if off",
            moves=True),
        Key("device accelerator", "target", "device", moves=True),
        Key("devices num_gpus n_gpus gpus num_nodes world_size num_devices n_gpu", unit="if one",
            note=_ONE_DEVICE, moves=True),
        Key("strategy distributed ddp fsdp sync_batchnorm data_parallel local_rank mesh", unit="if off",
            note=_ONE_DEVICE, moves=True),
        Key("experiment_name run_name exp_name project project_name experiment", "name", moves=True),
        Key("output_dir save_dir logdir default_root_dir workdir out_dir ckpt_dir checkpoint_dir "
            "logging_dir", unit="remove", note=WORKDIR, moves=True),
        Key("resume resume_from_checkpoint ckpt_path resume_from", unit="remove", moves=True,
            note="a trainer that is run again with the same --workdir resumes"),
        Key("pretrained pretrained_model finetune_from init_checkpoint", unit="if off", moves=True,
            note="weights of another run: init_from: {run: runs/other}"),
        Key("compile torch_compile jit jit_compile run_eagerly cudnn_benchmark benchmark "
            "deterministic verbose enable_progress_bar progress_bar disable_tqdm enable_model_summary "
            "push_to_hub do_train do_eval remove_unused_columns overwrite_output_dir fast_dev_run "
            "profiler num_sanity_val_steps cudnn disable_progress_bar inference_mode", unit="remove",
            note=NOT_NEEDED, moves=True),
        Key("defaults", note="`extends: base.yaml` takes another spec as the base"),
        Key("hydra", unit="remove", note=NOT_NEEDED),
    ),
    "averages": (
        Key("ema_decay ema_rate ema_momentum model_ema_decay", "decay", moves=True),
        Key("momentum beta rate", "decay"),
        Key("update_every ema_every update_interval", "every", "steps"),
        Key("start_step update_after_step ema_start", "start", "steps"),
        Key("swa_epoch_start start_epoch swa_start", "start", "part_or_epochs"),
        Key("alpha", "slow_step_size"),
        Key("k la_steps", "sync_period"),
    ),
    "precisions": (
        Key("loss_scaling scale init_scale", "loss_scale"),
        Key("param_dtype", "params"),
        Key("output_dtype", "output"),
    ),
}

NAMES: Mapping[str, tuple[Name, ...]] = {
    "average": (
        Name("exponential exponential_moving_average moving_average polyak model_ema emav2", "ema"),
        Name("stochastic_weight_averaging averaged_model swalr", "swa"),
    ),
    "precision": (
        Name("fp32 f32 32 32_true single float full no tf32 highest", "float32"),
        Name("fp16 f16 16 16_mixed half mixed_float16 16_true amp mixed", "float16"),
        Name("bf16 bf16_mixed mixed_bfloat16 bf16_true b16", "bfloat16"),
        Name("fp64 float64 64 double 64_true", note="precisions are float32, bfloat16 and float16"),
        Name("fp8 int8", note="precisions are float32, bfloat16 and float16"),
    ),
    "target": (
        Name("cuda gpus nvidia rocm", "gpu"),
        Name("cuda0 cuda1", "gpu", note="which one is chosen by CUDA_VISIBLE_DEVICES"),
        Name("auto none", "any"),
        Name("tpus", "tpu"),
        Name("mps metal", "any", note="jax has no support for this hardware yet"),
    ),
}
# fmt: on
