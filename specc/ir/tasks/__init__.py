"""IR of tasks, a file each as in `language/tasks/`."""
