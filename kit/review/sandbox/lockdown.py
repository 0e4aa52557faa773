"""Runs first inside the kernel process: limits, Landlock, seccomp, then IPython. Standard library only.

    python lockdown.py --probe                 exit 0 when Landlock and seccomp can be applied
    python lockdown.py POLICY.json -f CONNECTION

Every step raises when it cannot be taken: a sandbox that is half on does not start.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import struct
import sys
from collections.abc import Callable

SYSTEM = {
    "x86_64": {"arch": 0xC000003E, "socket": 41, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "clone": 56, "clone3": 435, "ptrace": 101, "mount": 165, "umount2": 166,
               "unshare": 272, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321,
               "perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249, "io_uring_setup": 425,
               "io_uring_enter": 426, "io_uring_register": 427, "kexec_load": 246, "init_module": 175, "finit_module": 313,
               "pivot_root": 155, "userfaultfd": 323, "chroot": 161, "open_by_handle_at": 304, "pidfd_getfd": 438,
               "move_mount": 429, "open_tree": 428, "fsopen": 430, "shmget": 29, "memfd_secret": 447},
    "aarch64": {"arch": 0xC00000B7, "socket": 198, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "clone": 220, "clone3": 435, "ptrace": 117, "mount": 40, "umount2": 39,
                "unshare": 97, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280,
                "perf_event_open": 241, "keyctl": 219, "add_key": 217, "request_key": 218, "io_uring_setup": 425,
                "io_uring_enter": 426, "io_uring_register": 427, "kexec_load": 104, "init_module": 105, "finit_module": 273,
                "pivot_root": 41, "userfaultfd": 282, "chroot": 51, "open_by_handle_at": 265, "pidfd_getfd": 438,
                "move_mount": 429, "open_tree": 428, "fsopen": 430, "shmget": 194, "memfd_secret": 447},
}  # fmt: skip
FLAGS_AT = {"sendto": 40, "sendmsg": 32, "sendmmsg": 40}
NOT_DENIED = {"arch", "socket", "clone", "clone3", *FLAGS_AT}
ALLOW, KILL, EPERM, ENOSYS, EOPNOTSUPP = 0x7FFF0000, 0x80000000, 0x50001, 0x50026, 0x5005F
NEW_NAMESPACES = 0x7E020000
AF_UNIX, AF_INET, AF_INET6, SOCK_STREAM, TCP, MSG_FASTOPEN = 1, 2, 10, 1, 6, 0x20000000


def limit(policy: dict) -> None:
    """Memory (bytes of data), CPU seconds, processes, file size, open files; no core dumps."""
    import resource

    for name in ("DATA", "CPU", "NPROC", "FSIZE", "NOFILE"):
        value = policy.get(name.lower())
        if value:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def landlock(read: list[str], write: list[str]) -> None:
    """From here on only ``read`` may be read and only ``write`` written; no TCP where the kernel can forbid it."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(444, None, 0, 1)
    if version < 4:
        raise OSError("Landlock cannot forbid TCP here (Linux 6.7 can)")
    every = (1 << (15 if version == 4 else 16)) - 1
    # From Linux 6.12 it may signal its own processes only, so not the supervisor that will end them.
    attributes = struct.pack("QQQ", every, 3, 3) if version >= 6 else struct.pack("QQ", every, 3)
    ruleset = libc.syscall(444, attributes, len(attributes), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for paths, rights in ((read, 0b1101), (write, every)):
        for path in paths:
            if os.path.exists(path):
                _allow(libc, ruleset, path, rights if os.path.isdir(path) else rights & 0b1100000000000111 & every)
    if libc.prctl(38, 1, 0, 0, 0) or libc.syscall(446, ruleset, 0):
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    handle = os.open(path, os.O_PATH)
    try:
        if libc.syscall(445, ruleset, 1, struct.pack("=Qi", rights, handle), 0):
            raise OSError(ctypes.get_errno(), "landlock_add_rule")
    finally:
        os.close(handle)


def seccomp() -> None:
    """Deny tracing, mounting, new namespaces, other processes' memory, kernel keys and programs, odd sockets, and
    memory that belongs to no process and so would be counted nowhere.

    libzmq aborts unless it can open a plain TCP socket, even where it never connects; so those may be opened, and
    the network namespace or Landlock keeps them from reaching anything.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    numbers = SYSTEM[os.uname().machine]
    program = b"".join(_filter(numbers))
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, header, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def _filter(numbers: dict[str, int]) -> list[bytes]:
    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("HBBI", code, yes, no, value & 0xFFFFFFFF)

    load, equal, any_bit, answer = 0x20, 0x15, 0x45, 0x06
    out = [step(load, 0, 0, 4), step(equal, 1, 0, numbers["arch"]), step(answer, 0, 0, KILL), step(load, 0, 0, 0)]
    if numbers["arch"] == 0xC000003E:  # the x32 interface would number every call differently
        out += [step(0x35, 0, 1, 0x40000000), step(answer, 0, 0, KILL)]
    for name in sorted(set(numbers) - NOT_DENIED):
        out += [step(equal, 0, 1, numbers[name]), step(answer, 0, 0, EPERM)]
    # clone3 hides its flags behind a pointer: pretend it does not exist, glibc falls back to clone.
    out += [step(equal, 0, 1, numbers["clone3"]), step(answer, 0, 0, ENOSYS)]
    out += [step(equal, 0, 4, numbers["clone"]), step(load, 0, 0, 16), step(any_bit, 0, 1, NEW_NAMESPACES),
            step(answer, 0, 0, EPERM), step(load, 0, 0, 0)]  # fmt: skip
    out += [*_sockets(step, numbers["socket"])]
    for name, offset in FLAGS_AT.items():  # a connection inside a send would slip past Landlock
        out += [step(equal, 0, 4, numbers[name]), step(load, 0, 0, offset), step(any_bit, 0, 1, MSG_FASTOPEN),
                step(answer, 0, 0, EPERM), step(load, 0, 0, 0)]  # fmt: skip
    return [*out, step(answer, 0, 0, ALLOW)]


def _sockets(step: Callable[[int, int, int, int], bytes], number: int) -> list[bytes]:
    """UNIX sockets of any kind, inet ones as plain TCP only; the last two steps refuse and go on."""
    load, equal, mask, answer = 0x20, 0x15, 0x54, 0x06
    rest = [
        step(load, 0, 0, 16), step(equal, 9, 0, AF_UNIX), step(equal, 1, 0, AF_INET), step(equal, 0, 6, AF_INET6),
        step(load, 0, 0, 24), step(mask, 0, 0, 0xF), step(equal, 0, 3, SOCK_STREAM),
        step(load, 0, 0, 32), step(equal, 2, 0, 0), step(equal, 1, 0, TCP),
        step(answer, 0, 0, EOPNOTSUPP), step(load, 0, 0, 0),
    ]  # fmt: skip
    return [step(equal, 0, len(rest), number), *rest]


def main() -> None:
    if sys.argv[1] == "--probe":
        landlock(["/"], [])
        seccomp()
        return
    with open(sys.argv[1], encoding="utf-8") as file:
        policy = json.load(file)
    sys.argv[1:] = sys.argv[2:]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [p for p in sys.path if p and os.path.abspath(p) != here]
    limit(policy)
    if policy["landlock"]:
        landlock(policy["read"], policy["write"])
    if policy["seccomp"]:
        seccomp()
    # A notebook imports some hundred thousand objects that stay: looking through them again and again takes a tenth of a short run.
    gc.set_threshold(50_000, 20, 20)
    from ipykernel.kernelapp import IPKernelApp

    class Kernel(IPKernelApp):
        def init_iopub(self, context):
            # What is printed waits in the kernel's own memory instead of being dropped without a word.
            context.sndhwm = 0
            super().init_iopub(context)

    Kernel.launch_instance()


if __name__ == "__main__":
    main()
