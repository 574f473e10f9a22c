"""Every `collectionFormat` of Swagger 2.0 in every place, sent over a socket and read back.

Usage: collections_test.py DOCUMENT SERVER

Reads the formats from the document itself, not from what the compiler made of it: Swagger 2.0, Parameter Object and Items Object.
"""

import http.server
import json
import subprocess
import sys
import threading
import urllib.parse

import yaml

document_file, server = sys.argv[1:]
with open(document_file, encoding="utf-8") as file:
    document = yaml.safe_load(file)

SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
PLAIN = ["blue", "black-7", "brown_~"]
# Told apart from a comma that separates, and from nothing else.
ENCODED = ["a b/c?d", "é&=#%", "x,y;z|:@"]


class Echo(http.server.BaseHTTPRequestHandler):
    """Keeps the last request."""

    protocol_version = "HTTP/1.1"
    last = None

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        Echo.last = (self.path, self.headers, body)
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def formats_of(parameter):
    """Of the array and the arrays in it, the outermost first."""
    formats = []
    while parameter.get("type") == "array":
        formats.append(parameter.get("collectionFormat", "csv"))
        parameter = parameter["items"]
    return formats


def sample(formats, texts):
    """Without empty arrays, which read like those of an empty text."""
    if not formats:
        return texts
    return [sample(formats[1:], texts), sample(formats[1:], texts[:1]), sample(formats[1:], texts[1:] or texts)]


def taken_apart(text, formats, is_encoded):
    if not formats:
        return urllib.parse.unquote(text) if is_encoded else text
    separator = SEPARATORS[formats[0]]
    if is_encoded and separator != ",":
        separator = urllib.parse.quote(separator)
    return [taken_apart(part, formats[1:], is_encoded) for part in text.split(separator)]


def read(parameter, target, headers, body):
    formats = formats_of(parameter)
    path, _, query = target.partition("?")
    if parameter["in"] == "path":
        return taken_apart(path.rpartition("/")[2], formats, True)
    if parameter["in"] == "header":
        return taken_apart(headers[parameter["name"]], formats, False)
    pairs = [pair.split("=", 1) for pair in (body if parameter["in"] == "formData" else query).split("&")]
    assert all(name == parameter["name"] for name, _ in pairs), pairs
    values = [value for _, value in pairs]
    if formats[0] == "multi":
        return [taken_apart(value.replace("+", "%20"), formats[1:], True) for value in values]
    assert len(values) == 1, values
    return taken_apart(values[0], formats, True)


upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
threading.Thread(target=upstream.serve_forever, daemon=True).start()
served = subprocess.Popen([server, "--base-url", f"http://127.0.0.1:{upstream.server_port}"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True, encoding="utf-8")
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
count = 0
for template, item in document["paths"].items():
    (operation,) = item.values()
    (parameter,) = operation["parameters"]
    formats = formats_of(parameter)
    is_told_apart = parameter["in"] != "header" and set(formats) <= {"csv", "multi"}
    for texts in (PLAIN, ENCODED) if is_told_apart else (PLAIN,):
        value = sample(formats[1:], texts)
        given = {"body": {"value": value}} if parameter["in"] == "formData" else {"value": value}
        Echo.last = None
        served.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": operation["operationId"], "arguments": given, "_meta": META}}) + "\n")
        served.stdin.flush()
        reply = json.loads(served.stdout.readline())
        assert reply["result"]["isError"] is False, (operation, value, reply)
        arrived = read(parameter, *Echo.last)
        assert arrived == value, (operation["operationId"], value, arrived, Echo.last[0], Echo.last[2])
        count += 1
served.stdin.close()
assert served.wait(timeout=60) == 0
print(f"{count} values came back as they were given")
