"""Dequantizations, lowered, a file each as in `language/dequantizations/`."""
