"""What moto lacks of resource groups, which dedicated hosts of Macs are in."""

from __future__ import annotations

import json
from typing import Any

from moto.resourcegroups import urls
from moto.resourcegroups.exceptions import BadRequestException, NotFoundException
from moto.resourcegroups.models import FakeResourceGroup
from moto.resourcegroups.responses import ResourceGroupsResponse
from patching import add, replace


def close() -> None:
    resource_group_configuration_has_a_status()
    resource_group_without_query_says_so()
    resource_groups_have_members()


def resource_group_configuration_has_a_status() -> None:
    """AWS says when a group's configuration is in effect; the provider waits for it and crashes without the field."""

    def get_group_configuration(original: Any, self: Any) -> str:
        name = self._get_param("Group").split(":group/")[-1]
        group = self.resourcegroups_backend.get_group(name)
        if not group.configuration:
            # What AWS answers for a group that is only a query.
            raise BadRequestException("The group doesn't have a configuration.")
        configuration = {"Configuration": group.configuration, "Status": "UPDATE_COMPLETE"}
        return json.dumps({"GroupConfiguration": configuration})

    replace(ResourceGroupsResponse, "get_group_configuration", get_group_configuration)


def resource_group_without_query_says_so() -> None:
    """A group made from a configuration, such as a host resource group, has no query; moto answers with an empty one."""

    def get_group_query(original: Any, self: Any) -> str:
        name = (self._get_param("GroupName") or self._get_param("Group")).split(":group/")[-1]
        try:
            group = self.resourcegroups_backend.get_group(group_name=name)
        except KeyError:
            raise NotFoundException() from None
        if not group.resource_query:
            raise BadRequestException("The specified group doesn't have a resource query.")
        return original(self)

    replace(ResourceGroupsResponse, "get_group_query", get_group_query)


def resource_groups_have_members() -> None:
    """moto cannot put anything into a group. A group made from a configuration has the members that it was given."""

    def members(self: Any) -> dict[str, None]:
        """ARNs, in the order in which they came."""
        return self.__dict__.setdefault("member_arns", {})

    def group_of(self: Any) -> Any:
        return self.resourcegroups_backend.get_group(_name_of_group(self))

    def group_resources(self: Any) -> str:
        arns = self._get_param("ResourceArns")
        group_of(self).members().update(dict.fromkeys(arns))
        return json.dumps({"Succeeded": arns, "Failed": [], "Pending": []})

    def ungroup_resources(self: Any) -> str:
        arns = self._get_param("ResourceArns")
        for arn in arns:
            group_of(self).members().pop(arn, None)
        return json.dumps({"Succeeded": arns, "Failed": [], "Pending": []})

    def list_group_resources(_original: Any, self: Any) -> str:
        identifiers = [{"ResourceArn": arn, "ResourceType": _type_of(arn)} for arn in group_of(self).members()]
        resources = [{"Identifier": identifier} for identifier in identifiers]
        return json.dumps({"Resources": resources, "ResourceIdentifiers": identifiers, "QueryErrors": []})

    add(FakeResourceGroup, "members", members)
    add(ResourceGroupsResponse, "group_resources", group_resources)
    add(ResourceGroupsResponse, "ungroup_resources", ungroup_resources)
    # It is there, but does nothing.
    replace(ResourceGroupsResponse, "list_group_resources", list_group_resources)
    for path in ("group-resources", "ungroup-resources", "list-group-resources"):
        urls.url_paths[f"{{0}}/{path}$"] = ResourceGroupsResponse.dispatch


def _name_of_group(response: Any) -> str:
    """A group is asked for by its name or by its ARN."""
    return response._get_param("Group").split(":group/")[-1]


def _type_of(arn: str) -> str:
    return "AWS::EC2::Host" if ":dedicated-host/" in arn else ""
