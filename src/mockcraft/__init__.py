"""MockCraft: fake data for a terminal, a database or a web client, the same on every machine."""

__version__ = "0.1.0"
