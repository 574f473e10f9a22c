"""Small documents that stand for large ones, because many operations refer to one large thing: mcpcc compiles them or says that
they are too large, in less than 1 GB of memory, and writes nothing of what it refuses.

    multiplied_test.py MCPCC
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MEMORY = 1 << 30
# Against hanging: all take a few seconds at most.
SECONDS = 60
DONE = {"200": {"description": "Done."}}
PARAMETER = {"name": "p", "in": "query", "schema": {"type": "string"}}


def text(size):
    return "word " * (size // 5)


def parameters(count):
    return [{**PARAMETER, "name": f"p{i}"} for i in range(count)]


def members(count):
    return {"type": "object", "properties": {f"p{i}": {"type": "string", "writeOnly": True} for i in range(count)}}


def document(operation, components, count, **root):
    """`operation` at `count` paths."""
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://shop.example"}],
            "paths": {f"/{i}": operation for i in range(count)}, "components": components, **root}


def of_item(item, count):
    return document({"$ref": "#/components/pathItems/x"}, {"pathItems": {"x": item}}, count)


def of_responses(responses, count):
    references = {status: {"$ref": f"#/components/responses/{name}"} for status, name in responses}
    return lambda components: document({"get": {"responses": references}}, {"responses": components}, count)


def of_schema(schema, count):
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}
    return document({"post": {"requestBody": body, "responses": {"200": {"description": "Done.", **body}}}}, {"schemas": {"S": schema}}, count)


def swagger(count, media_types):
    names = [f"application/x{i}+json" for i in range(media_types)]
    body = {"in": "body", "name": "body", "schema": {"type": "object"}}
    return {"swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "host": "shop.example", "consumes": names, "produces": names,
            "paths": {f"/{i}": {"post": {"parameters": [body], "responses": {"200": {"description": "Done.", "schema": {}}}}}
                      for i in range(count)}}


def documents():
    get = {"responses": DONE}
    yield "parameters of a path item", of_item({"parameters": parameters(500), "get": get}, 3000)
    yield "very many of them", of_item({"parameters": parameters(10000), "get": get}, 10000)
    yield "as many as fit", of_item({"parameters": parameters(300), "get": get}, 900)
    yield "parameters of methods", document(
        {"parameters": parameters(2000), "additionalOperations": {f"M{i}": get for i in range(64)}}, {}, 20) | {"openapi": "3.2.0"}
    yield "a description of a path item", of_item({"description": text(600000), "get": get}, 3000)
    yield "a description that fits", of_item({"description": text(300000), "get": get}, 400)
    yield "a description of a parameter", document(
        {"get": {"parameters": [{"$ref": "#/components/parameters/p"}], "responses": DONE}},
        {"parameters": {"p": {**PARAMETER, "description": text(600000)}}}, 3000)
    yield "errors", of_responses([(str(400 + i), f"e{i}") for i in range(99)], 3000)(
        {f"e{i}": {"description": text(5000)} for i in range(99)})
    yield "headers", of_responses([("200", "r")], 3000)(
        {"r": {"description": "Done.", "headers": {f"X-H{i}": {"schema": {"type": "string"}} for i in range(3000)}}})
    yield "a described reference", document(
        {"get": {"responses": {"200": {"$ref": "#/components/responses/r", "description": "Other."}}}},
        {"responses": {"r": {"description": "Done.", "content": {f"application/x{i}": {} for i in range(3000)}}}}, 10000)
    yield "media types", document(
        {"post": {"requestBody": {"$ref": "#/components/requestBodies/b"}, "responses": DONE}},
        {"requestBodies": {"b": {"content": {f"application/x{i}+json": {"schema": members(1)} for i in range(1000)}}}}, 3000)
    yield "a server of variables", document({"get": get}, {}, 1) | {
        "servers": [{"url": "https://shop.example/" + "{b}" * 20000, "variables": {"b": {"default": text(100000)}}}]}
    yield "texts of the configuration", document({"get": get}, {}, 3000) | {"x-mcp": {"description": text(200000)}}
    yield "media types of responses", document(
        {"$ref": "#/components/pathItems/x"},
        {"pathItems": {"x": {"get": {"responses": {str(200 + i): {"$ref": "#/components/responses/r"} for i in range(300)}}}},
         "responses": {"r": {"description": "Done.", "content": {f"application/x{i}": {} for i in range(200)}}}}, 500)
    yield "media types of 2.0", swagger(10000, 1000)
    yield "a schema", of_schema({"type": "object", "properties": {f"p{i}": {"type": "string", "description": text(100)} for i in range(100)}}, 20000)
    wide = {name: {"type": "object", "properties": {f"{name}{i}": {"type": "string"} for i in range(10000)}} for name in "ab"}
    of_parts = {"schema": {"allOf": [{"$ref": "#/components/schemas/a"}, {"$ref": "#/components/schemas/b"}]}}
    yield "parts of schemas", document(
        {"post": {"requestBody": {"content": {"application/json": of_parts}}, "responses": DONE}}, {"schemas": wide}, 1500)
    many = {f"p{i}": {"type": "string"} for i in range(20000)}
    yield "properties of a misplaced reference", document(
        {"post": {"requestBody": {"content": {"application/json": {"schema": {"properties": {"$ref": "#/components/x-many", "a": {}}}}}}, "responses": DONE}},
        {"x-many": many}, 2000)
    doubled = {f"x{i}": {name: {"properties": {"$ref": f"#/components/x{i + 1}"}} for name in "ab"} for i in range(300)}
    yield "misplaced references that double", document(
        {"post": {"requestBody": {"content": {"application/json": {"schema": {"properties": {"$ref": "#/components/x0"}}}}}, "responses": DONE}},
        doubled, 1)
    chained = {f"x-{i}": {"$ref": f"#/components/x-{i + 1}"} for i in range(20000)}
    yield "a chain of misplaced references", document(
        {"post": {"requestBody": {"content": {"application/json": {"schema": {"properties": {"$ref": "#/components/x-0"}}}}}, "responses": DONE}},
        chained, 1)
    yield "parameters of a misplaced reference", document(
        {"get": {"parameters": {"$ref": "#/components/x-list"}, "responses": DONE}}, {"x-list": parameters(100)}, 9000)
    yield "secrets of a schema", of_schema(members(3000), 3000)
    yield "security", document(
        {"get": get}, {"securitySchemes": {f"s{i}": {"type": "http", "scheme": "bearer"} for i in range(3000)}}, 3000,
        security=[{f"s{i}": []} for i in range(3000)])


def check(mcpcc, name, value, folder, *options):
    """What is wrong; None: nothing."""
    source, output = folder / "spec.json", folder / "out"
    source.write_text(json.dumps(value))
    with open(folder / "messages", "w+") as messages:
        process = subprocess.Popen([mcpcc, "generate", source, "-o", output, *options], stdout=messages, stderr=messages)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return f"more than {SECONDS} s"
        finally:
            messages.seek(0)
            said = messages.read()
    print(f"{name}: {process.returncode}, {source.stat().st_size // 1000} kB; {said.strip().splitlines()[-1]}")
    if process.returncode == 1:
        if said.count("[document-too-large]") != 1:
            return "refused for another reason:\n" + said
        return "a folder was written" if output.exists() else None
    return None if process.returncode == 0 else f"exit status {process.returncode}:\n{said}"


def limit_memory():
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main():
    mcpcc = sys.argv[1]
    limit_memory()  # children too
    failures = 0
    for name, value in documents():
        for options in ((), ("--profile", "universal", "--profile", "full", "--profile", "openai-strict", "--profile", "gemini")):
            with tempfile.TemporaryDirectory() as folder:
                problem = check(mcpcc, name, value, Path(folder), *options)
            if problem:
                failures += 1
                print(f"{name} {' '.join(options)}: {problem}", file=sys.stderr)
    sys.exit(failures != 0)


if __name__ == "__main__":
    main()
