"""The database engines: a folder each, whose ENGINE declares it; see `mockcraft.database`."""
