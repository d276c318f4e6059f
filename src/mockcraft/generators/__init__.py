"""The built-in generators, one module a category; `index` says which module a name is in."""
