"""`mockcraft server`: starts the REST API."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import config_option, found, options
from mockcraft.cli.output import write
from mockcraft.cli.voice import is_quiet, is_verbose, note
from mockcraft.core.lists import check_locale
from mockcraft.errors import SettingsError
from mockcraft.setting_sources import DEFAULT
from mockcraft.settings import CHANGES, LOG_LEVEL, RELOAD_SCHEMAS, SERVER


@click.command(cls=Command)
@config_option
@click.argument("files", metavar="[SCHEMA.yaml]...", nargs=-1, shell_complete=paths("file"))
@click.option("--check", is_flag=True, help="Say what would be served, and serve nothing.")
@options(*SERVER)
def command(
    files: tuple[str, ...],
    check: bool,
    host: str,
    port: int,
    log_level: str,
    locale: str | None,
    fallback: str | None,
    **given: Any,
) -> None:
    """Serve values, and rows of schema files, over HTTP, until Ctrl-C.

    \b
    Examples:
      mockcraft server --port 8080
      mockcraft server shop.yaml
      mockcraft server --config server.yaml
      curl 'http://127.0.0.1:8080/api/generate/password?length=12&count=3'

    The config file is a settings file: lines such as `port: 8080`. The server describes itself at /docs.
    """
    if found(LOG_LEVEL).rank == DEFAULT and (is_quiet() or is_verbose()):
        log_level = "error" if is_quiet() else "debug"
    given["schemas"] = (*files, *given["schemas"])
    _refuse_idle(**given)
    from mockcraft.server.config import ServerConfig
    from mockcraft.server.listening import is_local, listen, url_of

    known, lender = (None if each is None else check_locale(each) for each in (locale, fallback))
    config = ServerConfig(locale=known, fallback=lender, log_level=log_level, **given)
    if check:
        from mockcraft.server.checking import served

        write(f"{line}\n" for line in served(config, host, port))
        return
    listener = listen(host, port)

    def ready(form: str) -> None:
        announce(url_of(listener), form)
        if not config.api_keys and not is_local(listener):
            logger().warning(
                "whoever reaches this machine may use the server (api_keys: FILE asks for keys)"
            )

    from mockcraft.server.logs import logger

    if config.workers == 1:
        with _uncollected():
            from mockcraft.server.serving import serve

        serve(config, listener, ready)
    else:
        from mockcraft.server.processes import supervise

        supervise(config, listener, ready)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Looks for no garbage while modules are imported, nor later among what they hold.

    That takes a tenth of the start, and 20 ms of whichever request it would come in.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _refuse_idle(
    schemas: Sequence[str], reload_schemas: bool, writes: bool, changes: str | None, **_: Any
) -> None:
    """Raises SettingsError for what is asked for and would do nothing."""
    if changes and not (schemas and writes):
        raise SettingsError(
            f"{found(CHANGES).origin}: no changes would be kept in {changes!r} without schemas and writes "
            "(give SCHEMA.yaml and --writes, or leave it out)"
        )
    if reload_schemas and not schemas:
        raise SettingsError(
            f"{found(RELOAD_SCHEMAS).origin}: there are no schemas to read again (give SCHEMA.yaml, or leave it out)"
        )


def announce(url: str, form: str) -> None:
    """Says where the server listens: a program in a line of the log, a person also what to try."""
    from mockcraft.server.logs import JSON, say

    if is_quiet():
        return
    if form == JSON:
        say("listening", form, url=url, documentation=f"{url}/docs")
        return
    note(
        f"mockcraft: listening on {url} (documentation: {url}/docs; stop: Ctrl-C)\n"
        f"  try: curl {url}/api/generate/firstname\n"
        f"       curl '{url}/api/generate/email?count=3&seed=42'"
    )
