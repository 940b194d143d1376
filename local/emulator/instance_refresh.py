"""An instance refresh: replaces the instances of a group step by step, and rolls back when new ones fail."""

from __future__ import annotations

import math
import uuid
from datetime import UTC, datetime
from typing import Any

from clock import CLOCK
from group_member import Member
from launch import Configuration, configuration_of

#: Launches in a row that may fail before the refresh gives up. AWS gives up after about an hour of failures.
MOST_FAILURES = 3

RUNNING = ("Pending", "InProgress", "Cancelling", "RollbackInProgress", "Baking")


class InstanceRefresh:
    """One refresh of one group. `step` is called whenever the group is looked after."""

    def __init__(self, controller: Any, configuration: Configuration, desired: dict[str, Any], preferences: dict[str, Any]):
        self.id = str(uuid.uuid4())
        self.status = "Pending"
        self.reason: str | None = None
        self.configuration = configuration
        self.surge = 0
        self._controller = controller
        self._group = controller.group
        self._desired = desired
        self._preferences = preferences
        # What a rollback goes back to: the group keeps it until the refresh has succeeded.
        self._previous = configuration_of(self._group)
        self._started_at = CLOCK.now()
        self._started = datetime.now(UTC)
        self._ended: datetime | None = None
        self._to_replace = len(self._outdated())
        self._rolled_back_from: str | None = None
        controller.backoff.failures = 0

    @property
    def running(self) -> bool:
        return self.status in RUNNING

    def cancel(self) -> None:
        self._end("Cancelled", "Cancelled by user.")

    def rollback(self, reason: str) -> None:
        """Goes back to the configuration the group had when the refresh started."""
        self.status = "RollbackInProgress"
        self.reason = reason
        self.configuration = self._previous
        self._rolled_back_from = reason
        self._started_at = CLOCK.now()
        self._controller.backoff.failures = 0
        self._controller.wake()

    @property
    def rolling_back(self) -> bool:
        return self.status == "RollbackInProgress"

    def step(self) -> None:
        """Launches, terminates or ends, whatever is next."""
        if self.status == "Pending":
            self.status = "InProgress"
        if self._controller.backoff.failures >= MOST_FAILURES:
            self._fail("New instances did not come into service.")
            return
        outdated = self._outdated()
        healthy = [member for member in self._controller.active if self._healthy(member)]
        desired = self._group.desired_capacity or 0
        if not outdated:
            self.surge = 0
            if len(healthy) >= desired:
                self._end("RollbackSuccessful" if self.rolling_back else "Successful", None)
            return
        for member in [m for m in outdated if m.pending and self._may_go(m)]:
            self._controller.terminate(member, "in response to an instance refresh")
        outdated = sorted((m for m in outdated if not m.leaving and self._may_go(m)), key=lambda m: m.launched_at)
        least = math.ceil(desired * self._percentage("MinHealthyPercentage", 90) / 100)
        spare = max(0, len(healthy) - least)
        for member in outdated[:spare]:
            self._controller.terminate(member, "in response to an instance refresh")
        self.surge = min(self._most(desired) - desired, len(outdated[spare:]))
        self._wake_after_warmup()

    def _most(self, desired: int) -> int:
        """How many instances there may be meanwhile. With 100 % healthy at least, one more, or nothing could be replaced."""
        least = self._percentage("MinHealthyPercentage", 90)
        most = math.floor(desired * self._percentage("MaxHealthyPercentage", 100) / 100)
        return max(most, desired + 1) if least >= 100 else max(most, desired)

    def _percentage(self, name: str, default: int) -> int:
        value = self._preferences.get(name)
        return default if value is None else int(value)

    def _warmup_seconds(self) -> float:
        value = self._preferences.get("InstanceWarmup")
        if value is None:
            value = getattr(self._group, "default_instance_warmup", None)
        if value is None:
            value = self._group.health_check_grace_period
        return float(value or 0)

    def _healthy(self, member: Member) -> bool:
        if member.lifecycle_state != "InService" or member.in_service_at is None:
            return False
        if member.launched_at < self._started_at:
            return True
        return CLOCK.now() >= member.in_service_at + self._warmup_seconds()

    def _wake_after_warmup(self) -> None:
        warming = [
            member.in_service_at + self._warmup_seconds() - CLOCK.now()
            for member in self._controller.active
            if member.in_service_at is not None and not self._healthy(member)
        ]
        if warming:
            self._controller.wake(max(0.01, min(warming)))

    def _outdated(self) -> list[Member]:
        """Members to replace."""
        skip_matching = bool(self._preferences.get("SkipMatching"))
        ignore_protected = self._protected == "Ignore"
        outdated = []
        for member in self._controller.active:
            if member.launched_at >= self._started_at and self.configuration.matches(member):
                continue
            if skip_matching and self.configuration.matches(member):
                continue
            if member.protected_from_scale_in and ignore_protected:
                continue
            outdated.append(member)
        return outdated

    @property
    def _protected(self) -> str:
        """What to do with members that are protected from scale-in: Refresh, Ignore, or Wait until they are not."""
        return self._preferences.get("ScaleInProtectedInstances") or "Wait"

    def _may_go(self, member: Member) -> bool:
        return not member.protected_from_scale_in or self._protected == "Refresh"

    def _fail(self, reason: str) -> None:
        if self.rolling_back:
            self._end("RollbackFailed", reason)
        elif self._preferences.get("AutoRollback"):
            self.rollback(reason)
        else:
            self._end("Failed", reason)

    def _end(self, status: str, reason: str | None) -> None:
        self.status = status
        self.reason = reason
        self.surge = 0
        self._ended = datetime.now(UTC)
        if status == "Successful" and self._desired:
            self._group.take_configuration(self._desired)
        self._controller.wake()

    def describe(self) -> dict[str, Any]:
        """As DescribeInstanceRefreshes tells it."""
        left = len(self._outdated()) if self.running else 0
        done = 100 if self._to_replace == 0 else round(100 * (self._to_replace - left) / self._to_replace)
        answer = {
            "InstanceRefreshId": self.id,
            "AutoScalingGroupName": self._group.name,
            "Status": self.status,
            "StartTime": self._started,
            "PercentageComplete": max(0, min(100, done)),
            "InstancesToUpdate": left,
            "Preferences": self._preferences,
            "Strategy": "Rolling",
        }
        optional = {
            "StatusReason": self.reason,
            "EndTime": self._ended,
            "DesiredConfiguration": self._desired or None,
            "RollbackDetails": {"RollbackReason": self._rolled_back_from} if self._rolled_back_from else None,
        }
        return answer | {key: value for key, value in optional.items() if value is not None}
