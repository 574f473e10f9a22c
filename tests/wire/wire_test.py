"""Requests as an upstream sees them, over real sockets, read by Python's own parsers.

Usage: wire_test.py SERVER
"""

import base64
import email
import email.policy
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import xml.etree.ElementTree

import tls

server = sys.argv[1]


class Upstream(http.server.BaseHTTPRequestHandler):
    """Keeps the last request."""

    last = None

    def answer(self):
        size = int(self.headers.get("Content-Length", 0))
        Upstream.last = (self.path.removeprefix("/v1/"), self.headers, self.rfile.read(size))
        self.send_response(204)
        self.end_headers()

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


def call(tool, arguments, *options):
    """The target, headers and body that `tool` sends."""
    Upstream.last = None
    command = [server, "call", tool, json.dumps(arguments), "--base-url", base_url, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, (arguments, done.stderr)
    # A dry run says the same, byte for byte.
    planned = json.loads(subprocess.run([*command, "--dry-run"], capture_output=True, timeout=60, env=environment).stdout)
    body = base64.b64decode(planned["body_base64"]) if "body_base64" in planned else planned.get("body", "").encode()
    assert planned["url"].removeprefix(base_url + "/") == Upstream.last[0], planned
    assert body == Upstream.last[2], planned
    return Upstream.last


# OpenAPI 3.1.1, section 4.8.12.5, "Style Examples": string, array, object. None: the specification has no such cell.
STRING, ARRAY, OBJECT = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
STYLES = {
    "simple": ("blue", "blue,black,brown", "R,100,G,200,B,150"),
    "simple_explode": ("blue", "blue,black,brown", "R=100,G=200,B=150"),
    "label": (".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    "label_explode": (".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    "matrix": (";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    "matrix_explode": (";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    "form": ("color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    "form_explode": ("color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    "space": (None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    "pipe": (None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    "deep": (None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
}


def check_parameters():
    for tool, cells in STYLES.items():
        for value, expected in zip((STRING, ARRAY, OBJECT), cells):
            if expected is None:
                continue
            target = call(tool, {"color": value})[0]
            assert target[len(tool) + 1:] == expected, (tool, value, target)
    for value in (STRING, ARRAY, OBJECT, "a&b=c d/é#", 1.5, True):
        query = urllib.parse.urlsplit(call("json", {"color": value})[0]).query
        assert json.loads(dict(urllib.parse.parse_qsl(query))["color"]) == value, query
        if isinstance(value, str):
            path = call("simple", {"color": value})[0]
            assert path.count("/") == 1 and urllib.parse.unquote(path[7:]) == value, path
            query = urllib.parse.urlsplit(call("form", {"color": value})[0]).query
            assert urllib.parse.parse_qsl(query) == [("color", value)], query
    for tool, texts in {"header": ("blue", "blue,black,brown", "R,100,G,200,B,150"),
                        "header_explode": ("blue", "blue,black,brown", "R=100,G=200,B=150")}.items():
        for value, expected in zip((STRING, ARRAY, OBJECT), texts):
            assert call(tool, {"X-Color": value})[1]["X-Color"] == expected, (tool, value)
    for value, expected in ((STRING, "color=blue"), (ARRAY, "color=blue,black,brown")):
        assert call("cookie", {"color": value})[1]["Cookie"] == expected, value


def sent(content_type, value, *options):
    _, headers, body = call("body", {"content_type": content_type, "body": value}, *options)
    return headers["Content-Type"], body


def check_bodies(folder):
    _, headers, body = call("body", {})
    assert body == b"" and headers["Content-Type"] is None

    for content_type in ("application/json", "application/vnd.acme+json"):
        value = {"a": [1, {"b": None}], "é": "\n", "n": 12345678901234567890}
        given, body = sent(content_type, value)
        assert given == content_type and json.loads(body) == value, body

    given, body = sent("application/x-www-form-urlencoded", {"name": "a b&c=é+", "tags": ["x", "y"], "address": {"z": 1}})
    assert urllib.parse.parse_qsl(body.decode(), strict_parsing=True) == [
        ("name", "a b&c=é+"), ("tags", "x"), ("tags", "y"), ("address", '{"z":1}')], body

    png = b"\x89PNG\r\n\x1a\n--mcpcc-part-00000000\r\n" + bytes(range(256))
    with open(os.path.join(folder, "a b.bin"), "wb") as file:
        file.write(png)
    value = {
        "name": 'é "x"\r\n', "tags": ["x", "y"], "address": {"z": 1},
        "photo": "data:image/png;name=me.png;base64," + base64.b64encode(png).decode(),
        "files": [base64.b64encode(png).decode(), "file:a%20b.bin"],
    }
    given, body = sent("multipart/form-data", value, "--files", folder)
    message = email.message_from_bytes(b"Content-Type: " + given.encode() + b"\r\n\r\n" + body, policy=email.policy.HTTP)
    parts = [(part.get_param("name", header="Content-Disposition"), part.get_filename(), part["Content-Type"],
              part["X-Kind"], part.get_payload(decode=True)) for part in message.iter_parts()]
    assert not message.defects and parts == [
        ("name", None, None, None, 'é "x"\r\n'.encode()),
        ("tags", None, None, None, b"x"), ("tags", None, None, None, b"y"),
        ("address", None, "application/json", None, b'{"z":1}'),
        ("photo", "me.png", "image/png", "portrait", png),
        ("files", "files", "application/octet-stream", None, png),
        ("files", "a b.bin", "application/octet-stream", None, png),
    ], parts

    given, body = sent("multipart/mixed", {"a": {"b": 1}, "c": "d"})
    message = email.message_from_bytes(b"Content-Type: " + given.encode() + b"\r\n\r\n" + body, policy=email.policy.HTTP)
    assert [part.get_payload(decode=True) for part in message.iter_parts()] == [b'{"b":1}', b"d"], body

    items = [{"a": "\n"}, 2, [None]]
    assert [json.loads(line) for line in sent("application/x-ndjson", items)[1].decode().splitlines()] == items
    sequence = sent("application/json-seq", items)[1].decode()
    assert [json.loads(item) for item in sequence.split("\x1e")[1:]] == items, sequence

    pet = {"id": 7, "name": "<Rex & \"é\">", "tags": ["a", "]]>"]}
    root = xml.etree.ElementTree.fromstring(sent("application/xml", pet)[1])
    assert root.tag == "{urn:pets}pet" and root.get("id") == "7", root
    space = "{urn:pets}"
    assert root.find(space + "name").text == pet["name"]
    assert [tag.text for tag in root.find(space + "tags").findall(space + "tag")] == pet["tags"]

    assert sent("text/csv", "a,é\r\n") == ("text/csv", "a,é\r\n".encode())
    assert sent("application/octet-stream", base64.b64encode(png).decode()) == ("application/octet-stream", png)


with tempfile.TemporaryDirectory() as temporary:
    context, certificate = tls.certify(temporary)
    environment = {"SSL_CERT_FILE": certificate}
    for scheme in ("http", "https"):
        upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        if scheme == "https":
            upstream.socket = context.wrap_socket(upstream.socket, server_side=True)
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        base_url = f"{scheme}://127.0.0.1:{upstream.server_port}/v1"
        check_parameters()
        check_bodies(temporary)
        upstream.shutdown()
        print(f"{scheme}: every cell and every body arrived")
