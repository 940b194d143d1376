"""Lambda's Invoke: runs the code that was deployed, with Node, in a process of its own. moto would want Docker for it.

Outside of the one lock: a function may call the emulator.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
import threading
import zipfile
from typing import Any
from urllib.parse import unquote

from clock import LOCK
from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.core import DEFAULT_ACCOUNT_ID

RUNTIME = os.path.join(os.path.dirname(__file__), "function-runtime.cjs")

Response = tuple[int, dict[str, str], bytes]


class FunctionInvocations:
    """Runs functions with the Node program given, against the emulator at `url`."""

    def __init__(self, node: str | None, url: str):
        self._node = node or shutil.which("node")
        self._url = url
        self._lock = threading.Lock()
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def stop(self) -> None:
        """Kills what runs, and removes its code."""
        with self._lock:
            for folder, process in self._running.items():
                process.kill()
                shutil.rmtree(folder, ignore_errors=True)

    def answer(self, environ: dict[str, Any]) -> Response:
        """Answers a request for Invoke: status, headers and body."""
        name = unquote(environ["PATH_INFO"].rstrip("/").split("/")[-2])
        region = environ["HTTP_AUTHORIZATION"].split("Credential=")[1].split("/")[2]
        event = environ["wsgi.input"].read() or b"{}"
        with LOCK:
            try:
                function = lambda_backends[DEFAULT_ACCOUNT_ID][region].get_function(name)
            except UnknownFunctionException as error:
                body = {"Type": "User", "Message": str(error.message)}
                return 404, {"x-amzn-errortype": "ResourceNotFoundException"}, json.dumps(body).encode()
            code, handler, timeout = function.code_bytes, function.handler, function.timeout
            environment = self._environment(function, region)
        result = self._run(code, handler, int(timeout), environment, event)
        if "error" in result:
            return 200, {"X-Amz-Function-Error": "Unhandled"}, json.dumps(result["error"]).encode()
        return 200, {}, json.dumps(result["result"]).encode()

    def _environment(self, function: Any, region: str) -> dict[str, str]:
        """What a function sees: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""
        return {
            "PATH": os.environ.get("PATH", ""),
            "AWS_REGION": region,
            "AWS_ENDPOINT_URL": self._url,
            "AWS_ACCESS_KEY_ID": "function",
            "AWS_SECRET_ACCESS_KEY": "function",
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
            "AGENT_FLEET_TIMEOUT_MS": str(int(function.timeout) * 1000),
            **function.environment_vars,
        }

    def _run(self, code: bytes, handler: str, timeout: int, environment: dict[str, str], event: bytes) -> dict[str, Any]:
        if self._node is None:
            return _error("NotEmulated", "The emulator found no Node to run functions with.")
        with tempfile.TemporaryDirectory(prefix="agent-fleet-function-") as folder:
            with zipfile.ZipFile(io.BytesIO(code)) as archive:
                archive.extractall(folder)
            answer = os.path.join(folder, "answer.json")
            process = subprocess.Popen(
                [self._node, RUNTIME, folder, handler, answer],
                env=environment,
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            with self._lock:
                self._running[folder] = process
            try:
                errors = process.communicate(event, timeout)[1]
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return _error("Sandbox.Timedout", f"Task timed out after {timeout:.2f} seconds")
            finally:
                with self._lock:
                    del self._running[folder]
            if not os.path.exists(answer):
                return _error("Runtime.ExitError", errors.decode("utf-8", "replace") or f"exit status {process.returncode}")
            with open(answer, encoding="utf-8") as file:
                return json.load(file)


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"errorType": kind, "errorMessage": message}}
