"""The mistakes of docs/mistakes.md: parts of specs as people write them who know other frameworks.

A part replaces the blocks of the same names in `BASE`, and comes first, so that lines are those of the part.
"""

from __future__ import annotations

from typing import NamedTuple

BASE = {
    "specc": "specc: 1\n",
    "name": "name: digits\n",
    "task": "task: classification\n",
    "model": "model: {type: mlp, hidden: [64, 64]}\n",
    "data": "data: {source: {type: sklearn, name: digits}, batch_size: 128, holdout: 20%}\n",
    "optimizer": "optimizer: {type: adamw, learning_rate: 1e-3, weight_decay: 0.01}\n",
    "train": "train: {duration: 20 epochs}\n",
    "evaluate": "evaluate: {every: 1 epoch}\n",
    "checkpoint": "checkpoint: {every: 5 epochs}\n",
}
"""The blocks of a right spec, by name."""


class Case(NamedTuple):
    """A mistake.

    Attributes:
        title: of its section.
        known_from: where people know it from.
        text: what they write.
        without: blocks of the base that are left out, besides those in the text.
        fixed: whether `specc check --fix` makes a spec without errors of it.
        code: Python files that the spec names, by path.
    """

    title: str
    known_from: str
    text: str
    without: tuple[str, ...] = ()
    fixed: bool = True
    code: tuple[tuple[str, str], ...] = ()


CASES = (
    Case(
        "Loggers of Lightning",
        "Lightning",
        """\
log:
  loggers:
    - {type: tb, log_histograms: true}
    - {type: weights_and_biases, project_name: digits, team: lab}
    - {type: csv_logger}
events:
  - {type: weight_histogram, every: 1 epoch}
""",
    ),
    Case(
        "lr, wd and eps",
        "PyTorch, timm",
        """\
optimizer:
  type: adamw
  lr: 3e-4
  wd: 0.05
  epsilon: 1e-6
""",
    ),
    Case(
        "AdamW with betas",
        "PyTorch",
        """\
optimizer:
  type: AdamW
  learning_rate: 3e-4
  betas: [0.9, 0.95]
  weight_decay: 0.1
""",
    ),
    Case(
        "beta_1 and beta_2",
        "Keras",
        """\
optimizer:
  type: Adam
  learning_rate: 1e-3
  beta_1: 0.9
  beta_2: 0.98
  epsilon: 1e-9
""",
    ),
    Case(
        "_target_",
        "Hydra",
        """\
optimizer:
  _target_: torch.optim.AdamW
  lr: 1e-3
  weight_decay: 0.01
""",
    ),
    Case(
        "class_path and init_args",
        "the command line of PyTorch Lightning",
        """\
optimizer:
  class_path: torch.optim.SGD
  init_args:
    lr: 0.1
    momentum: 0.9
    nesterov: true
""",
    ),
    Case(
        "The optimizer as a name",
        "Keras, scikit-learn",
        """\
optimizer: adam
learning_rate: 0.001
""",
    ),
    Case(
        "Momentum of Adam",
        "RMSprop and SGD",
        """\
optimizer:
  type: adam
  learning_rate: 1e-3
  momentum: 0.9
""",
    ),
    Case(
        "Weight decay of Adam",
        "PyTorch",
        """\
optimizer:
  type: adam
  learning_rate: 1e-3
  weight_decay: 1e-4
""",
        fixed=False,
    ),
    Case(
        "AMSGrad as an option",
        "PyTorch, Keras",
        """\
optimizer:
  type: adam
  learning_rate: 1e-3
  amsgrad: true
""",
    ),
    Case(
        "RMSprop with rho",
        "Keras",
        """\
optimizer:
  type: RMSprop
  learning_rate: 1e-3
  rho: 0.95
  momentum: 0.9
""",
    ),
    Case(
        "Settings of PyTorch's implementation",
        "PyTorch",
        """\
optimizer:
  type: sgd
  learning_rate: 0.1
  momentum: 0.9
  dampening: 0
  foreach: true
""",
    ),
    Case(
        "Gradient clipping in the trainer",
        "PyTorch Lightning",
        """\
train:
  max_epochs: 50
  gradient_clip_val: 1.0
  gradient_clip_algorithm: norm
""",
    ),
    Case(
        "Gradient clipping per array",
        "Keras",
        """\
optimizer:
  type: adam
  learning_rate: 1e-3
  clipnorm: 1.0
""",
        fixed=False,
    ),
    Case(
        "epochs at the top",
        "scripts of all kinds",
        """\
model: {type: mlp, hidden: [128]}
data: {source: {type: sklearn, name: digits}, holdout: 20%}
optimizer: adam
epochs: 100
batch_size: 64
lr: 1e-3
random_seed: 1
""",
        without=("train",),
    ),
    Case(
        "Arguments of the Trainer",
        "Hugging Face",
        """\
data: {source: {type: sklearn, name: digits}, holdout: 20%}
optimizer: {type: adamw}
training_args:
  output_dir: out
  num_train_epochs: 3
  per_device_train_batch_size: 16
  per_device_eval_batch_size: 64
  learning_rate: 5e-5
  weight_decay: 0.01
  warmup_ratio: 0.1
  lr_scheduler_type: cosine
  max_grad_norm: 1.0
  eval_strategy: epoch
  save_strategy: epoch
  save_total_limit: 2
  logging_steps: 10
  report_to: none
""",
        without=("train", "evaluate", "checkpoint"),
    ),
    Case(
        "Gradient accumulation",
        "Hugging Face, PyTorch Lightning",
        """\
data:
  source: {type: sklearn, name: digits}
  batch_size: 32
  holdout: 20%
train:
  max_steps: 2000
  gradient_accumulation_steps: 4
""",
    ),
    Case(
        "A duration without a unit",
        "scripts of all kinds",
        """\
train:
  duration: 100
evaluate:
  every: 5
""",
        fixed=False,
    ),
    Case(
        "The block in one word",
        "scripts of all kinds",
        """\
train: 20 Epochs
evaluate: 1 epoch
checkpoint: 500 iterations
""",
    ),
    Case(
        "A warm-up as a fraction",
        "Hugging Face",
        """\
optimizer:
  type: adamw
  learning_rate: {type: cosine, peak: 1e-3, warmup: 0.05}
""",
    ),
    Case(
        "Cosine annealing",
        "PyTorch",
        """\
optimizer:
  type: sgd
  lr: 0.1
  momentum: 0.9
  lr_scheduler: {name: CosineAnnealingLR, T_max: 20, eta_min: 1e-5}
train: {duration: 20 epochs}
""",
    ),
    Case(
        "A scheduler at the top",
        "PyTorch Lightning, timm",
        """\
optimizer:
  type: adamw
  lr: 1e-3
scheduler:
  name: cosine_with_warmup
  num_warmup_steps: 100
""",
    ),
    Case(
        "Steps of the learning rate",
        "PyTorch",
        """\
optimizer:
  type: sgd
  learning_rate:
    type: StepLR
    lr: 0.1
    step_size: 30
    gamma: 0.1
""",
        fixed=False,
    ),
    Case(
        "Milestones",
        "PyTorch",
        """\
optimizer:
  type: sgd
  learning_rate: {type: MultiStepLR, peak: 0.1, milestones: [30, 60], gamma: 0.2}
train: {duration: 90 epochs}
""",
        fixed=False,
    ),
    Case(
        "One cycle",
        "PyTorch, fastai",
        """\
optimizer:
  type: sgd
  momentum: 0.9
  learning_rate:
    type: OneCycleLR
    max_lr: 0.4
    pct_start: 0.25
    div_factor: 10
    final_div_factor: 1000
    anneal_strategy: linear
""",
    ),
    Case(
        "Reduce on plateau",
        "PyTorch, Keras",
        """\
optimizer:
  type: adam
  learning_rate:
    type: ReduceLROnPlateau
    peak: 1e-3
    factor: 0.5
    patience: 5
    min_lr: 1e-6
    monitor: val_loss
    mode: min
""",
    ),
    Case(
        "Exponential decay",
        "Keras",
        """\
optimizer:
  type: adam
  learning_rate:
    type: ExponentialDecay
    initial_learning_rate: 0.01
    decay_steps: 1000
    decay_rate: 0.96
    staircase: true
""",
    ),
    Case(
        "warmup_steps in the optimizer",
        "fairseq, timm",
        """\
optimizer:
  type: adamw
  learning_rate: 5e-4
  warmup_steps: 100
""",
    ),
    Case(
        "CrossEntropyLoss at the top",
        "PyTorch",
        """\
task: classification
criterion: CrossEntropyLoss
label_smoothing: 0.1
""",
    ),
    Case(
        "sparse_categorical_crossentropy",
        "Keras",
        """\
task:
  type: classification
  loss: sparse_categorical_crossentropy
  metrics: [acc, sparse_top_k_categorical_accuracy]
""",
    ),
    Case(
        "The squared error of classes",
        "PyTorch, Keras",
        """\
task:
  type: classification
  loss: mse
""",
        fixed=False,
    ),
    Case(
        "BCEWithLogitsLoss for two classes",
        "PyTorch",
        """\
task: {type: classification, loss: BCEWithLogitsLoss}
data:
  source: {type: sklearn, name: breast_cancer}
  batch_size: 64
  holdout: 20%
""",
        fixed=False,
    ),
    Case(
        "Names of metrics",
        "torchmetrics, scikit-learn",
        """\
task:
  type: classification
  metrics: [accuracy, top5, roc_auc, f1_macro]
""",
    ),
    Case(
        "Layers and their width",
        "Hugging Face, RL libraries",
        """\
model:
  type: MLP
  hidden_size: 256
  num_layers: 3
  act: swish
  dropout_rate: 0.1
""",
    ),
    Case(
        "hidden_layer_sizes",
        "scikit-learn",
        """\
model:
  type: mlp
  hidden_layer_sizes: [100, 50]
  activation: ReLU
""",
    ),
    Case(
        "nn.GELU and BatchNorm1d",
        "PyTorch",
        """\
model:
  type: mlp
  hidden: [256, 128]
  activation: nn.GELU
  norm: BatchNorm1d
  dropout: 10%
""",
    ),
    Case(
        "Switches for norms",
        "scripts of all kinds",
        """\
model:
  type: mlp
  hidden: [256, 128]
  batch_norm: True
  num_classes: 10
  input_dim: 64
""",
    ),
    Case(
        "One hidden layer",
        "scikit-learn",
        """\
model:
  type: mlp
  hidden: 64
  init: he-normal
""",
    ),
    Case(
        "ResNet-18",
        "torchvision",
        """\
model: resnet18
""",
    ),
    Case(
        "ViT-B/16",
        "timm",
        """\
model:
  type: ViT-B/16
  drop_rate: 0.1
data:
  source: {type: npz, path: images.npz}
  batch_size: 256
  holdout: 5%
  facts: {rows: 20000, shape: [224, 224, 3], classes: 100, low: 0.0, high: 255.0}
""",
    ),
    Case(
        "A vision transformer in other words",
        "Hugging Face",
        """\
model:
  type: vit
  patch_size: 4
  hidden_size: 64
  num_hidden_layers: 4
  num_attention_heads: 4
  mlp_ratio: 4
""",
    ),
    Case(
        "Filters",
        "Keras",
        """\
model:
  type: CNN
  filters: [32, 64]
  kernel_size: 3
  dense: 128
""",
    ),
    Case(
        "validation_split",
        "Keras",
        """\
data:
  source: {type: sklearn, name: digits}
  batch_size: 32
  validation_split: 0.2
  shuffle: true
""",
    ),
    Case(
        "A share as a number",
        "scikit-learn",
        """\
data:
  source: {type: sklearn, name: digits}
  batch_size: 32
  holdout: 0.2
""",
    ),
    Case(
        "Settings of the loader",
        "PyTorch",
        """\
data:
  source: {type: sklearn, name: digits}
  train_batch_size: 64
  val_split: 0.1
  num_workers: 8
  pin_memory: true
  drop_last: true
""",
    ),
    Case(
        "A file of data",
        "scripts of all kinds",
        """\
task: regression
data:
  path: housing.csv
  batch_size: 64
  test_size: 0.2
""",
        fixed=False,
    ),
    Case(
        "sep and header",
        "pandas",
        """\
task: regression
data:
  source:
    type: csv
    path: housing.csv
    sep: tab
    header: 0
    target_column: price
  batch_size: 64
  holdout: 20%
  facts: {rows: 506, shape: [2], targets: 1, low: 0.0, high: 711.0, columns: [rooms, age]}
""",
    ),
    Case(
        "precision: 16-mixed",
        "PyTorch Lightning",
        """\
trainer:
  max_epochs: 20
  precision: bf16-mixed
  accelerator: cuda
  devices: 1
""",
        without=("train",),
    ),
    Case(
        "fp16: true",
        "Hugging Face",
        """\
train:
  duration: 20 epochs
  fp16: true
  seed: 42
""",
    ),
    Case(
        "Average of the weights",
        "timm",
        """\
ema_decay: 0.999
""",
    ),
    Case(
        "Early stopping",
        "Keras, PyTorch Lightning",
        """\
train:
  duration: 100 epochs
  early_stopping: {monitor: val_loss, patience: 10}
""",
        fixed=False,
    ),
    Case(
        "The best checkpoint",
        "PyTorch Lightning",
        """\
checkpoint:
  every_n_epochs: 5
  save_top_k: 3
  monitor: val_loss
""",
        fixed=False,
    ),
    Case(
        "Early stopping, in its block",
        "Keras",
        """\
evaluate:
  every: 1 epoch
  early_stopping: {monitor: val_loss, delta: 0.001, restore_best_weights: true}
""",
    ),
    Case(
        "Intervals of logging and evaluation",
        "PyTorch Lightning",
        """\
train:
  max_epochs: 20
  check_val_every_n_epoch: 2
  log_every_n_steps: 10
  save_every: 5
""",
        without=("evaluate", "checkpoint"),
        fixed=False,
    ),
    Case(
        "Names of parameters with dots",
        "PyTorch",
        """\
optimizer:
  type: adamw
  learning_rate: 1e-3
  groups:
    - {match: hidden.0.weight, lr_mult: 0.1}
    - {match: ".*bias", wd: 0}
    - {params: output.weight, requires_grad: false}
""",
    ),
    Case(
        "Python's words",
        "Python",
        """\
specc: 1
name: digits-mlp v2
model: {type: mlp, hidden: [64], norm: None}
optimizer: {type: sgd, learning_rate: "1e-1", momentum: 0.9, nesterov: "True"}
data: {source: {type: sklearn, name: digits}, batch_size: "1,024", holdout: 20 percent}
""",
    ),
    Case(
        "Capitals, hyphens and blanks",
        "scripts of all kinds",
        """\
model: {type: mlp, hidden: [64], Activation: "Leaky ReLU"}
optimizer: {type: "Nesterov", Learning-Rate: 0.1, weightDecay: 1e-4}
""",
    ),
    Case(
        "A module of PyTorch",
        "PyTorch",
        """\
model: {type: python, source: net.py, name: Net, args: {outputs: "{outputs}"}}
""",
        fixed=False,
        code=(
            (
                "net.py",
                """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.layer = nn.Linear(64, outputs)

    def forward(self, x):
        return self.layer(x)
""",
            ),
        ),
    ),
    Case(
        "A module of flax.linen",
        "flax",
        """\
model: {type: python, source: net.py, name: Net, args: {outputs: "{outputs}"}}
""",
        fixed=False,
        code=(
            (
                "net.py",
                """\
import flax.linen as nn


class Net(nn.Module):
    outputs: int

    @nn.compact
    def __call__(self, x):
        return nn.Dense(self.outputs)(nn.relu(nn.Dense(64)(x)))
""",
            ),
        ),
    ),
)
