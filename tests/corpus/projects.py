"""What the tests of this folder share: running programs, building many projects at once, talking to servers over stdio."""

import json
import os
import subprocess

META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}


def run(*command, **options):
    """Standard output of a command that must succeed."""
    result = subprocess.run(command, capture_output=True, text=True, **options)
    assert result.returncode == 0, (command, result.stdout[-2000:], result.stderr[-2000:])
    return result.stdout


def build_projects(folder, prefix, cxx):
    """Builds every project in `folder` without optimisation and without a warning; gives their build folder."""
    build = os.path.join(folder, "build")
    projects = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    with open(os.path.join(folder, "CMakeLists.txt"), "w", encoding="utf-8") as file:
        file.write("cmake_minimum_required(VERSION 3.25)\nproject(corpus LANGUAGES CXX)\n")
        file.writelines(f"add_subdirectory({name})\n" for name in projects)
    run("cmake", "-S", folder, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_COMPILER={cxx}", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror", "-DCMAKE_CXX_FLAGS_DEBUG=-O0")
    run("cmake", "--build", build)
    return build


def talk(server, messages, **environment):
    """Sends messages over stdio and gives the replies by id."""
    lines = "".join(json.dumps(message) + "\n" for message in messages)
    out = run(server, input=lines, env={**os.environ, **environment}, timeout=60)
    return {reply["id"]: reply for reply in map(json.loads, out.splitlines())}


def request(number, method, params=None, modern=True):
    params = dict(params or {})
    if modern:
        params["_meta"] = META
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def list_tools(server):
    """The results of tools/list: of the modern era and of the legacy one."""
    modern = talk(server, [request(1, "tools/list")])[1]["result"]
    initialize = request(1, "initialize", {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
    }, modern=False)
    initialized = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    legacy = talk(server, [initialize, initialized, request(2, "tools/list", modern=False)])[2]["result"]
    return modern, legacy
