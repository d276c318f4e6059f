"""What stands before the routes, in the OpenAPI document."""

from pathlib import Path
from typing import Any

import pytest

from mockcraft.rates import Rate
from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig


@pytest.fixture
def keyed(tmp_path: Path) -> ServerConfig:
    keys = tmp_path / "keys.yaml"
    keys.write_text(f"ci: {{sha256: {'0' * 64}}}")
    return ServerConfig(api_keys=str(keys))


def test_a_status_is_there_if_the_configuration_can_give_it(keyed: ServerConfig) -> None:
    def statuses(config: ServerConfig, path: str, method: str = "get") -> set[str]:
        operation: dict[str, Any] = create_app(config).openapi()["paths"][path][method]
        return set(operation["responses"]) & {"401", "403", "413", "421", "429"}

    plain, limited = ServerConfig(), ServerConfig(rate_generate=Rate(1, 1))

    assert {"421"} == statuses(plain, "/api/generate/word")
    assert {"403", "413", "421"} == statuses(plain, "/api/preview", "post")
    assert {"421", "429"} == statuses(limited, "/api/generate/word")
    assert {"421"} == statuses(limited, "/api/generators") == statuses(limited, "/healthz")
    assert {"401", "421", "429"} == statuses(keyed, "/api/generate/{type}")
    assert {"421"} == statuses(keyed, "/healthz")


def test_what_is_referred_to_is_there(keyed: ServerConfig) -> None:
    document = create_app(keyed).openapi()

    assert {"401", "403", "413", "421", "429"} <= set(document["components"]["responses"])
    assert "bearer" == document["components"]["securitySchemes"]["key"]["scheme"]
    assert [{"key": []}] == document["paths"]["/metrics"]["get"]["security"]
    assert "security" not in document["paths"]["/healthz"]["get"]
