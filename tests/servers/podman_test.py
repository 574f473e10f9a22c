"""podman's API for clients of Docker, on a Unix-domain socket, used through MCP by Docker's own document: images, containers, archives, logs, events.

Usage: podman_test.py PROJECTS
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse

from mcp_client import Client, sessions
from real_server import Report, needed, needs_root, running

program = os.path.join(sys.argv[1], "docker/docker-mcp")
podman, runc, busybox = needed("podman", "runc", "busybox")
needs_root()

IMAGE = "localhost/tests/tiny"
# The container runtime refuses limits above those of the machine, which podman would ask for.
HOST = {"NetworkMode": "none", "Ulimits": [{"Name": "nofile", "Soft": 512, "Hard": 512},
                                           {"Name": "nproc", "Soft": 512, "Hard": 512}]}


def archive(files):
    """A tar archive of names with their bytes and modes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content, mode in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def image(tag):
    """An image of one static program, as `docker save` writes it."""
    with open(busybox, "rb") as file:
        layer = archive([("bin/busybox", file.read(), 0o755)])
    digest = hashlib.sha256(layer).hexdigest()
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Labels": {"tests": "yes"}},
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest]}}).encode()
    name = hashlib.sha256(config).hexdigest()
    manifest = [{"Config": name + ".json", "RepoTags": [f"{IMAGE}:{tag}"], "Layers": [digest + ".tar"]}]
    return archive([(name + ".json", config, 0o644), (digest + ".tar", layer, 0o644),
                    ("manifest.json", json.dumps(manifest).encode(), 0o644)])


class Podman:
    def __init__(self, folder):
        self.folder = folder
        self.url = "http+unix://" + urllib.parse.quote(self.path("api.sock"), safe="")
        self.common = [podman, "--storage-driver", "vfs", "--root", self.path("storage"), "--runroot", self.path("run"),
                       "--tmpdir", self.path("temporary"), "--cgroup-manager", "cgroupfs", "--runtime", runc,
                       "--events-backend", "file"]

    def path(self, name):
        return os.path.join(self.folder, name)

    def ask(self, *arguments):
        """What podman's own command line says."""
        done = subprocess.run([*self.common, *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done
        return done.stdout.strip()

    def service(self):
        return [*self.common, "system", "service", "--time", "0", "unix://" + self.path("api.sock")]

    def answers(self):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.path("api.sock"))
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(4096)
        return False

    def clean(self):
        """Nothing of containers stays: neither processes nor mounts nor images."""
        for command in (["rm", "--all", "--force", "--time", "0"], ["rmi", "--all", "--force"]):
            subprocess.run([*self.common, *command], capture_output=True, timeout=120)
        # What watched a program that was run in a container waits for five minutes before it cleans up.
        for process in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                with open(f"/proc/{process}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
                if words[0].endswith(b"/conmon") and any(self.folder.encode() in word for word in words):
                    os.kill(int(process), signal.SIGKILL)


def check_system(client, engine):
    assert client.call("system_ping").ok().text == "OK"
    assert client.call("system_ping_head").ok().text == "HTTP 200, no content"
    version = client.call("system_version").ok().json
    assert version["Version"] == engine.ask("version", "--format", "{{.Client.Version}}"), version
    info = client.call("system_info", {"_result": {"select": ["/Driver", "/Containers"]}}).ok().json
    assert info["Driver"] == "vfs" and info.keys() == {"Driver", "Containers"}, info


def check_images(client, engine):
    """By the document a request body of the media type application/x-tar."""
    loaded = client.call("image_load", {"body": base64.b64encode(image("1")).decode()}).ok()
    assert f"{IMAGE}:1" in loaded.text, loaded
    one, = client.call("image_list", {"filters": json.dumps({"reference": [IMAGE]})}).ok().json
    assert one["RepoTags"] == [f"{IMAGE}:1"] and one["Id"] == "sha256:" + engine.ask("images", "--quiet", "--no-trunc").split(":")[-1]
    # A name with slashes and a colon is one segment of the path.
    kept = client.call("image_inspect", {"name": f"{IMAGE}:1"}).ok().json
    assert kept["Id"] == one["Id"] and kept["Config"]["Labels"] == {"tests": "yes"}, kept
    client.call("image_tag", {"name": f"{IMAGE}:1", "repo": IMAGE, "tag": "2"}).ok()
    assert sorted(engine.ask("images", "--format", "{{.Tag}}").split()) == ["1", "2"]
    removed = client.call("image_delete", {"name": f"{IMAGE}:2"}).ok().json
    assert removed == [{"Untagged": f"{IMAGE}:2"}], removed
    client.call("image_inspect", {"name": f"{IMAGE}:2"}).error("HTTP 404", "No such image")
    saved = client.call("image_get", {"name": f"{IMAGE}:1"}).ok()
    assert "left out: the limit is" in saved.text, saved  # two megabytes


def create(client, name, *command, **more):
    body = {"Image": f"{IMAGE}:1", "Cmd": ["/bin/busybox", *command], "HostConfig": HOST, **more}
    return client.call("container_create", {"name": name, "body": body}).ok().json["Id"]


def frames(data):
    """Texts by stream, of the frames in which an engine sends the output of a container without a terminal."""
    texts = {1: b"", 2: b""}
    while data:
        size = int.from_bytes(data[4:8], "big")
        texts[data[0]] += data[8:8 + size]
        data = data[8 + size:]
    return texts


def check_containers(client, engine):
    begin = int(time.time())
    identity = create(client, "speaker", "sh", "-c", "/bin/busybox echo out; /bin/busybox echo err >&2; /bin/busybox echo \"$GREETING\"",
                      Env=["GREETING=Grüß \"Gott\" & more"])
    listed, = client.call("container_list", {"all": True, "filters": json.dumps({"name": ["speaker"]})}).ok().json
    assert listed["Id"] == identity and listed["Names"] == ["/speaker"], listed
    again = {"name": "speaker", "body": {"Image": f"{IMAGE}:1", "Cmd": ["x"]}}
    client.call("container_create", again).error("HTTP 500", "already in use")  # see docs/oracle.md
    assert "HTTP 204" in client.call("container_start", {"id": "speaker"}).ok().text
    assert client.call("container_wait", {"id": "speaker"}).ok().json["StatusCode"] == 0
    state = client.call("container_inspect", {"id": "speaker", "_result": {"pointer": "/State"}}).ok().json
    assert state["Status"] == "exited" and state["ExitCode"] == 0, state
    _, log = client.call("container_logs", {"id": "speaker", "stdout": True, "stderr": True}).ok().bytes()
    assert frames(log) == {1: "out\nGrüß \"Gott\" & more\n".encode(), 2: b"err\n"}, log
    _, log = client.call("container_logs", {"id": "speaker", "stderr": True}).ok().bytes()
    assert frames(log) == {1: b"", 2: b"err\n"}, log

    # With a terminal there are no frames, and the log is text.
    create(client, "typist", "echo", "Grüß Gott", Tty=True)
    client.call("container_start", {"id": "typist"}).ok()
    client.call("container_wait", {"id": "typist"}).ok()
    assert client.call("container_logs", {"id": "typist", "stdout": True, "follow": True}).ok().text.strip() == "Grüß Gott"

    # What happened, as lines of JSON that the engine calls application/json. It writes its journal when it likes.
    wanted = ["create", "start", "die"]
    for _ in range(10):
        events = client.call("system_events", {"since": str(begin - 1), "until": str(int(time.time()) + 1),
                                               "filters": json.dumps({"container": [identity]})}).ok()
        actions = [] if "no content" in events.text else [event["Action"] for event in events.json]
        if [action for action in actions if action in wanted] == wanted:
            break
    else:
        raise AssertionError(events)

    client.call("container_inspect", {"id": "nobody"}).error("HTTP 404", "no such container")
    client.call("container_create", {"name": "unborn", "body": {"Image": "localhost/no/such:1"}}).error("HTTP 404")
    client.call("container_create", {"name": "?", "body": {"Image": 1}}).error("`name`", "`body.Image`")
    client.call("container_inspect", {"id": "../images/json"}).error("`id`")
    for name in ("speaker", "typist"):
        assert "HTTP 204" in client.call("container_delete", {"id": name}).ok().text
    client.call("container_delete", {"id": "speaker"}).error("HTTP 404")


def check_running(client, engine):
    create(client, "sleeper", "sleep", "600")
    client.call("container_start", {"id": "sleeper"}).ok()
    assert client.call("container_start", {"id": "sleeper"}).ok().text == "HTTP 304 Not Modified"
    assert client.call("container_inspect", {"id": "sleeper"}).ok().json["State"]["Running"] is True
    client.call("container_delete", {"id": "sleeper"}).error("HTTP 500", "it is running")  # see docs/oracle.md
    client.call("image_delete", {"name": f"{IMAGE}:1"}).error("HTTP 409", "in use")

    files = [("notes/a.txt", "é\n".encode(), 0o644), ("notes/b.bin", bytes(range(256)), 0o600)]
    put = {"id": "sleeper", "path": "/", "body": base64.b64encode(archive(files)).decode()}
    client.call("put_container_archive", put).ok()
    kind, tar = client.call("container_archive", {"id": "sleeper", "path": "/notes"}).ok().bytes()
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        found = {member.name: opened.extractfile(member).read() for member in opened if member.isfile()}
    assert kind == "application/x-tar" and found == {name: content for name, content, _ in files}, found
    assert engine.ask("exec", "sleeper", "/bin/busybox", "cat", "/notes/a.txt") == "é"
    about = client.call("container_archive_info", {"id": "sleeper", "path": "/notes/b.bin"}).ok()
    stat = json.loads(base64.b64decode(about.headers["x-docker-container-path-stat"]))
    assert stat["name"] == "b.bin" and stat["size"] == 256, stat
    client.call("container_archive", {"id": "sleeper", "path": "/nowhere"}).error("HTTP 404")

    execution = client.call("container_exec", {"id": "sleeper", "body": {
        "AttachStdout": True, "Tty": True, "Cmd": ["/bin/busybox", "cat", "/notes/a.txt"]}}).ok().json["Id"]
    # The output ends where the connection does.
    assert client.call("exec_start", {"id": execution, "body": {"Detach": False, "Tty": True}}).ok().text == "é\r\n"
    assert client.call("exec_inspect", {"id": execution}).ok().json["ExitCode"] == 0, execution

    assert "HTTP 204" in client.call("container_kill", {"id": "sleeper", "signal": "SIGKILL"}).ok().text
    assert client.call("container_wait", {"id": "sleeper"}).ok().json["StatusCode"] == 137
    client.call("container_start", {"id": "sleeper"}).ok()
    assert "HTTP 204" in client.call("container_stop", {"id": "sleeper", "t": 0}).ok().text
    assert client.call("container_stop", {"id": "sleeper"}).ok().text == "HTTP 304 Not Modified"
    client.call("container_rename", {"id": "sleeper", "name": "gone"}).ok()
    client.call("container_delete", {"id": "gone", "force": True}).ok()
    client.call("image_delete", {"name": f"{IMAGE}:1"}).ok()
    assert engine.ask("images", "--quiet") == "" and engine.ask("ps", "--all", "--quiet") == ""


CHECKS = (check_system, check_images, check_containers, check_running)


def main(folder):
    report, engine = Report(), Podman(folder)
    try:
        with running(engine.service(), engine.answers, engine.path("log")):
            for client in sessions(program, environment={"DOCKER_BASE_URL": engine.url + "/v1.41"}):
                for check in CHECKS:
                    report.check(check, client, engine)
                engine.clean()
    finally:
        engine.clean()
    return report.status()


with tempfile.TemporaryDirectory() as folder:
    sys.exit(main(folder))
