#!/usr/bin/env python3
"""The sizes of what clients are shown, by profile: a table for docs/performance.md.

Usage: sizes.py MCPCC CORPUS [DOCUMENT...]
"""

import json
import statistics
import subprocess
import sys

DOCUMENTS = ("github.json", "stripe.yaml", "kubernetes.json", "discord.json")
PROFILES = ("universal", "full", "openai-strict", "gemini")


def sizes(mcpcc, path, profile):
    """Bytes of the input schema of each tool."""
    run = subprocess.run([mcpcc, "inspect", path, "--show", "tools", "--format", "json", "--quiet", "--profile", profile],
                         capture_output=True, text=True, check=True)
    return [len(json.dumps(tool["input_schema"], separators=(",", ":"), ensure_ascii=False).encode())
            for tool in json.loads(run.stdout)["tools"]]


def main():
    mcpcc, corpus, *documents = sys.argv[1:]
    print("| document | tools | profile | all input schemas, KB | median, bytes | 99 %, bytes | largest, bytes |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
    for document in documents or DOCUMENTS:
        for profile in PROFILES:
            all_sizes = sorted(sizes(mcpcc, f"{corpus}/{document}", profile))
            print(f"| {document} | {len(all_sizes):,} | `{profile}` | {sum(all_sizes) / 1000:,.0f} | {statistics.median(all_sizes):,.0f} | "
                  f"{all_sizes[int(len(all_sizes) * 0.99)]:,} | {all_sizes[-1]:,} |")


if __name__ == "__main__":
    main()
