"""The machine images and public parameters that an account finds: ours and those of Canonical, Amazon and Apple's OS."""

from __future__ import annotations

import re
import zlib
from typing import Any

ACCOUNT = "123456789012"
CANONICAL = "099720109477"
AMAZON = "801119661308"
AMAZON_MAC = "628277914472"

ARCHITECTURES = ("x86_64", "arm64")
MAC_ARCHITECTURE = {"x86_64": "x86_64_mac", "arm64": "arm64_mac"}
DEBIAN_ARCHITECTURE = {"x86_64": "amd64", "arm64": "arm64"}
UBUNTU = {"focal": "20.04", "jammy": "22.04", "noble": "24.04"}
SYSTEMS = ("ubuntu-focal", "ubuntu-jammy", "ubuntu-noble", "windows", "macos")
#: Two builds of each of our images, so that "the newest" means something.
BUILDS = ("20260901-080000", "20261101-080000")


#: The exact name of an image that some checkout builds ends in a hash of its contents.
_OF_A_CHECKOUT = re.compile(r"(agent-fleet-[a-z-]+-(?:x86_64|arm64))-[0-9a-f]{12}")


def built_name(name: str) -> str:
    """As if every checkout's image had been built: its name is another one of our newest build."""
    found = _OF_A_CHECKOUT.fullmatch(name)
    return f"{found[1]}-{BUILDS[-1]}" if found else name


def _image_id(name: str) -> str:
    return f"ami-{zlib.crc32(name.encode()):08x}{zlib.adler32(name.encode()):08x}f"


def _image(name: str, owner: str, architecture: str, created: str, windows: bool = False) -> dict[str, Any]:
    return {
        "ami_id": _image_id(name),
        "name": name,
        "description": name,
        "image_location": f"{owner}/{name}",
        "owner_id": owner,
        "public": owner != ACCOUNT,
        "architecture": architecture,
        "creation_date": created,
        "platform": "windows" if windows else None,
        "state": "available",
        "image_type": "machine",
        "hypervisor": "xen",
        "virtualization_type": "hvm",
        "root_device_type": "ebs",
        "root_device_name": "/dev/sda1",
        "sriov": "simple",
    }


def _own_images() -> list[dict[str, Any]]:
    images = []
    for system in SYSTEMS:
        for architecture in ARCHITECTURES:
            for build in BUILDS:
                name = f"agent-fleet-{system}-{architecture}-{build}"
                created = f"{build[0:4]}-{build[4:6]}-{build[6:8]}T08:00:00.000Z"
                machine = MAC_ARCHITECTURE[architecture] if system == "macos" else architecture
                images.append(_image(name, ACCOUNT, machine, created, windows=system == "windows"))
    return images


def _ubuntu_name(release: str, architecture: str) -> str:
    return (
        f"ubuntu/images/hvm-ssd-gp3/ubuntu-{release}-{UBUNTU[release]}-"
        f"{DEBIAN_ARCHITECTURE[architecture]}-server-20261015"
    )


def _public_images() -> list[dict[str, Any]]:
    created = "2026-10-15T08:00:00.000Z"
    ubuntu = [
        _image(_ubuntu_name(release, architecture), CANONICAL, architecture, created)
        for release in UBUNTU
        for architecture in ARCHITECTURES
    ]
    windows = _image("Windows_Server-2022-English-Full-Base-2026.10.15", AMAZON, "x86_64", created, windows=True)
    macos = [
        _image("amzn-ec2-macos-15.6-20261015-000000", AMAZON_MAC, "x86_64_mac", created),
        _image("amzn-ec2-macos-15.6-20261015-000000-arm64", AMAZON_MAC, "arm64_mac", created),
    ]
    return [*ubuntu, windows, *macos]


def images() -> list[dict[str, Any]]:
    """Every image of a fresh emulator, in the form of moto's MOTO_AMIS_PATH file."""
    return [*_own_images(), *_public_images()]


def public_parameters() -> dict[str, str]:
    """Public SSM parameters that moto does not ship, by name."""
    parameters = {}
    for release, number in UBUNTU.items():
        for architecture in ARCHITECTURES:
            volume = "ebs-gp2" if release != "noble" else "ebs-gp3"
            path = f"/aws/service/canonical/ubuntu/server/{number}/stable/current"
            name = f"{path}/{DEBIAN_ARCHITECTURE[architecture]}/hvm/{volume}/ami-id"
            parameters[name] = _image_id(_ubuntu_name(release, architecture))
    parameters["/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"] = _image_id(
        "Windows_Server-2022-English-Full-Base-2026.10.15"
    )
    return parameters
