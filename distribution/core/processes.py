"""Processes that must not outlive the one that started them."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int, end: signal.Signals = signal.SIGKILL) -> None:
    """Let the kernel send *end* to this process when its parent is gone.

    Call it in the child, with the parent's process id. It holds for kill -9 of the
    parent too. Linux binds it to the *thread* that forked, so that one must live as
    long as the parent does; elsewhere there is no such thing, and nothing happens.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(end))
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
