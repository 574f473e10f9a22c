"""Writes docs/corpus.md: what becomes of every document of the corpus.

Usage: corpus_page.py MCPCC CORPUS PAGE
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

import manifest

RUNS = 3
INTRODUCTION = """# Corpus

Real documents, compiled. This page is written by

```sh
cmake --preset release && cmake --build --preset release --target mcpcc
python3 tests/corpus/corpus_page.py build/release/generator/mcpcc "$MCPCC_TEST_DATA/corpus" docs/corpus.md
```

An operation that is no tool is refused with a reason. *Mapped*, *lowered* and *refused* are the constructs in each class, every keyword of every
schema counted ([openapi-support.md](openapi-support.md) says what the words mean; `mcpcc inspect --show losses` lists them). Most of what is lowered are
schemas of results, examples and extensions. Processor time and peak memory are those of `mcpcc generate`, the median of {runs} runs on
{machine}; less than the 15 MB of the measuring process cannot be seen.

| document | OpenAPI | operations | tools | mapped | lowered | refused | processor | memory |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        name = re.search(r"model name\s*: (.*)", file.read())
    return f"{name.group(1) if name else 'an unknown processor'}, {os.cpu_count()} cores"


def generate(mcpcc, arguments):
    """Seconds of processors, peak memory in bytes and exit status of one run."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([mcpcc, "generate", *arguments, "-o", folder + "/project", "--quiet"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, process.returncode


def row(mcpcc, corpus, document, runs):
    arguments = manifest.arguments(corpus, document)
    checked = subprocess.run([mcpcc, "check", *arguments], capture_output=True, text=True, check=False).stdout
    operations, tools = re.match(r"(\d+) operations?, (\d+) tools?;", checked).groups()
    inspected = subprocess.run([mcpcc, "inspect", *arguments, "--show", "losses", "--format", "json", "--quiet"],
                               capture_output=True, check=False).stdout
    counts = json.loads(inspected)["counts"].values()
    classes = [sum(count[name] for count in counts) for name in ("mapped", "lowered", "refused")]
    if any(status for _, _, status in runs):
        cost = [re.search(r"(\d+) errors?", checked).group(0), ""]
    else:
        cost = [f"{statistics.median(run[0] for run in runs) * 1000:.0f} ms", f"{statistics.median(run[1] for run in runs) / 1e6:.0f} MB"]
    source = document["source"].split(" (")[0]
    cells = [f"{document['file']} ({source})", document["openapi"], f"{int(operations):,}", f"{int(tools):,}"]
    return "| " + " | ".join(cells + [f"{number:,}" for number in classes] + cost) + " |\n"


def main():
    mcpcc, corpus, page = sys.argv[1:]
    documents = manifest.documents(corpus)
    # First: what this process holds when it starts another counts as memory of that one.
    runs = [[generate(mcpcc, manifest.arguments(corpus, document)) for _ in range(RUNS)] for document in documents]
    lines = [row(mcpcc, corpus, *pair) for pair in zip(documents, runs)]
    with open(page, "w", encoding="utf-8") as file:
        file.write(INTRODUCTION.format(runs=RUNS, machine=machine()) + "".join(lines))


main()
