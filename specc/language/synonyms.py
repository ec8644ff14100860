"""Words of other frameworks, and what they are in a spec.

Data only; `specc.language.translate` looks it up for messages and `specc check --fix`. To add a word, add it
to a row or add a row. Words are compared without capitals, underscores, hyphens and blanks, so `lr_scheduler`
is `LRScheduler` as well; names of values also without modules, so `torch.optim.AdamW` is `AdamW`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Key(NamedTuple):
    """Keys of other frameworks for one key of a block.

    Attributes:
        words: the keys, with blanks between.
        to: the key here; empty if there is none.
        unit: how the value is converted, one of `translate.UNITS` or `translate.FORMS`; unchanged if empty.
        note: what is different here, or what to do if there is no key.
        moves: whether the words mean this in other blocks as well, so that the key is moved.
    """

    words: str
    to: str = ""
    unit: str = ""
    note: str = ""
    moves: bool = False


class Name(NamedTuple):
    """Names of other frameworks for one word or `type` here.

    Attributes:
        words: the names, with blanks between.
        to: the name here, as it is written in a spec; empty if there is none.
        keys: further keys that the name stands for, as a YAML mapping without braces.
        note: what is different here, or what to do if there is no such name.
    """

    words: str
    to: str = ""
    keys: str = ""
    note: str = ""


HOMES: Mapping[str, tuple[str, ...]] = {
    "spec": (),
    "data": ("data",),
    "train": ("train",),
    "evaluate": ("evaluate",),
    "checkpoint": ("checkpoint",),
    "log": ("log",),
    "profile": ("profile",),
    "tasks": ("task",),
    "losses": ("task", "loss"),
    "models": ("model",),
    "optimizers": ("optimizer",),
    "schedules": ("optimizer", "learning_rate"),
    "averages": ("average",),
    "sources": ("data", "source"),
}
"""Where the block of a family is, for keys that are moved there."""

NEEDED: Mapping[tuple[str, ...], str] = {
    ("task", "loss"): "type: cross_entropy",
    ("average",): "type: ema",
}
"""What a block needs besides a key that is moved there, if it is not in the spec."""

_ADAM_DECAY = (
    "in PyTorch's Adam it is an L2 penalty, which the moments rescale; `type: adamw` is Adam with decoupled "
    "weight decay"
)
_KERNELS = "here it is for kernels only; `mask: all` is what PyTorch does"
_LENGTH = "a schedule lasts as long as the run; `decay` ends it earlier"
_STOPS = "early stopping is a part of `evaluate`: early_stopping: {metric: eval_loss, patience: 5}"
_BEST = "`keep` is of the newest; the best are kept by `best: {metric: eval_loss}`"
_NO_PATH_DROP = (
    "there is no stochastic depth; `dropout` drops single values, which is another thing"
)
_WORKDIR = "it is an option of the trainer: --workdir"
_ASK_UNIT = "say which unit is meant: steps or epochs"
_ONE_DEVICE = "a trainer runs on one device"
_KNOWN = "it follows from the data"
_NOT_NEEDED = "nothing here corresponds to it, and a trainer does not need it"
_START_AT_ZERO = "a warm-up starts at 0"

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "optimizers": (
        Key("lr learning_rate learning_rate_init base_lr init_lr initial_lr max_lr peak_lr lr_max "
            "initial_learning_rate max_learning_rate", "learning_rate", moves=True),
        Key("step_size eta0 eta alpha0", "learning_rate"),
        Key("wd weight_decay l2 l2_reg l2_penalty l2_regularization", "weight_decay", note=_KERNELS,
            moves=True),
        Key("weight_decay_rate decoupled_weight_decay", "weight_decay", note=_KERNELS),
        Key("weight_decay wd l2 l2_reg l2_penalty", note=_ADAM_DECAY),
        Key("betas adam_betas", "b1", "betas", moves=True),
        Key("beta_1 adam_beta1", "b1", moves=True),
        Key("beta_2 adam_beta2", "b2", moves=True),
        Key("beta_3", "b3"),
        Key("beta momentum", "b1", note="`b1` is Adam's momentum: the decay rate of the mean of gradients"),
        Key("beta mu", "momentum"),
        Key("epsilon adam_epsilon adam_eps", "eps", moves=True),
        Key("rho alpha", "decay",
            note="the default of `decay` is 0.9, as in Keras; PyTorch's alpha is 0.99"),
        Key("use_nesterov", "nesterov"),
        Key("amsgrad", "type", "amsgrad"),
        Key("grad_clip gradient_clip gradient_clip_val gradient_clip_norm gradient_clipping "
            "max_grad_norm clip_grad_norm clip_grad grad_clip_norm global_clipnorm grad_norm_clip "
            "max_norm", "clip_by_global_norm", "unless_zero", moves=True),
        Key("clipvalue clip_grad_value gradient_clip_value", "clip_by_value", "unless_zero", moves=True),
        Key("clipnorm",
            note="Keras' `clipnorm` clips each array by its own norm; `clip_by_global_norm` clips the "
                 "norm of all together (its `global_clipnorm`), `clip_by_block_rms` the root mean "
                 "square of each", moves=True),
        Key("gradient_clip_algorithm", unit="if norm", moves=True,
            note="`clip_by_global_norm` is by norm, `clip_by_value` by value"),
        Key("agc", "adaptive_grad_clip"),
        Key("llrd layerwise_lr_decay lr_layer_decay layer_lr_decay layerwise_learning_rate_decay",
            "layer_decay", moves=True),
        Key("param_groups parameter_groups params", "groups"),
        Key("schedule scheduler lr_schedule lr_scheduler lr_scheduler_type learning_rate_schedule "
            "lr_policy lr_decay_style sched", "learning_rate", "schedule", moves=True),
        Key("no_decay no_weight_decay exclude_from_weight_decay decay_mask",
            note="biases and norms do not decay by default; see `mask`"),
        Key("decay lr_decay",
            note="a learning rate that falls is a schedule: learning_rate: {type: ..., peak: ...}"),
        Key("dampening", unit="if zero", note="there is no dampening"),
        Key("foreach fused capturable differentiable jit_compile set_to_none", unit="remove",
            note="updates are compiled as a whole"),
        Key("maximize", unit="if off", note="an optimizer minimizes the loss"),
        Key("use_ema ema_momentum",
            note="an average of the weights is a block of its own: average: {type: ema}"),
        Key("kwargs params init_args dict_kwargs options args config", unit="contents"),
    ),
    "schedules": (
        Key("lr learning_rate max_lr lr_max base_lr initial_lr initial_learning_rate peak_value value "
            "peak_lr rate", "peak"),
        Key("eta_min min_lr end_lr final_lr lr_min lr_end end_value min_learning_rate minimum_lr "
            "end_learning_rate final_learning_rate", "floor"),
        Key("min_lr_ratio min_lr_rate alpha final_lr_ratio min_ratio end_factor", "floor", "share"),
        Key("warmup_steps num_warmup_steps warmup_iters warmup_iterations lr_warmup_steps warmup_updates",
            "warmup", "steps", moves=True),
        Key("warmup_epochs warmup_t num_warmup_epochs lr_warmup_epochs", "warmup", "epochs", moves=True),
        Key("warmup_ratio warmup_fraction warmup_proportion warmup_frac warmup_percent warmup_pct",
            "warmup", "share", moves=True),
        Key("warmup_lr warmup_lr_init warmup_start_lr warmup_init_lr init_value start_factor",
            note=_START_AT_ZERO),
        Key("decay_steps lr_decay_steps", "decay", "decay_steps",
            note="`decay` begins at the peak; optax's decay_steps includes the warm-up, Keras' does "
                 "not"),
        Key("T_max total_steps total_iters total_iterations num_training_steps max_steps max_epochs "
            "max_iters epochs num_epochs t_initial num_steps", unit="run", note=_LENGTH),
        Key("steps_per_epoch last_epoch verbose interval frequency name_ strict three_phase cycle_momentum",
            unit="remove", note="a trainer knows its steps, and applies the schedule at each of them"),
        Key("gamma decay_rate drop_factor lr_drop_rate lr_decay_rate decay_factor", "factor"),
        Key("step_size decay_epochs drop_every lr_step_size", "every", "ask"),
        Key("decay_steps transition_steps", "every", "steps"),
        Key("steps boundaries epochs decay_epochs lr_steps", "milestones", "ask"),
        Key("T_0 first_decay_steps", note="the cycles divide the run: `cycles` is their number"),
        Key("T_mult t_mul", "growth"),
        Key("num_cycles n_cycles", "cycles"),
        Key("pct_start", "rise", "share"),
        Key("div_factor", "start", "one_part"),
        Key("final_div_factor", "floor", "final_part",
            note="`floor` is a share of the peak; PyTorch divides the first rate"),
        Key("anneal_strategy", "shape", "anneal"),
        Key("threshold min_delta", "improvement"),
        Key("monitor metric mode", unit="remove",
            note="it watches the training loss, averaged over `average`"),
        Key("kwargs params init_args args config", unit="contents"),
    ),
    "schedules.cyclic": (
        Key("base_lr", "floor"),
        Key("step_size_up step_size",
            note="`period` is the length of a cycle, up and down; PyTorch's step_size_up is half of "
                 "it, in steps"),
    ),
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
            "early_stopping_rounds", unit="if off", note=_STOPS, moves=True),
        Key("callbacks hooks plugins",
            note="there are no callbacks; see `evaluate`, which has early stopping, `checkpoint`, `log` and "
                 "`average`", moves=True),
    ),
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
        Key("patience early_stopping_patience early_stopping_rounds n_iter_no_change", note=_STOPS),
        Key("eval_on_start evaluate_first initial_evaluation eval_at_start", "first", moves=True),
        Key("metrics metric", note="metrics belong to the task: task: {type: ..., metrics: [...]}"),
    ),
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
        Key("dirpath dir path filename folder", note=_WORKDIR),
    ),
    "best": (
        Key("monitor", "metric"),
        Key("save_top_k top_k n max_to_keep", "keep"),
    ),
    "earlystopping": (
        Key("monitor", "metric"),
        Key("delta tol threshold", "min_delta"),
        Key("restore_best_weights", "restore_best"),
        Key("wait rounds n_iter_no_change", "patience"),
        Key("verbose strict check_finite", unit="remove", note=_NOT_NEEDED),
    ),
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
    "profile": (
        Key("start_step profile_start first_step skip_first begin", "start", "steps"),
        Key("num_steps n_steps steps active profile_steps", "duration", "steps"),
        Key("wait warmup repeat", note="`start` says when the trace begins; there is one in a run"),
    ),
    "data": (
        Key("batch_size train_batch_size per_device_train_batch_size minibatch_size bs train_bs batch "
            "global_batch_size total_batch_size samples_per_gpu per_gpu_train_batch_size", "batch_size",
            moves=True),
        Key("micro_batch_size micro_batch",
            note="`data.batch_size` is that of a step; `train.accumulate` divides it into "
                 "micro-batches", moves=True),
        Key("val_split validation_split valid_split val_size valid_size val_fraction val_ratio "
            "valid_pct validation_fraction validation_size dev_split val_percent val_set_size eval_split",
            "holdout", "share", moves=True,
            note="examples are drawn at random, by `split_seed`; Keras takes the last ones"),
        Key("test_size test_split test_fraction test_ratio holdout_fraction eval_fraction", "holdout",
            "share", moves=True,
            note="they are used for evaluation; {type: random, share: 20%, test: 10%} also holds out "
                 "a test set"),
        Key("train_size train_split train_fraction train_ratio", "holdout", "rest", moves=True),
        Key("split splits data_split split_ratio split_ratios train_val_split train_val_test_split",
            "holdout", "split", moves=True,
            note="`holdout: 20%` is the share for evaluation; {type: random, share: 10%, test: 10%} also "
                 "holds out a test set"),
        Key("stratify stratified", note="it is a split: holdout: {type: stratified, share: 20%}"),
        Key("random_state seed random_seed split_random_state shuffle_seed", "split_seed"),
        Key("augmentation augmentations data_augmentation aug", "augment", "if_on", moves=True),
        Key("transforms transform train_transforms train_transform", "augment", "transforms", moves=True,
            note="ToTensor is not needed: images without negative values are scaled to [0, 1], "
                 "`normalize: unit`; in place of Normalize there is `normalize: standardize`"),
        Key("mixup mixup_alpha", "augment", "mixup", moves=True),
        Key("cutmix cutmix_alpha", "augment", "cutmix", moves=True),
        Key("normalization scaling scaler standardize rescale preprocessing feature_scaling", "normalize"),
        Key("dataset source_ data_source loader", "source"),
        Key("path file csv data_path csv_path train_file train_path train_csv filename", "source", "table"),
        Key("name dataset_name", "source", "unknown",
            note="sklearn's sets: source: {type: sklearn, name: digits}; files of your own: csv, "
                 "parquet, npz, npy, idx, image_folder"),
        Key("val_data validation_data val_file val_path eval_data", "evaluation", "unknown",
            note="it is a source of its own: evaluation: {type: csv, path: ...}"),
        Key("test_data test_file test_path", "test", "unknown",
            note="it is a source of its own: test: {type: csv, path: ...}"),
        Key("shuffle", unit="if on", note="examples are shuffled in every epoch", moves=True),
        Key("drop_last drop_remainder", unit="if on", moves=True,
            note="an epoch has full batches only, and evaluation all examples"),
        Key("num_workers workers n_workers dataloader_num_workers dataloader_pin_memory pin_memory "
            "persistent_workers prefetch prefetch_factor prefetch_size buffer_size shuffle_buffer "
            "shuffle_buffer_size cache non_blocking num_parallel_calls", unit="remove", note=_NOT_NEEDED,
            moves=True),
        Key("image_size img_size target_size",
            note="the size of images is that of a folder: source: {type: image_folder, path: ..., "
                 "size: [32, 32]}"),
    ),
    "sources": (
        Key("sep delim separator field_separator", "delimiter", moves=True),
        Key("header", unit="header", note="the first line of a CSV file has the names of its columns",
            moves=True),
        Key("path file filename filepath data_path csv_path csv_file data_file root dir data_dir "
            "directory folder root_dir", "path"),
        Key("target_column label_column label_col target_col class_column label y_col "
            "dependent_variable target_variable y labels target_name", "target"),
        Key("y labels label targets_key", "targets"),
        Key("x data images inputs_key features", "inputs"),
        Key("feature_columns feature_cols x_cols columns inputs usecols feature_names x numeric_columns",
            "features"),
        Key("cat_features cat_cols categorical_features categorical_columns cat_names cat_columns",
            "categorical"),
        Key("sample_weight weights weight_column sample_weights weight_col", "weight"),
        Key("image_size img_size target_size resize", "size"),
        Key("color_mode colour_mode channels", "mode"),
        Key("dataset dataset_name", "name"),
        Key("na_values null_values missing_values nan_values na", "missing", "list"),
        Key("index_col index", note="name the columns of inputs in `features`; others are left out"),
        Key("encoding quotechar low_memory engine", unit="remove",
            note='files are UTF-8, cells quoted by "'),
        Key("kwargs params init_args config", "args"),
        Key("function fn", "name"),
    ),
    "models": (
        Key("hidden_layers hidden_sizes hidden_dims hidden_layer_sizes layers layer_sizes units "
            "hidden_units dims mlp_dims widths features hidden_features net_arch hidden_dim hidden_size "
            "num_units d_hidden n_hidden", "hidden", "widths"),
        Key("num_layers n_layers num_hidden_layers depth n_hidden_layers", "hidden", "layers",
            note="`hidden` lists the width of each hidden layer: [256, 256]"),
        Key("hidden_size hidden_dim embed_dim embedding_dim d_model dim n_embd emb_dim model_dim", "width"),
        Key("num_layers n_layers num_hidden_layers layers n_layer num_blocks n_blocks", "depth"),
        Key("num_heads n_heads num_attention_heads n_head attention_heads", "heads"),
        Key("intermediate_size dim_feedforward ffn_dim mlp_hidden_dim d_ff dim_mlp", "mlp_dim"),
        Key("mlp_ratio", "mlp_dim", "times_width"),
        Key("num_layers n_layers num_hidden_layers depth n_layer num_blocks n_blocks", "layers"),
        Key("sliding_window attention_window window_size local_window", "window"),
        Key("final_logit_softcapping logit_softcap logits_soft_cap softcap", "logit_cap"),
        Key("scan_layers stack_layers", "scan"),
        Key("use_bias biases add_bias", "bias"),
        Key("block_size n_ctx n_positions max_position_embeddings seq_len sequence_length "
            "max_seq_len context_length", "context"),
        Key("num_key_value_heads n_kv_heads num_kv_heads", "kv_heads"),
        Key("tie_word_embeddings weight_tying", "tie_embeddings"),
        Key("patch patch_dim", "patch_size"),
        Key("pooling global_pool pool_type", "pool"),
        Key("filters num_filters conv_channels features out_channels channel_sizes conv_filters",
            "channels", "widths"),
        Key("kernel kernel_sizes ksize filter_size", "kernel_size"),
        Key("dense dense_units fc fc_layers fc_dims mlp", "hidden", "widths"),
        Key("layers depths num_blocks stage_sizes blocks block_sizes", "stages"),
        Key("depth", "stages", "resnet_depth"),
        Key("num_filters base_width base_channels init_features", "width"),
        Key("latent_dim z_dim latent_size nz latents", "latent"),
        Key("dropout_rate drop_rate p_dropout dropout_p dropout_prob p drop hidden_dropout_prob "
            "dropout_ratio rate", "dropout"),
        Key("keep_prob", "dropout", "complement"),
        Key("drop_path drop_path_rate stochastic_depth stochastic_depth_prob", unit="if off",
            note=_NO_PATH_DROP, moves=True),
        Key("act act_fn act_layer activation_function activation_fn nonlinearity hidden_act "
            "activations act_type", "activation"),
        Key("normalization norm_layer normalizer norm_type", "norm"),
        Key("batch_norm use_batch_norm use_bn bn batch_normalization", "norm", "norm_batch"),
        Key("layer_norm use_layer_norm ln layer_normalization", "norm", "norm_layer"),
        Key("kernel_init kernel_initializer weight_init initializer init_method weights_init", "init"),
        Key("gradient_checkpointing activation_checkpointing grad_checkpointing use_checkpoint "
            "checkpoint_activations", "remat", moves=True),
        Key("num_classes n_classes num_labels input_size input_shape input_dim in_features "
            "out_features in_channels output_size output_dim in_dim out_dim n_inputs n_outputs "
            "image_size img_size in_chans num_channels", unit="remove", note=_KNOWN),
        Key("bias use_bias", unit="if on",
            note="layers have a bias unless a norm that subtracts the mean follows"),
        Key("pretrained weights", unit="if off", note="weights of another run are taken by `init_from`"),
        Key("kernel_regularizer",
            note="weight decay belongs to the optimizer: optimizer: {type: adamw, weight_decay: 0.01}"),
        Key("file module path module_path", "source"),
        Key("class class_name cls", "name"),
        Key("kwargs params init_args config model_kwargs", "args"),
        Key("kwargs params init_args args config", unit="contents"),
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
    "models.cnn": (
        Key("pool pooling global_pool pool_type",
            note="each block ends with 2x2 max pooling; `head: average` takes the mean of the last feature "
                 "maps"),
    ),
    "tasks": (
        Key("loss criterion loss_fn loss_function objective loss_type", "loss", moves=True),
        Key("metrics metric eval_metric eval_metrics", "metrics", "list", moves=True),
        Key("num_classes n_classes num_labels classes", unit="remove", note=_KNOWN, moves=True),
    ),
    "losses": (
        Key("label_smoothing smoothing label_smoothing_factor", "label_smoothing", moves=True,
            note="it is that of PyTorch and Keras: targets (1 - s) * one_hot + s / classes"),
        Key("weight weights loss_weight", "class_weights"),
        Key("class_weight class_weights", "class_weights", moves=True),
        Key("focusing_parameter focal_gamma", "gamma"),
        Key("beta", "delta", note="PyTorch's SmoothL1Loss is this loss divided by beta"),
        Key("from_logits", unit="if on", note="losses take logits, and models give them"),
        Key("reduction", unit="if mean", note="training minimizes the mean over examples"),
        Key("alpha", note="class weights are `class_weights`"),
        Key("ignore_index", note="every example counts; leave examples without a label out of the data"),
        Key("kwargs params init_args args config", unit="contents"),
    ),
    "metrics": (
        Key("top_k", "k"),
        Key("n_bins num_bins", "bins"),
        Key("num_classes task average threshold name", unit="remove",
            note="a metric is averaged over the classes"),
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
    "augmentations": (
        Key("p prob probability", unit="if half",
            note="a flip happens to every second image, others to every image"),
        Key("length n_holes mask_size", "size"),
        Key("size", note="a crop has the size of the image; `padding` is the largest shift"),
        Key("beta", "alpha"),
    ),
    "group": (
        Key("params pattern patterns parameters param_names path paths name_pattern", "match"),
        Key("lr_mult lr_scale lr_multiplier lr_factor", "learning_rate_multiplier"),
        Key("lr learning_rate",
            note="the rate of a group is that of the optimizer times `learning_rate_multiplier`"),
        Key("freeze", "frozen"),
        Key("requires_grad trainable", "frozen", "not"),
        Key("wd", "weight_decay"),
    ),
    "precisions": (
        Key("loss_scaling scale init_scale", "loss_scale"),
        Key("param_dtype", "params"),
        Key("output_dtype", "output"),
    ),
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
            "logging_dir", unit="remove", note=_WORKDIR, moves=True),
        Key("resume resume_from_checkpoint ckpt_path resume_from", unit="remove", moves=True,
            note="a trainer that is run again with the same --workdir resumes"),
        Key("pretrained pretrained_model finetune_from init_checkpoint", unit="if off", moves=True,
            note="weights of another run: init_from: {run: runs/other}"),
        Key("compile torch_compile jit jit_compile run_eagerly cudnn_benchmark benchmark "
            "deterministic verbose enable_progress_bar progress_bar disable_tqdm enable_model_summary "
            "push_to_hub do_train do_eval remove_unused_columns overwrite_output_dir fast_dev_run "
            "profiler num_sanity_val_steps cudnn disable_progress_bar inference_mode", unit="remove",
            note=_NOT_NEEDED, moves=True),
        Key("defaults", note="`extends: base.yaml` takes another spec as the base"),
        Key("hydra", unit="remove", note=_NOT_NEEDED),
    ),
}
# fmt: on
"""By family, or block: what the words in it mean. The first row whose key the block has counts, then the
first that has none; then rows of other blocks with `moves`, in this order."""

_COSINE_WARMUP = "its warm-up is `warmup`"
_EPOCH_LR = "PyTorch counts its steps in calls of scheduler.step(), usually one per epoch"

# fmt: off
NAMES: Mapping[str, tuple[Name, ...]] = {
    "task": (
        Name("multiclass multiclass_classification classifier image_classification "
             "sequence_classification text_classification categorical softmax", "classification"),
        Name("ner named_entity_recognition pos_tagging tagging sequence_labeling",
             "token_classification"),
        Name("mlm masked_lm masked_language_modeling", "language_modeling", "loss: masked_token"),
        Name("sft supervised_fine_tuning fine_tuning instruction_tuning", "completion"),
        Name("binary_classification logistic logistic_regression bce", "binary"),
        Name("multi_label multi_label_classification", "multilabel"),
        Name("regressor linear_regression", "regression"),
        Name("vae gan generative generative_modeling", "generation"),
    ),
    "optimizer": (
        Name("adamw adamw_torch adamw_torch_fused adamw_hf adamw_fused fused_adamw", "adamw",
             note="weight_decay is 1e-4 by default, for kernels only; in PyTorch it is 0.01, for "
                  "everything"),
        Name("adam_optimizer fused_adam", "adam"),
        Name("momentum sgdm sgd_momentum", "sgd", "momentum: 0.9"),
        Name("nesterov nag", "sgd", "momentum: 0.9, nesterov: true"),
        Name("sgdw", note="`type: sgd` takes weight_decay, which PyTorch's SGD applies in the same way"),
        Name("rms rmsprop", "rmsprop",
             note="PyTorch's has a decay of 0.99 (alpha), and adds eps outside the root: eps_in_sqrt: "
                  "false"),
        Name("adagrad", "adagrad", note="PyTorch's has initial_accumulator_value: 0 and eps: 1e-10"),
        Name("l_bfgs l_bfgs_b bfgs", "lbfgs"),
        Name("ams_grad", "amsgrad"),
        Name("adam8bit adamw8bit adamw_bnb_8bit paged_adamw_8bit", note="moments are not kept in 8 bits"),
        Name("adafactor_hf", "adafactor"),
        Name("prodigyopt", "prodigy"),
        Name("ftrl asgd sparse_adam shampoo soap", note="optax has no such optimizer"),
        Name("lookahead", note="it is an average: average: {type: lookahead}"),
    ),
    "schedule": (
        Name("cosine_annealing_lr cosine_annealing cosine_decay cosine_decay_schedule cosine_lr "
             "cosine_annealing_decay cosine_schedule cosine_lr_scheduler cos", "cosine"),
        Name("cosine_with_warmup warmup_cosine linear_warmup_cosine_annealing "
             "linear_warmup_cosine_annealing_lr warmup_cosine_decay warmup_cosine_decay_schedule "
             "cosine_warmup get_cosine_schedule_with_warmup", "cosine", note=_COSINE_WARMUP),
        Name("cosine_annealing_warm_restarts cosine_with_restarts cosine_decay_restarts "
             "cosine_warm_restarts sgdr cosine_with_hard_restarts", "cosine_restarts"),
        Name("one_cycle_lr 1cycle one_cycle_policy cosine_onecycle_schedule", "one_cycle"),
        Name("step_lr step_decay", "step", note=_EPOCH_LR),
        Name("multi_step_lr multi_step", "multistep", note=_EPOCH_LR),
        Name("exponential_lr", "exponential", note=_EPOCH_LR),
        Name("exponential_decay exp", "exponential"),
        Name("reduce_lr_on_plateau plateau", "reduce_on_plateau",
             note="it watches the training loss, not a metric of evaluation"),
        Name("linear_decay linear_with_warmup linear_schedule linear_schedule_with_warmup "
             "warmup_linear get_linear_schedule_with_warmup", "linear"),
        Name("linear_lr linear_warmup warmup constant_lr",
             note="a warm-up is the field `warmup` of a schedule, `warmup: 500 steps` or `warmup: 5%`"),
        Name("polynomial_lr poly polynomial_decay poly_lr", "polynomial", "power: 1.0",
             note="the power is 1 in PyTorch and Keras, and 2 here by default"),
        Name("constant_with_warmup constant_schedule fixed none constant_schedule_with_warmup "
             "warmup_constant", "constant"),
        Name("cyclic_lr clr triangular", "cyclic"),
        Name("noam inverse_sqrt_lr inverse_square_root inv_sqrt rsqrt transformer", "inverse_sqrt"),
        Name("piecewise_constant piecewise_constant_decay piecewise_constant_schedule", "piecewise"),
        Name("sequential_lr chained_scheduler join_schedules", "sequence"),
        Name("warmup_stable_decay trapezoidal", "wsd"),
        Name("lambda_lr multiplicative_lr",
             note="there are no functions; `piecewise` and `sequence` make most schedules"),
    ),
    "loss.classification": (
        Name("bce bce_loss bce_with_logits bce_with_logits_loss binary_crossentropy "
             "binary_cross_entropy_with_logits sigmoid_cross_entropy sigmoid_binary_cross_entropy",
             note="it is the loss of `task: binary` (two classes) and `task: multilabel` (any number "
                  "of labels per example)"),
    ),
    "loss": (
        Name("cross_entropy_loss ce ce_loss xent softmax_cross_entropy categorical_crossentropy "
             "sparse_categorical_crossentropy nll nll_loss log_loss "
             "softmax_cross_entropy_with_integer_labels neg_log_likelihood multiclass_cross_entropy",
             "cross_entropy"),
        Name("bce bce_loss bce_with_logits bce_with_logits_loss binary_crossentropy "
             "binary_cross_entropy_with_logits sigmoid_cross_entropy sigmoid_binary_cross_entropy",
             "cross_entropy"),
        Name("sigmoid_focal_loss focal_loss binary_focal_crossentropy categorical_focal_crossentropy "
             "sigmoid_focal", "focal"),
        Name("mse_loss mean_squared_error l2 l2_loss squared_error", "mse"),
        Name("l1 l1_loss mean_absolute_error absolute_error mae_loss", "mae"),
        Name("huber_loss smooth_l1 smooth_l1_loss", "huber",
             note="PyTorch's SmoothL1Loss is this loss divided by beta"),
        Name("gaussian_nll gaussian_nll_loss nll_gaussian", "gaussian"),
        Name("hinge_loss categorical_hinge multi_margin_loss multiclass_hinge", "hinge"),
        Name("vae vae_loss negative_elbo", "elbo"),
        Name("vq_vae vector_quantization", "vq"),
        Name("autoencoder ae", "reconstruction"),
        Name("wgan wasserstein wasserstein_gan wasserstein_gp improved_wgan", "wgan_gp"),
        Name("least_squares_gan ls_gan", "lsgan"),
        Name("gan_hinge hinge_adversarial", "hinge_gan"),
        Name("non_saturating non_saturating_gan vanilla_gan", "gan"),
        Name("ncsn noise_conditional_score_network", "noise_conditional_score_matching"),
        Name("kl kl_div kl_divergence kl_div_loss triplet contrastive cosine_similarity ctc dice",
             note="a loss of your own: {type: python, source: losses.py, name: ...}"),
    ),
    "likelihood": (
        Name("bce binary_cross_entropy cross_entropy", "bernoulli"),
        Name("mse l2 squared_error normal", "gaussian",
             note="the squared error over twice the variance; with `scale: 0.7071` it is the sum of squares"),
        Name("mae l1 absolute_error", "laplace",
             note="the absolute error over its scale; with `scale: 1` it is the sum of absolute errors"),
        Name("softmax discrete multinomial", "categorical"),
        Name("logistic dlml discretized_mix_logistic", "discretized_logistic"),
    ),
    "metric": (
        Name("acc accuracy_score categorical_accuracy sparse_categorical_accuracy binary_accuracy "
             "top1 multiclass_accuracy", "accuracy"),
        Name("auc roc_auc roc_auc_score auc_roc roc", "auroc"),
        Name("top5 top_k_accuracy top5_accuracy sparse_top_k_categorical_accuracy "
             "top_k_categorical_accuracy acc5", "top_k", "k: 5"),
        Name("top3", "top_k", "k: 3"),
        Name("f1_score f1_macro macro_f1 multiclass_f1_score fscore", "f1"),
        Name("f1_micro micro_f1 precision recall balanced_accuracy mcc cohen_kappa auprc average_precision",
             note="a metric of your own: {type: python, source: metrics.py, name: ..., whole: true}"),
        Name("ece expected_calibration_error", "calibration_error"),
        Name("confusion cm conf_mat", "confusion_matrix"),
        Name("mean_absolute_error l1", "mae"),
        Name("root_mean_squared_error", "rmse"),
        Name("r2_score r_squared", "r2"),
        Name("mse mean_squared_error",
             note="`rmse` is its root; the loss of a regression is the mean squared error of "
                  "standardized targets"),
        Name("loss val_loss", note="the loss is always reported"),
    ),
    "initializer": (
        Name("kaiming_normal_ kaiming", "kaiming_normal",
             note="flax's truncates at two standard deviations; PyTorch's does not"),
        Name("kaiming_uniform_", "kaiming_uniform"),
        Name("he", "he_normal"),
        Name("xavier glorot xavier_uniform_", "xavier_uniform"),
        Name("xavier_normal_", "xavier_normal"),
        Name("lecun", "lecun_normal"),
        Name("random_normal gaussian normal_", "normal"),
        Name("trunc_normal", "truncated_normal"),
        Name("random_uniform uniform_", "uniform"),
        Name("orthogonal_", "orthogonal"),
        Name("zeros_ zero constant ones", "zeros"),
    ),
    "norm": (
        Name("batch_norm batch_norm1d batch_norm2d bn batch_normalization", "batch"),
        Name("layer_norm ln layer_normalization", "layer"),
        Name("group_norm gn instance_norm rms_norm rms group", note="norms are batch and layer"),
    ),
    "model": (
        Name("mlp_classifier mlp_regressor multilayer_perceptron feed_forward dense fully_connected "
             "fc ffn fcn sequential", "mlp"),
        Name("linear logistic_regression logistic", "mlp", "hidden: []"),
        Name("convnet lenet lenet5 simple_cnn", "cnn"),
        Name("resnet18", "resnet", "stages: [2, 2, 2, 2], block: basic"),
        Name("resnet34", "resnet", "stages: [3, 4, 6, 3], block: basic"),
        Name("resnet50 resnet50_v1 resnet50_v2", "resnet", "stages: [3, 4, 6, 3], block: bottleneck"),
        Name("resnet101", "resnet", "stages: [3, 4, 23, 3], block: bottleneck"),
        Name("resnet152", "resnet", "stages: [3, 8, 36, 3], block: bottleneck"),
        Name("vision_transformer", "vit"),
        Name("vit_ti vit_ti16 vit_tiny vit_tiny_patch16_224 vit_t16", "vit",
             "patch_size: 16, width: 192, depth: 12, heads: 3"),
        Name("vit_s vit_s16 vit_small vit_small_patch16_224", "vit",
             "patch_size: 16, width: 384, depth: 12, heads: 6"),
        Name("vit_b vit_b16 vit_base vit_base_patch16_224 vit_base_patch16", "vit",
             "patch_size: 16, width: 768, depth: 12, heads: 12"),
        Name("vit_b32 vit_base_patch32_224", "vit", "patch_size: 32, width: 768, depth: 12, heads: 12"),
        Name("vit_l vit_l16 vit_large vit_large_patch16_224", "vit",
             "patch_size: 16, width: 1024, depth: 24, heads: 16"),
        Name("mlp_mixer mixer_mlp", "mixer"),
        Name("mixer_b16 mixer_b16_224", "mixer",
             "patch_size: 16, width: 768, depth: 12, tokens_mlp_dim: 384, channels_mlp_dim: 3072"),
        Name("variational_autoencoder", "vae"),
        Name("ae auto_encoder", "autoencoder"),
        Name("vq_vae", "vqvae"),
        Name("gpt gpt2 decoder decoder_only", "transformer", "preset: gpt2"),
        Name("llama llama3", "transformer", "preset: llama3_1b"),
        Name("mistral", "transformer", "preset: mistral_7b"),
        Name("rnn recurrent bigru gated_recurrent_unit", "gru"),
        Name("bilstm long_short_term_memory", "lstm"),
        Name("tcn wavenet bytenet temporal_conv_net temporal_convolutional_network cnn1d", "conv1d"),
        Name("bert efficientnet densenet vgg mobilenet convnext "
             "unet xgboost",
             note="a model of your own: {type: python, source: nets.py, name: Net}, a flax.nnx module"),
        Name("custom module flax nnx user", "python"),
    ),
    "data source": (
        Name("tabular table pandas", "csv"),
        Name("imagefolder image_folder_dataset folder images image_dataset_from_directory directory",
             "image_folder"),
        Name("numpy np", "npz"),
        Name("scikit_learn sklearn_datasets toy", "sklearn"),
        Name("mnist fashion_mnist kmnist emnist", "idx",
             note="its files: images and labels, downloaded from a URL with a sha256, or already there"),
        Name("digits iris wine breast_cancer diabetes", "sklearn"),
        Name("pq arrow", "parquet"),
        Name("text_classification labeled_texts labelled_texts", "texts"),
        Name("prompts instructions prompt_completion chat", "completions"),
        Name("conll conll2003 token_classification", "labeled_words"),
        Name("cifar10 cifar100 imagenet huggingface hf torchvision tfds webdataset tfrecord",
             note="sources are files of your own (csv, parquet, npz, npy, idx, image_folder), "
                  "sklearn, or a function: {type: python, source: data.py, name: load}"),
        Name("custom function", "python"),
    ),
    "split": (
        Name("train_test_split shuffle", "random"),
        Name("stratify stratified_split stratified_shuffle_split", "stratified"),
        Name("kfold group_kfold group", "column", note="groups of rows are told apart by a column"),
    ),
    "normalization": (
        Name("standard_scaler standard standardization zscore mean_std", "standardize"),
        Name("min_max min_max_scaler rescale scale zero_one", "unit"),
        Name("off false identity", "none"),
    ),
    "precision": (
        Name("fp32 f32 32 32_true single float full no tf32 highest", "float32"),
        Name("fp16 f16 16 16_mixed half mixed_float16 16_true amp mixed", "float16"),
        Name("bf16 bf16_mixed mixed_bfloat16 bf16_true b16", "bfloat16"),
        Name("fp64 float64 64 double 64_true", note="precisions are float32, bfloat16 and float16"),
        Name("fp8 int8", note="precisions are float32, bfloat16 and float16"),
    ),
    "average": (
        Name("exponential exponential_moving_average moving_average polyak model_ema emav2", "ema"),
        Name("stochastic_weight_averaging averaged_model swalr", "swa"),
    ),
    "augmentation": (
        Name("random_horizontal_flip horizontal_flip hflip random_flip", "flip"),
        Name("random_crop pad_crop shift", "crop"),
        Name("random_erasing erasing coarse_dropout", "cutout"),
        Name("mix_up", "mixup"),
        Name("cut_mix", "cutmix"),
        Name("random_rotation rotation color_jitter random_resized_crop autoaugment randaugment "
             "trivial_augment vertical_flip random_vertical_flip",
             note="an augmentation of your own: {type: python, source: augment.py, name: ...}"),
        Name("normalize to_tensor", note="normalization is `data.normalize`; arrays need no conversion"),
    ),
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
        Name("early_stopping", note=_STOPS),
        Name("model_checkpoint checkpoint",
             note="checkpoints are a block of their own: checkpoint: {every: 1 epoch}"),
        Name("lr_monitor learning_rate_monitor", note="the learning rate is always logged"),
    ),
    "activation": (
        Name("swish silu_", "silu"),
        Name("lrelu leaky", "leaky_relu"),
        Name("sigmoid_ logistic", "sigmoid"),
        Name("gelu", "gelu", note="flax's gelu is the approximation by tanh; PyTorch's default is exact"),
        Name("gelu_new gelu_tanh gelu_pytorch_tanh gelu_fast gelu_approx", "gelu"),
        Name("selu prelu mish relu6 hardswish celu",
             note="another one needs a model of your own: {type: python, source: nets.py, name: Net}"),
    ),
    "target": (
        Name("cuda gpus nvidia rocm", "gpu"),
        Name("cuda0 cuda1", "gpu", note="which one is chosen by CUDA_VISIBLE_DEVICES"),
        Name("auto none", "any"),
        Name("tpus", "tpu"),
        Name("mps metal", "any", note="jax has no support for this hardware yet"),
    ),
    "delimiter": (
        Name("tab tsv", '"\\t"'),
        Name("comma csv", '","'),
        Name("semicolon", '";"'),
        Name("pipe", '"|"'),
        Name("space whitespace", '" "'),
    ),
    "shape": (
        Name("cos", "cosine"),
    ),
    "mode": (
        Name("grayscale grey l", "gray"),
        Name("rgba color colour", "rgb"),
    ),
    "pool": (
        Name("avg average gap global_average", "mean"),
        Name("cls cls_token class_token first", "token"),
        Name("max maximum max_pool", note="the head takes the mean of the tokens, or a token of its own"),
    ),
    "block": (
        Name("basic_block", "basic"),
        Name("bottleneck_block", "bottleneck"),
    ),
}
# fmt: on
"""By the noun of a family, or the name of a field: what names of other frameworks are here."""

TYPES = (
    "name",
    "_target_",
    "class_path",
    "class_name",
    "class",
    "kind",
    "cls",
    "method",
    "algorithm",
)
"""Keys that other frameworks have for `type`."""
