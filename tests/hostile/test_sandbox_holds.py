"""What a hostile notebook tries inside the sandbox, at each level this machine has; at level none the same works."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from kit.product.run import RunRecord, run
from kit.review.sandbox import Level, Limits, SandboxLaunch, explain

WORKING = [t.level for t in explain() if t.works and t.level > Level.NONE]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")


def attempt(home: Path, level: Level, code: str, deadline: float = 40, limits: Limits | None = None) -> tuple[RunRecord, str, Path]:
    """Run ``code`` as a product; returns the record, what it printed and its out folder."""
    product, room, out = home / "product", home / "room", home / "out"
    for folder in (product, room, out):
        folder.mkdir(parents=True)
    (room / "granted.txt").write_text("granted")
    cells = [nbformat.v4.new_code_cell('as_of = ""', metadata={"tags": ["parameters"]}), nbformat.v4.new_code_cell(code)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), product / "product.ipynb")
    launch = SandboxLaunch(level, (product, room), out, limits or Limits())
    record = run(product, room, out, as_of=dt.date(2024, 1, 1), deadline=deadline, launch=launch)
    printed = ""
    if record.notebook.exists():
        for cell in nbformat.read(record.notebook, as_version=4).cells:
            printed += "".join(o.get("text", "") for o in cell.get("outputs", []))
    return record, printed, out


@pytest.fixture
def home(tmp_path_factory) -> Path:
    """Outside /tmp, which every sandbox replaces, and open for strangers to pass through."""
    import tempfile

    out = Path(tempfile.mkdtemp(dir="/var/tmp"))
    out.chmod(0o755)
    yield out
    import shutil

    shutil.rmtree(out, ignore_errors=True)


TRY = """
def attempt(name, action):
    try:
        action()
        print(name, 'ALLOWED')
    except BaseException as error:
        print(name, 'refused', type(error).__name__)
"""
ATTACKS = TRY + """
import os, socket, ctypes, subprocess
from pathlib import Path
secret, repository = Path({secret!r}), Path({repository!r})
attempt('secret', lambda: secret.read_text())
attempt('repository', lambda: os.listdir(repository / '.git'))
attempt('world', lambda: os.listdir(repository / 'synthetic_data' / 'world'))
attempt('room write', lambda: Path(os.environ['KIT_ROOM'], 'x').write_text('x'))
attempt('product write', lambda: Path(os.environ['KIT_PRODUCT'], 'x').write_text('x'))
attempt('system write', lambda: Path('/usr/kit-test').write_text('x'))
server = ('127.0.0.1', {port})
attempt('tcp', lambda: socket.create_connection(server, 2))
attempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', server))
attempt('raw', lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), '')
attempt('unshare', lambda: call(272, 0x10000000))
attempt('ptrace', lambda: call(101, 16, {pid}, 0, 0))
attempt('signal host', lambda: os.kill({pid}, 0))
print('environment', 'HOST_SECRET' in os.environ)
"""
OUTSIDE = ["secret", "repository", "world", "room write", "product write", "system write", "tcp", "udp", "raw", "unshare", "ptrace"]


@pytest.fixture
def listener():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def attacks(home: Path, port: int) -> str:
    secret = home / "answers.txt"
    secret.write_text("the answer key")
    repository = Path(__file__).parents[2]
    bystander = subprocess.Popen(["sleep", "60"])
    return ATTACKS.format(secret=str(secret), repository=str(repository), port=port, pid=bystander.pid)


@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.name.lower())
def test_nothing_outside_can_be_reached(home, listener, level, monkeypatch):
    monkeypatch.setenv("HOST_SECRET", "x")
    record, printed, _ = attempt(home, level, attacks(home, listener))
    assert record.ok, record.sentence()
    answers = {line.rsplit(" ", 2)[0] for line in printed.splitlines() if " refused " in line}
    allowed = [line for line in printed.splitlines() if line.endswith("ALLOWED")]
    expected = OUTSIDE if level == Level.BWRAP else [n for n in OUTSIDE if n != "ptrace"]
    if os.uname().machine != "x86_64":
        expected = [n for n in expected if n not in ("unshare", "ptrace")]
    assert [n for n in expected if n not in answers] == [], allowed
    assert "environment False" in printed


def test_without_isolation_the_same_attacks_succeed(home, listener):
    """The control: each probe above can succeed, so its refusal means something."""
    record, printed, _ = attempt(home, Level.NONE, attacks(home, listener))
    assert record.ok
    for name in ("secret", "world", "room write", "product write", "tcp", "udp"):
        assert f"{name} ALLOWED" in printed


@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.name.lower())
def test_the_room_can_be_read_and_the_out_folder_written(home, level):
    code = "import os\nfrom pathlib import Path\nPath(os.environ['KIT_OUT'], 'done.txt').write_text(Path(os.environ['KIT_ROOM'], 'granted.txt').read_text())"
    record, _, out = attempt(home, level, code)
    assert record.ok, record.sentence()
    assert (out / "done.txt").read_text() == "granted"


@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.name.lower())
def test_memory_and_processes_are_bounded(home, level):
    code = TRY + """
attempt('memory', lambda: len(bytearray(3 << 30)))
import os
children = []
def fork():
    for _ in range(400):
        pid = os.fork()
        if pid == 0:
            import time; time.sleep(20); os._exit(0)
        children.append(pid)
attempt('forks', fork)
for pid in children:
    os.kill(pid, 9)
"""
    record, printed, _ = attempt(home, level, code, limits=Limits(data=1 << 30, nproc=100))
    assert "memory refused MemoryError" in printed, record.sentence()
    if level == Level.BWRAP or os.geteuid() != 0:  # as root the kernel does not count processes against the limit
        assert "forks refused" in printed


@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.name.lower())
def test_an_endless_loop_ends_at_the_deadline_and_leaves_nobody_behind(home, level):
    marker = f"kit-orphan-{os.getpid()}-{level.name}"
    code = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', '{marker}'])\nwhile True: pass"
    started = time.monotonic()
    record, _, _ = attempt(home, level, code, deadline=5)
    assert record.status == "deadline"
    assert time.monotonic() - started < 25
    time.sleep(0.5)
    left = [p for p in Path("/proc").glob("[0-9]*/cmdline") if marker in _command(p)]
    assert left == []


def _command(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""
