"""Runs oracle_equivalence and sums up. Ends with status 1 if a schema breaks a promise that docs/profiles.md does not say it breaks, or if one
stands there in vain.

Usage: equivalence.py PROGRAM tools|schemas CORPUS PROFILES.md EVERY [PART]

200 instances of every EVERYth input schema of a tool, or of every EVERYth named or inline schema, in every profile, another part each day (or
PART); with 1 all of them.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter

COUNT = 100


def main():
    program, kind, corpus, page, every = *sys.argv[1:5], int(sys.argv[5])
    with open(page, encoding="utf-8") as text:
        rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| `(universal|full|openai-strict|gemini)` \|", text.read(), re.MULTILINE)
    # Named and inline schemas stand there by their references, tools by their names.
    with open(os.path.join(corpus, "MANIFEST.tsv"), encoding="utf-8") as text:
        listed = {line.split("\t")[0].strip() for line in text}
    known = {row for row in rows if row[0] in listed and (kind == "schemas") == bool(re.search(r"[#.]", row[1]))}
    part = int(sys.argv[6]) if len(sys.argv) > 6 else int(time.time()) // 86400 % every
    print(f"part {part} of {every}")
    sums, broken, documents = {}, [], set()
    with subprocess.Popen([program, kind, corpus, str(COUNT), str(every), str(part)], stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            row = json.loads(line)
            if "problem" in row:
                broken.append(row)
                continue
            documents.add(row.pop("document"))
            sums.setdefault(row.pop("profile"), Counter()).update(row)
    for profile, counts in sums.items():
        print(f"{profile}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    seen = {(row["broken"], row["schema"], row["profile"]) for row in broken}
    for row in broken:
        if (row["broken"], row["schema"], row["profile"]) not in known:
            print(f"not listed: {row['broken']} {row['schema']} {row['profile']}: {row['problem']}")
    stale = known - seen if every == 1 else set()
    for row in sorted(stale):
        print("listed, but not there:", *row)
    print(f"{len(documents)} documents, {len(broken)} schemas that break a promise")
    sys.exit(1 if run.returncode or seen - known or stale or not sums else 0)


if __name__ == "__main__":
    main()
