"""Which calls reached the emulator, and the faults that tests ask it to show."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from moto.core.request import Request
from moto.core.routing import get_service_router

#: Calls kept for GET /agent-fleet/requests; counts go on beyond it.
KEPT_CALLS = 5000
#: Services by their signing name, where botocore has another name for the model.
MODELS = {"monitoring": "cloudwatch"}

_credential = re.compile(r"Credential=([^/]+)/[^/]*/([^/]+)/([^/]+)/")


class Call:
    """One call of an AWS API: who called what, and how it went."""

    def __init__(self, environ: dict[str, Any], body: bytes):
        signature = _credential.search(environ.get("HTTP_AUTHORIZATION", ""))
        self.access_key = signature.group(1) if signature else ""
        self.service = signature.group(3) if signature else "s3"
        self.user_agent = environ.get("HTTP_USER_AGENT", "")
        self.action = self._action(environ, body)
        self.json = "HTTP_X_AMZ_TARGET" in environ or self.service in ("lambda", "resource-groups")
        self.started = time.time()
        self.signed_at = _signed_at(environ, self.started)
        self.status = 0

    def _action(self, environ: dict[str, Any], body: bytes) -> str:
        target = environ.get("HTTP_X_AMZ_TARGET")
        if target:
            return target.split(".")[-1]
        if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
            action = parse_qs(body.decode("utf-8", "replace")).get("Action")
            if action:
                return action[0]
        action = parse_qs(environ.get("QUERY_STRING", "")).get("Action")
        if action:
            return action[0]
        try:
            operation, _ = get_service_router(MODELS.get(self.service, self.service)).match(Request(dict(environ)))
            return operation.name
        except Exception:  # an address that no operation has: still worth counting
            return f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}"

    def describe(self) -> dict[str, Any]:
        return {
            "service": self.service,
            "action": self.action,
            "accessKey": self.access_key,
            "userAgent": self.user_agent,
            "status": self.status,
            "at": self.started,
        }


def _signed_at(environ: dict[str, Any], otherwise: float) -> float:
    """When the caller's clock says that the call was signed."""
    date = environ.get("HTTP_X_AMZ_DATE")
    return datetime.strptime(date, "%Y%m%dT%H%M%S%z").timestamp() if date else otherwise


class CallLog:
    """Counts by service and action, and the last calls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sink: Callable[[str], None] | None = None
        self.reset()

    def reset(self) -> None:
        self._since = time.time()
        self._counts: dict[str, int] = {}
        self._calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._unknown: dict[str, int] = {}

    def write_to(self, sink: Callable[[str], None]) -> None:
        self._sink = sink

    def add(self, call: Call) -> None:
        name = f"{call.service}.{call.action}"
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + 1
            self._calls.append(call)
            if self._sink:
                self._sink(json.dumps(call.describe()))

    def add_unknown(self, call: Call) -> None:
        """Notes a call that neither moto nor its extension can answer."""
        name = f"{call.service}.{call.action}"
        with self._lock:
            self._unknown[name] = self._unknown.get(name, 0) + 1

    def describe(self, user_agent: str | None, access_key: str | None) -> dict[str, Any]:
        """All counts; with a filter, the counts of the kept calls that fit."""
        with self._lock:
            calls = [
                call
                for call in self._calls
                if (not user_agent or user_agent in call.user_agent) and (not access_key or access_key == call.access_key)
            ]
            counts: dict[str, int] = dict(self._counts)
            unknown = dict(self._unknown)
        if user_agent or access_key:
            counts = {}
            for call in calls:
                name = f"{call.service}.{call.action}"
                counts[name] = counts.get(name, 0) + 1
        return {
            "seconds": time.time() - self._since,
            "total": sum(counts.values()),
            "counts": dict(sorted(counts.items())),
            "unknown": unknown,
            "calls": [call.describe() for call in calls],
        }


class Fault:
    """What to do to the next calls of one action instead of (or, for a delay, before) answering them."""

    def __init__(self, wanted: dict[str, Any]):
        self.service: str = wanted.get("service", "*")
        self.action: str = wanted.get("action", "*")
        self.count: int | None = wanted.get("count")
        seconds = wanted.get("forSeconds")
        self.until: float | None = None if seconds is None else time.time() + float(seconds)
        self.status: int | None = wanted.get("status")
        self.code: str = wanted.get("code", "InternalFailure")
        self.message: str = wanted.get("message", "The emulator was asked to fail this call.")
        self.delay_seconds: float = float(wanted.get("delaySeconds", 0))
        self.drop: bool = bool(wanted.get("drop", False))
        #: Set once calls that were held may go on.
        self.released = threading.Event()
        if not wanted.get("hold", False):
            self.released.set()
        self.access_key: str | None = wanted.get("accessKey")
        #: Only calls whose body has this text: a parameter's name, a group's, an instance's id.
        self.containing: bytes = wanted.get("containing", "").encode()
        #: Only calls that were signed by a clock that is wrong by more than this.
        self.skewed_seconds: float | None = wanted.get("skewedSeconds")

    def applies(self, call: Call, body: bytes) -> bool:
        if self.count == 0 or (self.until is not None and time.time() > self.until):
            return False
        if self.access_key is not None and self.access_key != call.access_key:
            return False
        if self.containing not in body:
            return False
        if self.skewed_seconds is not None and abs(call.signed_at - time.time()) <= self.skewed_seconds:
            return False
        return self.service in ("*", call.service) and self.action in ("*", call.action)

    def answer(self, call: Call) -> tuple[int, str, bytes]:
        """Status, content type and body of the error, in the form the service's protocol has."""
        status = self.status or 500
        if call.json:
            body = json.dumps({"__type": self.code, "message": self.message, "Message": self.message})
            return status, "application/x-amz-json-1.1", body.encode()
        error = f"<Code>{escape(self.code)}</Code><Message>{escape(self.message)}</Message>"
        if call.service == "s3":
            body = f"<Error>{error}</Error>"
        elif call.service == "ec2":
            body = f"<Response><Errors><Error>{error}</Error></Errors><RequestID>0</RequestID></Response>"
        else:
            kind = "Sender" if status < 500 else "Receiver"
            body = f"<ErrorResponse><Error><Type>{kind}</Type>{error}</Error><RequestId>0</RequestId></ErrorResponse>"
        return status, "text/xml", body.encode()


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> None:
        with self._lock:
            self._faults.append(Fault(wanted))

    def clear(self, containing: bytes | None = None) -> None:
        """Ends all faults, or those of calls that contain this; calls that were held go on."""
        with self._lock:
            ended = [fault for fault in self._faults if containing is None or fault.containing == containing]
            for fault in ended:
                fault.released.set()
            self._faults = [fault for fault in self._faults if fault not in ended]

    def take(self, call: Call, body: bytes) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.applies(call, body):
                    if fault.count is not None:
                        fault.count -= 1
                    return fault
        return None


CALLS = CallLog()
FAULTS = Faults()
