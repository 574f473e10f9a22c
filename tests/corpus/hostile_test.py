"""Documents that try to get code into the sources: they build without a warning, and nothing of them becomes a symbol.

Usage: hostile_test.py MCPCC PREFIX FOLDER CXX
"""

import json
import os
import subprocess
import sys
import tempfile

mcpcc, prefix, hostile, cxx = sys.argv[1:]


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, **options)
    assert result.returncode == 0, (command, result.stdout[-2000:], result.stderr[-2000:])
    return result.stdout


with tempfile.TemporaryDirectory() as folder:
    for name, tools in (("inject-descriptions.json", None), ("name-collisions.json", 8), ("enc-bom-crlf.json", 1)):
        project = os.path.join(folder, name)
        run(mcpcc, "generate", os.path.join(hostile, name), "-o", project, "--name", "hostile")
        run("cmake", "-S", project, "-B", project + "/build", "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={cxx}", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror")
        run("cmake", "--build", project + "/build")
        server = project + "/build/hostile-mcp"
        assert "PWNED" not in run("nm", "-C", server)
        listed = json.loads(run(server, "tools", "--format", "json"))
        listed = listed["tools"] if isinstance(listed, dict) else listed
        assert listed and (tools is None or len(listed) == tools), (name, len(listed))
        print(f"{name}: {len(listed)} tools")
