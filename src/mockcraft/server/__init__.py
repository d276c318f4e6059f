"""The REST API. `app` puts it together; `values` answers for one generator; `openapi` describes it."""
