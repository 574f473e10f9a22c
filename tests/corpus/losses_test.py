"""The loss ledger of every document counts what an independent reading of the document counts.

Usage: losses_test.py MCPCC CORPUS
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import constructs
import manifest


def compare(mcpcc, corpus, document):
    run = subprocess.run([mcpcc, "inspect", *manifest.arguments(corpus, document), "--show", "losses", "--format", "json", "--quiet"],
                         capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        return document["file"], [f"exit status {run.returncode}: {run.stderr[-500:]}"]
    ledger = json.loads(run.stdout)
    told = {construct: sum(count.values()) for construct, count in ledger["counts"].items()}
    counted = constructs.count(os.path.join(corpus, document["file"]))
    problems = [f"{name}: the ledger has {told.get(name, 0)}, the document {number}"
                for name, number in counted.items() if told.get(name, 0) != number]
    rows = {}
    for row in ledger["losses"]:
        rows.setdefault(row["construct"], dict.fromkeys(("mapped", "lowered", "refused"), 0))[row["class"]] += 1
        if not row["reason"] and row["class"] != "mapped":
            problems.append(f"no reason at {row['pointer']}")
    if rows != ledger["counts"]:
        problems.append("the counts are not those of the rows")
    return document["file"], problems


def main():
    mcpcc, corpus = sys.argv[1:3]
    chosen = manifest.documents(corpus)
    failed = 0
    with ProcessPoolExecutor() as pool:
        for document, problems in pool.map(compare, [mcpcc] * len(chosen), [corpus] * len(chosen), chosen):
            for problem in problems:
                print(f"{document}: {problem}")
            failed += bool(problems)
    print(f"{len(chosen)} documents, {failed} whose constructs are not counted right")
    sys.exit(failed != 0)


main()
