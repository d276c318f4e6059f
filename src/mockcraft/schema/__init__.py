"""The schema file: YAML text to nodes (source), nodes to a specification (spec), that to a plan (bind)."""
