"""A document of 1,223 operations from end to end: compiled, built without a warning, listed and called.

Usage: github_test.py MCPCC PREFIX DOCUMENT CXX
"""

import http.server
import json
import os
import re
import sys
import tempfile
import threading

from projects import list_tools, request, run, talk

mcpcc, prefix, document, cxx = sys.argv[1:]


class Upstream(http.server.BaseHTTPRequestHandler):
    seen = []

    def do_GET(self):
        Upstream.seen.append(self.path)
        body = json.dumps([{"name": "one", "size": 12345678901234567890}]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


with tempfile.TemporaryDirectory() as folder:
    project = os.path.join(folder, "project")
    print(run(mcpcc, "generate", document, "-o", project, "--name", "github"), end="")
    run(
        "cmake", "-S", project, "-B", project + "/build", "-G", "Ninja",
        f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={cxx}",
        "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror",
    )
    print(run("cmake", "--build", project + "/build").splitlines()[-1])
    server = project + "/build/github-mcp"

    # Both eras list the same tools, each legal for every client.
    modern, legacy = list_tools(server)
    names = [tool["name"] for tool in modern["tools"]]
    assert names == [tool["name"] for tool in legacy["tools"]]
    assert len(names) == 1223 and len(set(names)) == 1223, len(names)
    for tool in modern["tools"]:
        assert re.fullmatch("[a-z0-9_]{1,57}", tool["name"]), tool["name"]
        schema = tool["inputSchema"]
        assert schema["type"] == "object" and not {"oneOf", "anyOf", "allOf"} & schema.keys()
        for key in schema["properties"]:
            assert re.fullmatch("[a-zA-Z0-9_.-]{1,64}", key), (tool["name"], key)
        text = json.dumps(schema)
        assert '"$ref"' not in text, tool["name"]
        assert len(text) < 40_000, (tool["name"], len(text))
        assert all(isinstance(tool["annotations"][hint], bool) for hint in (
            "readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"))

    # A dry run shows what would be sent, and a call sends it.
    arguments = {"org": "an/org", "type": "public", "per_page": 5}
    planned = json.loads(run(server, "call", "repos_list_for_org", json.dumps(arguments), "--dry-run"))
    assert planned["url"] == "https://api.github.com/orgs/an%2Forg/repos?type=public&per_page=5", planned
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    base_url = f"http://127.0.0.1:{upstream.server_port}"
    call = request(3, "tools/call", {"name": "repos_list_for_org", "arguments": arguments})
    result = talk(server, [call], GITHUB_BASE_URL=base_url)[3]["result"]
    assert Upstream.seen == ["/orgs/an%2Forg/repos?type=public&per_page=5"], Upstream.seen
    assert result["isError"] is False, result
    assert result["structuredContent"] == [{"name": "one", "size": 12345678901234567890}], result
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    print(f"{len(names)} tools listed in both eras, one called")
