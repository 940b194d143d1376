"""Replacing one method of moto by another that may call it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def replace(owner: type, name: str, method: Callable[..., Any]) -> None:
    """Puts `method(original, self, ...)` in the place of `owner.name`, which has to exist."""
    original = vars(owner).get(name)
    if not callable(original):
        raise RuntimeError(f"moto has no {owner.__module__}.{owner.__name__}.{name}")

    @functools.wraps(original)
    def replacement(*arguments: Any, **named: Any) -> Any:
        return method(original, *arguments, **named)

    setattr(owner, name, replacement)


def add(owner: type, name: str, method: Callable[..., Any]) -> None:
    """Adds `method(self, ...)`, which `owner` must not have yet."""
    if hasattr(owner, name):
        raise RuntimeError(f"moto has {owner.__module__}.{owner.__name__}.{name} by now: drop the gap that adds it")
    setattr(owner, name, method)
