"""Counts the constructs of an OpenAPI document by reading the raw JSON or YAML. It shares nothing with mcpcc: a second opinion.

A construct is counted where it stands, however many references lead to it. References are followed from operations, to
parameters, bodies, responses and their schemas, and nowhere else; the components of the document itself are counted whole.
"""

import json
import os
import re
import urllib.parse

import yaml

METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}
ONE = {"items", "additionalItems", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems",
       "unevaluatedProperties"}
LIST = {"allOf", "anyOf", "oneOf", "prefixItems"}
MAP = {"properties", "patternProperties", "dependentSchemas", "dependencies"}


KINDS = ("parameter", "body", "media type", "response", "header", "link", "callback", "webhook", "requirement", "operation", "path item")


class Loader(yaml.CSafeLoader):
    """Plain scalars are texts: dates, `yes` and octal numbers are of no interest, `true` and `false` are."""

    def construct_key(self, node):
        return node.value


Loader.yaml_implicit_resolvers = {}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    if path.endswith(".json"):
        return json.loads(text)
    # The escape of a single solidus is JSON's and YAML 1.2's; libyaml knows YAML 1.1 only.
    return yaml.load(text, Loader)


class Counter:
    def __init__(self, path):
        self.files = {}
        self.seen = {}  # keeps what was seen alive, so that an id means one object
        self.counts = dict.fromkeys(("operation", "parameter", "request body media type", "response media type",
                                     "security requirement", "boolean schema", "callback", "link", "webhook", "schema keyword"), 0)
        self.main = os.path.realpath(path)
        self.root = self.file(self.main)
        version = str(self.root.get("swagger", self.root.get("openapi")))
        self.version = tuple(int(part) for part in version.split(".")[:2])
        self.methods = METHODS | ({"trace"} if self.version >= (3, 0) else set()) | ({"query"} if self.version >= (3, 2) else set())
        self.later = []
        self.document()

    def file(self, path):
        if path not in self.files:
            self.files[path] = load(path)
        return self.files[path]

    def is_new(self, node, kind):
        key = (id(node), kind)
        if isinstance(node, (dict, list)) and key in self.seen:
            return False
        self.seen[key] = node
        return True

    def is_no_schema(self, node):
        """Whether it is the whole document, or was met as something else."""
        return node is self.root or any((id(node), kind) in self.seen for kind in KINDS)

    def target(self, reference, path):
        """The node and file of a `$ref`; None when there is none."""
        name, _, fragment = reference.partition("#")
        if "://" in name:
            return None
        if name:
            path = os.path.realpath(os.path.join(os.path.dirname(path), urllib.parse.unquote(name)))
        try:
            node = self.file(path)
        except OSError:
            return None
        for token in urllib.parse.unquote(fragment).split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and token not in node and isinstance(node.get("$ref"), str):
                found = self.target(node["$ref"], path)
                if found is None:
                    return None
                node, path = found
            if isinstance(node, list) and token.isdigit() and int(token) < len(node):
                node = node[int(token)]
            elif isinstance(node, dict) and token in node:
                node = node[token]
            else:
                return None
        if fragment and not fragment.startswith("/"):
            return None  # an anchor; what it names stands in the components
        return node, path

    def real(self, node, path, follow):
        """What stands at `node` behind references; None where they are not followed."""
        for _ in range(50):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                return node, path
            found = self.target(node["$ref"], path) if follow else None
            if found is None:
                return None
            node, path = found
        return None

    def parts(self, node, path):
        """Name or index, value and file of the members or items of a map or list. A `$ref`, which may not stand there, gives those of its
        target; members beside it win."""
        if isinstance(node, list):
            return [(index, value, path) for index, value in enumerate(node)]
        if not isinstance(node, dict):
            return []
        found = self.target(node["$ref"], path) if isinstance(node.get("$ref"), str) else None
        moved = [part for part in self.parts(*found) if part[0] not in node] if found else []
        return moved + [(key, value, path) for key, value in node.items() if key != "$ref" or not isinstance(value, str)]

    def each(self, node, follow, path, visit, extensions=False):
        """Visits the members or items of `node`."""
        for key, value, where in self.parts(node, path):
            if extensions and str(key).startswith("x-"):
                continue
            visit(value, where, follow)

    def document(self):
        root, path = self.root, self.main
        self.each(root.get("paths"), True, path, self.operations, extensions=True)
        self.each(root.get("paths"), True, path, self.path_item, extensions=True)
        self.security(root, path)
        if self.version == (2, 0):
            self.names(root.get("consumes"), "request body media type")
            self.names(root.get("produces"), "response media type")
            parts = {"definitions": self.schema, "parameters": self.parameter, "responses": self.response}
            container = root
        else:
            if self.version >= (3, 1):
                self.each(root.get("webhooks"), True, path, self.webhook)
            parts = {"schemas": self.schema, "responses": self.response, "parameters": self.parameter,
                     "requestBodies": self.body, "headers": self.header, "links": self.link, "callbacks": self.callback}
            if self.version >= (3, 1):
                parts["pathItems"] = self.path_item
            if self.version >= (3, 2):
                parts["mediaTypes"] = self.media_type
            container = root.get("components") or {}
        # What operations reach comes first: there references are followed.
        for node, where, visit in self.later:
            visit(node, where, True)
        for name, visit in parts.items():
            self.each(container.get(name), True, path, visit)

    def names(self, node, kind):
        if isinstance(node, list) and self.is_new(node, kind):
            self.counts[kind] += len(node)

    def security(self, node, path):
        if node.get("security") == []:  # says that none is required
            self.counts["security requirement"] += 1
        self.each(node.get("security"), False, path, self.requirement)

    def requirement(self, node, path, follow):
        if self.is_new(node, "requirement"):
            self.counts["security requirement"] += 1

    def operations(self, node, path, follow):
        """Of one path: what several paths share is as many operations."""
        found = set()
        for _ in range(50):
            if not isinstance(node, dict):
                break
            found |= self.methods & node.keys()
            more = node.get("additionalOperations") if self.version >= (3, 2) else None
            found |= {("more", name) for name in more} if isinstance(more, dict) else set()
            target = self.target(node["$ref"], path) if isinstance(node.get("$ref"), str) else None
            node, path = target or (None, path)
        self.counts["operation"] += len(found)

    def path_item(self, node, path, follow):
        if not isinstance(node, dict) or not self.is_new(node, "path item"):
            return
        if isinstance(node.get("$ref"), str) and follow:
            found = self.target(node["$ref"], path)
            if found:
                self.path_item(*found, follow)
        self.each(node.get("parameters"), follow, path, self.parameter)
        for method in self.methods & node.keys():
            self.operation(node[method], path, follow)
        if self.version >= (3, 2) and isinstance(node.get("additionalOperations"), dict):
            for value in node["additionalOperations"].values():
                self.operation(value, path, follow)

    def webhook(self, node, path, follow):
        if self.is_new(node, "webhook"):
            self.counts["webhook"] += 1
        self.later.append((node, path, self.path_item))

    def operation(self, node, path, follow):
        found = self.real(node, path, follow)
        if found is None:
            return
        node, path = found
        if not isinstance(node, dict) or not self.is_new(node, "operation"):
            return
        self.each(node.get("parameters"), follow, path, self.parameter)
        self.security(node, path)
        self.each(node.get("responses"), follow, path, self.response, extensions=True)
        if self.version == (2, 0):
            self.names(node.get("consumes"), "request body media type")
            self.names(node.get("produces"), "response media type")
        else:
            if "requestBody" in node:
                self.body(node["requestBody"], path, follow)
            callbacks = node.get("callbacks")
            self.each(callbacks, True, path, lambda value, where, _: self.later.append((value, where, self.callback)))

    def parameter(self, node, path, follow):
        found = self.real(node, path, follow)
        if found is None or not self.is_new(found[0], "parameter"):
            return
        node, path = found
        self.counts["parameter"] += 1
        if isinstance(node, dict):
            self.any_schema(node.get("schema"), path, follow)
            if self.version >= (3, 0):
                self.each(node.get("content"), follow, path, self.media_type)

    def body(self, node, path, follow):
        found = self.real(node, path, follow)
        if found and isinstance(found[0], dict) and self.is_new(found[0], "body"):
            self.content(found[0], found[1], follow, "request body media type")

    def content(self, node, path, follow, kind):
        content = node.get("content")
        if isinstance(content, dict):
            for value in content.values():
                self.media_type(value, path, follow, kind)

    def media_type(self, node, path, follow, kind=None):
        found = self.real(node, path, follow) if self.version >= (3, 2) else (node, path)
        if found is None or not self.is_new(found[0], "media type"):
            return
        node, path = found
        if kind:
            self.counts[kind] += 1
        if not isinstance(node, dict):
            return
        self.any_schema(node.get("schema"), path, follow)
        if self.version >= (3, 2):
            self.any_schema(node.get("itemSchema"), path, follow)
        if kind not in ("response media type",) and isinstance(node.get("encoding"), dict):
            for encoding in node["encoding"].values():
                if isinstance(encoding, dict):
                    for header in (encoding.get("headers") or {}).values():
                        self.later.append((header, path, self.header))

    def response(self, node, path, follow):
        found = self.real(node, path, follow)
        if found is None or not isinstance(found[0], dict) or not self.is_new(found[0], "response"):
            return
        node, path = found
        headers = node.get("headers")
        if isinstance(headers, dict):
            for header in headers.values():
                found = self.real(header, path, follow)
                if found:
                    self.later.append((*found, self.header))
        if self.version == (2, 0):
            self.any_schema(node.get("schema"), path, follow)
        else:
            self.content(node, path, follow, "response media type")
            self.each(node.get("links"), True, path, self.link)

    def header(self, node, path, follow):
        if not isinstance(node, dict) or "$ref" in node or not self.is_new(node, "header"):
            return
        if self.version >= (3, 0):
            self.any_schema(node.get("schema"), path, True)
            self.each(node.get("content"), True, path, self.media_type)

    def link(self, node, path, follow):
        found = self.real(node, path, follow)
        if found and self.is_new(found[0], "link"):
            self.counts["link"] += 1

    def callback(self, node, path, follow):
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            return
        if self.is_new(node, "callback"):
            self.counts["callback"] += 1
            self.each(node, False, path, self.path_item, extensions=True)

    def any_schema(self, node, path, follow):
        if node is not None:
            self.schema(node, path, follow)

    def schema(self, node, path, follow):
        pending = [(node, path, follow)]
        while pending:
            node, path, follow = pending.pop()
            if isinstance(node, bool):
                self.counts["boolean schema"] += 1
            if not isinstance(node, dict) or not self.is_new(node, "schema"):
                continue
            for key, value in node.items():
                if str(key).startswith("x-"):
                    continue
                self.counts["schema keyword"] += 1
                if key == "$ref" and isinstance(value, str):
                    found = self.target(value, path) if follow else None
                    if found and isinstance(found[0], dict) and not self.is_no_schema(found[0]):
                        pending.append((*found, follow))
                elif key in ONE:
                    if isinstance(value, dict):  # a boolean is counted as the keyword
                        pending.append((value, path, follow))
                    elif key == "items" and isinstance(value, list):  # a tuple, before 2020-12
                        pending.extend((item, path, follow) for item in value)
                elif key in LIST and isinstance(value, list):
                    pending.extend((item, path, follow) for item in value)
                elif key == "$defs" and isinstance(value, dict):  # they count where a reference leads to them
                    self.later.extend((item, path, self.schema) for item in value.values())
                elif key in MAP and isinstance(value, dict):
                    # A list in `dependencies` has names.
                    pending.extend((item, where, follow) for _, item, where in self.parts(value, path) if not isinstance(item, list))


def count(path):
    return Counter(path).counts
