"""Rules about losses, a module each as in `specc.language.losses`."""
