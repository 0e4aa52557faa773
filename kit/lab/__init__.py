"""The workbench: ``kit lab``, the server part of the JupyterLab panel, magics and completion for notebooks.

The panel itself is TypeScript under ``lab/``; what is built of it lies in ``share/labextensions`` here.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "kit.lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from kit.lab.server import install

    install(server)
