"""EC2 without capacity for some instance types."""

from __future__ import annotations


class InsufficientInstanceCapacity(Exception):
    """What EC2 answers then: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html"""

    def __init__(self, instance_type: str, zone: str, spot: bool):
        if spot:
            self.message = (
                "Could not launch Spot Instances. InsufficientInstanceCapacity - There is no Spot capacity available that "
                "matches your request. Launching EC2 instance failed."
            )
        else:
            self.message = (
                f"We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested "
                f"({zone}). Our system will be working on provisioning additional capacity. Launching EC2 instance failed."
            )
        super().__init__(self.message)


class Shortage:
    def __init__(self) -> None:
        #: Types that cannot be had.
        self.instance_types: frozenset[str] = frozenset()

    def check(self, instance_type: str, zone: str, market: str | None) -> None:
        if instance_type in self.instance_types:
            raise InsufficientInstanceCapacity(instance_type, zone, market == "spot")


SHORTAGE = Shortage()
