"""What happens to instances by other means than their group: shutdowns, Spot interruptions, recommendations."""

from __future__ import annotations

from typing import Any

import instances
from auto_scaling import GroupController, controller
from clock import CLOCK
from group_member import Member
from instances import INSTANCES

#: EC2 warns two minutes before it takes a Spot instance:
#: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
SPOT_NOTICE_SECONDS = 120


def _controller_of(instance: Any) -> tuple[GroupController, Member] | None:
    member = getattr(instance, "group_member", None)
    return (controller(member.auto_scaling_group), member) if member else None


def instances_lost(lost: list[Any]) -> None:
    """EC2 has stopped or terminated these instances by other means than their group."""
    for instance in lost:
        owner = _controller_of(instance)
        if owner and owner[1] in owner[0].members:
            owner[0].health.lost(owner[1])
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
