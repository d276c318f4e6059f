"""Backups of databases: their folders, and what is done with them. An engine's part is its Archiver."""
