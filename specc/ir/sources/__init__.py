"""IR of sources, a file each as in `language/sources/`."""
