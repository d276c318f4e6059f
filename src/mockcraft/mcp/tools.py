"""The tools that are offered to agents."""

from __future__ import annotations

from mockcraft.mcp import generating, schemas, seeding
from mockcraft.mcp.tool import McpConfig, Tool


def tools(config: McpConfig) -> dict[str, Tool]:
    """All tools by name, those that must not be called too."""
    made = (
        generating.generators(config),
        generating.generate(config),
        schemas.validate(config),
        schemas.preview(config),
        seeding.seed(config),
    )
    return {each.name: each for each in made}
