"""Every row of EXPECT.tsv but for the places, which unit.driver checks: verdicts, time, memory, outputs and further conditions.

Usage: hostile_test.py MCPCC PREFIX FOLDER CXX
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile

from projects import build_projects, run

mcpcc, prefix, hostile, cxx = sys.argv[1:]
MOST_SECONDS, MOST_BYTES = 10, 1 << 30


def bounded(*command):
    """Exit status and standard error of a command that may take ten seconds of a processor and a gigabyte."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    result = subprocess.run(command, capture_output=True, preexec_fn=limit, timeout=60)
    message = result.stderr.decode("utf-8")
    assert result.returncode in (0, 1), (command, result.returncode, message[-2000:])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", message), message
    return result.returncode, message


def tools(server):
    return json.loads(run(server, "tools", "--format", "json"))


def call(server, tool, arguments):
    """Exit status and what is printed of a call that sends nothing."""
    result = subprocess.run([server, "call", tool, json.dumps(arguments), "--dry-run"], capture_output=True, text=True)
    return result.returncode, result.stdout


def names_are(*wanted):
    return lambda server: [tool["name"] for tool in tools(server)] == list(wanted)


def eight_legal_names(server):
    names = {tool["name"] for tool in tools(server)}
    return len(names) == 8 and all(re.fullmatch("[A-Za-z0-9_.-]{1,64}", name) for name in names)


def digits_stay(server):
    status, out = call(server, "n", {"d": 9007199254740993})
    return "9007199254740993" in json.dumps(tools(server)) and status == 0 and "d=9007199254740993" in out


def no_host_with_a_brace(server):
    status, out = call(server, "ping", {})
    return status != 0 or "{" not in json.loads(out)["url"]


def pattern_of_c_is_enforced(server):
    return call(server, "s", {"c": "xyz"})[0] == 1 and call(server, "s", {"c": "0af3"})[0] == 0


# The column `must`: what messages say, and what built servers do.
MESSAGES = {
    "ref-missing-response.yaml": ["#/components/responses/NotFound"],
    "ref-cycle-headers.json": ["#/components/headers/"],
    "path-params.json": ["`other`", "`oter`"],
}
SERVERS = {
    "yaml-anchor-in-components.yaml": lambda server: len({tool["name"] for tool in tools(server)}) == 2,
    "enc-bom-crlf.json": names_are("ping"),
    "name-collisions.json": eight_legal_names,
    "inject-descriptions.json": lambda server: "PWNED" not in run("nm", "-C", server),
    "num-defaults.json": digits_stay,
    "server-undefined-variable.json": no_host_with_a_brace,
    "schema-regex.json": pattern_of_c_is_enforced,
    "5k.json": lambda server: len(tools(server)) == 5000,
    "5k.yaml": lambda server: len(tools(server)) == 5000,
}

with open(os.path.join(hostile, "EXPECT.tsv"), encoding="utf-8") as table:
    rows = [line.rstrip("\n").split("\t") for line in table][1:]
documents = {name: (os.path.join(hostile, name), set(verdict.split("/"))) for name, _, verdict, *_ in rows
             if not name.endswith(".py")}

with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as projects:
    for name, options in ("5k.json", []), ("5k.yaml", ["--yaml"]):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(run(sys.executable, os.path.join(hostile, "gen_5k_operations.py"), *options))
        documents[name] = (path, {"accept"})

    built = {}
    for number, (name, (path, verdicts)) in enumerate(documents.items()):
        project = os.path.join(projects, f"hostile-{number}")
        status, message = bounded(mcpcc, "generate", path, "-o", project, "--name", f"hostile-{number}")
        verdict = "error" if status == 1 else "warn" if message else "accept"
        assert verdict in verdicts, (name, verdict, message)
        assert os.path.exists(project) == (status == 0), name
        assert all(text in message for text in MESSAGES.get(name, [])), (name, message)
        if status == 0:
            built[name] = f"hostile-{number}"

    # Nothing above the reference root is read; what lies below it is.
    root = os.path.join(hostile, "ref-outside-root")
    status, message = bounded(mcpcc, "check", os.path.join(root, "spec/openapi.yaml"), "--reference-root", root,
                              "--diagnostics", "json")
    messages = [json.loads(line)["message"] for line in message.splitlines()]
    assert status == 1 and messages and all("/etc/shadow" in text for text in messages), message
    assert "root:" not in message, message

    build = build_projects(projects, prefix, cxx)
    for name, server in built.items():
        assert not [file for file in os.listdir(os.path.join(projects, server)) if file.startswith("pwned")]
        holds = SERVERS.get(name, lambda server: tools(server) is not None)
        assert holds(os.path.join(build, server, server + "-mcp")), name
    assert set(SERVERS) <= set(built), set(SERVERS) - set(built)
    print(f"{len(documents)} documents, {len(built)} of them built")
