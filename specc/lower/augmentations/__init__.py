"""Lowerings of the augmentations, a file each, named as in `specc.language.augmentations`."""
