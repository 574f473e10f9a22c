"""Operations of OpenAPI documents, read from the raw JSON or YAML by the specifications. It shares nothing with mcpcc: a second opinion.

Whatever the version, a parameter is a `Parameter` in the terms of OpenAPI 3: what Swagger 2.0 says by `type` and `collectionFormat`
becomes a schema and a style.
"""

import dataclasses
import os
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../corpus"))
import constructs  # noqa: E402

KINDS = frozenset(("null", "boolean", "number", "string", "array", "object"))
COLLECTION_FORMATS = {"csv": ("form", False), "multi": ("form", True), "ssv": ("spaceDelimited", False), "pipes": ("pipeDelimited", False),
                      "tsv": ("tabDelimited", False)}
MAX_DEPTH = 40


@dataclasses.dataclass
class Parameter:
    name: str
    place: str  # `in`
    style: str
    explode: bool
    schema: dict
    path: str = ""  # of the file that the schema stands in
    reserved: bool = False
    empty: bool = False  # `allowEmptyValue`
    media_type: str = ""  # of `content`


@dataclasses.dataclass
class Operation:
    node: dict
    path: str
    item: dict
    item_path: str


class Document:
    def __init__(self, path):
        self.files = {}
        self.main = os.path.realpath(path)
        self.root = self.file(self.main)
        self.is_v2 = "swagger" in self.root

    def file(self, path):
        if path not in self.files:
            self.files[path] = constructs.load(path)
        return self.files[path]

    def target(self, reference, path):
        name, _, fragment = reference.partition("#")
        if name:
            path = os.path.realpath(os.path.join(os.path.dirname(path), urllib.parse.unquote(name)))
        node = self.file(path)
        for token in urllib.parse.unquote(fragment).split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            node, path = self.real(node, path)
            node = node[int(token)] if isinstance(node, list) else node[token]
        return node, path

    def real(self, node, path):
        """What stands at `node`, and the file that it stands in."""
        for _ in range(50):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                break
            node, path = self.target(node["$ref"], path)
        return node, path

    def operation(self, path, method):
        item, item_path = self.real(self.root["paths"][path], self.main)
        node = item.get(method.lower())
        if node is None:
            node = item["additionalOperations"][method]
        node, where = self.real(node, item_path)
        return Operation(node, where, item, item_path)

    def parameters(self, operation):
        """Raw Parameter Objects with their file, by place and name."""
        out = {}
        for node, path in ((operation.item, operation.item_path), (operation.node, operation.path)):
            for raw in node.get("parameters") or []:
                parameter, where = self.real(raw, path)
                out[(parameter["in"], parameter["name"])] = (parameter, where)
        return out

    def parameter(self, raw, path):
        place, name = raw["in"], raw["name"]
        if self.is_v2:
            style, explode = COLLECTION_FORMATS[raw.get("collectionFormat", "csv")]
            if place in ("path", "header") and style == "form":
                style = "simple"
            return Parameter(name, place, style, explode, raw, path, empty=raw.get("allowEmptyValue") is True)
        if raw.get("content"):
            media_type, content = next(iter(raw["content"].items()))
            content, path = self.real(content, path)
            return Parameter(name, place, "content", False, content.get("schema", {}), path, media_type=media_type)
        style = raw.get("style") or ("simple" if place in ("path", "header") else "form")
        explode = raw.get("explode", style in ("form", "cookie"))
        return Parameter(name, place, style, explode, raw.get("schema", {}), path, raw.get("allowReserved") is True,
                         raw.get("allowEmptyValue") is True)

    def servers(self, operation):
        """The URL of the API that the document says; relative where it is."""
        if self.is_v2:
            schemes = operation.node.get("schemes") or self.root.get("schemes") or ["https"]
            scheme = "https" if "https" in schemes else schemes[0]
            base = self.root.get("basePath", "")
            return f"{scheme}://{self.root['host']}{base}" if "host" in self.root else base
        servers = operation.node.get("servers") or operation.item.get("servers") or self.root.get("servers") or [{"url": "/"}]
        url = servers[0]["url"]
        for name, variable in (servers[0].get("variables") or {}).items():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
        return url

    # Schemas. `schema` is always with the file it stands in.

    def applied(self, schema, path, alternatives=True, depth=0):
        """`schema` and what applies to the same value, or may."""
        if not isinstance(schema, dict) or depth > MAX_DEPTH:
            return
        if isinstance(schema.get("$ref"), str):
            target, where = self.target(schema["$ref"], path)
            yield from self.applied(target, where, alternatives, depth + 1)
        yield schema, path
        for keyword in ("allOf", "anyOf", "oneOf") if alternatives else ("allOf",):
            for part in schema.get(keyword) or []:
                yield from self.applied(part, path, alternatives, depth + 1)

    def kinds(self, schema, path, depth=0):
        """The kinds of values that a schema may accept; more than there are at worst."""
        if not isinstance(schema, dict) or depth > MAX_DEPTH:
            return KINDS
        out = KINDS
        if isinstance(schema.get("$ref"), str):
            out = out & self.kinds(*self.target(schema["$ref"], path), depth + 1)
        types = schema.get("type")
        if types is not None:
            types = types if isinstance(types, list) else [types]
            named = {"number" if name == "integer" else "string" if name == "file" else name for name in types}
            nullable = any(schema.get(key) is True for key in ("nullable", "x-nullable"))
            if named <= KINDS:
                out = out & (named | ({"null"} if nullable else set()))
        for part in schema.get("allOf") or []:
            out = out & self.kinds(part, path, depth + 1)
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                out = out & frozenset().union(*(self.kinds(part, path, depth + 1) for part in schema[keyword]))
        return out

    def items(self, schema, path):
        """What the items of an array may be: alternatives, with their files."""
        out = [(part["items"], where) for part, where in self.applied(schema, path) if isinstance(part.get("items"), dict)]
        return out or [({}, path)]

    def property(self, schema, path, name):
        """What the member `name` may be: alternatives, with their files."""
        parts = list(self.applied(schema, path))
        out = [(part["properties"][name], where) for part, where in parts if name in (part.get("properties") or {})]
        if any(part.get("patternProperties") for part, _ in parts):
            return out + [({}, path)]
        others = [(part["additionalProperties"], where) for part, where in parts if isinstance(part.get("additionalProperties"), dict)]
        return out or others or [({}, path)]

    def properties(self, schema, path):
        return {name for part, _ in self.applied(schema, path) for name in part.get("properties") or {}}

    def kinds_of(self, alternatives):
        return frozenset().union(*(self.kinds(schema, path) for schema, path in alternatives))
