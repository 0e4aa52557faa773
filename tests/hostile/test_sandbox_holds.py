"""What a hostile notebook tries inside the sandbox, at each level this machine has; at level none the same works."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from kit.product.run import RunRecord, run
from kit.review.sandbox import Level, Limits, SandboxLaunch, cgroup, explain
from kit.review.sandbox.clear import BOX, TEMPORARY, clear

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
    if level == Level.LANDLOCK and record.status == "processes":  # for root Linux counts no processes; the watch does
        return
    assert "memory refused MemoryError" in printed, record.sentence()
    assert "forks refused" in printed


ALL = pytest.mark.parametrize("level", [*WORKING, Level.NONE], ids=lambda level: level.name.lower())
OVER = {
    "files: one large": ("files", "f = open(os.path.join(out, 'x'), 'wb')\nfor _ in range(200):\n    f.write(bytes(1 << 20))\n    f.flush()\nwhile True: time.sleep(1)"),
    "files: many small": ("files", "for n in range(100_000):\n    open(os.path.join(out, str(n)), 'wb').close()"),
    "files: deep": ("files", "os.chdir(out)\nfor n in range(10_000):\n    os.mkdir('d')\n    os.chdir('d')"),
    "files: locked": ("files", "os.chdir(out)\nos.mkdir('d')\nf = open('d/x', 'wb')\nos.chmod('d', 0)\nfor _ in range(200):\n    f.write(bytes(1 << 20))\n    f.flush()\nwhile True: time.sleep(1)"),
    "files: at home": ("files", "for n in range(100_000):\n    open(os.path.join(os.environ['HOME'], str(n)), 'wb').close()\nwhile True: time.sleep(1)"),
    "files: without a name": ("files", "f = open(os.path.join(out, 'x'), 'wb')\nos.unlink(f.name)\nfor _ in range(200):\n    f.write(bytes(1 << 20))\n    f.flush()\nwhile True: time.sleep(1)"),
    "files: in memory": ("files", "handles = [os.memfd_create(str(n)) for n in range(4)]\nfor h in handles:\n    os.write(h, bytes(50 << 20))\nwhile True: time.sleep(1)"),
    "memory: shared": ("memory", "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor at in range(0, 1 << 30, 4096):\n    m[at] = 1\nwhile True: time.sleep(1)"),
    "memory: of many": ("memory", "for _ in range(6):\n    if not os.fork():\n        b = bytes(b'x') * (100 << 20)\n        time.sleep(60)\nwhile True: time.sleep(1)"),
    "printed: in one": ("printed", "print('x' * (100 << 20))"),
    "printed: bit by bit": ("printed", "for _ in range(100_000):\n    print('x' * 1000)\nwhile True: time.sleep(1)"),
    "printed: line by line": ("printed", "for _ in range(10_000_000):\n    print('x' * 10, flush=True)"),
    "printed: as results": ("printed", "from IPython.display import display\nfor _ in range(1000):\n    display({'text/plain': 'x' * 100_000}, raw=True)\nwhile True: time.sleep(1)"),
}  # fmt: skip


@ALL
@pytest.mark.parametrize("way", OVER)
def test_whatever_grows_over_its_limit_ends_the_run(home, level, way):
    """Each is ended by a limit on the whole run, not by chance: well before the deadline, and with its own status."""
    status, code = OVER[way]
    started = time.monotonic()
    record, _, out = attempt(home, level, "import os, time\nout = os.environ['KIT_OUT']\n" + code, deadline=60, limits=Limits(disk=100 << 20, memory=500 << 20, output=8 << 20))
    assert record.status == status, record.sentence()
    assert record.explanation
    assert record.cell == 2
    assert time.monotonic() - started < 30
    clear(out)
    assert not out.exists()


@ALL
def test_what_a_run_may_leave_is_counted_when_it_is_over(home, level):
    code = "import os\nfor n in range(120):\n    open(os.path.join(os.environ['KIT_OUT'], str(n)), 'w').close()"
    record, _, _ = attempt(home, level, code, limits=Limits(entries=100))
    assert record.status == "files"
    assert "100" in record.sentence()


@ALL
def test_a_limit_passed_before_the_kernel_answers_is_told_and_nothing_is_left(home, level):
    """The kernel's own first files are too many here: it is ended while it starts, when nobody can speak to it."""
    record, _, out = attempt(home, level, "pass", limits=Limits(entries=1))
    assert record.status == "files", record.sentence()
    assert "1 个" in record.sentence()
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(out) in " ".join(p.info["cmdline"] or [])]
    assert not list(TEMPORARY.glob(f"{BOX}{os.getpid()}-*"))


@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.name.lower())
def test_memory_that_belongs_to_no_process_is_refused(home, level):
    code = TRY + """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def shared():
    if libc.shmget(0, 1 << 20, 0o1600) < 0:
        raise OSError(ctypes.get_errno(), '')
def beside():
    for n in range(1 << 14):
        with open(f'/dev/kit-{n}', 'wb') as file:
            file.write(bytes(1 << 20))
attempt('shared', shared)
attempt('beside', beside)
"""
    record, printed, _ = attempt(home, level, code)
    assert "shared refused PermissionError" in printed, record.sentence()
    assert "beside refused" in printed


@ALL
def test_an_honest_run_names_its_limits_and_leaves_no_trace(home, level, caplog):
    record, printed, _ = attempt(home, level, "for n in range(3000):\n    print(n, flush=True)")
    assert record.ok, record.sentence()
    assert printed.split() == [str(n) for n in range(3000)]
    assert set(record.limits) == {"memory", "processes", "files", "printed", "end"}
    assert record.limits["printed"] == "relay"
    assert not [r.getMessage() for r in caplog.records if r.name == "asyncio"]
    place = cgroup.home()
    assert record.limits["memory"] == ("cgroup" if place and "memory" in place.controllers else "watch")
    assert not place or not list(place.folder.glob(f"kit-{os.getpid()}-*"))


@ALL
def test_orphans_in_a_session_of_their_own_end_with_the_run(home, level):
    marker = f"kit-orphan-{os.getpid()}-{level.name}"
    command = f"[sys.executable, '-c', 'import os, time; os.fork() and os._exit(0); os.setsid(); os.fork() and os._exit(0); time.sleep(600)', '{marker}']"
    record, _, _ = attempt(home, level, f"import subprocess, sys, time\nsubprocess.run({command})\ntime.sleep(0.5)")
    assert record.ok, record.sentence()
    assert [p for p in Path("/proc").glob("[0-9]*/cmdline") if marker in _command(p)] == []


@pytest.mark.parametrize("level", WORKING, ids=lambda level: level.name.lower())
def test_the_kernel_cannot_end_who_watches_over_it(home, level):
    marker = f"kit-orphan-{os.getpid()}-{level.name}"
    if level == Level.LANDLOCK and tuple(int(n) for n in os.uname().release.split(".")[:2]) < (6, 12):
        pytest.skip("Landlock confines signals from Linux 6.12")
    code = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', '{marker}'], start_new_session=True)\n"
    record, printed, _ = attempt(home, level, TRY + code + "import os\nattempt('parent', lambda: os.kill(os.getppid(), 9))")
    assert record.ok, record.sentence()
    assert "parent" in printed
    assert [p for p in Path("/proc").glob("[0-9]*/cmdline") if marker in _command(p)] == []


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
