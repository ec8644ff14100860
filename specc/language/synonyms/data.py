"""Words for data: where it is read, how it is divided, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping

from specc.language.synonyms import NOT_NEEDED, Key, Name

# fmt: off
KEYS: Mapping[str, tuple[Key, ...]] = {
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
            "shuffle_buffer_size cache non_blocking num_parallel_calls", unit="remove", note=NOT_NEEDED,
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
    "augmentations": (
        Key("p prob probability", unit="if half",
            note="a flip happens to every second image, others to every image"),
        Key("length n_holes mask_size", "size"),
        Key("size", note="a crop has the size of the image; `padding` is the largest shift"),
        Key("beta", "alpha"),
    ),
}

NAMES: Mapping[str, tuple[Name, ...]] = {
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
    "delimiter": (
        Name("tab tsv", '"\\t"'),
        Name("comma csv", '","'),
        Name("semicolon", '";"'),
        Name("pipe", '"|"'),
        Name("space whitespace", '" "'),
    ),
    "mode": (
        Name("grayscale grey l", "gray"),
        Name("rgba color colour", "rgb"),
    ),
}
# fmt: on
