"""Policies for steps that are not finite, lowered, a file each as in `language/nonfinites/`."""
