"""Time in the emulator: every wait is divided by the speed, and runs under the one lock.

moto's server answers each request in a thread of its own and does not lock its models. Here one lock holds while a request
or a timer runs, so that what the emulator does is a sequence of whole steps.
"""

from __future__ import annotations

import heapq
import itertools
import sys
import threading
import time
import traceback
from collections.abc import Callable

LOCK = threading.RLock()


class Timer:
    """A call that is still to come."""

    def __init__(self, due: float, call: Callable[[], None]):
        self.due = due
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """Runs calls after so many emulated seconds, one after the other."""

    def __init__(self) -> None:
        self.speed = 1.0
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._wake = threading.Condition(LOCK)

    def now(self) -> float:
        """Emulated seconds since some fixed moment."""
        return time.monotonic() * self.speed

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        timer = Timer(self.now() + max(0.0, seconds), call)
        with LOCK:
            heapq.heappush(self._timers, (timer.due, next(self._order), timer))
            self._wake.notify_all()
        return timer

    def start(self, speed: float) -> None:
        self.speed = speed
        threading.Thread(target=self._run, name="clock", daemon=True).start()

    def _run(self) -> None:
        with LOCK:
            while True:
                self._wake.wait(self._pause())
                while self._timers and self._timers[0][0] <= self.now():
                    timer = heapq.heappop(self._timers)[2]
                    if not timer.cancelled:
                        _call(timer.call)

    def _pause(self) -> float | None:
        """Real seconds until the next timer is due; None when there is none."""
        if not self._timers:
            return None
        return max(0.0, (self._timers[0][0] - self.now()) / self.speed)


def _call(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:  # a failing timer must not stop the others; it is seen on standard error
        traceback.print_exc(file=sys.stderr)


CLOCK = Clock()
