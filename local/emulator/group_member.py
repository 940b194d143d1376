"""One instance of an Auto Scaling group, and the lifecycle hooks it waits for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from clock import CLOCK, Timer
from instances import INSTANCES
from moto.autoscaling.models import InstanceState

LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"
TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"

#: A lifecycle action lasts for 48 hours or 100 heartbeats, whichever is less:
#: https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
LONGEST_WAIT_SECONDS = 48 * 3600
MOST_HEARTBEATS = 100


class LifecycleAction:
    """An instance waiting for one hook, until someone completes it or its time is up."""

    def __init__(self, hook: Any, expire: Callable[[LifecycleAction], None]):
        self.hook = hook
        self.token = str(uuid.uuid4())
        self._expire = expire
        longest = min(LONGEST_WAIT_SECONDS, MOST_HEARTBEATS * hook.heartbeat_timeout)
        self._last_moment = CLOCK.now() + longest
        self._timer: Timer = self._start()

    def heartbeat(self) -> None:
        self._timer.cancel()
        self._timer = self._start()

    def cancel(self) -> None:
        self._timer.cancel()

    def _start(self) -> Timer:
        seconds = min(self.hook.heartbeat_timeout, self._last_moment - CLOCK.now())
        return CLOCK.after(seconds, lambda: self._expire(self))


class Member(InstanceState):
    """moto's instance of a group, with the launch template it was made from and the lifecycle that AWS gives it."""

    def __init__(self, instance: Any, group: Any, template: Any, version: int, overrides: Any):
        super().__init__(
            instance,
            lifecycle_state="Pending",
            protected_from_scale_in=group.new_instances_protected_from_scale_in,
            autoscaling_group=group,
        )
        self.template = template
        self.version = version
        self.overrides = overrides
        self.launched_at = CLOCK.now()
        self.in_service_at: float | None = None
        self.at_risk = False
        self.actions: dict[str, LifecycleAction] = {}
        self.activity: Any = None
        instance.group_member = self

    @property
    def launch_template(self) -> dict[str, str] | None:
        if self.template is None:
            return None
        return {
            "LaunchTemplateId": self.template.id,
            "LaunchTemplateName": self.template.name,
            "Version": str(self.version),
        }

    @property
    def leaving(self) -> bool:
        return self.lifecycle_state.startswith("Terminating")

    @property
    def pending(self) -> bool:
        return self.lifecycle_state.startswith("Pending")

    @property
    def target_lifecycle_state(self) -> str:
        """What the metadata service says at autoscaling/target-lifecycle-state."""
        if self.leaving:
            return "Terminated"
        return "Standby" if self.lifecycle_state.endswith("Standby") else "InService"

    def enter(self, state: str) -> None:
        self.lifecycle_state = state
        INSTANCES.changed()

    def stop_waiting(self) -> None:
        for action in self.actions.values():
            action.cancel()
        self.actions.clear()
