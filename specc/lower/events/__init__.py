"""Events, lowered, a file each as in `language/events/`."""
