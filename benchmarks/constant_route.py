"""x: a route of FastAPI that returns a constant, on the same uvicorn."""

from fastapi import FastAPI

app = FastAPI(openapi_url=None)
ANSWER = {"type": "first_name", "seed": 4885, "locale": "en_US", "value": "Kimberly"}


@app.get("/constant")
async def constant() -> dict[str, object]:
    """What a value of the server looks like."""
    return ANSWER
