"""The augmentations of images that a spec can name, a file each; see `specc.language.family`."""
