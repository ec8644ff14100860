"""Rules about losses of generative models, a module each as in `specc.language.losses.generation`."""
