"""Instances of a group that are lost, unhealthy, too old or at risk."""

from __future__ import annotations

from typing import Any

from clock import CLOCK
from group_member import Member
from instances import INSTANCES

#: Emulated seconds until a group notices that EC2 has stopped or terminated one of its instances.
HEALTH_CHECK_SECONDS = 15


class GroupHealth:
    """Has the controller of a group replace what does not serve any more."""

    def __init__(self, controller: Any):
        self._controller = controller

    def lost(self, member: Member) -> None:
        """EC2 has stopped or terminated the instance; the group notices at its next health check."""
        INSTANCES.changed()
        CLOCK.after(HEALTH_CHECK_SECONDS, lambda: self._notice_loss(member))

    def _notice_loss(self, member: Member) -> None:
        controller = self._controller
        if member not in controller.members or member.instance.state == "running":
            return
        member.health_status = "Unhealthy"
        if member.instance.state != "terminated" and not member.leaving:
            reason = "in response to an EC2 health check indicating it has been terminated or stopped"
            controller.terminate(member, reason)
            return
        # Nothing is left that could answer a hook.
        controller.terminate(member, "in response to an EC2 health check indicating it has been terminated", hooks=False)
        if member in controller.members:
            controller.gone(member)

    def set(self, member: Member, status: str) -> None:
        member.health_status = status
        if status == "Unhealthy" and not self._controller.suspended("ReplaceUnhealthy"):
            self._controller.terminate(member, "in response to a user health-check")

    def outlived(self, member: Member) -> None:
        if member in self._controller.members and not member.leaving:
            self._controller.terminate(member, "because it has reached the maximum instance lifetime")

    def replace_at_risk(self) -> None:
        """With capacity rebalancing a replacement comes first; the instance at risk leaves when it is in service."""
        active = self._controller.active
        at_risk = [member for member in active if member.at_risk]
        healthy = [m for m in active if m.lifecycle_state == "InService" and not m.at_risk]
        if at_risk and len(healthy) >= (self._controller.group.desired_capacity or 0):
            for member in at_risk:
                self._controller.terminate(member, "in response to an EC2 instance rebalance recommendation")
