"""Start a PostgreSQL of one's own, run a command with its address in KIT_TEST_POSTGRES, take it away again.

    python -m tests.serving.postgres pytest tests/serving/test_state.py

It listens on a UNIX socket in its own folder only. PostgreSQL does not run as root: then the user postgres runs it.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres" if os.geteuid() == 0 else None


def programs() -> Path:
    """Where initdb is; Debian keeps it out of the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        raise SystemExit("没有找到 PostgreSQL:apt-get install postgresql")
    return places[-1]


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a running, empty database."""
    home = Path(tempfile.mkdtemp(prefix="kit-pg-", dir="/tmp"))
    data, log = home / "data", home / "log"
    if USER:
        shutil.chown(home, USER, USER)
    _run("initdb", "-D", data, "-U", "kit", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", home=home)
    try:
        _run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"-c listen_addresses='' -c unix_socket_directories='{home}'", "start", home=home)
        _run("createdb", "-h", home, "-U", "kit", "kit", home=home)
        yield f"postgresql+psycopg://kit@/kit?host={home}"
    finally:
        _run("pg_ctl", "-D", data, "-m", "immediate", "stop", home=home)
        shutil.rmtree(home, ignore_errors=True)


def _run(program: str, *arguments: object, home: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "USER": USER or getpass.getuser()}
    subprocess.run([programs() / program, *map(str, arguments)], cwd=home, user=USER, group=USER, extra_groups=[] if USER else None,
                   env=environment, stdout=subprocess.DEVNULL, check=True, timeout=120)  # fmt: skip


if __name__ == "__main__":
    with postgres() as address:
        raise SystemExit(subprocess.run(sys.argv[1:], env=os.environ | {"KIT_TEST_POSTGRES": address}, check=False).returncode)
