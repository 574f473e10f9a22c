"""Every schema that real documents show, in every profile, is what the table of docs/profiles.md says that clients take: the input schemas of
their tools, and every named and every inline schema as the body of a request. This is written from that table.

Usage: profiles_test.py MCPCC ORACLE_OPERATIONS CORPUS [--part]

--part: a quarter of the documents, another one each day.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import manifest

TYPES = {"null", "boolean", "integer", "number", "string", "array", "object"}
COMBINATORS = ("oneOf", "anyOf", "allOf", "not", "if", "then", "else", "dependentSchemas", "$ref")
IN_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")
IN_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
ALONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems",
         "unevaluatedProperties")
SAME_VALUE = ("allOf", "anyOf", "oneOf")

SAFE_NAME = re.compile(r"[a-zA-Z0-9_.-]{1,64}\Z")
GEMINI_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,63}\Z")
BUDGET, LEVELS = 16 * 1024, 6

MODEL = {
    "openai-strict": {
        "keywords": {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "description", "pattern", "format",
                     "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"},
        "formats": {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"},
        "name": SAFE_NAME,
    },
    "gemini": {
        "keywords": {"type", "nullable", "properties", "required", "items", "anyOf", "enum", "description", "pattern", "format", "minLength",
                     "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties", "maxProperties"},
        "formats": {"date-time", "float", "double", "int32", "int64"},
        "name": GEMINI_NAME,
    },
}


def below(schema):
    """The schemas in a schema: keyword, name where there is one, schema."""
    for keyword, value in schema.items():
        if keyword in IN_MAPS:
            for name, part in value.items():
                yield keyword, name, part
        elif keyword in IN_LISTS:
            for part in value:
                yield keyword, None, part
        elif keyword in ALONE:
            yield keyword, None, value


def types_of(schema):
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else types


def check_patterns(schema):
    """What Python's `re` cannot read, lookaround, escapes that the flag `u` of ECMA-262 does not know, `[` in a class."""
    texts = list(schema.get("patternProperties", {}))
    if "pattern" in schema:
        texts.append(schema["pattern"])
    for text in texts:
        try:
            re.compile(text)
        except re.error as error:
            yield f"the pattern {text}: {error}"
        plain = re.sub(r"\\[\^$\\.*+?()\[\]{}|\-dDwWsSbBtnrfv]|\\x[0-9a-f]{2}", "", text)
        if "\\" in plain or re.search(r"\(\?[^:]|\[[^\]]*\[", plain):
            yield f"the pattern {text}"


def check_root(schema):
    if schema.get("type") != "object":
        yield "the root is no object"
    for keyword in COMBINATORS:
        if keyword in schema:
            yield f"`{keyword}` at the root"


def check_universal(schema):
    yield from check_root(schema)
    size = len(json.dumps(schema, separators=(",", ":"), ensure_ascii=False).encode())
    if size > BUDGET:
        yield f"{size} bytes"
    pending = [(schema, -1)]
    while pending:
        part, level = pending.pop()
        if isinstance(part, bool):
            yield "a boolean stands for a schema"
            continue
        # What accepts anything, and what nothing, has no level.
        if level > LEVELS and part not in ({}, {"not": {}}):
            yield "too deep"
        for keyword in ("$ref", "$defs", "$dynamicRef", "$id", "$anchor"):
            if keyword in part:
                yield f"`{keyword}`"
        yield from check_patterns(part)
        if not set(types_of(part)) <= TYPES:
            yield f"type {part['type']}"
        if "array" in types_of(part) and "items" not in part:
            yield "an array without `items`"
        for keyword, name, inner in below(part) if part != {"not": {}} else ():
            if keyword == "properties" and not SAFE_NAME.match(name):
                yield f"a property `{name}`"
            # What the root says of other arguments is a boolean.
            if part is schema and keyword == "additionalProperties" and inner is False:
                continue
            pending.append((inner, level if keyword in SAME_VALUE else level + 1))


def check_full(schema):
    if schema.get("type") != "object":
        yield "the root is no object"
    definitions = schema.get("$defs", {})
    pending = [schema]
    while pending:
        part = pending.pop()
        if isinstance(part, bool):
            continue
        if not set(types_of(part)) <= TYPES:
            yield f"type {part['type']}"
        reference = part.get("$ref")
        if reference is not None and reference.removeprefix("#/$defs/").replace("~1", "/").replace("~0", "~") not in definitions:
            yield f"`$ref` {reference} leads nowhere"
        pending += [inner for _, _, inner in below(part)]


def check_model(profile, schema):
    rules = MODEL[profile]
    is_strict = profile == "openai-strict"
    yield from check_root(schema)
    properties = values = characters = 0
    pending = [(schema, 1)]
    while pending:
        part, level = pending.pop()
        if not isinstance(part, dict):
            yield "no object stands for a schema"
            continue
        yield from check_patterns(part)
        unknown = set(part) - rules["keywords"]
        if unknown:
            yield f"keywords {sorted(unknown)}"
        if "anyOf" in part and not is_strict and len(part) > 1:
            yield "something beside `anyOf`"
        if "anyOf" not in part and "type" not in part:
            yield "no type"
        types = types_of(part)
        if is_strict and (len(types) > 2 or len(types) == 2 and "null" not in types):
            yield f"types {types}"
        if not is_strict and "type" in part and (not isinstance(part["type"], str) or part["type"] == "null"):
            yield f"type {part['type']}"
        if not set(types) <= TYPES:
            yield f"types {types}"
        if "format" in part and part["format"] not in rules["formats"]:
            yield f"format {part['format']}"
        if "object" in types or "array" in types:
            if level > 10:
                yield "more than ten levels"
        if "array" in types and "items" not in part:
            yield "an array without `items`"
        if "object" in types:
            names = part.get("properties", {})
            properties += len(names)
            characters += sum(len(name) for name in names)
            if is_strict:
                if part.get("additionalProperties") is not False:
                    yield "an open object"
                if sorted(part.get("required", [])) != sorted(names):
                    yield "a member that is not required"
            elif not names and part is not schema:
                yield "an object without properties"
            if not set(part.get("required", [])) <= set(names):
                yield "what is required is no property"
        for name in part.get("properties", {}):
            if not rules["name"].match(name):
                yield f"a property `{name}`"
        if "enum" in part:
            listed = part["enum"]
            texts = [value for value in listed if isinstance(value, str)]
            values += len(listed)
            characters += sum(len(text) for text in texts)
            if any(isinstance(value, (dict, list)) for value in listed):
                yield "a value of `enum` that is no scalar"
            if not is_strict and (len(texts) != len(listed) or "" in texts or types != ["string"]):
                yield "a value of `enum` that is no text, or an empty one"
            if len(listed) > 250 and sum(len(text) for text in texts) > 15000:
                yield "an `enum` of more than 15,000 characters"
        for keyword, _, inner in below(part):
            if keyword != "additionalProperties":
                pending.append((inner, level if keyword in SAME_VALUE else level + 1))
    if properties > 5000 or values > 1000 or characters > 120000:
        yield f"{properties} properties, {values} values, {characters} characters"


def check(profile, schema):
    if profile == "universal":
        return list(check_universal(schema))
    return list(check_full(schema) if profile == "full" else check_model(profile, schema))


def argument(schema):
    return {"type": "object", "properties": {"a": schema}, "required": ["a"], "additionalProperties": False}


def check_the_checker():
    """What each profile must not show is found."""
    wrong = [
        ("universal", argument({"$ref": "#/$defs/A"})),
        ("universal", argument({"type": ["array", "null"]})),
        ("universal", argument({"properties": {"b c": {}}})),
        ("universal", argument({"description": "x" * BUDGET})),
        ("universal", {"type": "object", "anyOf": []}),
        ("universal", argument({"pattern": "^(?=a)"})),
        ("universal", argument({"pattern": "\\p{L}"})),
        ("universal", argument({"pattern": "^https\\:"})),
        ("openai-strict", argument({"type": "string", "pattern": "[a[b]"})),
        ("gemini", argument({"type": "string", "pattern": "(?<n>a)"})),
        ("universal", argument({"items": {"items": {"items": {"items": {"items": {"items": {"items": {"type": "null"}}}}}}}})),
        ("full", {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}}),
        ("openai-strict", argument({"type": "object", "properties": {"b": {"type": "string"}}, "required": [], "additionalProperties": False})),
        ("openai-strict", argument({"type": "object", "properties": {}, "required": []})),
        ("openai-strict", argument({"type": ["string", "integer"]})),
        ("openai-strict", argument({"type": "string", "minLength": 1})),
        ("openai-strict", argument({"oneOf": [{"type": "string"}]})),
        ("openai-strict", argument({"type": "string", "format": "byte"})),
        ("openai-strict", argument({"type": "string", "enum": ["x"] * 1001})),
        ("gemini", {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}),
        ("gemini", {"type": "object", "properties": {"a": {"type": "object"}}}),
        ("gemini", {"type": "object", "properties": {"a": {"type": "integer", "enum": [1]}}}),
        ("gemini", {"type": "object", "properties": {"a": {"type": "string", "enum": [""]}}}),
        ("gemini", {"type": "object", "properties": {"a-b": {"type": "string"}}}),
        ("gemini", {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}], "description": "d"}}}),
        ("gemini", {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}),
    ]
    for profile, schema in wrong:
        assert check(profile, schema), (profile, schema)


def with_operations(program, corpus, document, folder):
    """The arguments of a command over the document with an operation for each schema, and the references to these."""
    os.mkdir(folder)
    run = subprocess.run([program, os.path.join(corpus, document["file"]), folder], capture_output=True, text=True, check=True)
    return [*manifest.arguments(corpus, document), "--overlay", os.path.join(folder, "overlay.json")], json.loads(run.stdout)


def check_document(mcpcc, arguments, references, name, profile):
    def place(tool):
        number = re.fullmatch(r"oracle_(\d+)", tool)
        return references[int(number[1])] if number else tool

    run = subprocess.run([mcpcc, "inspect", *arguments, "--show", "tools", "--format", "json", "--quiet", "--profile", profile],
                         capture_output=True, text=True, check=False)
    if not run.stdout:
        return name, profile, 0, []
    tools = json.loads(run.stdout)["tools"]
    return name, profile, len(tools), [(place(tool["name"]), problem) for tool in tools for problem in check(profile, tool["input_schema"])]


def main():
    check_the_checker()
    mcpcc, operations, corpus = sys.argv[1:4]
    documents = manifest.documents(corpus)
    if "--part" in sys.argv:
        documents = documents[int(time.time()) // 86400 % 4::4]
    failed = schemas = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        work = []
        for index, document in enumerate(documents):
            arguments, references = with_operations(operations, corpus, document, os.path.join(folder, str(index)))
            work += [(mcpcc, arguments, references, document["file"], profile) for profile in ("universal", "full", "openai-strict", "gemini")]
        for name, profile, count, problems in pool.map(lambda item: check_document(*item), work):
            schemas += count
            failed += len(problems)
            for tool, problem in problems[:10]:
                print(f"{name} {profile} {tool}: {problem}")
    print(f"{len(documents)} documents, {schemas} schemas, {failed} problems")
    sys.exit(1 if failed or not schemas else 0)


if __name__ == "__main__":
    main()
