"""Rules about losses of generative models, a file each as in `specc.language.losses.generation`."""
