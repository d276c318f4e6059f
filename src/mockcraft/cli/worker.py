"""`mockcraft worker`: runs the jobs of servers on this host."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from mockcraft.cli.command import Command
from mockcraft.cli.options import config_option, options
from mockcraft.cli.voice import note
from mockcraft.settings import JOB_PROCESSES, LOG_FORMAT, LOG_LEVEL, WORKER

SETTINGS = [JOB_PROCESSES.but(low=1) if each is JOB_PROCESSES else each for each in WORKER]


@click.command(cls=Command)
@config_option
@options(*SETTINGS, LOG_LEVEL, LOG_FORMAT)
def command(**given: Any) -> None:
    """Run jobs of servers that share a queue, until Ctrl-C.

    \b
    Examples:
      mockcraft worker --jobs redis://queue.example:6379/0 --job-folder /mnt/jobs
      mockcraft worker --config server.yaml --job-processes 8

    Servers and workers have the same --jobs and the same folder: results lie in it. Jobs that run when a
    worker is stopped, or killed, are run again by another one, with the same bytes.
    """
    from mockcraft.server import logs
    from mockcraft.server.config import ServerConfig
    from mockcraft.server.jobs.worker import Worker

    config = ServerConfig(**given)
    logs.configure(config.log_level, config.log_format)
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    worker = Worker(config, stop)
    note(
        f"mockcraft: {given['job_processes']} jobs at a time from {worker.files.folder} (stop: Ctrl-C)"
    )
    worker.run()
