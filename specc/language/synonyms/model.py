"""Words for networks and their layers."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import KNOWN, Key, Name

_NO_PATH_DROP = (
    "there is no stochastic depth; `dropout` drops single values, which is another thing"
)

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
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
            "image_size img_size in_chans num_channels", unit="remove", note=KNOWN),
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
    "models.cnn": (
        Key("pool pooling global_pool pool_type",
            note="each block ends with 2x2 max pooling; `head: average` takes the mean of the last feature "
                 "maps"),
    ),
}

NAMES: Mapping[str, tuple[Name, ...]] = {
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
    "norm": (
        Name("batch_norm batch_norm1d batch_norm2d bn batch_normalization", "batch"),
        Name("layer_norm ln layer_normalization", "layer"),
        Name("group_norm gn instance_norm rms_norm rms group", note="norms are batch and layer"),
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
    "activation": (
        Name("swish silu_", "silu"),
        Name("lrelu leaky", "leaky_relu"),
        Name("sigmoid_ logistic", "sigmoid"),
        Name("gelu", "gelu", note="flax's gelu is the approximation by tanh; PyTorch's default is exact"),
        Name("gelu_new gelu_tanh gelu_pytorch_tanh gelu_fast gelu_approx", "gelu"),
        Name("selu prelu mish relu6 hardswish celu",
             note="another one needs a model of your own: {type: python, source: nets.py, name: Net}"),
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
