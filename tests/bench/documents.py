#!/usr/bin/env python3
"""Measures how fast mcpcc reads and compiles documents, each as JSON and as YAML. Prints a Markdown table of medians.

Usage: documents.py MCPCC CORPUS WORK [RUNS]
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import yaml

mcpcc, corpus, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5


def measure(*command):
    """Processor time of a command: it moves less than wall time with the load of the machine."""
    seconds = []
    for _ in range(runs):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0, command
        seconds.append(usage.ru_utime + usage.ru_stime)
    return statistics.median(seconds)


def write_block_yaml(value, file, indent=0):
    """One key a line; JSON's scalars are YAML's."""
    pad = "  " * indent
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        file.write(pad + (json.dumps(key, ensure_ascii=False) + ":" if isinstance(value, dict) else "-"))
        if isinstance(item, (dict, list)) and item:
            file.write("\n")
            write_block_yaml(item, file, indent + 1)
        else:
            file.write(" " + json.dumps(item, ensure_ascii=False) + "\n")


def in_both_forms(name):
    """The document, and the same in the other form, made of it."""
    original = corpus / name
    other = work / (original.stem + (".yaml" if original.suffix == ".json" else ".json"))
    with open(original, encoding="utf-8") as source, open(other, "w", encoding="utf-8") as target:
        if original.suffix == ".json":
            write_block_yaml(json.load(source), target)
        else:
            json.dump(yaml.load(source, Loader=yaml.CSafeLoader), target, indent=2, ensure_ascii=False, default=str)
    return sorted([original, other], key=lambda path: path.suffix)


work.mkdir(parents=True, exist_ok=True)
print("| document | MB | `check`, CPU | MB/s | `generate`, CPU |")
print("| --- | ---: | ---: | ---: | ---: |")
for name in "github.json", "stripe.yaml":
    for path in in_both_forms(name):
        size = path.stat().st_size / 1e6
        check = measure(mcpcc, "check", path, "--quiet")
        with tempfile.TemporaryDirectory() as folder:
            generate = measure(mcpcc, "generate", path, "-o", folder + "/project", "--quiet")
        print(f"| {path.name} | {size:.1f} | {check:.3f} s | {size / check:.0f} | {generate:.3f} s |", flush=True)
