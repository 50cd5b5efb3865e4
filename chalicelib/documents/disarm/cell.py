"""Tells Linux which few calls the child still needs once it has loaded everything; all others fail (seccomp(2)).

What takes a decoder over finds no way to a file, a socket, another process or memory that it could fill with code of
its own. The limits of `limits` hold without this too: where the kernel has no such filter, they are what there is.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterator

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_X86_64 = 0xC000003E
_NUMBER, _ARCHITECTURE, _FIRST, _THIRD = 0, 4, 16, 32
"""Where the call's number, the machine and two arguments stand in `struct seccomp_data`."""
_LOAD, _IF_EQUAL, _IF_ANY_BIT, _ANSWER = 0x20, 0x15, 0x45, 0x06
_ALLOWED, _FAILS = 0x7FFF0000, 0x00050000

_CALLS = {
    "read": 0,
    "write": 1,
    "close": 3,
    "fstat": 5,
    "lseek": 8,
    "munmap": 11,
    "brk": 12,
    "mremap": 25,
    "madvise": 28,
    "rt_sigaction": 13,
    "rt_sigprocmask": 14,
    "rt_sigreturn": 15,
    "sigaltstack": 131,
    "tgkill": 234,
    "sched_yield": 24,
    "futex": 202,
    "set_robust_list": 273,
    "rseq": 334,
    "sched_getaffinity": 204,
    "getcpu": 309,
    "getpid": 39,
    "gettid": 186,
    "uname": 63,
    "sysinfo": 99,
    "getrusage": 98,
    "getrandom": 318,
    "clock_gettime": 228,
    "clock_getres": 229,
    "nanosleep": 35,
    "clock_nanosleep": 230,
    "exit": 60,
    "exit_group": 231,
}
"""By their numbers on x86-64: memory, time, threads, and the pipes that are open."""
_MMAP, _MPROTECT, _CLONE, _CLONE3 = 9, 10, 56, 435
_EXECUTABLE, _THREAD = 4, 0x00010000
"""PROT_EXEC, CLONE_THREAD."""


def lock() -> bool:
    """Leave this process the calls above; whether Linux took it."""
    if platform.machine() != "x86_64":
        return False
    program = b"".join(_program())
    room = ctypes.create_string_buffer(program, len(program))
    rules = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(room)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    if control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not control(_PR_SET_SECCOMP, _FILTER, rules, 0, 0)


def _program() -> Iterator[bytes]:
    """Berkeley packet filter: each call is compared in turn."""
    yield _step(_LOAD, _ARCHITECTURE)
    yield _step(_IF_EQUAL, _X86_64, unless=1)
    yield _step(_LOAD, _NUMBER)
    for number in _CALLS.values():
        yield _step(_IF_EQUAL, number, unless=1)
        yield _step(_ANSWER, _ALLOWED)
    for number in (_MMAP, _MPROTECT):
        yield from _if_bit(number, _THIRD, _EXECUTABLE, then=_FAILS | errno.EPERM, otherwise=_ALLOWED)
    yield from _if_bit(_CLONE, _FIRST, _THREAD, then=_ALLOWED, otherwise=_FAILS | errno.EPERM)
    yield _step(_IF_EQUAL, _CLONE3, unless=1)
    yield _step(_ANSWER, _FAILS | errno.ENOSYS)  # glibc tries `clone` then, whose arguments can be seen
    yield _step(_ANSWER, _FAILS | errno.EPERM)


def _if_bit(number: int, argument: int, bit: int, then: int, otherwise: int) -> Iterator[bytes]:
    yield _step(_IF_EQUAL, number, unless=4)
    yield _step(_LOAD, argument)
    yield _step(_IF_ANY_BIT, bit, unless=1)
    yield _step(_ANSWER, then)
    yield _step(_ANSWER, otherwise)


def _step(code: int, value: int, unless: int = 0) -> bytes:
    """One instruction; `unless` is how many are left out when its condition does not hold."""
    return struct.pack("@HBBI", code, 0, unless, value)
