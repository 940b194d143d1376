"""The gaps of moto's lifecycle hooks, which nothing waits for."""

from __future__ import annotations

from typing import Any

from auto_scaling import GroupController, controller
from group_member import LifecycleAction, Member
from groups import group_called
from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, LifecycleHook
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from patching import add, replace


def hooks_are_what_was_asked_for() -> None:
    """moto makes up a notification target and a role for each hook: every plan then has a change. It also drops the
    hooks that come with CreateAutoScalingGroup, gives a changed hook default values for what was left out, and lets no
    instance go on when its hook is deleted."""

    def __init__(original: Any, self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.role_arn = None
        self.notification_target_arn = None
        self.notification_metadata = None
        self.global_timeout = min(172800, 100 * self.heartbeat_timeout)

    def put_lifecycle_hook(original: Any, self: Any) -> ActionResult:
        put_hook(self.autoscaling_backend, self._get_param("AutoScalingGroupName"), self._get_params())
        return EmptyResult()

    def delete_lifecycle_hook(original: Any, self: Any, as_name: str, name: str) -> None:
        # "If there are any outstanding lifecycle actions, they are completed first (ABANDON for launching instances,
        # CONTINUE for terminating instances)":
        # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
        group = group_called(self, as_name)
        for member in list(group.instance_states):
            action = member.actions.get(name)
            if action:
                controller(group).complete(member, action, "CONTINUE" if member.leaving else "ABANDON")
        original(self, as_name, name)

    replace(LifecycleHook, "__init__", __init__)
    replace(AutoScalingResponse, "put_lifecycle_hook", put_lifecycle_hook)
    replace(AutoScalingBackend, "delete_lifecycle_hook", delete_lifecycle_hook)


def put_hook(backend: Any, group_name: str, wanted: Any) -> None:
    group_called(backend, group_name)
    name = wanted["LifecycleHookName"]
    old = backend.lifecycle_hooks.get(f"{group_name}_{name}")
    seconds = wanted.get("HeartbeatTimeout")
    hook = backend.create_lifecycle_hook(
        name=name,
        as_name=group_name,
        transition=wanted.get("LifecycleTransition") or (old.lifecycle_transition if old else None),
        timeout=int(seconds) if seconds else (old.heartbeat_timeout if old else None),
        result=wanted.get("DefaultResult") or (old.default_result if old else None),
    )
    hook.role_arn = wanted.get("RoleARN")
    hook.notification_target_arn = wanted.get("NotificationTargetARN")
    hook.notification_metadata = wanted.get("NotificationMetadata")


def lifecycle_actions_have_an_effect() -> None:
    """CompleteLifecycleAction and RecordLifecycleActionHeartbeat, which moto lacks."""

    def waiting(self: Any) -> tuple[GroupController, Member, LifecycleAction]:
        group = group_called(self.autoscaling_backend, self._get_param("AutoScalingGroupName"))
        name = self._get_param("LifecycleHookName")
        instance_id = self._get_param("InstanceId")
        token = self._get_param("LifecycleActionToken")
        for member in group.instance_states:
            action = member.actions.get(name)
            if action and (member.instance_id == instance_id or action.token == token):
                return controller(group), member, action
        wanted = f"instance ID {instance_id}" if instance_id else f"token {token}"
        raise ValidationError(f"No active Lifecycle Action found with {wanted}")

    def complete_lifecycle_action(self: Any) -> ActionResult:
        owner, member, action = waiting(self)
        result = self._get_param("LifecycleActionResult")
        if result not in ("CONTINUE", "ABANDON"):
            raise ValidationError(f"Unrecognized LifecycleActionResult: {result}")
        owner.complete(member, action, result)
        return EmptyResult()

    def record_lifecycle_action_heartbeat(self: Any) -> ActionResult:
        waiting(self)[2].heartbeat()
        return EmptyResult()

    add(AutoScalingResponse, "complete_lifecycle_action", complete_lifecycle_action)
    add(AutoScalingResponse, "record_lifecycle_action_heartbeat", record_lifecycle_action_heartbeat)
