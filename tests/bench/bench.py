#!/usr/bin/env python3
"""Measures mcpcc beside openapi-mcp-generator and the official TypeScript SDK. Called by run.sh, which builds everything.

Prints a Markdown table of medians on standard output and what it is doing on standard error.
"""

import argparse
import atexit
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
LEGACY, MODERN = "2025-11-25", "2026-07-28"
CLIENT = {"name": "bench", "version": "1.0.0"}
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": CLIENT,
}
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize",
              "params": {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": CLIENT}}
DISCOVER = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": META}}
CALL = {"name": "issues_get", "arguments": {"owner": "octocat", "repo": "hello-world", "issue_number": 1347}}


def say(text):
    print(f"   {text}", file=sys.stderr, flush=True)


class Figures:
    """The median of each figure; `take` runs a measurement the agreed number of times."""

    def __init__(self, runs):
        self.runs = runs
        self.medians = {}

    def take(self, name, measure):
        rows = [measure() for _ in range(self.runs)]
        result = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
        self.medians[name] = result
        say(f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in result.items()))
        return result

    def ratio(self, ours, theirs, key, more_is_better=False):
        ours, theirs = self.medians.get(ours), self.medians.get(theirs)
        if not ours or not theirs:
            return ""
        return f"{ours[key] / theirs[key] if more_is_better else theirs[key] / ours[key]:.1f} x"


def run(command, folder, environment=None, may_fail=False):
    """Wall time and the peak memory of the largest process of a command and its children."""
    with open(folder / "output.log", "wb") as log:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                 env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0 and not may_fail:
        sys.exit(f"{' '.join(map(str, command))} ended with {child.returncode}:\n{(folder / 'output.log').read_text()[-2000:]}")
    return {"seconds": seconds, "megabytes": usage.ru_maxrss / 1000, "status": child.returncode}


def resident(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1000


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Stdio:
    """A server over stdio."""

    def __init__(self, command, environment):
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                      env={**os.environ, **environment})

    def ask(self, message):
        self.child.stdin.write(json.dumps(message).encode() + b"\n")
        self.child.stdin.flush()
        if "id" not in message:
            return None
        answer = json.loads(self.child.stdout.readline())
        if "result" not in answer:
            sys.exit(f"{message['method']} failed: {answer}")
        return answer["result"]

    def end(self):
        self.child.stdin.close()
        self.child.terminate()
        self.child.wait()


def start_over_stdio(command, environment, first):
    """Time until the first reply; then lists all tools and looks at the memory."""
    start = time.perf_counter()
    server = Stdio(command, environment)
    server.ask(first)
    seconds = time.perf_counter() - start
    params = first["params"] if first is DISCOVER else {}
    if first is INITIALIZE:
        server.ask({"jsonrpc": "2.0", "method": "notifications/initialized"})
    tools, cursor = 0, None
    while True:
        page = {**params, "cursor": cursor} if cursor else params
        listed = server.ask({"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": page})
        tools += len(listed["tools"])
        cursor = listed.get("nextCursor")
        if not cursor:
            break
    megabytes = resident(server.child.pid)
    server.end()
    return {"milliseconds": seconds * 1000, "megabytes": megabytes, "tools": tools}


class Listening:
    """A process that says on standard output or standard error where it listens; pinned to one processor."""

    def __init__(self, command, environment=None, processor=0):
        self.child = subprocess.Popen(["taskset", "-c", str(processor), *command], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      env={**os.environ, **(environment or {})})
        atexit.register(self.end)  # a measurement that fails must not leave servers behind
        for line in self.child.stdout:
            found = re.search(rb"(http://127\.0\.0\.1:\d+)", line)
            if found:
                self.origin = found.group(1).decode()
                return
        sys.exit(f"{command[0]} did not say where it listens")

    def end(self):
        atexit.unregister(self.end)
        self.child.send_signal(signal.SIGTERM)
        self.child.wait()


def post(url, message, headers):
    request = urllib.request.Request(url, json.dumps(message).encode(), {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.headers, json.loads(response.read() or "null")


def call_message(era):
    params = {**CALL, "_meta": META} if era == MODERN else CALL
    return {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}


def call_headers(url, era, session):
    if era == MODERN:
        return {"MCP-Protocol-Version": MODERN, "Mcp-Method": "tools/call", "Mcp-Name": CALL["name"]}
    headers = {"MCP-Protocol-Version": LEGACY}
    if session:
        answered, _ = post(url, INITIALIZE, {})
        headers["Mcp-Session-Id"] = answered["Mcp-Session-Id"]
        post(url, {"jsonrpc": "2.0", "method": "notifications/initialized"}, headers)
    return headers


def must_succeed(url, message, headers):
    _, answer = post(url, message, headers)
    result = answer.get("result", {})
    if result.get("isError") or result.get("structuredContent", {}).get("number") != 1347:
        sys.exit(f"the call does not reach the upstream: {answer}")


def measure_calls(figures, name, options, command, environment, era, session=False):
    server = Listening(command, environment)
    url = server.origin + "/mcp"
    message, headers = call_message(era), call_headers(url, era, session)
    must_succeed(url, message, headers)
    wrk_environment = {**os.environ, "MESSAGE": json.dumps(message),
                       "HEADERS": "".join(f"{key}: {value}\n" for key, value in headers.items())}

    def load(seconds):
        before = cpu_seconds(server.child.pid)
        output = subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t1", "-c32", "--timeout", "10s", f"-d{seconds}s", "-s", str(options.here / "call.lua"), url],
            env=wrk_environment, check=True, capture_output=True, text=True).stdout
        used = cpu_seconds(server.child.pid) - before
        result = json.loads(output.strip().splitlines()[-1])
        if result["failed"]:
            sys.exit(f"{name}: {result['failed']} of {result['requests']} calls failed")
        return {"per_second": result["requests"] / result["seconds"], "cpu_us": used / result["requests"] * 1e6,
                "p50_ms": result["p50_ms"], "p99_ms": result["p99_ms"], "megabytes": resident(server.child.pid)}

    load(2)  # warm up
    figures.take(name, lambda: load(options.seconds))
    must_succeed(url, message, headers)
    server.end()


def measure_peer(figures, options):
    project = options.work / "peer"
    environment = {"PATH": f"{options.node.parent}:{os.environ['PATH']}"}

    def generate():
        shutil.rmtree(project, ignore_errors=True)
        tool = options.here / "node_modules/openapi-mcp-generator/bin/openapi-mcp-generator.js"
        return run([options.node, tool, "--input", options.document, "--output", project], options.work, environment)

    figures.take("peer generate", generate)
    (project / "node_modules").symlink_to(options.here / "node_modules")
    compiler = options.here / "node_modules/typescript/bin/tsc"
    figures.take("peer build", lambda: run([options.node, compiler, "-p", project], options.work, environment, may_fail=True))
    figures.take("peer start", lambda: start_over_stdio([options.node, project / "build/index.js"], {}, INITIALIZE))


def measure_ours(figures, options):
    project = options.work / "ours"
    build = options.work / "ours-build"

    def generate():
        shutil.rmtree(project, ignore_errors=True)
        return run([options.mcpcc, "generate", options.document, "-o", project, "--name", "github", "--quiet"], options.work)

    figures.take("our generate", generate)
    run(["cmake", "-G", "Ninja", "-S", project, "-B", build, "-DCMAKE_BUILD_TYPE=Release",
         f"-DCMAKE_PREFIX_PATH={options.prefix}", "-DCMAKE_CXX_COMPILER_LAUNCHER="], options.work)

    def compile_and_link():
        run(["cmake", "--build", build, "--target", "clean"], options.work)
        return run(["cmake", "--build", build], options.work, {"CCACHE_DISABLE": "1"})

    figures.take("our build", compile_and_link)
    binary = build / "github-mcp"
    figures.take("our start, initialize", lambda: start_over_stdio([binary], {}, INITIALIZE))
    figures.take("our start, server/discover", lambda: start_over_stdio([binary], {}, DISCOVER))
    return binary


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def cell(figures, name, key, unit, digits=2):
    value = figures.medians.get(name)
    return f"{value[key]:,.{digits}f} {unit}" if value else "not measured"


def print_tables(figures):
    peer = "openapi-mcp-generator 4.0.1"
    row("figure", "mcpcc", peer, "ratio")
    row("---", "---:", "---:", "---:")
    for title, ours, theirs, key, unit, digits in (
        ("generate, wall time", "our generate", "peer generate", "seconds", "s", 3),
        ("generate, peak memory", "our generate", "peer generate", "megabytes", "MB", 0),
        ("build of the emitted project, wall time", "our build", "peer build", "seconds", "s", 2),
        ("build, peak memory of a process", "our build", "peer build", "megabytes", "MB", 0),
        ("start until the reply to `initialize`, stdio", "our start, initialize", "peer start", "milliseconds", "ms", 1),
        ("start until the reply to `server/discover`, stdio", "our start, server/discover", "", "milliseconds", "ms", 1),
        ("memory after `tools/list`", "our start, initialize", "peer start", "megabytes", "MB", 1),
    ):
        row(title, cell(figures, ours, key, unit, digits),
            cell(figures, theirs, key, unit, digits) if theirs else "does not speak it", figures.ratio(ours, theirs, key))
    if figures.medians.get("peer build", {}).get("status"):
        print("\nThe build of openapi-mcp-generator's project ends with an error; JavaScript is written all the same.")

    stateless, session = "SDK, a server a request", "SDK, one session"
    measured = [name for name in (stateless, session) if name in figures.medians]
    best = max(measured, key=lambda name: figures.medians[name]["per_second"], default="")
    print()
    row("`tools/call`, 32 connections", "requests/s", "CPU a request", "p50", "p99", "memory", "requests/s against the SDK's best",
        "CPU against it")
    row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:")
    for title, name in (("mcpcc, 2025-11-25", "our calls, legacy"), ("mcpcc, 2026-07-28", "our calls, modern"),
                        ("official TypeScript SDK 1.32.2, a server a request", stateless),
                        ("official TypeScript SDK 1.32.2, one session", session)):
        row(title, cell(figures, name, "per_second", "", 0).strip(), cell(figures, name, "cpu_us", "µs", 1),
            cell(figures, name, "p50_ms", "ms"), cell(figures, name, "p99_ms", "ms"), cell(figures, name, "megabytes", "MB", 1),
            figures.ratio(name, best, "per_second", more_is_better=True), figures.ratio(name, best, "cpu_us"))


def machine():
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--document", "--work", "--node", "--upstream"):
        parser.add_argument(name, type=pathlib.Path, required=True)
    parser.add_argument("--prefix", type=pathlib.Path, help="where mcpcc is installed; without it only the others are measured")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of each load run")
    options = parser.parse_args()
    options.here = pathlib.Path(__file__).resolve().parent
    options.work.mkdir(parents=True, exist_ok=True)
    figures = Figures(options.runs)

    binary = None
    if options.prefix:
        options.mcpcc = options.prefix / "bin/mcpcc"
        binary = measure_ours(figures, options)
    measure_peer(figures, options)

    upstream = Listening([options.upstream, "0"], processor=1)
    if binary:
        environment = {"GITHUB_BASE_URL": upstream.origin}
        command = [binary, "--http", "127.0.0.1:0"]
        measure_calls(figures, "our calls, legacy", options, command, environment, LEGACY)
        measure_calls(figures, "our calls, modern", options, command, environment, MODERN)
    server = options.here / "sdk-server.mjs"
    measure_calls(figures, "SDK, a server a request", options, [options.node, server, "stateless", upstream.origin], {}, LEGACY)
    measure_calls(figures, "SDK, one session", options, [options.node, server, "session", upstream.origin], {}, LEGACY, session=True)
    upstream.end()

    print(f"{machine()}; medians of {options.runs} runs\n")
    print_tables(figures)
    (options.work / "figures.json").write_text(json.dumps(figures.medians, indent=2) + "\n")


if __name__ == "__main__":
    main()
