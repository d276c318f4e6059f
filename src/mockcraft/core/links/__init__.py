"""Foreign keys: which parent a row has, and what rows know of their parents, children and siblings."""
