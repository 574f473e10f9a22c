"""docker-registry, used through MCP by a document of ours: blobs, manifests, tags, pages, a password.

Usage: registry_test.py PROJECTS
"""

import base64
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse

from mcp_client import Client, concealed, sessions
from real_server import Report, answers, free_port, needed, running

program = os.path.join(sys.argv[1], "registry/registry-mcp")
docker_registry, skopeo = needed("docker-registry", "skopeo")

USER, PASSWORD, WRONG = "ann", "correct horse: battery/staple", "wrong horse battery"
HASH = "$2b$04$np.2DBmdUn4r8jGD48HuAeQaIjIERzYq89/d43lSIhL/qB4Svbz1S"  # of PASSWORD, by bcrypt, which the registry wants
IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json"

CONFIGURATION = """
version: 0.1
log: {{level: warn, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: "{folder}/storage"}}, delete: {{enabled: true}}}}
auth: {{htpasswd: {{realm: tests, path: "{folder}/users"}}}}
http: {{addr: "127.0.0.1:{port}", secret: tests}}
"""


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def encoded(data):
    return base64.b64encode(data).decode()


def layer():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("etc/greeting")
        content = "Grüß Gott\n".encode()
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


LAYER = layer()
PACKED = gzip.compress(LAYER, mtime=0)
CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {
    "type": "layers", "diff_ids": [digest(LAYER)]}}).encode()


def manifest(media_type=IMAGE, size=len(CONFIG)):
    kind = {IMAGE: ("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"),
            DOCKER_IMAGE: ("application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip")}
    return {
        "schemaVersion": 2, "mediaType": media_type,
        "config": {"mediaType": kind[media_type][0], "digest": digest(CONFIG), "size": size},
        "layers": [{"mediaType": kind[media_type][1], "digest": digest(PACKED), "size": len(PACKED)}],
    }


def upload_of(result):
    """The arguments by which the next call goes on with an upload: what `Location` says."""
    location = urllib.parse.urlsplit(result.ok().headers["location"])
    state, = urllib.parse.parse_qs(location.query)["_state"]
    assert location.path.endswith("/" + result.headers["docker-upload-uuid"]), result
    return {"upload": result.headers["docker-upload-uuid"], "_state": state}


def push_blob(client, name, data):
    go_on = upload_of(client.call("start_upload", {"name": name}))
    result = client.call("finish_upload", {"name": name, **go_on, "digest": digest(data), "body": encoded(data)}).ok()
    assert result.headers["docker-content-digest"] == digest(data) and "HTTP 201" in result.text, result


def push_image(client, name, tag, media_type=IMAGE, content_type=None):
    push_blob(client, name, PACKED)
    push_blob(client, name, CONFIG)
    arguments = {"name": name, "reference": tag, "body": manifest(media_type)}
    if content_type:
        arguments["content_type"] = content_type
    return client.call("put_manifest", arguments).ok().headers["docker-content-digest"]


def check_blobs(client, registry):
    name = registry.new_name("team/blobs")
    assert client.call("check_version").ok().json == {}
    client.call("check_blob", {"name": name, "digest": digest(PACKED)}).error("HTTP 404")
    # In three parts, as large layers are sent.
    go_on = upload_of(client.call("start_upload", {"name": name}))
    for begin, end in ((0, 50), (50, 100)):
        part = client.call("upload_part", {"name": name, **go_on, "Content-Range": f"{begin}-{end - 1}",
                                           "body": encoded(PACKED[begin:end])})
        go_on = upload_of(part)
        assert part.headers["range"] == f"0-{end - 1}", part
    assert client.call("get_upload", {"name": name, **go_on}).ok().headers["range"] == "0-99"
    result = client.call("finish_upload", {"name": name, **go_on, "digest": digest(PACKED), "body": encoded(PACKED[100:])}).ok()
    assert result.headers["docker-content-digest"] == digest(PACKED), result

    here = {"name": name, "digest": digest(PACKED)}
    head = client.call("check_blob", here).ok()
    assert head.headers["docker-content-digest"] == digest(PACKED), head
    assert head.headers["content-length"] == str(len(PACKED)), head
    assert client.call("get_blob", here).ok().bytes() == ("application/gzip", PACKED)
    part = client.call("get_blob", {**here, "Range": "bytes=0-9"}).ok()
    assert part.bytes()[1] == PACKED[:10] and part.headers["content-range"] == f"bytes 0-9/{len(PACKED)}", part

    go_on = upload_of(client.call("start_upload", {"name": name}))
    client.call("finish_upload", {"name": name, **go_on, "digest": digest(b"else"), "body": encoded(b"this")}).error(
        "HTTP 400", "DIGEST_INVALID")
    go_on = upload_of(client.call("start_upload", {"name": name}))
    assert "HTTP 204" in client.call("cancel_upload", {"name": name, **go_on}).ok().text
    client.call("get_upload", {"name": name, **go_on}).error("HTTP 404", "BLOB_UPLOAD_UNKNOWN")

    other = registry.new_name("team/other")
    mounted = client.call("start_upload", {"name": other, "mount": digest(PACKED), "from": name}).ok()
    assert "HTTP 201" in mounted.text and mounted.headers["docker-content-digest"] == digest(PACKED), mounted
    client.call("delete_blob", here).ok()
    client.call("get_blob", here).error("HTTP 404", "BLOB_UNKNOWN")
    large = bytes(range(256)) * 4096 * 2  # 2 MiB
    push_blob(client, name, large)
    assert client.call("check_blob", {"name": name, "digest": digest(large)}).ok().headers["content-length"] == str(len(large))


def check_manifests(client, registry):
    name = registry.new_name("team/app")
    oci = push_image(client, name, "1.0")
    docker = push_image(client, name, "docker", DOCKER_IMAGE, DOCKER_IMAGE)
    assert oci != docker
    for tag, media_type, identity in (("1.0", IMAGE, oci), ("docker", DOCKER_IMAGE, docker)):
        got = client.call("get_manifest", {"name": name, "reference": tag}).ok()
        assert got.json == manifest(media_type) and got.headers["docker-content-digest"] == identity, got
        head = client.call("check_manifest", {"name": name, "reference": identity}).ok()
        assert head.headers["content-type"] == media_type and head.headers["docker-content-digest"] == identity, head
        # Numbers and texts came through as they were sent: the digest of what we got is the registry's.
        raw = registry.skopeo(f"{name}:{tag}", "inspect", "--raw")
        assert digest(raw) == identity and json.loads(raw) == manifest(media_type)
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [
        {"mediaType": IMAGE, "digest": oci, "size": int(head.headers["content-length"])}]}
    client.call("put_manifest", {"name": name, "reference": "all", "content_type": INDEX, "body": index}).ok()
    assert client.call("check_manifest", {"name": name, "reference": "all"}).ok().headers["content-type"] == INDEX
    tags = client.call("list_tags", {"name": name}).ok().json
    assert tags["name"] == name and sorted(tags["tags"]) == ["1.0", "all", "docker"], tags

    # The image is one: another program copies it, and finds the file in it.
    registry.skopeo(f"{name}:1.0", "copy", into=os.path.join(registry.folder, "copy"))
    with open(os.path.join(registry.folder, "copy", digest(PACKED)[7:]), "rb") as file:
        assert file.read() == PACKED

    client.call("put_manifest", {"name": name, "reference": "x", "content_type": IMAGE,
                                 "body": {**manifest(), "schemaVersion": 1}}).error("`body.schemaVersion`")
    client.call("put_manifest", {"name": name, "reference": "x", "content_type": "text/plain", "body": manifest()}).error(
        "`content_type`")
    missing = manifest()
    missing["layers"][0]["digest"] = digest(b"nowhere")
    client.call("put_manifest", {"name": name, "reference": "x", "body": missing}).error("HTTP 400", "MANIFEST_BLOB_UNKNOWN")
    client.call("get_manifest", {"name": name, "reference": "x"}).error("HTTP 404", "MANIFEST_UNKNOWN", '{"Tag":"x"}')
    client.call("delete_manifest", {"name": name, "reference": "docker"}).error("HTTP 400")  # by digest only
    client.call("delete_manifest", {"name": name, "reference": docker}).ok()
    client.call("get_manifest", {"name": name, "reference": "docker"}).error("HTTP 404")
    for name in ("Team/App", "../secret", "a/../b", "a//b"):
        client.call("list_tags", {"name": name}).error("`name`")
    client.call("list_tags", {"name": "no/such"}).error("HTTP 404", "NAME_UNKNOWN")


def check_pages(client, registry):
    name = registry.new_name("pages")
    for tag in ("a", "b", "c"):
        push_image(client, name, tag)
    seen, arguments = [], {"n": 2}
    for _ in range(100):
        page = client.call("list_repositories", arguments).ok()
        assert len(page.json["repositories"]) <= 2
        seen += page.json["repositories"]
        if "link" not in page.headers:
            break
        target, rest = page.headers["link"].removeprefix("<").split(">")
        assert rest == '; rel="next"', rest
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(target).query)
        arguments = {"n": int(query["n"][0]), "last": query["last"][0]}
    assert seen == sorted(set(seen)) and name in seen, seen
    assert sorted(client.call("list_tags", {"name": name, "n": 2}).ok().json["tags"]) == ["a", "b", "c"]  # see docs/oracle.md


def check_password(registry):
    for password, parts in ((f"{USER}:{WRONG}", ("HTTP 401", "UNAUTHORIZED")), ("", ("REGISTRY_PASSWORD",))):
        with Client(program, "--log-level", "debug", environment={**registry.environment, "REGISTRY_PASSWORD": password}) as client:
            client.call("check_version").error(*parts)
        concealed(client.output(), WRONG, f"{USER}:{WRONG}")


class Registry:
    def __init__(self, folder):
        self.folder, self.port, self.names = folder, free_port(), 0
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {"REGISTRY_BASE_URL": self.url, "REGISTRY_PASSWORD": f"{USER}:{PASSWORD}"}
        with open(os.path.join(folder, "config.yml"), "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=folder, port=self.port))
        with open(os.path.join(folder, "users"), "w", encoding="utf-8") as file:
            file.write(f"{USER}:{HASH}\n")

    def new_name(self, base):
        self.names += 1
        return f"{base}-{self.names}"

    def skopeo(self, image, command, *options, into=None):
        """What another client of the registry prints about an image, or copies into a folder."""
        verify, credentials = ("--tls-verify=false", "--creds") if into is None else ("--src-tls-verify=false", "--src-creds")
        done = subprocess.run([skopeo, "--insecure-policy", command, *options, verify, credentials, f"{USER}:{PASSWORD}",
                               f"docker://127.0.0.1:{self.port}/{image}", *([] if into is None else ["dir:" + into])],
                              capture_output=True, timeout=60)
        assert done.returncode == 0, done
        return done.stdout


CHECKS = (check_blobs, check_manifests, check_pages)


def main(folder):
    report, registry = Report(), Registry(folder)
    with running([docker_registry, "serve", os.path.join(folder, "config.yml")], lambda: answers(registry.url + "/v2/"),
                 os.path.join(folder, "log")):
        for client in sessions(program, environment=registry.environment):
            for check in CHECKS:
                report.check(check, client, registry)
            report.check(concealed, client.output(), PASSWORD, f"{USER}:{PASSWORD}")
        report.check(check_password, registry)
    return report.status()


with tempfile.TemporaryDirectory() as folder:
    sys.exit(main(folder))
