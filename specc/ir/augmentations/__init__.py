"""IR of augmentations, a file each as in `language/augmentations/`."""
