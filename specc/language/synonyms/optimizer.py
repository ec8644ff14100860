"""Words for optimizers and groups of parameters."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import Key, Name

_ADAM_DECAY = (
    "in PyTorch's Adam it is an L2 penalty, which the moments rescale; `type: adamw` is Adam with decoupled "
    "weight decay"
)
_KERNELS = "here it is for kernels only; `mask: all` is what PyTorch does"

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
    "group": (
        Key("params pattern patterns parameters param_names path paths name_pattern", "match"),
        Key("lr_mult lr_scale lr_multiplier lr_factor", "learning_rate_multiplier"),
        Key("lr learning_rate",
            note="the rate of a group is that of the optimizer times `learning_rate_multiplier`"),
        Key("freeze", "frozen"),
        Key("requires_grad trainable", "frozen", "not"),
        Key("wd", "weight_decay"),
    ),
}

NAMES: Mapping[str, tuple[Name, ...]] = {
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
}
# fmt: on
