"""How the files of a backup can be compressed, and the suffix of each: help and settings read this without Arrow."""

METHODS = {"zstd": ".zst", "gzip": ".gz", "none": ""}
