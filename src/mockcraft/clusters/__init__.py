"""Clusters, a module each, and the run of parts on any of them. `mockcraft.cluster` is their contract."""
