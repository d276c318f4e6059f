"""Jobs: seedings too long for a request, which end in a ZIP of files.

`record` is what is known of a job; `store` keeps records, in SQLite or Redis, and changes each atomically;
`queue` wakes workers; a worker (`worker`) claims a job and has a process of its own run it (`attempt`,
`child`) into the files of an attempt, whose ZIP (`artifact`) is published where the attempt's token is still
the record's. `janitor` puts back the jobs of dead workers and removes what nobody needs; `service` is
what the routes call.
"""
