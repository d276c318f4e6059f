"""The built-in generators, one module a category, or several with its name in front; `index` says which module a name is in."""
