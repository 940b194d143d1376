"""The gaps of moto's Auto Scaling: groups without a lifecycle of their own, settings it forgets, calls it lacks."""

from __future__ import annotations

from group_settings_gaps import group_settings_are_kept, metrics_collection_can_be_disabled
from group_size_gaps import ec2_changes_reach_the_group, groups_change_step_by_step, scaling_activities_are_told
from instance_refresh_gaps import instance_refreshes_exist
from lifecycle_hook_gaps import hooks_are_what_was_asked_for, lifecycle_actions_have_an_effect


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
