"""Runs oracle_equivalence and sums up. Ends with status 1 if a tool breaks a promise that docs/profiles.md does not say it breaks, or if one
stands there in vain.

Usage: equivalence.py PROGRAM CORPUS PROFILES.md EVERY

100 instances of every EVERYth tool in every profile, another part each day; with 1 all of them.
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter

COUNT = 50


def main():
    program, corpus, page, every = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    with open(page, encoding="utf-8") as text:
        known = set(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| `(universal|full|openai-strict|gemini)` \|", text.read(), re.MULTILINE))
    part = int(time.time()) // 86400 % every
    print(f"part {part} of {every}")
    sums, broken, documents = {}, [], set()
    with subprocess.Popen([program, corpus, str(COUNT), str(every), str(part)], stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            row = json.loads(line)
            if "broken" in row and "tool" in row:
                broken.append(row)
                continue
            documents.add(row.pop("document"))
            sums.setdefault(row.pop("profile"), Counter()).update(row)
    for profile, counts in sums.items():
        print(f"{profile}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    seen = {(row["broken"], row["tool"], row["profile"]) for row in broken}
    for row in broken:
        if (row["broken"], row["tool"], row["profile"]) not in known:
            print(f"not listed: {row['broken']} {row['tool']} {row['profile']}: {row['problem']}")
    stale = known - seen if every == 1 else set()
    for row in sorted(stale):
        print("listed, but not there:", *row)
    print(f"{len(documents)} documents, {len(broken)} tools that break a promise")
    sys.exit(1 if run.returncode or seen - known or stale or not sums else 0)


if __name__ == "__main__":
    main()
