"""Installs the build, and compiles and builds the MCP servers of this folder's tests as a user would.

Usage: build_servers.py BUILD FOLDER CXX NAME=DOCUMENT...
Each server becomes FOLDER/projects/build/NAME/NAME-mcp.
"""

import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../corpus"))
from projects import build_projects, run  # noqa: E402

build, folder, cxx = sys.argv[1:4]
prefix, projects = os.path.join(folder, "prefix"), os.path.join(folder, "projects")
run("cmake", "--install", build, "--prefix", prefix)
shutil.rmtree(projects, ignore_errors=True)
os.makedirs(projects)
for pair in sys.argv[4:]:
    name, document = pair.split("=", 1)
    run(os.path.join(prefix, "bin/mcpcc"), "generate", document, "-o", os.path.join(projects, name), "--name", name, "--quiet")
build_projects(projects, prefix, cxx)
