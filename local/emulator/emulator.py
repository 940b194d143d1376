"""The AWS emulator of local mode and of the tests: moto's server with what it lacks (gaps.py), on 127.0.0.1 only.

Prints one line of JSON when it is ready, and ends when its standard input ends, so that it never outlives its parent.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import logging
import os
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--speed", type=float, default=1.0, help="factor by which time is compressed")
    parser.add_argument("--launch-seconds", type=float, default=20.0, help="time EC2 takes to start an instance")
    parser.add_argument("--node", help="Node program that runs functions when they are invoked; else the one on PATH")
    parser.add_argument("--log", help="file that gets one line of JSON for each call")
    return parser.parse_args()


def _seed_images() -> None:
    """moto reads its images when it is imported, from a file."""
    from images import images

    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(images(), file)
    os.environ["MOTO_AMIS_PATH"] = file.name
    try:
        import moto.ec2.models  # noqa: F401
    finally:
        os.unlink(file.name)


class Application:
    """Counts each call, shows the faults that were asked for, and hands the call to moto under the one lock."""

    def __init__(self, moto_application: Any):
        self._moto = moto_application
        #: Set once the address is known.
        self.functions: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        from calls import CALLS, FAULTS, Call
        from clock import LOCK

        body = environ["wsgi.input"].read() if environ.get("wsgi.input_terminated") else self._sized_body(environ)
        environ["wsgi.input"] = io.BytesIO(body)
        path = environ.get("PATH_INFO", "")
        if path.startswith("/agent-fleet/"):
            return self._control(environ, path, body, start_response)
        call = Call(environ, body)
        fault = FAULTS.take(call, body)
        if fault:
            time.sleep(fault.delay_seconds)
            fault.released.wait()
        if fault and fault.drop:
            CALLS.add(call)
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("the emulator was asked to drop this call")
        if fault and fault.status:
            call.status = fault.status
            CALLS.add(call)
            return _respond(start_response, *fault.answer(call))
        return self._answer(environ, call, start_response, LOCK)

    @staticmethod
    def _sized_body(environ: dict[str, Any]) -> bytes:
        return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

    @staticmethod
    def _control(environ: dict[str, Any], path: str, body: bytes, start_response: Any) -> list[bytes]:
        import control

        try:
            answer = control.answer(environ["REQUEST_METHOD"], path, environ.get("QUERY_STRING", ""), body)
        except (ValueError, TypeError) as error:
            answer = 400, "application/json", json.dumps({"message": str(error)}).encode()
        return _respond(start_response, *answer)

    def _answer(self, environ: dict[str, Any], call: Any, start_response: Any, lock: Any) -> list[bytes]:
        from calls import CALLS

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            call.status = int(status.split()[0])
            return start_response(status, headers, exc_info)

        try:
            if (call.service, call.action) == ("lambda", "Invoke"):
                return self._invoke(environ, call, start_response)
            with lock:
                return [b"".join(self._moto(environ, start))]
        except Exception as error:  # what moto cannot do must reach the caller as an error it does not retry for minutes
            call.status = 400
            CALLS.add_unknown(call)
            print(f"{call.service}.{call.action}: {error!r}", file=sys.stderr)
            traceback.print_exc(file=sys.stderr)
            from calls import Fault

            message = f"The emulator cannot do {call.service} {call.action}: {error}"
            return _respond(start_response, *Fault({"status": 400, "code": "NotEmulated", "message": message}).answer(call))
        finally:
            CALLS.add(call)

    def _invoke(self, environ: dict[str, Any], call: Any, start_response: Any) -> list[bytes]:
        status, headers, body = self.functions.answer(environ)
        call.status = status
        all_headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
        start_response(f"{status} -", list(all_headers.items()))
        return [body]


def _respond(start_response: Any, status: int, content_type: str, body: bytes) -> list[bytes]:
    start_response(f"{status} -", [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]


def _end_with_parent(before: list[Callable[[], None]]) -> None:
    sys.stdin.buffer.read()
    for each in before:
        each()
    os._exit(0)


def main() -> None:
    # Nothing of what is loaded becomes garbage: looking for it takes a third of the time that loading takes.
    gc.disable()
    arguments = _arguments()
    before_end: list[Callable[[], None]] = []
    threading.Thread(target=_end_with_parent, args=(before_end,), name="parent", daemon=True).start()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    # Fleet files name managed policies of AWS.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    _seed_images()

    from calls import CALLS
    from clock import CLOCK
    from function_invocation import FunctionInvocations
    from gaps import close_gaps
    from instances import INSTANCES
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    class QuietHandler(MotoRequestHandler):
        def log_request(self, *_: Any) -> None:
            pass

    application = Application(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", arguments.port, application, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_port}"
    application.functions = FunctionInvocations(arguments.node, url)
    before_end.append(application.functions.stop)
    close_gaps(lambda: url)
    INSTANCES.launch_seconds = arguments.launch_seconds
    if arguments.log:
        log = open(arguments.log, "a", buffering=1, encoding="utf-8")  # noqa: SIM115: open for as long as we run
        CALLS.write_to(lambda line: print(line, file=log))
    CLOCK.start(arguments.speed)
    gc.freeze()
    gc.enable()
    print(json.dumps({"url": url}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
