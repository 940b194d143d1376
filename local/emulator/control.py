"""The emulator's own addresses, below /agent-fleet/: what machines, tests and benchmarks ask and tell it."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import parse_qs

import left_over
from calls import CALLS, FAULTS
from clock import CLOCK
from instance_events import interrupt_spot, power_off, recommend_rebalance
from instances import INSTANCES
from moto.awslambda.models import lambda_backends
from shortage import SHORTAGE

Answer = tuple[int, str, bytes]


def _json(value: Any, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(value, default=str).encode()


def _number(query: dict[str, list[str]], name: str, default: float) -> float:
    return float(query.get(name, [str(default)])[0])


def _instances(query: dict[str, list[str]]) -> Answer:
    """Waits for a change after `after` for up to `timeoutSeconds` (real seconds)."""
    after = int(_number(query, "after", -1))
    version, instances = INSTANCES.wait(after, _number(query, "timeoutSeconds", 0))
    return _json({"version": version, "speed": CLOCK.speed, "instances": instances})


def _function(region: str, name: str, file: str) -> Answer:
    for regions in lambda_backends.values():
        if region not in regions:
            continue
        for function in regions[region].list_functions():
            digest = hashlib.sha256(function.code_bytes).hexdigest()[:16]
            if function.function_name == name and file == f"{digest}.zip":
                return 200, "application/zip", function.code_bytes
    return _json({"message": f"no function {name} with this code in {region}"}, 404)


def _instance_event(instance_id: str, event: str) -> Answer:
    events = {
        "power-off": power_off,
        "spot-interruption": interrupt_spot,
        "rebalance-recommendation": recommend_rebalance,
    }
    if event not in events:
        return _json({"message": f"no such event: {event}"}, 404)
    if not events[event](instance_id):
        return _json({"message": f"no running instance {instance_id}"}, 404)
    return _json({})


def answer(method: str, path: str, query_string: str, body: bytes) -> Answer:
    """Answers one request below /agent-fleet/."""
    query = parse_qs(query_string)
    match method, path.strip("/").split("/")[1:]:
        case "GET", ["instances"]:
            return _instances(query)
        case "POST", ["instances", instance_id, event]:
            return _instance_event(instance_id, event)
        case "GET", ["functions", region, name, file]:
            return _function(region, name, file)
        case "GET", ["requests"]:
            return _json(CALLS.describe(query.get("userAgent", [None])[0], query.get("accessKey", [None])[0]))
        case "DELETE", ["requests"]:
            CALLS.reset()
            return _json({})
        case "POST", ["faults"]:
            FAULTS.add(json.loads(body))
            return _json({})
        case "DELETE", ["faults"]:
            containing = query.get("containing")
            FAULTS.clear(containing[0].encode() if containing else None)
            return _json({})
        case "PUT", ["shortage"]:
            SHORTAGE.instance_types = frozenset(json.loads(body))
            return _json({})
        case "GET", ["left-over"]:
            return _json(left_over.left_over())
        case _:
            return _json({"message": f"no such address: {method} {path}"}, 404)
