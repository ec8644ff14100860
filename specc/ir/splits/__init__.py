"""IR of splits, a file each as in `language/splits/`."""
