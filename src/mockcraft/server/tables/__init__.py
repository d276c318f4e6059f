"""Virtual tables: `GET /api/tables/{schema}/{table}` and below, rows of schema files of any size.

`worlds` are the schemas, `queries` what a request asks for, `selecting` which rows that are, `finding` how
they are found at once, `rows` what they read, `rendering` their JSON, `changes` what was written over
them, `routes` the routes.
"""
