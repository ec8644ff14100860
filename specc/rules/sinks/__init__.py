"""Rules about sinks of metrics, in files named as in `specc.language.sinks`."""
