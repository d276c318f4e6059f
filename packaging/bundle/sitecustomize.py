"""Processes that MockCraft starts by `python -m` find the later layer as well."""

import mockcraft_bundle

mockcraft_bundle.install()
