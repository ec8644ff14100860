"""Words for schedules of the learning rate."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import Key, Name

_LENGTH = "a schedule lasts as long as the run; `decay` ends it earlier"
_START_AT_ZERO = "a warm-up starts at 0"
_COSINE_WARMUP = "its warm-up is `warmup`"
_EPOCH_LR = "PyTorch counts its steps in calls of scheduler.step(), usually one per epoch"

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
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
}

NAMES: Mapping[str, tuple[Name, ...]] = {
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
    "shape": (
        Name("cos", "cosine"),
    ),
}
# fmt: on
