"""Measures of an error, lowered, a file each as in `language/error_measures/`."""
