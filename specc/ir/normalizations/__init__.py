"""IR of normalizations, a file each as in `language/normalizations/`."""
