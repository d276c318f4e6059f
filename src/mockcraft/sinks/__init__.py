"""The sinks: folder and stream write files, the others load a database."""
