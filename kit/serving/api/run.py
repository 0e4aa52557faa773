"""Run the application in this process: one process, one event loop, one writer of the log."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from kit.errors import ServiceError
from kit.serving.api.app import create_app
from kit.serving.api.log_writer import LogWriter
from kit.serving.api.served import Served
from kit.serving.api.state import State

# The log's thread must get its turn when the disk is done; Python's usual 5 ms would be added to every answer under load.
SWITCH = 0.0005


def serve(products: Iterable[Served], state: State, log: Path, host: str, port: int) -> None:
    import uvicorn

    app = create_app({s.name: s for s in products}, state, LogWriter(log, state))
    listening = _listen(host, port)
    sys.setswitchinterval(SWITCH)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=10)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Bound before the server starts, so that a port in use is a sentence and not a traceback.

    The protocol is named: asyncio turns off Nagle's delay only for sockets that say TCP, and 40 ms an answer is a lot.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except (OSError, OverflowError):
        raise ServiceError("KIT-W028", f"不能在 {host}:{port} 上监听", next_step="换一个 --port,或停掉占用它的程序。") from None
    return listening
