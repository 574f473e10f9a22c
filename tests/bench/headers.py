#!/usr/bin/env python3
"""What including the runtime's public headers costs, beside headers that everybody knows. Prints a Markdown table.

usage: headers.py INCLUDE_FOLDER [--runs N]     takes ten seconds or so
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# What each file holds. The tools show what the header is for: a table of one row, and a handler that waits.
SOURCES = {
    "nothing": "",
    "`<mcp/tool.h>`": "#include <mcp/tool.h>\n",
    "`<mcp/hooks.h>`": "#include <mcp/hooks.h>\n",
    "`<mcp/schema.h>`": "#include <mcp/schema.h>\n",
    "`<mcp/server.h>`": "#include <mcp/server.h>\n",
    "`<mcp/server.h>` and a tool": """#include <mcp/server.h>
mcp::ToolResult hello(mcp::Call& call) { return mcp::text_result(call.arguments()["name"].string()); }
int main(int argc, char** argv) {
  mcp::Features features;
  features.add_tool({.name = "hello"}, hello);
  return mcp::run({.name = "hello", .version = "1"}, features, argc, argv);
}
""",
    "`<string>`, `<functional>`, `<memory>`": "#include <functional>\n#include <memory>\n#include <string>\n",
    "`<iostream>`": "#include <iostream>\n",
    "`<regex>`": "#include <regex>\n",
    "`<nlohmann/json.hpp>`": "#include <nlohmann/json.hpp>\n",
    "`<boost/asio.hpp>`": "#include <boost/asio.hpp>\n",
}


def compile_seconds(compiler, source, include, runs):
    """Processor time of the fastest run of the whole compilation, optimised."""
    best = None
    for _ in range(runs):
        before = os.times()
        done = subprocess.run([compiler, "-std=c++20", "-O2", "-isystem", include, "-c", source, "-o", os.devnull],
                              stderr=subprocess.DEVNULL, check=False)
        after = os.times()
        if done.returncode != 0:
            return None
        seconds = after.children_user + after.children_system - before.children_user - before.children_system
        best = seconds if best is None else min(best, seconds)
    return best


def preprocessed_lines(compiler, source, include):
    done = subprocess.run([compiler, "-std=c++20", "-E", "-P", "-isystem", include, source],
                          capture_output=True, check=False)
    return done.stdout.count(b"\n") if done.returncode == 0 else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("include", help="folder that has mcp/server.h")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    if not (pathlib.Path(arguments.include) / "mcp" / "server.h").is_file():
        sys.exit(f"{arguments.include} has no mcp/server.h")
    compilers = [name for name in ("g++", "clang++-14") if shutil.which(name)]
    if not compilers:
        sys.exit("there is neither g++ nor clang++-14")
    print("| a file that includes | lines after the preprocessor | " + " | ".join(f"{name}, CPU" for name in compilers) + " |")
    print("| --- | ---: |" + " ---: |" * len(compilers))
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "source.cpp"
        for name, text in SOURCES.items():
            source.write_text(text)
            lines = preprocessed_lines(compilers[0], source, arguments.include)
            if lines is None:
                continue  # a library that is not installed here
            cells = [compile_seconds(compiler, source, arguments.include, arguments.runs) for compiler in compilers]
            print(f"| {name} | {lines:,} | " + " | ".join("-" if s is None else f"{s:.2f} s" for s in cells) + " |")


if __name__ == "__main__":
    main()
