"""The gaps of moto's Auto Scaling where instances come and go: it does everything at once."""

from __future__ import annotations

from typing import Any

import instances
from auto_scaling import controller
from groups import group_called, member_called
from instance_events import instances_lost
from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.responses.instances import InstanceResponse
from patching import replace


class ResourceInUse(AutoscalingClientError):
    code = "ResourceInUse"


def groups_change_step_by_step() -> None:
    """moto launches and terminates at once and knows no state but InService; AWS takes its time and asks the hooks."""

    def set_desired_capacity(original: Any, self: Any, new_capacity: int | None) -> None:
        self.desired_capacity = self.min_size if new_capacity is None else new_capacity
        controller(self).wake()

    def backend_set_desired_capacity(original: Any, self: Any, group_name: str, desired_capacity: int) -> None:
        group = group_called(self, group_name)
        if desired_capacity > group.max_size:
            raise ValidationError(
                f"New SetDesiredCapacity value {desired_capacity} is above max value {group.max_size} "
                "for the AutoScalingGroup."
            )
        if desired_capacity < group.min_size:
            raise ValidationError(
                f"New SetDesiredCapacity value {desired_capacity} is below min value {group.min_size} "
                "for the AutoScalingGroup."
            )
        group.set_desired_capacity(desired_capacity)

    def terminate_instance(original: Any, self: Any, instance_id: str, should_decrement: bool) -> Any:
        owner, member = member_called(self, instance_id)
        group = owner.group
        if should_decrement and not member.leaving:
            if group.desired_capacity <= group.min_size:
                raise ValidationError(
                    f"Currently, desiredSize equals minSize ({group.min_size}). Terminating instance without replacement "
                    "will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or "
                    "lower group's min size."
                )
            group.desired_capacity -= 1
        return owner.terminate(member, "in response to a user request")

    def set_instance_health(original: Any, self: Any, instance_id: str, health_status: str) -> None:
        owner, member = member_called(self, instance_id)
        owner.health.set(member, health_status)

    def set_instance_protection(original: Any, self: Any, group_name: str, *arguments: Any, **named: Any) -> None:
        original(self, group_name, *arguments, **named)
        # What was kept for its protection only may go now.
        controller(group_called(self, group_name)).wake()

    def delete_auto_scaling_group(original: Any, self: Any, group_name: str, force: bool = False) -> None:
        group = group_called(self, group_name)
        if group.instance_states and not force:
            raise ResourceInUse(
                "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) "
                "still in the group."
            )
        controller(group).delete()
        for hook in self.describe_lifecycle_hooks(group_name):
            self.delete_lifecycle_hook(group_name, hook.name)
        del self.autoscaling_groups[group_name]

    def delete_response(original: Any, self: Any) -> ActionResult:
        force = self._get_bool_param("ForceDelete", False)
        self.autoscaling_backend.delete_auto_scaling_group(self._get_param("AutoScalingGroupName"), force)
        return EmptyResult()

    replace(FakeAutoScalingGroup, "set_desired_capacity", set_desired_capacity)
    replace(AutoScalingBackend, "set_desired_capacity", backend_set_desired_capacity)
    replace(AutoScalingBackend, "terminate_instance", terminate_instance)
    replace(AutoScalingBackend, "set_instance_health", set_instance_health)
    replace(AutoScalingBackend, "set_instance_protection", set_instance_protection)
    replace(AutoScalingBackend, "delete_auto_scaling_group", delete_auto_scaling_group)
    replace(AutoScalingResponse, "delete_auto_scaling_group", delete_response)


def scaling_activities_are_told() -> None:
    """moto answers DescribeScalingActivities with none, and people look there first when no instance comes."""

    def describe_scaling_activities(original: Any, self: Any) -> ActionResult:
        name = self._get_param("AutoScalingGroupName")
        groups = self.autoscaling_backend.autoscaling_groups
        wanted = [group_called(self.autoscaling_backend, name)] if name else list(groups.values())
        activities = [activity for group in wanted for activity in controller(group).activities.all]
        ids = self._get_param("ActivityIds", [])
        return ActionResult({"Activities": [a for a in activities if not ids or a.activity_id in ids][:100]})

    replace(AutoScalingResponse, "describe_scaling_activities", describe_scaling_activities)


def ec2_changes_reach_the_group() -> None:
    """An instance that EC2 stops or terminates is replaced after a health check, not at once and in the same call."""

    def notify_terminate_instances(original: Any, self: Any, instance_ids: list[str]) -> None:
        instances_lost([instance for instance in instances.all_instances() if instance.id in instance_ids])

    def stop_instances(original: Any, self: Any) -> Any:
        answer = original(self)
        stopped = self._get_param("InstanceIds", [])
        instances_lost([instance for instance in instances.all_instances() if instance.id in stopped])
        return answer

    replace(AutoScalingBackend, "notify_terminate_instances", notify_terminate_instances)
    replace(InstanceResponse, "stop_instances", stop_instances)
