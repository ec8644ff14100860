"""Sinks, lowered, a file each as in `language/sinks/`."""
