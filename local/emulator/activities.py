"""Scaling activities: what a group did, as DescribeScalingActivities tells it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

#: AWS keeps six weeks of them; a few hundred are enough here.
KEPT_ACTIVITIES = 500


class Activity:
    """One launch or termination. Attributes are named for the fields of the API."""

    def __init__(self, group_name: str, description: str, cause: str):
        self.activity_id = str(uuid.uuid4())
        self.auto_scaling_group_name = group_name
        self.description = description
        self.cause = cause
        self.start_time = datetime.now(UTC)
        self.end_time: datetime | None = None
        self.status_code = "InProgress"
        self.status_message: str | None = None
        self.progress = 0
        self.details = "{}"

    def end(self, status: str = "Successful", message: str | None = None) -> None:
        self.status_code = status
        self.status_message = message
        self.end_time = datetime.now(UTC)
        self.progress = 100


class Activities:
    """The activities of one group, the last one first."""

    def __init__(self, group_name: str):
        self._group_name = group_name
        self.all: list[Any] = []

    def add(self, description: str, cause: str) -> Activity:
        activity = Activity(self._group_name, description, cause)
        self.all.insert(0, activity)
        del self.all[KEPT_ACTIVITIES:]
        return activity
