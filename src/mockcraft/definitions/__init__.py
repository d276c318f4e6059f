"""SQL files that define tables, read into what the catalogue of a database would say; see `reader`."""
