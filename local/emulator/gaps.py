"""What moto lacks and agent-fleet needs, each gap named: one function per gap, and why it is there.

`close_gaps` puts them all in place. It refuses another version of moto than the one this was written against, and fails
when a name it replaces is gone, so that no gap opens again unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version as installed_version
from typing import Any

import auto_scaling_gaps
import resource_group_gaps
from images import ACCOUNT, built_name, public_parameters
from moto.awslambda.models import LambdaFunction
from moto.ec2.models.amis import AmiBackend
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend
from moto.ec2.models.security_groups import SecurityGroupBackend
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket
from moto.ssm.exceptions import ValidationException
from moto.ssm.models import Parameter, ParameterDict, SimpleSystemManagerBackend
from patching import replace

MOTO_VERSION = "5.2.5"


def close_gaps(base_url: Callable[[], str]) -> None:
    """Adds to moto what it lacks. `base_url` is where the emulator can be reached, asked for when needed."""
    found = installed_version("moto")
    if found != MOTO_VERSION:
        raise RuntimeError(f"moto is {found}; the extension is written for {MOTO_VERSION}")
    launch_template_tags_stay_out_of_the_template()
    launch_template_tags_can_change()
    function_code_can_be_fetched(base_url)
    public_image_parameters_exist()
    parameters_are_made_with_a_type()
    images_of_every_checkout_exist()
    bucket_policy_conditions_count()
    rules_for_all_protocols_can_change()
    auto_scaling_gaps.close()
    resource_group_gaps.close()


def launch_template_tags_stay_out_of_the_template() -> None:
    """moto copies the tags of a launch template into its data, where AWS has only tags of what is launched.

    The provider then reads a `launch-template` tag specification that nobody wrote, and every plan has a change.
    """

    def create_launch_template(
        original: Any, self: Any, name: str, description: str, data: dict[str, Any], tags: dict[str, Any]
    ) -> Any:
        specifications = [s for s in data.get("TagSpecifications", []) if s.get("ResourceType") != "launch-template"]
        data = {key: value for key, value in data.items() if key != "TagSpecifications"}
        if specifications:
            data["TagSpecifications"] = specifications
        return original(self, name, description, data, tags)

    replace(LaunchTemplateBackend, "create_launch_template", create_launch_template)


def launch_template_tags_can_change() -> None:
    """moto answers with the tags that a launch template was created with, whatever was changed since."""
    if hasattr(LaunchTemplate, "tags"):
        raise RuntimeError("moto's launch templates have live tags by now: drop this gap")
    LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, _: None)


def function_code_can_be_fetched(base_url: Callable[[], str]) -> None:
    """moto stores the zip of a function and hands out a made-up address; local mode runs what was deployed."""

    def get_code(original: Any, self: Any) -> dict[str, Any]:
        answer = original(self)
        if "ImageUri" not in self.code:
            digest = hashlib.sha256(self.code_bytes).hexdigest()[:16]
            location = f"{base_url()}/agent-fleet/functions/{self.region}/{self.function_name}/{digest}.zip"
            answer["Code"] = {"RepositoryType": "S3", "Location": location}
        return answer

    replace(LambdaFunction, "get_code", get_code)


def public_image_parameters_exist() -> None:
    """Canonical and Amazon publish image ids as public parameters; moto has those of Amazon Linux only."""

    def _check_loading_status(original: Any, self: Any, key: str) -> None:
        original(self, key)
        name = str(key or "")
        value = public_parameters().get(name)
        if value is None or dict.__contains__(self, name):
            return
        parameter = Parameter(
            account_id=self.account_id,
            name=name,
            value=value,
            parameter_type="String",
            description=None,
            allowed_pattern=None,
            keyid=None,
            last_modified_date=0,
            version=1,
            data_type="aws:ec2:image",
        )
        dict.__setitem__(self, name, [parameter])

    replace(ParameterDict, "_check_loading_status", _check_loading_status)


def parameters_are_made_with_a_type() -> None:
    """moto makes a parameter that is written over but is not there; AWS wants a type for that and refuses.

    The scaler gives none, so that a parameter stays away that a destroy has deleted under it.
    """

    def put_parameter(
        original: Any, self: Any, name: str, description: str, value: str, parameter_type: str, *rest: Any, **named: Any
    ) -> Any:
        known = dict.get(self._parameters, self._parameters.normalize_name(name))
        if not parameter_type and not known:
            raise ValidationException("A parameter type is required when you create a parameter.")
        return original(self, name, description, value, parameter_type, *rest, **named)

    replace(SimpleSystemManagerBackend, "put_parameter", put_parameter)


def bucket_policy_conditions_count() -> None:
    """moto denies all that a Deny statement names, whatever its condition: a bucket for TLS only is closed to everyone.

    Here a request counts as sent over TLS, and a statement with any other condition does not apply.
    """

    def applies(statement: dict[str, Any]) -> bool:
        condition = statement.get("Condition", {})
        return not condition or condition in ({"Bool": {"aws:SecureTransport": value}} for value in ("true", ["true"]))

    def get_permission(_original: Any, self: Any, action: str, resource: str) -> Any:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        statements = json.loads(self.policy)["Statement"]
        statements = statements if isinstance(statements, list) else [statements]
        effective = [{k: v for k, v in s.items() if k != "Condition"} for s in statements if applies(s)]
        return IAMPolicy(json.dumps({"Statement": effective})).is_action_permitted(action, resource)

    replace(FakeBucket, "get_permission", get_permission)


def images_of_every_checkout_exist() -> None:
    """No gap of moto's: nobody builds an image for the emulator, and the name of a checkout's image is not known here."""

    def describe_images(original: Any, self: Any, ami_ids: Any = None, filters: Any = None, *others: Any, **more: Any) -> Any:
        if filters and "name" in filters:
            filters = {**filters, "name": [built_name(name) for name in filters["name"]]}
        return original(self, ami_ids, filters, *others, **more)

    replace(AmiBackend, "describe_images", describe_images)


def own_images_are_not_amazons() -> None:
    """moto gives every image of its list the owner alias `amazon`; images of the account have none."""

    def _load_amis(original: Any, self: Any) -> None:
        original(self)
        for image in self.amis.values():
            if image.owner_id == ACCOUNT:
                image.owner_alias = None

    replace(AmiBackend, "_load_amis", _load_amis)


def rules_for_all_protocols_can_change() -> None:
    """moto wants ports of every rule that changes; AWS has none of a rule for all protocols, and tells them as -1."""

    def modify_security_group_rules(original: Any, self: Any, group_id: str, rules: dict[str, dict[str, Any]]) -> None:
        for rule in rules.values():
            if rule.get("IpProtocol") == "-1":
                rule.update(FromPort=-1, ToPort=-1)
        original(self, group_id, rules)

    replace(SecurityGroupBackend, "modify_security_group_rules", modify_security_group_rules)
