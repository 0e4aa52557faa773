"""Stands between the review and a kernel's sockets and counts what the kernel says, before any queue can grow from it.

ZeroMQ bounds its queues in messages, not in bytes, and drops without a word what is over; so a notebook that prints a
gigabyte would fill our memory or go unnoticed. Here bytes are passed on until the cap; then the line is cut.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
import threading
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

CHUNK = 1 << 16


class Relay:
    """Listens at the keys of ``ways`` and connects to their values; ``flooded`` is called once, from the relay's thread."""

    def __init__(self, ways: Mapping[Path, Path], most: int, flooded: Callable[[], None]) -> None:
        self.ways, self.most, self.flooded, self.said = ways, most, flooded, 0
        self.loop = asyncio.new_event_loop()
        self.ready, self.stopped = threading.Event(), asyncio.Event()
        self.thread = threading.Thread(target=self._run, name="kit-relay", daemon=True)
        self.thread.start()
        self.ready.wait(10)

    def stop(self) -> None:
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.stopped.set)
        self.thread.join(5)

    def _run(self) -> None:
        with contextlib.suppress(Exception):
            self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        servers = [await asyncio.start_unix_server(self._joined(kernel), here, limit=CHUNK) for here, kernel in self.ways.items()]
        self.ready.set()
        await self.stopped.wait()
        for server in servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _joined(self, kernel: Path) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]:
        async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                theirs = await asyncio.open_unix_connection(sock=_connected(kernel), limit=CHUNK)
            except OSError:
                return writer.close()  # not there yet: ZeroMQ tries again by itself
            ends = [asyncio.ensure_future(self._pass(reader, theirs[1], 0)), asyncio.ensure_future(self._pass(theirs[0], writer, 1))]
            try:
                with contextlib.suppress(asyncio.CancelledError):  # we are being stopped; asyncio would print it
                    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for end in ends:
                    end.cancel()
                for end in (writer, theirs[1]):
                    end.transport.abort()

        return join

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, counts: int) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(CHUNK):
                self.said += counts * len(data)
                if self.said > self.most:
                    flooded, self.flooded = self.flooded, lambda: None
                    return flooded()
                target.write(data)
                await target.drain()


def _connected(path: Path) -> socket.socket:
    """To a socket and never through a link: the kernel may put what it likes where its sockets are."""
    handle = os.open(path, os.O_PATH | os.O_NOFOLLOW)
    try:
        if not stat.S_ISSOCK(os.fstat(handle).st_mode):
            raise OSError("not a socket")
        out = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        out.setblocking(False)
        try:
            out.connect(f"/proc/self/fd/{handle}")
        except OSError:
            out.close()
            raise
        return out
    finally:
        os.close(handle)
