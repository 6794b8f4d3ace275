"""Servers to look at: real ones of Runlet, and a page of somebody else."""

import asyncio
import http.server
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Runlet:
    """A real server with a database and a range of users of its own, as in Tests/TestKit/ServerProcess.swift."""

    _started = 0

    def __init__(self, settings=None):
        self.directory = tempfile.TemporaryDirectory(prefix="runlet-browser-")
        # Other suites on the same machine have other users.
        first = 1_910_000_000 + os.getpid() % 100 * 1_000_000 + 900_000 + Runlet._started % 10 * 10_000
        Runlet._started += 1
        environment = {
            "HOME": self.directory.name,
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "RUNLET_LANGUAGES_PATH": os.path.join(ROOT, "languages"),
            "RUNLET_PLAYGROUND_PATH": os.path.join(ROOT, "playground"),
            "RUNLET_COORDINATOR_ADDRESS": "127.0.0.1:0",
            "RUNLET_DATASTORE_SQLITE_PATH": os.path.join(self.directory.name, "runlet.sqlite"),
            "RUNLET_WORKER_UIDBASE": str(first),
        }
        environment.update({f"RUNLET_{name}": value for name, value in (settings or {}).items()})
        self._log = open(os.path.join(self.directory.name, "log"), "w+")
        self.process = subprocess.Popen(
            [os.path.join(ROOT, ".build/release/runlet"), "run", "standalone"],
            env=environment,
            cwd=self.directory.name,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self.port = self._port()
        self.origin = f"http://127.0.0.1:{self.port}"

    def log(self):
        with open(self._log.name) as file:
            return file.read()

    def _port(self):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            match = re.search(r"listening.*:(\d+)", self.log())
            if match:
                return int(match.group(1))
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"the server does not listen: {self.log()}")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def resident_memory(self):
        """Bytes; of the server alone, not of what it runs."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) * 1024

    def request(self, method, path, body=None, headers=None):
        """(status, headers, bytes), from outside of the browser. Blocks."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.origin + path, data=data, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    async def get(self, path, headers=None):
        status, _, body = await asyncio.to_thread(self.request, "GET", path, None, headers)
        assert status == 200, f"{path}: {status} {body[:300]}"
        return json.loads(body)

    async def post(self, path, body=None, headers=None):
        status, _, answer = await asyncio.to_thread(self.request, "POST", path, body, headers)
        assert 200 <= status < 300, f"{path}: {status} {answer[:300]}"
        return json.loads(answer)


class OtherPage:
    """A page of another origin: the same machine, another port."""

    def __init__(self):
        pages = self.pages = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                page = pages.get(self.path.split("?")[0])
                body = (page or "").encode()
                # Browsers ask for an icon by themselves; that there is none is no problem of a page.
                self.send_response(404 if page is None and self.path != "/favicon.ico" else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
