#!/usr/bin/env python3
"""Reads `mcpcc inspect --show tools --format json` and makes up a call: prints a tool's name and, after a tab, arguments.

Prefers a read with a few required arguments, which shows the most. Ends with status 1 when no tool's required arguments
can be made up from its schema.
"""

import json
import sys

DEEPEST = 12
TEXTS = {
    "date": "2026-05-31",
    "date-time": "2026-05-31T12:00:00Z",
    "email": "someone@example.org",
    "uri": "https://example.org/",
    "uuid": "5f2b1f9e-9c9b-4c57-8a52-6a1f4c1c2f10",
    "ipv4": "192.0.2.1",
    "hostname": "host.example.org",
}


class NoIdea(Exception):
    """The schema asks for something that cannot be made up."""


def text(schema):
    value = TEXTS.get(schema.get("format"), "example")
    if "pattern" in schema:
        raise NoIdea
    value = (value * (schema.get("minLength", 0) // len(value) + 1))[: schema.get("maxLength", 10**6)]
    return value if len(value) >= schema.get("minLength", 0) else value.ljust(schema["minLength"], "x")


def number(schema):
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    most = schema.get("maximum", schema.get("exclusiveMaximum", least + 2) - 1)
    return max(least, min(1, most))


def make(schema, depth=0):
    """A value that `schema` should accept."""
    if depth > DEEPEST or schema is False:
        raise NoIdea
    if schema is True:
        return "example"
    for key in ("const", "default", "example"):
        if key in schema:
            return schema[key]
    for key in ("enum", "examples"):
        if schema.get(key):
            return schema[key][0]
    for key in ("oneOf", "anyOf"):
        for choice in schema.get(key, []):
            if choice.get("type") != "null":
                return make({**{k: v for k, v in schema.items() if k != key}, **choice}, depth + 1)
    for part in schema.get("allOf", []):
        schema = {**schema, **part, "properties": {**schema.get("properties", {}), **part.get("properties", {})},
                  "required": [*schema.get("required", []), *part.get("required", [])]}
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next(k for k in kind if k != "null")
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: make(properties.get(name, True), depth + 1) for name in schema.get("required", [])}
    if kind == "array":
        return [make(schema.get("items", True), depth + 1) for _ in range(max(1, schema.get("minItems", 0)))]
    return {"string": text, "integer": number, "number": number, "boolean": lambda _: True}[kind](schema)


def liking(tool):
    """How much a call of the tool shows: smaller is better."""
    required = sum(argument["required"] for argument in tool["arguments"])
    return (tool["method"] not in ("GET", "POST"), not 1 <= required <= 3, tool["method"] != "GET", -required)


def main():
    tools = json.load(sys.stdin)["tools"]
    for tool in sorted(tools, key=liking):
        try:
            print(tool["name"], json.dumps(make({**tool["input_schema"], "type": "object"})), sep="\t")
            return 0
        except (NoIdea, AttributeError, KeyError, StopIteration, TypeError):
            continue
    print("no tool's required arguments can be made up", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
