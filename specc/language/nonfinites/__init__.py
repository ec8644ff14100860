"""Policies for steps that are not finite, a file each; see `specc.language.family`."""
