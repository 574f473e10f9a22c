"""Starting real servers on loopback: a free port, readiness within a bound, and an end in every case."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request

READY = 30  # seconds


def needed(*programs):
    """Paths of the programs. In CI one that is missing fails the test, elsewhere the test is skipped."""
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    paths = [shutil.which(program, path=search) for program in programs]
    missing = [program for program, path in zip(programs, paths) if path is None]
    if missing:
        print("not installed:", *missing)
        sys.exit(1 if os.environ.get("CI") == "true" else 77)  # 77: CTest's SKIP_RETURN_CODE
    return paths


def needs_root():
    """Likewise, for what only root may start."""
    if os.geteuid() != 0:
        print("only root may do this")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(url):
    """Whether an HTTP server answers at all there."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextlib.contextmanager
def running(command, is_ready, log, **options):
    """A server while it is wanted. Its output goes to the file `log`, which is printed when something fails."""
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options)
    try:
        deadline = time.monotonic() + READY
        while not is_ready():
            assert process.poll() is None, f"{command[0]} ended with status {process.returncode}"
            assert time.monotonic() < deadline, f"{command[0]} is not ready after {READY} seconds"
            time.sleep(0.05)
        yield process
    except BaseException:
        with open(log, "rb") as output:
            sys.stderr.write("--- " + log + "\n" + output.read().decode(errors="replace")[-8000:])
        raise
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Report:
    """Runs checks, one after the other, and says which failed."""

    def __init__(self):
        self.passed, self.failed = 0, []

    def check(self, function, *arguments):
        try:
            function(*arguments)
            self.passed += 1
        except Exception:  # noqa: BLE001 (the others shall run)
            traceback.print_exc()
            self.failed.append(function.__name__)

    def status(self):
        """The exit status of the test."""
        print(f"{self.passed} checks passed, {len(self.failed)} failed", *self.failed)
        return 1 if self.failed else 0
