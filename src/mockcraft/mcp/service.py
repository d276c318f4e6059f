"""The protocol: tools and documents, over standard input and output, by the SDK's server.

A call runs in a thread, so that others and a cancellation are heard meanwhile. Standard output belongs to
the protocol: while the SDK serves, what anything else prints goes to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from contextlib import nullcontext
from typing import Any

import anyio
import mcp_types as types
from anyio import from_thread, to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from mockcraft import __version__
from mockcraft.core.effort import Effort, Exhausted, limited
from mockcraft.errors import Interrupted, MockcraftError, UserError, nearest
from mockcraft.mcp.documents import documents
from mockcraft.mcp.tool import WORDS, McpConfig, Tool
from mockcraft.mcp.tools import tools
from mockcraft.settings import MAX_COST
from mockcraft.signals import ENDING, Stopped
from mockcraft.wording import worded

log = logging.getLogger("mockcraft.mcp")

INSTRUCTIONS = """MockCraft makes fake data that is the same on every machine: same seed, same values.
For single values, find a generator (tool generators, search), then call generate.
For tables, write a schema, check it with validate, look at rows with preview, then fill a database or
write files with seed. A schema is YAML; strings are names of generators, references keep foreign keys whole:

tables:
  users:
    count: 1000
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
  orders:
    count: {per: users, max: 5}
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      total: {generator: decimal, min: 5, max: 500}

The document mockcraft://docs/schema-file.md has the rest."""
Context = ServerRequestContext[Any, Any]


async def serve(config: McpConfig) -> None:
    """Serves until the client closes standard input; a signal ends the process."""
    server, caught = make_server(config), 0

    async def watch(scope: anyio.CancelScope) -> None:
        nonlocal caught
        with anyio.open_signal_receiver(*ENDING) as signals:
            async for number in signals:
                caught = caught or number
                scope.cancel()

    async with stdio_server() as (read, write):
        async with anyio.create_task_group() as group:
            group.start_soon(watch, group.cancel_scope)
            await server.run(read, write, server.create_initialization_options())
            group.cancel_scope.cancel()
        if caught:  # what was being written is taken back; a thread still waits for a line of input
            log.info("ended by signal %d", caught)
            logging.shutdown()
            os._exit(128 + caught)


def make_server(config: McpConfig) -> Server[Any]:
    """The server, with the tools that the configuration allows."""
    known, texts = tools(config), documents()
    offered = [each for each in known.values() if config.allow_write or not each.writes]

    async def list_tools(context: Context, params: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_declared(each) for each in offered])

    async def call_tool(
        context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = known.get(params.name)
        if tool is None:
            hint = nearest(params.name, [each.name for each in offered])
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {params.name!r}{hint}")
        return await _called(tool, params.arguments or {}, config, context)

    async def list_documents(context: Context, params: object) -> types.ListResourcesResult:
        return types.ListResourcesResult(
            resources=[
                types.Resource(name=uri, uri=uri, title=each.title, mime_type=each.media_type)
                for uri, each in texts.items()
            ]
        )

    async def read_document(
        context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        found = texts.get(params.uri)
        if found is None:
            hint = nearest(params.uri, texts)
            raise MCPError(types.INVALID_PARAMS, f"there is no document {params.uri!r}{hint}")
        text = await to_thread.run_sync(found.text)
        return types.ReadResourceResult(
            contents=[
                types.TextResourceContents(uri=found.uri, mime_type=found.media_type, text=text)
            ]
        )

    return Server(
        "mockcraft",
        version=__version__,
        title="MockCraft",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_documents,
        on_read_resource=read_document,
    )


def _declared(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.help,
        input_schema=tool.input_schema(),
        output_schema=dict(tool.output),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.writes,
            idempotent_hint=not tool.writes,
            open_world_hint=tool.writes,
        ),
    )


async def _called(
    tool: Tool, arguments: dict[str, Any], config: McpConfig, context: Context
) -> types.CallToolResult:
    begun = time.monotonic()
    try:
        if tool.writes and not config.allow_write:
            raise Forbidden(
                f"{tool.name} writes, which this service may not (start it as mockcraft mcp --allow-write)"
            )
        text = await _answer(tool, arguments, config, context)
    except MockcraftError as error:
        log.info("%s: refused after %.3f s", tool.name, time.monotonic() - begun)
        return _failed("\n".join([str(error), *getattr(error, "__notes__", ())]))
    except Exception:
        log.exception("%s failed", tool.name)
        return _failed(f"{tool.name} failed on this call; the log of mockcraft mcp has the reason")
    log.info("%s: answered after %.3f s", tool.name, time.monotonic() - begun)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=json.loads(text)
    )


class Forbidden(MockcraftError):
    """A tool that writes was called, and writing is not allowed."""

    exit_code = 2
    http_status = 403


def _failed(sentence: str) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=sentence)], is_error=True
    )


async def _answer(
    tool: Tool, arguments: dict[str, Any], config: McpConfig, context: Context
) -> str:
    """The answer of a tool, from a thread.

    Where nobody waits for it any more, a tool that writes is told so, takes back what it did, and is waited
    for; the answer of another is dropped.
    """
    stop = threading.Event()

    def report(done: float, total: float, words: str) -> None:
        from_thread.run(context.session.report_progress, done, total, words)

    def work() -> str | MockcraftError:
        effort = nullcontext() if tool.writes else limited(Watched(stop))
        try:
            with worded(WORDS), effort:
                call = tool.call(arguments, config)
                call.report, call.stop = report, stop
                return tool.run(call)
        except Exhausted as error:
            return UserError(
                f"{error} than the {MAX_COST.default:,} that one call may take (ask for less at a time)"
            )
        except MockcraftError as error:  # raised by the caller: a task group would wrap it
            return error
        except Stopped:  # no KeyboardInterrupt may reach the event loop
            return Interrupted(f"{tool.name} was stopped, and left nothing of what it wrote")

    async with anyio.create_task_group() as group:
        group.start_soon(_until_cancelled, stop)
        made = await to_thread.run_sync(work, abandon_on_cancel=not tool.writes)
        group.cancel_scope.cancel()
    if isinstance(made, MockcraftError):
        raise made
    return made


class Watched(Effort):
    """The work of a call that only reads: it has a limit, and ends where nobody waits for it any more."""

    __slots__ = ("stop",)

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(MAX_COST.default)
        self.stop = stop

    def spend(self, steps: int) -> None:
        """See Effort; raises Stopped where nobody waits."""
        super().spend(steps)
        if self.stop.is_set():
            raise Stopped


async def _until_cancelled(stop: threading.Event) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        stop.set()
