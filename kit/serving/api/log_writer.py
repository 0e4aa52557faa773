"""The one writer of an access log: entries gather while the last batch reaches the disk, then go together (group commit).

``append`` returns when the entry is durable. If the disk fails, nothing more is acknowledged: a call that can't be
logged is not answered.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from kit.errors import ServiceError
from kit.serving.api.access_log import FIRST, cut_torn_end, entries, log_id, seal, timestamp
from kit.serving.api.state import Mark, State


class LogWriter:
    """Opening reads on from the state's mark, so that ``used`` counts every acknowledged query of this log."""

    def __init__(self, path: Path, state: State) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
        _lock(self.handle, path)
        torn = cut_torn_end(path)
        self.log = log_id(path) or secrets.token_hex(8)
        mark = state.mark(self.log) or Mark(0, FIRST, 0)
        if path.stat().st_size < mark.offset:
            raise ServiceError("KIT-W024", "访问日志比状态库记得的短:末尾被删去", where=path.name, next_step="kit serve log verify 查看;从备份恢复。")
        self.number, self.head, self.used = mark.number, mark.hash, state.used_in(self.log)
        for entry, own, _ in entries(path, mark):
            self.number, self.head = entry["n"], own
            self._count(entry)
        self.offset = path.stat().st_size
        self.pending: list[bytes] = []
        self.waiting: list[asyncio.Future[None]] = []
        self.broken = False
        self.pool = ThreadPoolExecutor(1, "access-log")
        self.flushing = False
        self._write([self._line({"event": "start", "log": self.log, "torn": torn})])
        self.durable = self._reached()

    async def append(self, entry: dict[str, Any]) -> None:
        """Durable when it returns; OSError when it never will be."""
        if self.broken:
            raise OSError("access log")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self.pending.append(self._line(entry))
        self.waiting.append(done)
        self._count(entry)
        if not self.flushing:
            self.flushing = True
            loop.call_soon(self._flush, loop)
        await done

    def close(self) -> None:
        """After the last call."""
        self.pool.shutdown()
        if not self.broken:
            self._write([*self.pending, self._line({"event": "stop"})])
            self.durable = self._reached()
        os.close(self.handle)

    def _reached(self, size: int = 0) -> tuple[Mark, dict[str, int]]:
        """Where the log stands once ``size`` more bytes are written, and what has been used up to there."""
        return Mark(self.number, self.head, self.offset + size), dict(self.used)

    def _line(self, entry: dict[str, Any]) -> bytes:
        self.number += 1
        self.head, line = seal({"n": self.number, "time": timestamp(), **entry}, self.head)
        return line

    def _count(self, entry: dict[str, Any]) -> None:
        if entry.get("event") == "query" and entry["status"] == 200:
            self.used[entry["key"]] = self.used.get(entry["key"], 0) + entry["count"]

    def _flush(self, loop: asyncio.AbstractEventLoop) -> None:
        """What has gathered goes to the disk in the writer's thread; what gathers meanwhile goes next."""
        lines, waiting, self.pending, self.waiting = self.pending, self.waiting, [], []
        reached = self._reached(sum(map(len, lines)))
        written = loop.run_in_executor(self.pool, self._write, lines)
        written.add_done_callback(lambda done: self._flushed(loop, done, waiting, reached))

    def _flushed(self, loop: asyncio.AbstractEventLoop, done: asyncio.Future[None], waiting: list[asyncio.Future[None]],
                 reached: tuple[Mark, dict[str, int]]) -> None:  # fmt: skip
        error = done.exception()
        if error:
            self.broken = True
        else:
            self.durable = reached
        for future in waiting:
            if future.cancelled():
                continue  # the caller went away; the entry stands
            if error:
                future.set_exception(OSError("access log"))
            else:
                future.set_result(None)
        if self.pending:
            self._flush(loop)
        else:
            self.flushing = False

    def _write(self, lines: list[bytes]) -> None:
        data = memoryview(b"".join(lines))
        while data:
            written = os.write(self.handle, data)
            self.offset += written
            data = data[written:]
        os.fdatasync(self.handle)


def _lock(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise ServiceError("KIT-W025", "另一个服务正在写这份访问日志", where=path.name, next_step="停掉它,或用 --log 另写一份。") from None
