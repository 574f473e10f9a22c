"""Real documents from end to end: each is compiled, built without a warning, started, and lists its tools in both eras.

What the servers list is checked against the protocol's schemas, and every input and output schema against JSON Schema's own.

Usage: servers_test.py MCPCC PREFIX DATA CXX [--part]

With --part, a sixth of the documents: which one depends on the commit, so that all have their turn.
"""

import json
import os
import subprocess
import sys
import tempfile

import jsonschema

from projects import build_projects, list_tools, run

mcpcc, prefix, data, cxx = sys.argv[1:5]
PARTS = 6

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


with tempfile.TemporaryDirectory() as folder:
    servers = {}
    for number, name in enumerate(documents()):
        options = [os.path.join(data, "corpus", word) if not word.startswith("--") else word
                   for word in OPTIONS.get(name, [])]
        server = f"corpus-{number}"
        run(mcpcc, "generate", os.path.join(data, "corpus", name), "-o", os.path.join(folder, server), "--name", server,
            "--quiet", *options)
        servers[name] = server
    build = build_projects(folder, prefix, cxx)
    for name, server in servers.items():
        print(f"{name}: {check_lists(os.path.join(build, server, server + '-mcp'))} tools")
