"""How long a group waits between launches that fail."""

from __future__ import annotations

from clock import CLOCK

#: Emulated seconds that a group waits after a failed launch, doubled with each further one up to the longest.
FIRST_BACKOFF_SECONDS = 10
LONGEST_BACKOFF_SECONDS = 900


class LaunchBackoff:
    """The first failure is made good at once; after that the group takes ever more time."""

    def __init__(self) -> None:
        #: Launches that failed, or whose instance was abandoned, since the last that succeeded.
        self.failures = 0
        self._not_before = 0.0

    @property
    def holds(self) -> bool:
        """Whether it is too early for another launch."""
        return CLOCK.now() < self._not_before

    def failed(self) -> float:
        """Counts a failure; returns the emulated seconds until the next launch."""
        self.failures += 1
        pause = 0.0
        if self.failures > 1:
            pause = min(FIRST_BACKOFF_SECONDS * 2 ** (self.failures - 2), LONGEST_BACKOFF_SECONDS)
        self._not_before = CLOCK.now() + pause
        return pause

    def succeeded(self) -> None:
        self.failures = 0
        self._not_before = 0.0
