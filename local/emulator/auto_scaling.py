"""What an Auto Scaling group does by itself: launch, wait for hooks, replace, scale in, refresh.

moto changes the instances of a group at once and knows no lifecycle; this keeps each group at its desired capacity the way
AWS does, one step after the other, on the emulator's clock. Everything here runs under the one lock.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import instances
from activities import Activities, Activity
from clock import CLOCK
from group_health import GroupHealth
from group_member import LAUNCHING, TERMINATING, LifecycleAction, Member
from instance_refresh import InstanceRefresh
from instances import INSTANCES
from launch import Configuration, configuration_of, launch
from launch_backoff import LaunchBackoff


class GroupController:
    """Keeps one Auto Scaling group at its desired capacity."""

    def __init__(self, group: Any):
        self.group = group
        self.activities = Activities(group.name)
        self.refreshes: list[InstanceRefresh] = []
        self.deleted = False
        self.backoff = LaunchBackoff()
        self.health = GroupHealth(self)
        self._due = False

    @property
    def members(self) -> list[Member]:
        return self.group.instance_states

    @property
    def active(self) -> list[Member]:
        """Members that count towards desired capacity."""
        return [m for m in self.members if m.pending or m.lifecycle_state == "InService"]

    @property
    def refresh(self) -> InstanceRefresh | None:
        return next((refresh for refresh in self.refreshes if refresh.running), None)

    def hooks(self, transition: str) -> list[Any]:
        hooks = self.group.autoscaling_backend.describe_lifecycle_hooks(self.group.name)
        return [hook for hook in hooks if hook.lifecycle_transition == transition]

    def wake(self, seconds: float = 0.0) -> None:
        """Has the group looked after: soon, or after `seconds`."""
        if seconds > 0:
            CLOCK.after(seconds, self.wake)
        elif not self._due:
            self._due = True
            CLOCK.after(0, self._look)

    def _look(self) -> None:
        self._due = False
        if self.deleted:
            return
        if self.refresh:
            self.refresh.step()
        self.health.replace_at_risk()
        self._launch_missing()
        self._terminate_surplus()

    def suspended(self, process: str) -> bool:
        return process in self.group._suspended_processes

    # Growing

    def configuration(self) -> Configuration:
        """What is launched now: the refresh's, while one runs."""
        return self.refresh.configuration if self.refresh else configuration_of(self.group)

    def _wanted(self) -> int:
        return (self.group.desired_capacity or 0) + (self.refresh.surge if self.refresh else 0)

    def _launch_missing(self) -> None:
        counted = [member for member in self.active if not member.at_risk]
        missing = self._wanted() - len(counted)
        if missing <= 0 or self.suspended("Launch"):
            return
        if self.backoff.holds:
            return
        for _ in range(missing):
            if not self._launch_one():
                return

    def _launch_one(self) -> bool:
        activity = self.activities.add(
            "Launching a new EC2 instance",
            f"At {instances.timestamp()} an instance was started in response to a difference between desired and actual "
            f"capacity, increasing the capacity from {len(self.active)} to {len(self.active) + 1}.",
        )
        try:
            member = launch(self.group, self.configuration(), self.active)
        except Exception as error:  # whatever EC2 refuses is an activity that failed, and is tried again
            activity.end("Failed", str(getattr(error, "message", None) or error))
            self.wake(self.backoff.failed())
            return False
        activity.description = f"Launching a new EC2 instance: {member.instance_id}"
        member.activity = activity
        self.members.append(member)
        INSTANCES.changed()
        CLOCK.after(INSTANCES.launch_seconds, lambda: self._started(member))
        return True

    def _started(self, member: Member) -> None:
        if member.instance.state == "pending":
            member.instance.start()
        if member.lifecycle_state != "Pending":
            return
        hooks = self.hooks(LAUNCHING)
        for hook in hooks:
            member.actions[hook.name] = LifecycleAction(hook, lambda action: self._expired(member, action))
        if hooks:
            member.enter("Pending:Wait")
        else:
            self._in_service(member)

    def _in_service(self, member: Member) -> None:
        member.in_service_at = CLOCK.now()
        member.enter("InService")
        member.activity.end()
        self.backoff.succeeded()
        lifetime = getattr(self.group, "max_instance_lifetime", None)
        if lifetime:
            CLOCK.after(lifetime, lambda: self.health.outlived(member))
        self.wake()

    # Shrinking

    def _terminate_surplus(self) -> None:
        surplus = len([m for m in self.active if not m.at_risk]) - self._wanted()
        if surplus <= 0 or self.suspended("Terminate"):
            return
        candidates = [member for member in self.active if not member.protected_from_scale_in]
        for _ in range(min(surplus, len(candidates))):
            member = self._first_to_leave(candidates)
            candidates.remove(member)
            self.terminate(member, "in response to a difference between desired and actual capacity")

    def _first_to_leave(self, candidates: list[Member]) -> Member:
        """AWS' default: the fullest zone, there an outdated launch template, there the oldest."""
        zones = Counter(member.availability_zone for member in self.active)
        current = configuration_of(self.group).version
        return min(candidates, key=lambda m: (-zones[m.availability_zone], m.version == current, m.launched_at))

    def terminate(self, member: Member, reason: str, hooks: bool = True) -> Activity:
        """Takes a member out of service; it goes when the terminate hooks let it."""
        if member.leaving:
            return member.activity
        if member.activity.status_code == "InProgress":
            member.activity.end("Cancelled", f"Instance was taken out of service {reason}")
        member.stop_waiting()
        member.activity = self.activities.add(
            f"Terminating EC2 instance: {member.instance_id}",
            f"At {instances.timestamp()} instance {member.instance_id} was taken out of service {reason}.",
        )
        waiting_for = self.hooks(TERMINATING) if hooks else []
        for hook in waiting_for:
            member.actions[hook.name] = LifecycleAction(hook, lambda action: self._expired(member, action))
        member.enter("Terminating:Wait" if waiting_for else "Terminating")
        if not waiting_for:
            self.gone(member)
        self.wake()
        return member.activity

    def gone(self, member: Member) -> None:
        """EC2 terminates the instance, and the group forgets it."""
        member.stop_waiting()
        member.enter("Terminated")
        if member.instance.state != "terminated":
            member.instance.disable_api_termination = False
            self.group.ec2_backend.terminate_instances([member.instance_id])
        if member.activity.status_code == "InProgress":
            member.activity.end()
        if member in self.members:
            self.members.remove(member)
        INSTANCES.changed()
        self.wake()

    def forget(self, member: Member) -> None:
        """Takes a member out of the group and leaves the instance as it is."""
        member.stop_waiting()
        self.members.remove(member)
        member.instance.group_member = None
        INSTANCES.changed()
        self.wake()

    def delete(self) -> None:
        """Ends the group with everything in it, without waiting for hooks."""
        self.deleted = True
        for member in list(self.members):
            self.gone(member)

    # Hooks

    def complete(self, member: Member, action: LifecycleAction, result: str) -> None:
        """A hook's action has ended: `CONTINUE` or `ABANDON`."""
        action.cancel()
        member.actions.pop(action.hook.name, None)
        if member.leaving:
            if result == "ABANDON" or not member.actions:
                self.gone(member)
        elif result == "ABANDON":
            self._abandoned(member, action)
        elif not member.actions:
            self._in_service(member)

    def _expired(self, member: Member, action: LifecycleAction) -> None:
        if member.actions.get(action.hook.name) is action:
            self.complete(member, action, action.hook.default_result)

    def _abandoned(self, member: Member, action: LifecycleAction) -> None:
        member.activity.end(
            "Cancelled", f"Instance failed to complete user's Lifecycle Action: {action.hook.name} was abandoned."
        )
        # No terminate hook: the instance never was in service, and its launch is what is being undone.
        member.enter("Terminating")
        self.gone(member)
        self.wake(self.backoff.failed())


def controller(group: Any) -> GroupController:
    """The controller of a moto group, made when first asked for."""
    if not hasattr(group, "controller"):
        group.controller = GroupController(group)
    return group.controller
