"""The real server on loopback, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.place import HERE

HOST = "127.0.0.1"
WORKERS = 2


@contextmanager
def served() -> Iterator[int]:
    """granian as `anxin serve` starts it; yields the port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "anxin.project.wsgi:application", "--host", HOST,
            "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        ],
        cwd=HERE, env={**os.environ, "ANXIN_HOSTS": HOST},
    )  # fmt: skip
    try:
        _answers(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            if Client(port).get("/healthz") < 500:
                return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the server did not start")


class Client:
    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self.headers = headers or {}
        self.body = b""

    def get(self, address: str) -> int:
        return self._ask("GET", address, None)

    def post(self, address: str, body: Any) -> int:
        self.headers["Content-Type"] = "application/json"
        return self._ask("POST", address, json.dumps(body).encode())

    def _ask(self, method: str, address: str, body: bytes | None) -> int:
        self.connection.request(method, address, body=body, headers=self.headers)
        answer = self.connection.getresponse()
        self.body = answer.read()
        return answer.status
