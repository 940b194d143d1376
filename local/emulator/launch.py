"""Launching one instance of a group from a launch template, as EC2 does for Auto Scaling."""

from __future__ import annotations

from collections import Counter
from typing import Any

from group_member import Member
from moto.autoscaling.models import ASG_NAME_TAG
from moto.ec2.models.instances import InstanceState
from moto.ssm.models import ssm_backends
from shortage import SHORTAGE


class Configuration:
    """What a group launches: a version of a launch template, and how a mixed instances policy changes it."""

    def __init__(self, template: Any, version: int, mixed_instances_policy: dict[str, Any] | None):
        self.template = template
        self.version = version
        self.mixed_instances_policy = mixed_instances_policy

    @property
    def overrides(self) -> list[dict[str, Any]]:
        policy = self.mixed_instances_policy or {}
        return policy.get("LaunchTemplate", {}).get("Overrides") or []

    def matches(self, member: Member) -> bool:
        """Whether `member` is what this configuration would launch."""
        if (member.template.id, member.version) != (self.template.id, self.version):
            return False
        types = [override.get("InstanceType") for override in self.overrides]
        return not types or None in types or member.instance_type in types


def configuration_of(group: Any) -> Configuration:
    """The configuration that the group itself holds."""
    version = group.ec2_launch_template.get_version(group.launch_template_version)
    return Configuration(group.ec2_launch_template, version.number, group.mixed_instances_policy)


def launch(group: Any, configuration: Configuration, members: list[Member]) -> Member:
    """Starts one instance; it is `pending` and in the zone that has the fewest. Raises what EC2 would refuse."""
    template, number = configuration.template, configuration.version
    data = template.get_version(number).data
    instance_type, market, template, number, data = _instance_type(configuration, data, members)
    subnet_id, zone = _place(group, members)
    SHORTAGE.check(instance_type, zone, market)
    nics = [_network_interface(nic) for nic in data.get("NetworkInterfaces") or [{}]]
    settings = {
        "instance_type": instance_type,
        "is_instance_type_default": False,
        "region_name": group.region,
        "placement": zone,
        "subnet_id": subnet_id,
        "nics": nics,
        "associate_public_ip": None,
        "key_name": data.get("KeyName"),
        "security_group_ids": data.get("SecurityGroupIds", []),
        "launch_template": {"LaunchTemplateId": template.id, "Version": str(number)},
        "instance_initiated_shutdown_behavior": data.get("InstanceInitiatedShutdownBehavior"),
        "metadata_options": data.get("MetadataOptions", {}),
        "monitoring_state": "enabled" if data.get("Monitoring", {}).get("Enabled") else "disabled",
        "ebs_optimized": data.get("EbsOptimized", False),
        "instance_market_options": market,
        "tags": _tags(group, data),
    }
    if data.get("BlockDeviceMappings"):
        settings["block_device_mappings"] = [_block_device(mapping) for mapping in data["BlockDeviceMappings"]]
    image_id = _image_id(group, data.get("ImageId", ""))
    profile = data.get("IamInstanceProfile", {})
    backend = group.ec2_backend
    reservation = backend.run_instances(image_id, 1, data.get("UserData"), data.get("SecurityGroups", []), **settings)
    instance = reservation.instances[0]
    instance._state = InstanceState("pending", 0)
    if profile:
        backend.associate_iam_instance_profile(
            instance.id, iam_instance_profile_name=profile.get("Name"), iam_instance_profile_arn=profile.get("Arn")
        )
    instance.autoscaling_group = group
    return Member(instance, group, configuration.template, configuration.version, configuration.overrides)


def _instance_type(
    configuration: Configuration, data: dict[str, Any], members: list[Member]
) -> tuple[str, str | None, Any, int, dict[str, Any]]:
    """Type and market of the next instance. On-Demand takes the first type, Spot one type after the other."""
    template, number = configuration.template, configuration.version
    market = "spot" if data.get("InstanceMarketOptions", {}).get("MarketType") == "spot" else None
    if configuration.mixed_instances_policy is None:
        return data.get("InstanceType", "m1.small"), market, template, number, data
    distribution = configuration.mixed_instances_policy.get("InstancesDistribution") or {}
    base = int(distribution.get("OnDemandBaseCapacity") or 0)
    percent = distribution.get("OnDemandPercentageAboveBaseCapacity")
    percent = 100 if percent is None else int(percent)
    on_demand = sum(1 for member in members if member.instance.lifecycle != "spot")
    spot = len(members) - on_demand
    above_base = max(0, on_demand - base)
    take_on_demand = on_demand < base or (above_base + 1) * 100 <= percent * (above_base + spot + 1)
    market = None if take_on_demand else "spot"
    types = [override for override in configuration.overrides if override.get("InstanceType")]
    if not types:
        return data.get("InstanceType", "m5.large"), market, template, number, data
    override = types[0] if take_on_demand else types[spot % len(types)]
    return override["InstanceType"], market, template, number, data


def _place(group: Any, members: list[Member]) -> tuple[str | None, str]:
    """Subnet (if the group names some) and zone that have the fewest members."""
    if group.vpc_zone_identifier:
        used = Counter(member.instance.subnet_id for member in members)
        subnet_id = min(group.vpc_zone_identifier.split(","), key=lambda subnet: used[subnet])
        return subnet_id, group.ec2_backend.get_subnet(subnet_id).availability_zone
    zones = Counter(member.availability_zone for member in members)
    return None, min(group.availability_zones, key=lambda zone: zones[zone])


def _image_id(group: Any, image_id: str) -> str:
    """A launch template may name an SSM parameter in place of an image: `resolve:ssm:<name>`."""
    if not image_id.startswith("resolve:ssm:"):
        return image_id
    name = image_id.removeprefix("resolve:ssm:")
    parameter = ssm_backends[group.account_id][group.region].get_parameter(name)
    if parameter is None:
        raise ValueError(f"Invalid launch template: SSM parameter {name} does not exist")
    return parameter.value


def _network_interface(wanted: dict[str, Any]) -> dict[str, Any]:
    """An interface that is made with the instance goes with it, unless the template says otherwise."""
    return {"DeviceIndex": 0, "DeleteOnTermination": True, **wanted}


def _block_device(mapping: dict[str, Any]) -> dict[str, Any]:
    ebs = {"DeleteOnTermination": True, **mapping.get("Ebs", {})}
    return {**mapping, "Ebs": ebs}


def _tags(group: Any, data: dict[str, Any]) -> dict[str, dict[str, str]]:
    specifications = {
        specification["ResourceType"]: {tag["Key"]: tag.get("Value", "") for tag in specification.get("Tags", [])}
        for specification in data.get("TagSpecifications", [])
    }
    instance = {**specifications.get("instance", {}), **group.get_propagated_tags(), ASG_NAME_TAG: group.name}
    return {"instance": instance, "volume": specifications.get("volume", {})}
