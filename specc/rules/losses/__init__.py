"""Rules about losses, a file each as in `specc.language.losses`."""
