"""The command line: parses, calls, prints. `main` is the group of commands, the rest one command each."""
