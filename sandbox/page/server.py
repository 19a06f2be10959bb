"""The server of the page."""

import asyncio
import json
import secrets
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from pydantic import ValidationError

from sandbox.loopback import serve
from sandbox.page.actions import ACTIONS, ActionError
from sandbox.page.broadcast import Broadcast
from sandbox.page.guard import add_headers, guard
from sandbox.playground import Playground
from sandbox.switches import SwitchError

STATIC = Path(__file__).parent / "static"
MAX_BODY_BYTES = 65_536
MAX_STREAMS = 32
"""Maximum number of pages that are open at once."""
KEEP_ALIVE_SECONDS = 15.0
"""Pause after which an idle stream gets a comment, which shows that it is alive."""

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class PageServer:
    """Serves the page of a playground on 127.0.0.1 during an `async with`; `url` is its secret address."""

    def __init__(self, playground: Playground, *, port: int = 0) -> None:
        self._playground = playground
        self._port = port
        self._broadcast = Broadcast(playground)
        self._streams = 0
        self._token = secrets.token_urlsafe(24)
        self._stack = AsyncExitStack()
        self._files = {path.name: path for path in STATIC.iterdir()}
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[guard(self._token)], client_max_size=MAX_BODY_BYTES)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/{token}/", self._index)
        app.router.add_get("/{token}/events", self._events)
        app.router.add_get(r"/{token}/files/{chat:-?\d{1,18}}/{message:\d{1,18}}", self._upload)
        app.router.add_get("/{token}/{name}", self._static)
        app.router.add_post("/{token}/{action}", self._act)
        async with AsyncExitStack() as stack:
            sending = asyncio.create_task(self._broadcast.run())
            stack.push_async_callback(_cancel, sending)
            address = await stack.enter_async_context(serve(app, port=self._port))
            self.url = f"{address}/{self._token}/"
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _index(self, _: web.Request) -> web.FileResponse:
        return self._file("index.html")

    async def _static(self, request: web.Request) -> web.FileResponse:
        return self._file(request.match_info["name"])

    def _file(self, name: str) -> web.FileResponse:
        path = self._files.get(name)
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8"})

    async def _upload(self, request: web.Request) -> web.Response:
        """Return a photo, or a document as a download."""
        chat = self._playground.chats.get(int(request.match_info["chat"]))
        message = chat.answers.get(int(request.match_info["message"])) if chat else None
        if message is None or message.file is None:
            raise web.HTTPNotFound
        if message.photo is not None:
            return web.Response(body=message.photo.content, content_type="image/png")
        headers = {"Content-Disposition": "attachment"}
        return web.Response(body=message.file.content, content_type="application/octet-stream", headers=headers)

    async def _act(self, request: web.Request) -> web.Response:
        """Carry out an action; answer 400 with a reason when that is impossible."""
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            raise web.HTTPNotFound
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            action.model_validate_json(await request.read()).carry_out(self._playground)
        except ValidationError as error:
            return _refusal(error.errors()[0]["msg"])
        except (ActionError, SwitchError) as error:
            return _refusal(str(error))
        return web.json_response({})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Send the events as Server-Sent Events until the page is closed."""
        if self._streams >= MAX_STREAMS:
            raise web.HTTPServiceUnavailable
        self._streams += 1
        try:
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await response.prepare(request)
            with self._broadcast.subscribe() as subscription, suppress(ConnectionResetError):
                while True:
                    try:
                        async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                            event = await subscription.get()
                    except TimeoutError:
                        await response.write(b": alive\n\n")
                        continue
                    if event is None:
                        break
                    await response.write(f"event: {event.name}\ndata: {json.dumps(event.data)}\n\n".encode())
            return response
        finally:
            self._streams -= 1


def _refusal(reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=400)


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end. Raises the task's own exception if it failed before."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
