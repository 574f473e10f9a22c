"""The loss ledger of every document counts what an independent reading of the document counts.

Usage: losses_test.py MCPCC CORPUS
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import constructs


def documents(corpus):
    with open(os.path.join(corpus, "MANIFEST.tsv"), encoding="utf-8") as manifest:
        return [line.split("\t")[0] for line in list(manifest)[1:]]


def reference_root(corpus, document):
    """The folder of the document in the corpus: references go up from a folder in it."""
    return os.path.join(corpus, os.path.dirname(document).split("/")[0])


def compare(mcpcc, corpus, document):
    path = os.path.join(corpus, document)
    run = subprocess.run([mcpcc, "inspect", path, "--reference-root", reference_root(corpus, document), "--show", "losses",
                          "--format", "json", "--quiet"], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        return document, [f"exit status {run.returncode}: {run.stderr[-500:]}"]
    ledger = json.loads(run.stdout)
    told = {construct: sum(count.values()) for construct, count in ledger["counts"].items()}
    counted = constructs.count(path)
    problems = [f"{name}: the ledger has {told.get(name, 0)}, the document {number}"
                for name, number in counted.items() if told.get(name, 0) != number]
    rows = {}
    for row in ledger["losses"]:
        rows.setdefault(row["construct"], dict.fromkeys(("mapped", "lowered", "refused"), 0))[row["class"]] += 1
        if not row["reason"] and row["class"] != "mapped":
            problems.append(f"no reason at {row['pointer']}")
    if rows != ledger["counts"]:
        problems.append("the counts are not those of the rows")
    return document, problems


def main():
    mcpcc, corpus = sys.argv[1:3]
    chosen = documents(corpus)
    failed = 0
    with ProcessPoolExecutor() as pool:
        for document, problems in pool.map(compare, [mcpcc] * len(chosen), [corpus] * len(chosen), chosen):
            for problem in problems:
                print(f"{document}: {problem}")
            failed += bool(problems)
    print(f"{len(chosen)} documents, {failed} whose constructs are not counted right")
    sys.exit(failed != 0)


main()
