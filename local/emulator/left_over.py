"""What exists beyond a fresh emulator, so that a test can say that destroy leaves nothing."""

from __future__ import annotations

from typing import Any

from instances import all_instances
from moto.autoscaling.models import autoscaling_backends
from moto.awslambda.models import lambda_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.ec2.models import ec2_backends
from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.logs.models import logs_backends
from moto.resourcegroups.models import resourcegroups_backends
from moto.s3.models import s3_backends
from moto.ssm.models import ssm_backends


def left_over() -> dict[str, list[str]]:
    """Names of what is there, by kind; kinds of which nothing is there are left out."""
    found: dict[str, list[str]] = {}

    def note(kind: str, names: Any) -> None:
        listed = sorted(str(name) for name in names)
        if listed:
            found.setdefault(kind, []).extend(listed)

    for backend in _regional(ec2_backends):
        _ec2(backend, note)
    note("instance", [instance.id for instance in all_instances() if instance.state != "terminated"])
    for backend in _regional(autoscaling_backends):
        note("auto-scaling-group", backend.autoscaling_groups)
        note("lifecycle-hook", backend.lifecycle_hooks)
        note("launch-configuration", backend.launch_configurations)
    for backend in _regional(lambda_backends):
        note("function", [function.function_name for function in backend.list_functions()])
    for backend in _regional(iam_backends):
        note("role", [role.name for role in backend.roles.values()])
        note("instance-profile", [profile.name for profile in backend.instance_profiles.values()])
        note("policy", [policy.name for policy in backend.managed_policies.values() if ":aws:policy/" not in policy.arn])
    for backend in _regional(events_backends):
        buses = backend.event_buses.values()
        note("rule", [rule.name for bus in buses for rule in bus.rules.values()])
    for backend in _regional(logs_backends):
        note("log-group", backend.groups)
    for backend in _regional(ssm_backends):
        note("parameter", [name for name in backend._parameters if not name.startswith("/aws/service/")])
    for backend in _regional(kms_backends):
        note("key", [key.id for key in backend.keys.values() if _is_customers(key)])
    for backend in _regional(s3_backends):
        note("bucket", backend.buckets)
    for backend in _regional(resourcegroups_backends):
        note("resource-group", backend.groups.by_name)
    for backend in _regional(cloudwatch_backends):
        note("alarm", backend.alarms)
    return found


def _regional(backends: Any) -> list[Any]:
    return [backend for regions in list(backends.values()) for backend in list(regions.values())]


def _is_customers(key: Any) -> bool:
    """Whether a key is neither AWS' own nor about to be deleted."""
    return key.key_state != "PendingDeletion" and not any(name.startswith("alias/aws/") for name in key.aliases)


def _ec2(backend: Any, note: Any) -> None:
    note("launch-template", [template.name for template in backend.launch_templates.values()])
    note("volume", backend.volumes)
    note("network-interface", backend.enis)
    note("key-pair", backend.key_pairs)
    note("host", [host.id for host in backend.hosts.values() if host.state != "released"])
    groups = [group for groups in backend.groups.values() for group in groups.values()]
    note("security-group", [group.name for group in groups if group.name != "default"])
    note("vpc", [vpc.id for vpc in backend.vpcs.values() if not vpc.is_default])
    note("subnet", [s.id for subnets in backend.subnets.values() for s in subnets.values() if not s.default_for_az])
