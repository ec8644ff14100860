"""IR of models, a file each as in `language/models/`."""
