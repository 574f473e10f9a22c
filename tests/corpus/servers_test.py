"""Real documents from end to end: each is compiled, built without a warning, started, and lists its tools in both eras.

What the servers list is checked against the protocol's schemas, and every input and output schema against JSON Schema's own.

Some dry runs are those of tests/oracle, to the letter, which makes them of the same tables without building a server.

Usage: servers_test.py MCPCC PREFIX DATA CXX REQUESTS [--part]

With --part, a sixth of the documents: which one depends on the commit, so that all have their turn.
"""

import json
import os
import subprocess
import sys
import tempfile

import jsonschema

from projects import build_projects, list_tools, run

mcpcc, prefix, data, cxx, requests = sys.argv[1:6]
PARTS = 6
DRY_RUNS = 8

# What a document needs on the command line: folders are below the corpus.
OPTIONS = {
    "oai-petstore-separate/spec/swagger.json": ["--reference-root", "oai-petstore-separate"],
}


def documents():
    with open(os.path.join(data, "corpus/MANIFEST.tsv"), encoding="utf-8") as manifest:
        names = [line.split("\t")[0] for line in manifest][1:]
    if "--part" not in sys.argv:
        return names
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True,
                            cwd=os.path.dirname(os.path.abspath(__file__))).stdout.strip() or "0"
    part = int(commit, 16) % PARTS
    print(f"part {part + 1} of {PARTS}, which commit {commit[:12]} chooses")
    return names[part::PARTS]


def protocol_schema(version):
    with open(os.path.join(data, f"vendor/mcp/schema-{version}.json"), encoding="utf-8") as file:
        schema = json.load(file)
    return jsonschema.Draft202012Validator({"$ref": "#/$defs/ListToolsResult", "$defs": schema["$defs"]})


MODERN, LEGACY = protocol_schema("2026-07-28"), protocol_schema("2025-11-25")


def check_lists(server):
    modern, legacy = list_tools(server)
    MODERN.validate(modern)
    LEGACY.validate(legacy)
    assert [tool["name"] for tool in modern["tools"]] == [tool["name"] for tool in legacy["tools"]]
    for result in modern, legacy:
        assert "nextCursor" not in result
        for tool in result["tools"]:
            jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
            jsonschema.Draft202012Validator.check_schema(tool.get("outputSchema", {}))
    return len(modern["tools"])


def check_dry_runs(server, name, options):
    """Calls of tools from all over the document."""
    head, *tools = run(requests, os.path.join(data, "corpus"), name, "--name", server, *options).splitlines() or ["{}"]
    base_url = json.loads(head).get("base_url")
    for line in tools[::max(1, len(tools) // DRY_RUNS)]:
        tool = json.loads(line)
        call = next((call for call in reversed(tool["calls"]) if "request" in call), None)
        if call is None:
            continue
        printed = run(binary(server), "call", tool["tool"], "-", "--dry-run", *(["--base-url", base_url] if base_url else []),
                      input=json.dumps(call["arguments"], ensure_ascii=False, separators=(",", ":")))
        assert json.loads(printed) == call["request"] and printed.strip() in line, (tool["tool"], call, printed)


def binary(server):
    return os.path.join(build, server, server + "-mcp")


with tempfile.TemporaryDirectory() as folder:
    servers = {}
    for number, name in enumerate(documents()):
        options = [os.path.join(data, "corpus", word) if not word.startswith("--") else word
                   for word in OPTIONS.get(name, [])]
        server = f"corpus-{number}"
        run(mcpcc, "generate", os.path.join(data, "corpus", name), "-o", os.path.join(folder, server), "--name", server,
            "--quiet", *options)
        servers[name] = server, options
    build = build_projects(folder, prefix, cxx)
    for name, (server, options) in servers.items():
        print(f"{name}: {check_lists(binary(server))} tools")
        check_dry_runs(server, name, options)
