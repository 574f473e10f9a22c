"""Size, build time, start and memory of the sample's image.

Usage: images.py MCPCC WORK

MCPCC is an installed compiler. What the image holds is started as it stands, without a container around it.
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
here = os.path.dirname(os.path.abspath(__file__))
RUNS = 31
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
project, layout = os.path.join(work, "project"), os.path.join(work, "petstore.oci")
subprocess.run([mcpcc, "generate", os.path.join(here, "../../samples/petstore/openapi.yaml"), "-o", project, "--name",
                "petstore", "--quiet"], check=True)
build = [mcpcc, "image", "build", project, "-t", "petstore:1", "-o", layout]
first, again = timed(*build), timed(*build)
[layer] = [path for path in glob.glob(f"{layout}/blobs/sha256/*") if open(path, "rb").read(2) == b"\x1f\x8b"]
with tarfile.open(layer) as files:
    unpacked = sum(file.size for file in files)
    files.extract("petstore-mcp", work)
program = os.path.join(work, "petstore-mcp")
replies, memory = zip(*(first_reply(program) for _ in range(RUNS)))
print(f"| image, compressed | {os.path.getsize(layer) / 1e6:.1f} MB |")
print(f"| image, unpacked | {unpacked / 1e6:.1f} MB |")
print(f"| `image build`, first time | {first:.1f} s |")
print(f"| `image build`, again | {again:.1f} s |")
print(f"| start until the first reply | {statistics.median(replies) * 1e3:.1f} ms |")
print(f"| memory after `tools/list` | {statistics.median(memory) / 1e3:.1f} MB |")
