"""`mockcraft server --check`: what a server would serve, after all that its start would read was read."""

from __future__ import annotations

from collections.abc import Iterator

from mockcraft.generator import registry
from mockcraft.server import sentry
from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.service import JobService
from mockcraft.server.keys import read_keys
from mockcraft.server.listening import is_local, listen
from mockcraft.server.rate_windows import check_answer, windows_of
from mockcraft.server.tables.worlds import load_worlds


def served(config: ServerConfig, host: str, port: int) -> Iterator[str]:
    """Lines about it; raises what would keep the server from starting, or from being ready."""
    listener = listen(host, port)
    public = not is_local(listener)
    listener.close()
    sentry.check(config.sentry_dsn)
    app = create_app(config, public)
    windows_of(config.rate_limits, lambda: None)  # also where no rate is given yet
    check_answer(config.rate_limits)
    jobs = JobService(config)
    try:
        jobs.check()
    finally:
        jobs.end()
    yield f"address: http://{f'[{host}]' if ':' in host else host}:{port}"
    yield f"generators: {len(registry())}"
    for name, world in load_worlds(config).by_name.items():
        rows = sum(each.count for each in world.plan.tables)
        yield f"schema {name}: {len(world.plan.tables)} tables, {rows:,} rows"
    if config.schemas:
        yield f"writes: {'yes' if config.writes else 'no'}"
    keys = len(read_keys(config.api_keys)) if config.api_keys else 0
    yield f"API keys: {keys or 'none are asked for'}"
    yield f"routes: {sum(len(each) for each in app.openapi()['paths'].values())}"
