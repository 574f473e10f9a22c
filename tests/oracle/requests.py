"""Reads the requests of all tools of real documents back to their arguments, by the documents alone.

`oracle_requests` makes the arguments and the requests. A request is taken apart here by the rules of the specifications and by nothing of
mcpcc's: URL, headers, cookies and body have to say what the arguments say, and nothing else. Where a style does not tell values apart,
texts are compared, and the reasons are counted: docs/oracle.md lists them, and only those may occur.

Usage: requests.py PROGRAM CORPUS ORACLE.md [DOCUMENT...]
"""

import base64
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import traceback
import urllib.parse

from documents import Document, Parameter
from read_back import Differs, Reader, decoded, expect, parse_json, same
from read_bodies import BodyReader, essence, same_body

import manifest  # in tests/corpus, which `documents` adds

# Headers that no argument decides on, and what refuses arguments although their schema accepts them.
REFUSALS = {
    "must not be empty, it is a part of the path": "empty path",
    "must not make a `.` or `..` segment in the path": "dot segment",
    "must not contain control characters, it is sent as a header": "control character in a header",
    "must not begin or end with white space, it is sent as a header": "white space around a header",
    "must not contain control characters, it is sent as a cookie": "control character in a cookie",
    "and text as `data:text/plain,` and the text percent-encoded": "no base64",
    "but the document allows `application/x-tar` only": "another media type than that of the document",
}


def load_calls(program, corpus, document):
    command = [program, corpus, document["file"], *manifest.arguments(corpus, document)[1:]]
    out = subprocess.run(command, capture_output=True, check=True, timeout=600).stdout.decode().splitlines()
    return [parse_json(line) for line in out] if out else []


class Checker:
    def __init__(self, corpus, name):
        self.name = name
        self.document = Document(os.path.join(corpus, name))
        self.lossy = collections.Counter()
        self.counts = collections.Counter()
        self.problems = []
        self.reader = Reader(self.document, self.lossy)

    def run(self, lines):
        if not lines:
            return self
        base_url = lines[0]["base_url"]
        for tool in lines[1:]:
            self.counts["tools"] += 1
            done = sum(self.call(tool, call, base_url) for call in tool["calls"])
            if done == 0 and self.counts["refused: a server without a host"] == len(tool["calls"]):
                self.counts["tools of a server without a host"] += 1
            elif done == 0:
                self.problems.append(f"{self.name} {tool['tool']}: no request in {len(tool['calls'])} calls")
        return self

    def call(self, tool, call, base_url):
        """Whether there is a request."""
        self.counts["calls"] += 1
        before = sum(self.lossy.values())
        try:
            if "refused" in call:
                self.refusal(tool, call)
                return False
            self.request(tool, call["arguments"], call["request"], base_url)
        except Exception as error:  # of any kind: a reader that stumbles has found something
            trace = "" if isinstance(error, Differs) else " " + "".join(traceback.format_exc().splitlines(True)[-3:])
            self.problems.append(f"{self.name} {tool['tool']}: {error!r} {json.dumps(call)[:1500]}{trace}")
        if sum(self.lossy.values()) > before:
            self.counts["calls compared as text in part"] += 1
        return True

    def refusal(self, tool, call):
        text = call["refused"][0]["text"]
        self.counts["calls refused"] += 1
        if text.startswith("the base URL of the upstream API is not known: "):
            operation = self.document.operation(self.template(tool), tool["method"])
            expect(re.fullmatch("https?://", self.document.servers(operation)), "no base URL", text)
            self.counts["refused: a server without a host"] += 1
            return
        for line in text.split("\n")[1:] or [text]:
            known = next((why for end, why in REFUSALS.items() if line.endswith(end)), None)
            expect(known is not None, "refused", line)
            self.counts["refused: " + known] += 1

    def request(self, tool, arguments, request, base_url):
        template = self.template(tool)
        operation = self.document.operation(template, tool["method"])
        expect(request["method"] == tool["method"], "another method")
        raw = self.document.parameters(operation)
        given, content_type, body = {}, None, None
        by_name = {argument["name"]: argument for argument in tool["arguments"]}
        for name, value in arguments.items():
            row = by_name.get(name)
            if row is None:
                expect(name in ("body", "content_type"), "an argument without a row", name)
                body, content_type = (value, content_type) if name == "body" else (body, value)
                continue
            given[(row["in"], row["wire_name"])] = value
        headers = request["headers"]
        names = [name.lower() for name, _ in headers]
        expect(len(set(names)) == len(names), "a header twice", names)
        headers = dict(zip(names, (value for _, value in headers)))
        headers.pop("accept", None)
        target = self.without_base(request["url"], operation, base_url)
        path, _, query = target.partition("?")
        pairs = [tuple(pair.partition("=")[::2]) for pair in query.split("&")] if query else []
        pairs = [(decoded(name), value) for name, value in pairs]
        cookies = headers.pop("cookie", "")
        cookies = [tuple(pair.partition("=")[::2]) for pair in cookies.split("; ")] if cookies else []
        self.take_credentials(tool, headers, pairs, cookies)
        self.path(template, path, pairs, raw, given)
        # Members of an object without a name of its own may be called like parameters: those come first.
        described = [self.parameter(raw, key) for key in given]
        described.sort(key=lambda parameter: parameter.explode and self.reader.shape(
            [(parameter.schema, parameter.path)], given[(parameter.place, parameter.name)]) == "object")
        for parameter in described:
            meant = given[(parameter.place, parameter.name)]
            if parameter.place == "header":
                self.header(parameter, headers, meant)
            elif parameter.place in ("query", "cookie"):
                self.pairs(parameter, pairs if parameter.place == "query" else cookies, meant)
            elif parameter.place == "querystring":
                self.query_string(parameter, pairs, query, meant)
        expect(not pairs, "a query that nobody gave", pairs)
        expect(not cookies, "a cookie that nobody gave", cookies)
        self.body(operation, raw, headers, content_type, body, request)
        if headers.get("idempotency-key") == "<new for each call>" and ("header", "idempotency-key") in {(place, name.lower()) for place, name in raw}:
            del headers["idempotency-key"]
        expect(not headers, "headers that nobody gave", headers)

    def without_base(self, url, operation, base_url):
        expect(re.fullmatch(r"https?://(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2}|\[|\])*", url), "no URL", url)
        base = self.document.servers(operation)
        if not re.match(r"https?://", base):
            base = urllib.parse.urljoin(base_url or "http://upstream.test", base)
        base = re.sub(r"\{[^}]*\}", "upstream.test", base).rstrip("/")
        expect(url.startswith(base + "/"), "another server", url, base)
        return url[len(base):]

    def parameter(self, raw, key):
        if key in raw:
            return self.document.parameter(*raw[key])
        # What a path names and nobody describes is a text; names differ in a mark that the path has and the parameter has not.
        return Parameter(key[1], key[0], "simple", False, {"type": "string"})

    def template(self, tool):
        """The path as the document has it, which may differ in marks and in what stands after a `#`."""
        tokens = tool["origin"]["pointer"].split("/")
        return urllib.parse.unquote(tokens[2]).replace("~1", "/").replace("~0", "~") if tokens[1] == "paths" else tool["path"]

    def path(self, template, path, pairs, raw, given):
        template = template.partition("#")[0]
        template, _, query = template.partition("?")
        for pair in query.split("&") if query else ():
            name, _, value = pair.partition("=")
            wanted = (urllib.parse.unquote(name), urllib.parse.unquote(value))
            found = next((pair for pair in pairs if (pair[0], urllib.parse.unquote(pair[1])) == wanted), None)
            expect(found is not None, "no query of the path", pair)
            pairs.remove(found)
        in_path = {key[1]: key for key in given if key[0] == "path"}
        names, pattern = [], ""
        for piece in re.split(r"(\{[^}]*\})", template):
            if piece.startswith("{"):
                names.append(piece[1:-1])
                pattern += "([^/?#]+)"
            else:
                pattern += "".join(re.escape(c) if c in "/:@!$&'()*+,;=-._~" or c.isalnum() and c.isascii() else re.escape(urllib.parse.quote(c))
                                   for c in piece)
        found = re.fullmatch(pattern, path)
        expect(found is not None, "another path", path, pattern)
        # Some documents spell a parameter otherwise than the path, which may also have marks of RFC 6570 around a name.
        spelled = {key.lower(): in_path[key] for key in in_path}
        parts = {}
        for name, text in zip(names, found.groups()):
            key = in_path.get(name) or spelled.get(name.strip(".;*").lower())
            expect(key is not None, "a part of the path that nobody gave", name)
            parts[key] = text
        expect(len(parts) == len(in_path), "not in the path", in_path)
        values = {key: given.pop(key) for key in parts}
        if self.is_ambiguous(template, path, list(values.values())):
            return
        for key, text in parts.items():
            parameter = self.parameter(raw, key)
            meant = values[key]
            value = self.reader.path(parameter, text, meant)
            expect(same(value, self.normal(parameter, meant)), "another value in the path", value, meant)

    def is_ambiguous(self, template, path, values):
        """Whether a segment has several parameters and a value what stands between them: then the path as a whole has to be right."""
        for segment in template.split("/"):
            between = re.split(r"\{[^}]*\}", segment)[1:-1]
            if not any(set(piece) & set(str(value)) for piece in between for value in values):
                continue
            self.lossy["a value in a segment that has what stands between two parameters"] += 1
            texts = iter(values)
            wanted = re.sub(r"\{[^}]*\}", lambda _, texts=texts: str(next(texts)), template)
            expect(urllib.parse.unquote(path) == wanted, "another path", path, wanted)
            return True
        return False

    def normal(self, parameter, meant):
        """What of a value a style sends: null nowhere, and with deepObject no array or object without parts."""
        if parameter.style == "content":
            return meant
        if isinstance(meant, list):
            out = [item for item in meant if item is not None]
        elif isinstance(meant, dict):
            out = {key: value for key, value in meant.items() if value is not None}
        else:
            return meant
        if parameter.style != "deepObject":
            return out
        if isinstance(out, list):
            parts = [self.normal(parameter, item) for item in out]
            return [] if all(part in ([], {}) for part in parts) else parts
        parts = {key: self.normal(parameter, value) for key, value in out.items()}
        return {key: value for key, value in parts.items() if value != [] and value != {}}

    def header(self, parameter, headers, meant):
        normal = self.normal(parameter, meant)
        if normal is None or normal in ([], {}):
            self.lossy["an array or object without parts, or null"] += 1
            expect(parameter.name.lower() not in headers, "a header of nothing", parameter.name)
            return
        text = headers.pop(parameter.name.lower(), None)
        expect(text is not None, "no header", parameter.name)
        expect("\r" not in text and "\n" not in text, "a line in a header", text)
        if text == "<new for each call>" and isinstance(meant, str) and not meant.strip():
            return  # no key
        value = self.reader.header(parameter, text, meant)
        expect(same(value, normal), "another value in a header", value, meant)

    def pairs(self, parameter, pairs, meant):
        normal = self.normal(parameter, meant)
        if normal is None or (normal in ([], {}) and parameter.style != "content"):
            self.lossy["an array or object without parts, or null"] += 1
            own = self.reader.take(pairs, lambda name: name == parameter.name)
            expect(own == ([(parameter.name, "")] if parameter.empty and meant is not None else []), "nothing was sent", own)
            return
        if parameter.reserved:
            self.lossy["allowReserved"] += 1
            own = self.reader.take(pairs, lambda name: name == parameter.name)
            text = ",".join(urllib.parse.unquote(value) for _, value in own)
            wanted = ",".join(map(str, meant)) if isinstance(meant, list) else str(meant)
            expect(text == urllib.parse.unquote(wanted), "another text", text, meant)
            return
        value = self.reader.from_pairs(parameter, pairs, meant)
        expect(same(value, normal), "another value in the query or a cookie", value, meant)

    def query_string(self, parameter, pairs, query, meant):
        if essence(parameter.media_type) == "application/x-www-form-urlencoded":
            pairs[:] = []
            value = BodyReader(self.reader, self.document).form({}, parameter.schema, parameter.path, query, meant)
            expect(same_body(value, meant), "another query", value, meant)
            return
        pairs[:] = []
        expect(same(self.reader.content(parameter, decoded(query), meant), meant), "another query", query, meant)

    def take_credentials(self, tool, headers, pairs, cookies):
        """Takes out what the first requirement wants, where none wants nothing; a dry run has the name of its variable in its place."""
        definitions = self.document.root.get("securityDefinitions") or (self.document.root.get("components") or {}).get("securitySchemes") or {}
        requirement = None if {} in tool["security"] else next(iter(tool["security"]), None)
        for name in requirement or {}:
            scheme, _ = self.document.real(definitions[name], self.document.main)
            if scheme["type"] == "mutualTLS":
                continue
            if scheme["type"] != "apiKey":
                expect(re.fullmatch(r"(Basic|Bearer|Digest) <[A-Z0-9_]+>", headers.pop("authorization", "")), "no credentials", name)
            elif scheme["in"] == "header":
                expect(re.fullmatch(r"<[A-Z0-9_]+>", headers.pop(scheme["name"].lower(), "")), "no key", name)
            else:
                own = self.reader.take(pairs if scheme["in"] == "query" else cookies, lambda key, wire=scheme["name"]: key == wire)
                expect(len(own) == 1 and re.fullmatch(r"(<|%3C)[A-Z0-9_]+(>|%3E)", own[0][1]), "no key", name, own)

    def body(self, operation, raw, headers, content_type, meant, request):
        sent = request.get("body", "").encode() if "body_base64" not in request else base64.b64decode(request["body_base64"])
        media_type = headers.pop("content-type", None)
        if meant is None and media_type is None:
            expect(sent == b"", "a body that nobody gave")
            return
        expect(media_type is not None, "no content type")
        if content_type is not None:
            expect(essence(content_type) == essence(media_type) or "*" in content_type, "another content type", media_type, content_type)
        media, path = self.media(operation, raw, content_type or media_type)
        value = BodyReader(self.reader, self.document).read(media_type, media, path, sent, meant)
        is_exact = essence(media_type) not in ("application/x-www-form-urlencoded",) and not essence(media_type).startswith("multipart/") \
            and "xml" not in media_type
        expect(same(value, meant) if is_exact else same_body(value, meant), "another body", value, meant)

    def media(self, operation, raw, media_type):
        """The Media Type Object that counts for `media_type`, and its file."""
        if not self.document.is_v2:
            body, path = self.document.real(operation.node["requestBody"], operation.path)
            content = body["content"]
            wanted = essence(media_type)
            for key in (media_type, *(key for key in content if essence(key) == wanted), wanted.split("/")[0] + "/*", "*/*", *content):
                if key in content:
                    return self.document.real(content[key], path)
        form = {key[1]: entry for key, entry in raw.items() if key[0] == "formData"}
        if not form:
            parameter, path = next(entry for key, entry in raw.items() if key[0] == "body")
            return {"schema": parameter.get("schema", {})}, path
        parameters = {name: self.document.parameter(*entry) for name, entry in form.items()}
        schema = {"type": "object", "properties": {name: entry[0] for name, entry in form.items()}}
        styled = {name: parameter for name, parameter in parameters.items() if parameter.schema.get("type") == "array"}
        return {"schema": schema, "parameters": styled}, operation.path


def check(program, corpus, document):
    return Checker(corpus, document["file"]).run(load_calls(program, corpus, document))


def reasons(page):
    """Why texts are compared, by the table of docs/oracle.md."""
    with open(page, encoding="utf-8") as file:
        section = file.read().partition("## Requests read back")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    return rows[2:]  # without the head


def main():
    program, corpus, page, *names = sys.argv[1:]
    documents = [row for row in manifest.documents(corpus) if not names or row["file"] in names]
    counts, lossy, problems = collections.Counter(), collections.Counter(), []
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        for document, done in zip(documents, pool.map(check, *zip(*((program, corpus, row) for row in documents)))):
            counts.update(done.counts)
            lossy.update(done.lossy)
            problems += done.problems
            print(f"{document['file']}: {done.counts['tools']} tools, {done.counts['calls']} calls, {len(done.problems)} problems")
    for name, count in sorted(counts.items()):
        print(f"{count} {name}")
    for name, count in sorted(lossy.items()):
        print(f"{count} compared as text: {name}")
    listed = reasons(page)
    problems += [f"not listed: {name}" for name in lossy if name not in listed]
    if not names:
        problems += [f"listed, but not there: {name}" for name in listed if name not in lossy]
    for problem in problems[:40]:
        print(problem)
    if problems or counts["calls"] == 0:
        print(f"{len(problems)} problems")
        sys.exit(1)


main()
