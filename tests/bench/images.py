"""Size, build time, start and memory of the sample's image.

Usage: images.py MCPCC WORK [PLATFORM]...

MCPCC is an installed compiler, a platform `linux/amd64` or `linux/arm64`; by default both. Where their runtimes are not yet
built, that counts as time of the first build. What the image for this machine holds is started as it stands, without a
container around it.
"""

import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import time

mcpcc, work = sys.argv[1:3]
platforms = sys.argv[3:] or ["linux/amd64", "linux/arm64"]
here = os.path.dirname(os.path.abspath(__file__))
RUNS = 201
HELLO = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}}) + "\n"
LIST = '{"jsonrpc":"2.0","id":2,"method":"tools/list"}\n'


def timed(*words):
    start = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def first_reply(program):
    start = time.perf_counter()
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        server.stdin.write(HELLO)
        server.stdin.flush()
        server.stdout.readline()
        seconds = time.perf_counter() - start
        server.stdin.write(LIST)
        server.stdin.flush()
        server.stdout.readline()
        with open(f"/proc/{server.pid}/status", encoding="utf-8") as status:
            memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return seconds, memory


shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
project = os.path.join(work, "project")
subprocess.run([mcpcc, "generate", os.path.join(here, "../../samples/petstore/openapi.yaml"), "-o", project, "--name",
                "petstore", "--quiet"], check=True)


def measure(platform):
    """The figures of one platform, as texts."""
    layout = os.path.join(work, f"{platform[6:]}.oci")
    build = [mcpcc, "image", "build", project, "-t", "petstore:1", "-o", layout, "--platform", platform]
    first, again = timed(*build), timed(*build)
    [layer] = [path for path in glob.glob(f"{layout}/blobs/sha256/*") if open(path, "rb").read(2) == b"\x1f\x8b"]
    with tarfile.open(layer) as files:
        unpacked = sum(file.size for file in files)
        files.extract("petstore-mcp", layout)
    program = os.path.join(layout, "petstore-mcp")
    start = memory = ""
    if {"linux/amd64": "x86_64", "linux/arm64": "aarch64"}[platform] == os.uname().machine:
        replies, sizes = zip(*(first_reply(program) for _ in range(RUNS)))
        start = f"{statistics.median(replies) * 1e3:.1f} ms"
        memory = f"{statistics.median(sizes) / 1e3:.1f} MB"
    return [f"{os.path.getsize(program) / 1e6:.1f} MB", f"{os.path.getsize(layer) / 1e6:.1f} MB", f"{unpacked / 1e6:.1f} MB",
            f"{first:.1f} s", f"{again:.1f} s", start, memory]


names = ["program", "compressed", "unpacked", "`image build`, first time", "`image build`, again",
         "start until the first reply, stdio", "memory after `tools/list`"]
print(f"| figure | {' | '.join(platform[6:] for platform in platforms)} |")
print("| --- |" + " ---: |" * len(platforms))
for row in zip(names, *map(measure, platforms)):
    print(f"| {' | '.join(row)} |")
