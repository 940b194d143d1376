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
from group_member import LAUNCHING, TERMINATING, LifecycleAction, Member
from instance_refresh import InstanceRefresh
from instances import INSTANCES
from launch import Configuration, configuration_of, launch

#: Emulated seconds until a group notices that EC2 has stopped or terminated one of its instances.
HEALTH_CHECK_SECONDS = 15
#: Emulated seconds that a group waits after a failed launch, doubled with each further one up to the longest.
FIRST_BACKOFF_SECONDS = 10
LONGEST_BACKOFF_SECONDS = 900
#: EC2 warns two minutes before it takes a Spot instance:
#: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
SPOT_NOTICE_SECONDS = 120


class GroupController:
    """Keeps one Auto Scaling group at its desired capacity."""

    def __init__(self, group: Any):
        self.group = group
        self.activities = Activities(group.name)
        self.refreshes: list[InstanceRefresh] = []
        self.deleted = False
        #: Launches that failed, or whose instance was abandoned, since the last that succeeded.
        self.failures = 0
        self._not_before = 0.0
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
        self._replace_at_risk()
        self._launch_missing()
        self._terminate_surplus()

    def _suspended(self, process: str) -> bool:
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
        if missing <= 0 or self._suspended("Launch"):
            return
        if CLOCK.now() < self._not_before:
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
            self._failed()
            return False
        activity.description = f"Launching a new EC2 instance: {member.instance_id}"
        member.activity = activity
        self.members.append(member)
        INSTANCES.changed()
        CLOCK.after(INSTANCES.launch_seconds, lambda: self._started(member))
        return True

    def _failed(self) -> None:
        """The first failure is made good at once; after that the group takes ever more time."""
        self.failures += 1
        pause = 0.0
        if self.failures > 1:
            pause = min(FIRST_BACKOFF_SECONDS * 2 ** (self.failures - 2), LONGEST_BACKOFF_SECONDS)
        self._not_before = CLOCK.now() + pause
        self.wake(pause)

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
        self.failures = 0
        self._not_before = 0.0
        lifetime = getattr(self.group, "max_instance_lifetime", None)
        if lifetime:
            CLOCK.after(lifetime, lambda: self._outlived(member))
        self.wake()

    # Shrinking

    def _terminate_surplus(self) -> None:
        surplus = len([m for m in self.active if not m.at_risk]) - self._wanted()
        if surplus <= 0 or self._suspended("Terminate"):
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
            self._gone(member)
        self.wake()
        return member.activity

    def _gone(self, member: Member) -> None:
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
            self._gone(member)

    # Hooks

    def complete(self, member: Member, action: LifecycleAction, result: str) -> None:
        """A hook's action has ended: `CONTINUE` or `ABANDON`."""
        action.cancel()
        member.actions.pop(action.hook.name, None)
        if member.leaving:
            if result == "ABANDON" or not member.actions:
                self._gone(member)
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
        self._gone(member)
        self._failed()

    # Health

    def lost(self, member: Member) -> None:
        """EC2 has stopped or terminated the instance; the group notices at its next health check."""
        INSTANCES.changed()
        CLOCK.after(HEALTH_CHECK_SECONDS, lambda: self._notice_loss(member))

    def _notice_loss(self, member: Member) -> None:
        if member not in self.members or member.instance.state == "running":
            return
        member.health_status = "Unhealthy"
        if member.instance.state != "terminated" and not member.leaving:
            self.terminate(member, "in response to an EC2 health check indicating it has been terminated or stopped")
            return
        # Nothing is left that could answer a hook.
        self.terminate(member, "in response to an EC2 health check indicating it has been terminated", hooks=False)
        if member in self.members:
            self._gone(member)

    def set_health(self, member: Member, status: str) -> None:
        member.health_status = status
        if status == "Unhealthy" and not self._suspended("ReplaceUnhealthy"):
            self.terminate(member, "in response to a user health-check")

    def _outlived(self, member: Member) -> None:
        if member in self.members and not member.leaving:
            self.terminate(member, "because it has reached the maximum instance lifetime")

    def _replace_at_risk(self) -> None:
        """With capacity rebalancing a replacement comes first; the instance at risk leaves when it is in service."""
        at_risk = [member for member in self.active if member.at_risk]
        healthy = [m for m in self.active if m.lifecycle_state == "InService" and not m.at_risk]
        if at_risk and len(healthy) >= (self.group.desired_capacity or 0):
            for member in at_risk:
                self.terminate(member, "in response to an EC2 instance rebalance recommendation")


def controller(group: Any) -> GroupController:
    """The controller of a moto group, made when first asked for."""
    if not hasattr(group, "controller"):
        group.controller = GroupController(group)
    return group.controller


def _controller_of(instance: Any) -> tuple[GroupController, Member] | None:
    member = getattr(instance, "group_member", None)
    return (controller(member.auto_scaling_group), member) if member else None


def instances_lost(lost: list[Any]) -> None:
    """EC2 has stopped or terminated these instances by other means than their group."""
    for instance in lost:
        owner = _controller_of(instance)
        if owner and owner[1] in owner[0].members:
            owner[0].lost(owner[1])
    INSTANCES.changed()


def power_off(instance_id: str) -> bool:
    """The operating system has shut down: EC2 stops or terminates the instance, as its launch template says."""
    instance = instances.find(instance_id)
    if instance is None:
        return False
    if instance.instance_initiated_shutdown_behavior == "terminate":
        instance.terminate()
    else:
        instance.stop()
    instances_lost([instance])
    return True


def interrupt_spot(instance_id: str) -> bool:
    """EC2 announces that it takes the instance, and does so two (emulated) minutes later."""
    instance = instances.find(instance_id)
    if instance is None:
        return False
    instance.spot_interruption_at = instances.timestamp(SPOT_NOTICE_SECONDS / CLOCK.speed)
    INSTANCES.changed()

    def take() -> None:
        if instance.state != "terminated":
            instance.terminate()
            instances_lost([instance])

    CLOCK.after(SPOT_NOTICE_SECONDS, take)
    return True


def recommend_rebalance(instance_id: str) -> bool:
    """EC2 says that the instance is at elevated risk; a group with capacity rebalancing replaces it."""
    instance = instances.find(instance_id)
    if instance is None:
        return False
    instance.rebalance_recommended_at = instances.timestamp()
    INSTANCES.changed()
    owner = _controller_of(instance)
    if owner and owner[0].group.capacity_rebalance:
        owner[1].at_risk = True
        owner[0].wake()
    return True
