"""The gaps of moto's Auto Scaling: groups without a lifecycle of their own, settings it forgets, calls it lacks."""

from __future__ import annotations

from typing import Any

import instances
from auto_scaling import GroupController, controller, instances_lost
from group_member import LifecycleAction, Member
from instance_refresh import InstanceRefresh
from launch import Configuration
from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, LifecycleHook
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.responses.instances import InstanceResponse
from patching import add, replace


def close() -> None:
    """Puts them all in place."""
    groups_change_step_by_step()
    hooks_are_what_was_asked_for()
    lifecycle_actions_have_an_effect()
    group_settings_are_kept()
    instance_refreshes_exist()
    scaling_activities_are_told()
    ec2_changes_reach_the_group()
    metrics_collection_can_be_disabled()


class NotFound(AutoscalingClientError):
    code = "ActiveInstanceRefreshNotFound"


class InProgress(AutoscalingClientError):
    code = "InstanceRefreshInProgress"


class ResourceInUse(AutoscalingClientError):
    code = "ResourceInUse"


def _group(backend: Any, name: str) -> Any:
    group = backend.autoscaling_groups.get(name)
    if group is None:
        raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
    return group


def _member(backend: Any, instance_id: str) -> tuple[GroupController, Member]:
    for group in backend.autoscaling_groups.values():
        for member in group.instance_states:
            if member.instance_id == instance_id:
                return controller(group), member
    raise ValidationError(f"Instance Id not found - No managed instance found for instance ID: {instance_id}")


def groups_change_step_by_step() -> None:
    """moto launches and terminates at once and knows no state but InService; AWS takes its time and asks the hooks."""

    def set_desired_capacity(original: Any, self: Any, new_capacity: int | None) -> None:
        self.desired_capacity = self.min_size if new_capacity is None else new_capacity
        controller(self).wake()

    def backend_set_desired_capacity(original: Any, self: Any, group_name: str, desired_capacity: int) -> None:
        group = _group(self, group_name)
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
        owner, member = _member(self, instance_id)
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
        owner, member = _member(self, instance_id)
        owner.set_health(member, health_status)

    def delete_auto_scaling_group(original: Any, self: Any, group_name: str, force: bool = False) -> None:
        group = _group(self, group_name)
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
    replace(AutoScalingBackend, "delete_auto_scaling_group", delete_auto_scaling_group)
    replace(AutoScalingResponse, "delete_auto_scaling_group", delete_response)


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
        _put_hook(self.autoscaling_backend, self._get_param("AutoScalingGroupName"), self._get_params())
        return EmptyResult()

    def delete_lifecycle_hook(original: Any, self: Any, as_name: str, name: str) -> None:
        # "If there are any outstanding lifecycle actions, they are completed first (ABANDON for launching instances,
        # CONTINUE for terminating instances)":
        # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
        group = _group(self, as_name)
        for member in list(group.instance_states):
            action = member.actions.get(name)
            if action:
                controller(group).complete(member, action, "CONTINUE" if member.leaving else "ABANDON")
        original(self, as_name, name)

    replace(LifecycleHook, "__init__", __init__)
    replace(AutoScalingResponse, "put_lifecycle_hook", put_lifecycle_hook)
    replace(AutoScalingBackend, "delete_lifecycle_hook", delete_lifecycle_hook)


def _put_hook(backend: Any, group_name: str, wanted: Any) -> None:
    _group(backend, group_name)
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
        group = _group(self.autoscaling_backend, self._get_param("AutoScalingGroupName"))
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


#: Settings that moto takes no notice of, by the name of their attribute.
_SETTINGS = {
    "capacity_rebalance": "CapacityRebalance",
    "context": "Context",
    "default_cooldown": "DefaultCooldown",
    "default_instance_warmup": "DefaultInstanceWarmup",
    "desired_capacity_type": "DesiredCapacityType",
    "instance_maintenance_policy": "InstanceMaintenancePolicy",
    "max_instance_lifetime": "MaxInstanceLifetime",
    "placement_group": "PlacementGroup",
    "service_linked_role_arn": "ServiceLinkedRoleARN",
    "termination_policies": "TerminationPolicies",
}

#: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
_DISTRIBUTION = {
    "OnDemandAllocationStrategy": "prioritized",
    "OnDemandBaseCapacity": 0,
    "OnDemandPercentageAboveBaseCapacity": 100,
    "SpotAllocationStrategy": "lowest-price",
}


def group_settings_are_kept() -> None:
    """moto forgets some settings of a new group, changes few of an old one, and drops its mixed instances policy at any
    change of something else. A mixed instances policy without a distribution gets AWS' defaults."""

    def keep(self: Any, group: Any) -> None:
        for attribute, name in _SETTINGS.items():
            value = self._get_param(name)
            # Zero seconds of lifetime, or no warmup (-1), is how a setting is taken back.
            if value is not None:
                gone = (attribute, value) in (("max_instance_lifetime", 0), ("default_instance_warmup", -1))
                setattr(group, attribute, None if gone else value)

    def create_auto_scaling_group(original: Any, self: Any) -> ActionResult:
        backend, name = self.autoscaling_backend, self._get_param("AutoScalingGroupName")
        if name in backend.autoscaling_groups:
            raise AlreadyExists("AutoScalingGroup by this name already exists - A group with the name already exists")
        _check_sizes(self._get_int_param("MinSize"), self._get_int_param("MaxSize"), self._get_int_param("DesiredCapacity"))
        answer = original(self)
        group = backend.autoscaling_groups[name]
        grace = self._get_int_param("HealthCheckGracePeriod")
        group.health_check_grace_period = 0 if grace is None else grace
        keep(self, group)
        for hook in self._get_param("LifecycleHookSpecificationList", []):
            _put_hook(backend, name, hook)
        return answer

    def update_auto_scaling_group(original: Any, self: Any) -> ActionResult:
        group = _group(self.autoscaling_backend, self._get_param("AutoScalingGroupName"))
        low = self._get_int_param("MinSize", group.min_size)
        high = self._get_int_param("MaxSize", group.max_size)
        _check_sizes(low, high, self._get_int_param("DesiredCapacity"))
        keep(self, group)
        return original(self)

    def update(original: Any, self: Any, availability_zones: list[str], desired_capacity: int | None, **new: Any) -> None:
        self._set_azs_and_vpcs(availability_zones, new["vpc_zone_identifier"], update=True)
        for attribute in ("max_size", "min_size", "health_check_type", "new_instances_protected_from_scale_in"):
            if new.get(attribute) is not None:
                setattr(self, attribute, new[attribute])
        if new["health_check_period"] is not None:
            self.health_check_grace_period = new["health_check_period"]
        if new.get("launch_template"):
            self.take_configuration({"LaunchTemplate": new["launch_template"]})
        if new.get("mixed_instances_policy"):
            self.take_configuration({"MixedInstancesPolicy": new["mixed_instances_policy"]})
        wanted = self.desired_capacity if desired_capacity is None else desired_capacity
        self.set_desired_capacity(max(self.min_size, min(self.max_size, wanted)))

    def take_configuration(self: Any, wanted: dict[str, Any]) -> None:
        policy = wanted.get("MixedInstancesPolicy")
        self.mixed_instances_policy = policy
        # When a group goes over to a mixed instances policy, the provider's refresh names the old launch template as well.
        self._set_launch_configuration("", {} if policy else wanted["LaunchTemplate"], policy)

    def _set_launch_configuration(original: Any, self: Any, name: str, template: Any, policy: Any) -> None:
        if policy is not None:
            policy["InstancesDistribution"] = {**_DISTRIBUTION, **(policy.get("InstancesDistribution") or {})}
        self.provided_launch_template_version = None
        original(self, name, template, policy)

    class LaunchTemplateOfGroup:
        """A group with a mixed instances policy has its launch template there and nowhere else."""

        def __get__(self, group: Any, owner: Any = None) -> dict[str, Any] | None:
            if group is None:
                return None
            if group.ec2_launch_template is None or group.mixed_instances_policy:
                return None
            template = group.ec2_launch_template
            described = {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name}
            version = group.provided_launch_template_version
            return described | ({"Version": version} if version else {})

    replace(AutoScalingResponse, "create_auto_scaling_group", create_auto_scaling_group)
    replace(AutoScalingResponse, "update_auto_scaling_group", update_auto_scaling_group)
    replace(FakeAutoScalingGroup, "update", update)
    replace(FakeAutoScalingGroup, "_set_launch_configuration", _set_launch_configuration)
    add(FakeAutoScalingGroup, "take_configuration", take_configuration)
    FakeAutoScalingGroup.launch_template = LaunchTemplateOfGroup()


class AlreadyExists(AutoscalingClientError):
    code = "AlreadyExists"


def _check_sizes(low: int | None, high: int | None, desired: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise ValidationError(f"Max bound, {high}, must be greater than or equal to min bound, {low}")
    if desired is None:
        return
    if (low is not None and desired < low) or (high is not None and desired > high):
        raise ValidationError(f"Desired capacity:{desired} must be between the specified min size:{low} and max size:{high}")


def instance_refreshes_exist() -> None:
    """StartInstanceRefresh, DescribeInstanceRefreshes, CancelInstanceRefresh and RollbackInstanceRefresh: moto has none."""

    def owner(self: Any) -> GroupController:
        return controller(_group(self.autoscaling_backend, self._get_param("AutoScalingGroupName")))

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


def scaling_activities_are_told() -> None:
    """moto answers DescribeScalingActivities with none, and people look there first when no instance comes."""

    def describe_scaling_activities(original: Any, self: Any) -> ActionResult:
        name = self._get_param("AutoScalingGroupName")
        groups = self.autoscaling_backend.autoscaling_groups
        wanted = [_group(self.autoscaling_backend, name)] if name else list(groups.values())
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


def metrics_collection_can_be_disabled() -> None:
    """DisableMetricsCollection, which moto lacks; and enabling some metrics keeps those that are enabled."""

    def disable_metrics_collection(self: Any) -> ActionResult:
        group = _group(self.autoscaling_backend, self._get_param("AutoScalingGroupName"))
        gone = self._get_param("Metrics", []) or group.metrics
        group.metrics = [metric for metric in group.metrics if metric not in gone]
        return EmptyResult()

    def enable_metrics_collection(original: Any, self: Any, metrics: list[str] | None) -> None:
        self.metrics = sorted({*self.metrics, *(metrics or [])})

    add(AutoScalingResponse, "disable_metrics_collection", disable_metrics_collection)
    replace(FakeAutoScalingGroup, "enable_metrics_collection", enable_metrics_collection)
