"""Words for tasks, losses and metrics."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import KNOWN, Key, Name

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
    "tasks": (
        Key("loss criterion loss_fn loss_function objective loss_type", "loss", moves=True),
        Key("metrics metric eval_metric eval_metrics", "metrics", "list", moves=True),
        Key("num_classes n_classes num_labels classes", unit="remove", note=KNOWN, moves=True),
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
}

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
}
# fmt: on
