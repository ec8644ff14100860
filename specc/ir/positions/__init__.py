"""IR of positions, a file each as in `language/positions/`."""
