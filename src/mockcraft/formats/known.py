"""The formats by name, and where each stands, and the dialects: help and completion read this without importing Arrow."""

FORMATS = {  # class, in a module of this package
    "csv": "csv.Csv",
    "json": "json.Json",
    "jsonl": "json.JsonLines",
    "sql": "sql.Sql",
    "parquet": "parquet.Parquet",
    "bson": "bson.Bson",
    "resp": "resp.Resp",
    "xlsx": "excel.Excel",
}
PACKED = ("csv", "json", "jsonl", "sql", "resp")  # whose files can be compressed
DIALECTS = ("postgresql", "mysql", "sqlite")  # of SQL, see `dialects`
