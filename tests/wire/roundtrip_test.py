"""Every parameter of a document, sent over sockets and TLS and read back by the rules of its style.

Usage: roundtrip_test.py DOCUMENT MCPCC SERVER

Reads styles and schemas from the document itself, not from what the compiler made of it: OpenAPI 3.2.0, sections 4.12.2
and 4.12.6, and RFC 6570.
"""

import http.server
import json
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import yaml

import tls

document_file, mcpcc, server = sys.argv[1:]
with open(document_file, encoding="utf-8") as file:
    document = yaml.safe_load(file)


def resolved(node):
    while "$ref" in node:
        target = document
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def kind(schema):
    return schema.get("type") or ("object" if "properties" in schema else "string")


# What styles cannot tell from their own delimiters is not tried: spaces and `|` between items, dots in labels, and
# commas and `=` where nothing is encoded.
TEXTS = {
    "plain": ["blue", "black-7", "brown_~"],
    "encoded": ["a b/c?d", "é&=#%", "x,y;z|:@"],
}


def sample(schema, texts, turn=0):
    schema = resolved(schema)
    if "enum" in schema:
        return schema["enum"][-1]
    name = kind(schema)
    if name == "array":
        return [sample(schema["items"], texts, i) for i in range(3)]
    if name == "object":
        return {key: sample(value, texts, i) for i, (key, value) in enumerate(schema["properties"].items())}
    return {"integer": [7, -12, 0][turn % 3], "number": [1.5, -2.25, 3.75][turn % 3], "boolean": turn % 2 == 1,
            "string": texts[turn % 3]}[name]


def scalar(text, schema):
    schema = resolved(schema)
    return text if kind(schema) == "string" else json.loads(text)


def from_parts(parts, schema, paired):
    """`parts`: texts of items, or of members: [name, value] pairs, or one after the other."""
    if kind(schema) == "array":
        return [scalar(part, schema["items"]) for part in parts]
    if kind(schema) == "object":
        pairs = parts if paired else list(zip(parts[::2], parts[1::2]))
        return {name: scalar(value, schema["properties"][name]) for name, value in pairs}
    assert len(parts) == 1, parts
    return scalar(parts[0], schema)


def split(text, delimiter, decode, pairs):
    """Takes apart what is not encoded, then decodes each piece."""
    pieces = text.split(delimiter)
    if pairs:
        return [[decode(part) for part in piece.split("=", 1)] for piece in pieces]
    return [decode(piece) for piece in pieces]


def read_path(raw, parameter, schema):
    style, explode, name = parameter.get("style", "simple"), parameter.get("explode", False), parameter["name"]
    is_object = kind(schema) == "object"
    if style == "simple":
        return from_parts(split(raw, ",", urllib.parse.unquote, explode and is_object), schema, explode)
    if style == "label":
        assert raw.startswith("."), raw
        if kind(schema) not in ("array", "object"):
            return scalar(urllib.parse.unquote(raw[1:]), schema)
        return from_parts(split(raw[1:], "." if explode else ",", urllib.parse.unquote, explode and is_object), schema, explode)
    assert style == "matrix" and raw.startswith(";"), raw
    if explode:
        pairs = split(raw[1:], ";", urllib.parse.unquote, True)
        if is_object:
            return from_parts(pairs, schema, True)
        assert all(key == name for key, _ in pairs), raw
        return from_parts([value for _, value in pairs], schema, False)
    assert raw.startswith(f";{name}="), raw
    return from_parts(split(raw.removeprefix(f";{name}="), ",", urllib.parse.unquote, False), schema, False)


def read_deep(pairs, name, schema):
    result = {}
    for key, value in pairs:
        assert key.startswith(name + "[") and key.endswith("]"), key
        tokens = key[len(name) + 1:-1].split("][")
        at, inner = result, schema
        for token in tokens[:-1]:
            inner = resolved(inner["properties"][token])
            at = at.setdefault(token, [] if kind(inner) == "array" else {})
        if isinstance(at, list):
            assert tokens[-1] == "", key
            at.append(scalar(value, inner["items"]))
        else:
            at[tokens[-1]] = scalar(value, inner["properties"][tokens[-1]])
    return result


def read_pairs(raw, parameter, schema, separator, decode):
    """Of a query or a cookie header: pairs with a separator between them."""
    style, name = parameter.get("style", "form"), parameter["name"]
    explode = parameter.get("explode", style in ("form", "cookie", "deepObject"))
    pairs = [piece.split("=", 1) for piece in raw.split(separator)]
    if style == "deepObject":
        return read_deep([(decode(key), decode(value)) for key, value in pairs], name, schema)
    if explode and kind(schema) == "object":
        return from_parts([[decode(key), decode(value)] for key, value in pairs], schema, True)
    assert all(decode(key) == name for key, _ in pairs), raw
    if explode:
        return from_parts([decode(value) for _, value in pairs], schema, False)
    assert len(pairs) == 1, raw
    delimiter = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(style, ",")
    has_parts = kind(schema) in ("array", "object")
    parts = split(pairs[0][1], delimiter, decode, False) if has_parts else [decode(pairs[0][1])]
    return from_parts(parts, schema, False)


def read_form(query, schema, encodings):
    """OpenAPI 3.2.0, section 4.15.1: each property by its style, or by its content type."""
    decode, result = urllib.parse.unquote_plus, {}
    pieces = [piece.split("=", 1) for piece in query.split("&")]
    for name, inner in schema["properties"].items():
        encoding, inner = encodings.get(name, {}), resolved(inner)
        own = [piece for piece in pieces if decode(piece[0]).partition("[")[0] == name]
        if encoding.get("allowReserved"):
            assert own[0][1] == inner["enum"][0], query  # as it is
        if not {"style", "explode", "allowReserved"} & encoding.keys():
            texts = [decode(value) for _, value in own]
            by_type = "contentType" in encoding
            result[name] = json.loads(texts[0]) if by_type else from_parts(texts, inner, False)
            continue
        parameter = {"name": name, "style": encoding.get("style", "form")} | {
            key: value for key, value in encoding.items() if key == "explode"}
        result[name] = read_pairs("&".join("=".join(piece) for piece in own), parameter, inner, "&", decode)
    return result


def read_content(text, media_type):
    return json.loads(text) if "json" in media_type else text


def read(parameter, template, target, headers):
    """The value that `parameter` has in a request."""
    path, _, query = target.partition("?")
    where, name = parameter["in"], parameter["name"]
    content = parameter.get("content")
    media_type = next(iter(content)) if content else ""
    schema = resolved(content[media_type]["schema"] if content else parameter["schema"])
    text_of = (lambda text: scalar(read_content(text, media_type), schema)
               if "json" not in media_type else read_content(text, media_type))
    if where == "path":
        raw = path[template.index("{"):]
        return text_of(urllib.parse.unquote(raw)) if content else read_path(raw, parameter, schema)
    if where == "query":
        if content:
            (key, value), = urllib.parse.parse_qsl(query, strict_parsing=True)
            assert key == name, query
            return text_of(value)
        return read_pairs(query, parameter, schema, "&", urllib.parse.unquote)
    if where == "querystring":
        if media_type == "application/json":
            return json.loads(urllib.parse.unquote(query))
        if encodings := content[media_type].get("encoding"):
            return read_form(query, schema, encodings)
        return from_parts([list(pair) for pair in urllib.parse.parse_qsl(query, strict_parsing=True)], schema, True)
    if where == "header":
        text = headers[name].encode("latin-1").decode()
        if content:
            return text_of(text)
        if kind(schema) not in ("array", "object"):
            return scalar(text, schema)
        explode = parameter.get("explode", False)
        return from_parts(split(text, ",", str, explode and kind(schema) == "object"), schema, explode)
    cookie = headers["Cookie"]
    if content:
        assert cookie.startswith(name + "="), cookie
        return text_of(urllib.parse.unquote(cookie.removeprefix(name + "=")))
    decode = str if parameter.get("style") == "cookie" else urllib.parse.unquote
    return read_pairs(cookie, parameter, schema, "; ", decode)


def is_encoded(parameter):
    """Whether the characters that delimit are encoded within values."""
    if parameter.get("style") in ("spaceDelimited", "pipeDelimited", "label", "cookie"):
        return False
    return parameter["in"] != "header" or ("content" in parameter and "json" in next(iter(parameter["content"])))


class Echo(http.server.BaseHTTPRequestHandler):
    """Keeps the last request."""

    protocol_version = "HTTP/1.1"
    last = None

    def do_GET(self):
        Echo.last = (self.path, self.headers)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Served:
    """The server, over stdio."""

    def __init__(self, base_url, environment):
        self.process = subprocess.Popen([server, "--base-url", base_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, encoding="utf-8", env=environment)

    def call(self, tool, arguments):
        meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                   "params": {"name": tool, "arguments": arguments, "_meta": meta}}
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        assert reply["result"]["isError"] is False, (tool, arguments, reply)
        return Echo.last

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=60) == 0


def round_trip(base_url, environment, tools):
    served, cells = Served(base_url, environment), 0
    for template, item in document["paths"].items():
        for operation in (value for key, value in item.items() if key == "get"):
            tool = tools.pop(operation["operationId"])
            names = {(argument["in"], argument["name"]): argument["argument"] for argument in tool["arguments"]}
            for parameter in map(resolved, operation.get("parameters", [])):
                content = parameter.get("content")
                schema = next(iter(content.values()))["schema"] if content else parameter["schema"]
                for texts in ("plain", "encoded") if is_encoded(parameter) else ("plain",):
                    value = sample(schema, TEXTS[texts])
                    argument = names[(parameter["in"], parameter["name"])]
                    target, headers = served.call(tool["name"], {argument: value})
                    arrived = read(parameter, template, target, headers)
                    assert arrived == value, (operation["operationId"], value, arrived, target, dict(headers))
                    cells += 1
                if parameter.get("allowEmptyValue"):
                    target, _ = served.call(tool["name"], {argument: ""})
                    assert target.partition("?")[2] == f"{parameter['name']}=", target
                    target, _ = served.call(tool["name"], {argument: None})
                    assert "?" not in target, target
                    cells += 2
    served.end()
    assert not tools, f"not tried: {sorted(tools)}"
    return cells


def tools_of_document():
    listed = subprocess.run([mcpcc, "inspect", document_file, "--show", "tools", "--format", "json", "--quiet"],
                            capture_output=True, text=True, check=True, timeout=120)
    return {tool["operation_id"]: tool for tool in json.loads(listed.stdout)["tools"]}


with tempfile.TemporaryDirectory() as folder:
    context, certificate = tls.certify(folder)
    for scheme in ("http", "https"):
        upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        if scheme == "https":
            upstream.socket = context.wrap_socket(upstream.socket, server_side=True)
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        count = round_trip(f"{scheme}://127.0.0.1:{upstream.server_port}", {"SSL_CERT_FILE": certificate},
                           tools_of_document())
        print(f"{scheme}: {count} values came back as they were given")
        upstream.shutdown()
