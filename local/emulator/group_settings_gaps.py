"""The gaps of moto's Auto Scaling groups: settings it forgets."""

from __future__ import annotations

from typing import Any

from groups import group_called
from lifecycle_hook_gaps import put_hook
from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from patching import add, replace


class AlreadyExists(AutoscalingClientError):
    code = "AlreadyExists"


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
            put_hook(backend, name, hook)
        return answer

    def update_auto_scaling_group(original: Any, self: Any) -> ActionResult:
        group = group_called(self.autoscaling_backend, self._get_param("AutoScalingGroupName"))
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


def metrics_collection_can_be_disabled() -> None:
    """DisableMetricsCollection, which moto lacks; and enabling some metrics keeps those that are enabled."""

    def disable_metrics_collection(self: Any) -> ActionResult:
        group = group_called(self.autoscaling_backend, self._get_param("AutoScalingGroupName"))
        gone = self._get_param("Metrics", []) or group.metrics
        group.metrics = [metric for metric in group.metrics if metric not in gone]
        return EmptyResult()

    def enable_metrics_collection(original: Any, self: Any, metrics: list[str] | None) -> None:
        self.metrics = sorted({*self.metrics, *(metrics or [])})

    add(AutoScalingResponse, "disable_metrics_collection", disable_metrics_collection)
    replace(FakeAutoScalingGroup, "enable_metrics_collection", enable_metrics_collection)


def _check_sizes(low: int | None, high: int | None, desired: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise ValidationError(f"Max bound, {high}, must be greater than or equal to min bound, {low}")
    if desired is None:
        return
    if (low is not None and desired < low) or (high is not None and desired > high):
        raise ValidationError(f"Desired capacity:{desired} must be between the specified min size:{low} and max size:{high}")
