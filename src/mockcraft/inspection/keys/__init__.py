"""Foreign keys become references: which rows follow which, and in which order tables are filled."""
