"""From a database that exists to the schema file that fills it.

`reading` does all of it: a `survey` of the catalogue, the `drafting` of a document, its `repair`, and the `writing` of
the file. `checks` are solved, `keys` become references, `columns` get what their names, types and bounds suggest.
"""
