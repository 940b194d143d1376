"""Groups and their members by the names that requests give them."""

from __future__ import annotations

from typing import Any

from auto_scaling import GroupController, controller
from group_member import Member
from moto.autoscaling.exceptions import ValidationError


def group_called(backend: Any, name: str) -> Any:
    group = backend.autoscaling_groups.get(name)
    if group is None:
        raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
    return group


def member_called(backend: Any, instance_id: str) -> tuple[GroupController, Member]:
    for group in backend.autoscaling_groups.values():
        for member in group.instance_states:
            if member.instance_id == instance_id:
                return controller(group), member
    raise ValidationError(f"Instance Id not found - No managed instance found for instance ID: {instance_id}")
