"""The list of instances that machines watch, and its version, which grows with every change."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from clock import LOCK
from moto.ec2.models import ec2_backends


class Instances:
    """EC2 instances that are not terminated, and what their group wants of them."""

    def __init__(self) -> None:
        #: Emulated seconds from launch until an instance runs.
        self.launch_seconds = 20.0
        self.version = 0
        self._changed = threading.Condition(LOCK)

    def changed(self) -> None:
        with LOCK:
            self.version += 1
            self._changed.notify_all()

    def wait(self, after: int, timeout_seconds: float) -> tuple[int, list[dict[str, Any]]]:
        """The list once its version is beyond `after`, or when the (real) time is up."""
        deadline = time.monotonic() + timeout_seconds
        with LOCK:
            while self.version <= after:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    break
                self._changed.wait(remaining)
            return self.version, [describe(instance) for instance in all_instances() if instance.state != "terminated"]


def all_instances() -> Iterator[Any]:
    """Every instance of every account and region that somebody has used."""
    for regions in list(ec2_backends.values()):
        for backend in list(regions.values()):
            for reservation in list(backend.reservations.values()):
                yield from reservation.instances


def find(instance_id: str) -> Any | None:
    """The instance of this id unless it is terminated."""
    for instance in all_instances():
        if instance.id == instance_id and instance.state != "terminated":
            return instance
    return None


def describe(instance: Any) -> dict[str, Any]:
    """What a machine has to know of its instance."""
    member = getattr(instance, "group_member", None)
    profile = instance.ec2_backend.iam_instance_profile_associations.get(instance.id)
    metadata = instance.metadata_options
    return {
        "instanceId": instance.id,
        "state": instance.state,
        "group": member.auto_scaling_group_name if member else None,
        "lifecycleState": member.lifecycle_state if member else None,
        "targetLifecycleState": member.target_lifecycle_state if member else None,
        "launchTemplate": member.launch_template if member else None,
        "imageId": instance.image_id,
        "instanceType": instance.instance_type,
        "architecture": instance.architecture,
        "region": instance.region_name,
        "availabilityZone": instance.availability_zone,
        "subnetId": instance.subnet_id,
        "privateIp": instance.private_ip,
        "accountId": instance.owner_id,
        "tags": {tag["key"]: tag["value"] for tag in instance.get_tags()},
        "iamInstanceProfile": profile.iam_instance_profile.arn if profile else None,
        "userData": str(instance.user_data) if instance.user_data else "",
        "launchTime": instance.launch_time.replace(tzinfo=UTC).isoformat(),
        "lifecycle": instance.lifecycle or "on-demand",
        "shutdownBehavior": instance.instance_initiated_shutdown_behavior,
        "metadataOptions": {
            "httpTokens": metadata.http_tokens,
            "httpPutResponseHopLimit": metadata.http_put_response_hop_limit,
            "instanceMetadataTags": metadata.instance_metadata_tags,
        },
        "spotInterruptionAt": getattr(instance, "spot_interruption_at", None),
        "rebalanceRecommendedAt": getattr(instance, "rebalance_recommended_at", None),
    }


def timestamp(seconds_from_now: float = 0.0) -> str:
    """A moment as the metadata service writes it."""
    moment = datetime.fromtimestamp(time.time() + seconds_from_now, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


INSTANCES = Instances()
