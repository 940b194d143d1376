"""Instance refreshes, of which moto has none."""

from __future__ import annotations

from typing import Any

from auto_scaling import GroupController, controller
from groups import group_called
from instance_refresh import InstanceRefresh
from launch import Configuration
from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from patching import add


class NotFound(AutoscalingClientError):
    code = "ActiveInstanceRefreshNotFound"


class InProgress(AutoscalingClientError):
    code = "InstanceRefreshInProgress"


def instance_refreshes_exist() -> None:
    """StartInstanceRefresh, DescribeInstanceRefreshes, CancelInstanceRefresh and RollbackInstanceRefresh: moto has none."""

    def owner(self: Any) -> GroupController:
        return controller(group_called(self.autoscaling_backend, self._get_param("AutoScalingGroupName")))

    def active(self: Any) -> InstanceRefresh:
        refresh = owner(self).refresh
        if refresh is None:
            raise NotFound("No in progress or pending Instance Refresh found for Auto Scaling group")
        return refresh

    def start_instance_refresh(self: Any) -> ActionResult:
        group_controller = owner(self)
        if group_controller.refresh:
            raise InProgress("An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.")
        preferences = dict(self._get_param("Preferences", {}) or {})
        desired = dict(self._get_param("DesiredConfiguration", {}) or {})
        if preferences.get("AutoRollback") and not desired:
            raise ValidationError(
                "The request isn't valid. The AutoRollback parameter cannot be set to true when the DesiredConfiguration "
                "parameter is empty. Set AutoRollback to false or specify a desired configuration and try again."
            )
        configuration = _desired_configuration(group_controller.group, desired)
        if preferences.get("AutoRollback") and group_controller.group.launch_template_version in ("$Latest", "$Default"):
            raise ValidationError(
                "The AutoRollback parameter cannot be set to true when the Auto Scaling group uses $Latest or $Default."
            )
        refresh = InstanceRefresh(group_controller, configuration, desired, preferences)
        group_controller.refreshes.insert(0, refresh)
        group_controller.wake()
        return ActionResult({"InstanceRefreshId": refresh.id})

    def describe_instance_refreshes(self: Any) -> ActionResult:
        wanted = self._get_param("InstanceRefreshIds", [])
        refreshes = [refresh.describe() for refresh in owner(self).refreshes if not wanted or refresh.id in wanted]
        return ActionResult({"InstanceRefreshes": refreshes})

    def cancel_instance_refresh(self: Any) -> ActionResult:
        refresh = active(self)
        refresh.cancel()
        return ActionResult({"InstanceRefreshId": refresh.id})

    def rollback_instance_refresh(self: Any) -> ActionResult:
        refresh = active(self)
        refresh.rollback("Rollback started by user.")
        return ActionResult({"InstanceRefreshId": refresh.id})

    add(AutoScalingResponse, "start_instance_refresh", start_instance_refresh)
    add(AutoScalingResponse, "describe_instance_refreshes", describe_instance_refreshes)
    add(AutoScalingResponse, "cancel_instance_refresh", cancel_instance_refresh)
    add(AutoScalingResponse, "rollback_instance_refresh", rollback_instance_refresh)


def _desired_configuration(group: Any, desired: dict[str, Any]) -> Configuration:
    policy = desired.get("MixedInstancesPolicy")
    specification = desired.get("LaunchTemplate")
    if policy:
        specification = policy["LaunchTemplate"]["LaunchTemplateSpecification"]
    elif not specification:
        policy = group.mixed_instances_policy
        specification = {"LaunchTemplateId": group.ec2_launch_template.id, "Version": group.launch_template_version}
    if specification.get("LaunchTemplateId"):
        template = group.ec2_backend.get_launch_template(specification["LaunchTemplateId"])
    else:
        template = group.ec2_backend.get_launch_template_by_name(specification["LaunchTemplateName"])
    return Configuration(template, template.get_version(specification.get("Version") or "$Default").number, policy)
