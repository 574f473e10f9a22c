"""The loss ledger of every document counts what an independent reading of the document counts. Of the cases of tests/cases, too, it holds:

- every row has a file, a line and a pointer;
- no construct is in two classes: of one construct one row stands at one place;
- what is lowered or refused has a reason;
- `check` counts the operations that the ledger counts, in the same classes;
- what is refused is told without the ledger, too: a diagnostic stands at its place, at one that holds it, or for an operation below it.
  Two things need none: what the user asked to leave out, and what is refused only because something that holds it is.

Usage: losses_test.py MCPCC CORPUS CASES
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import constructs
import manifest

CLASSES = ("mapped", "lowered", "refused")
ASKED = ("the configuration ", "it is not enabled", "an overlay removes it")
FOLLOWS = ("its operation is left out", "what it belongs to is left out")


def inspect(mcpcc, arguments, folder=None):
    """The ledger and the diagnostics; no ledger where the document has none."""
    run = subprocess.run([mcpcc, "inspect", *arguments, "--show", "losses", "--format", "json", "--diagnostics", "json"],
                         capture_output=True, text=True, check=False, cwd=folder)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"exit status {run.returncode}: {run.stderr[-500:]}")
    diagnostics = [json.loads(line) for line in run.stderr.splitlines()]
    return json.loads(run.stdout) if run.stdout else None, diagnostics


def broken_counts(mcpcc, arguments, ledger, folder=None):
    run = subprocess.run([mcpcc, "check", *arguments], capture_output=True, text=True, check=False, cwd=folder)
    found = re.search(r"^(\d+) operations?, (\d+) tools?; operations lowered: (\d+), refused: (\d+)$", run.stdout, re.MULTILINE)
    operations, tools, lowered, refused = map(int, found.groups())
    counts = ledger["counts"].get("operation", dict.fromkeys(CLASSES, 0))
    if [operations, tools - lowered, lowered, refused] != [sum(counts.values()), *(counts[name] for name in CLASSES)]:
        return [f"check says '{found.group()}', the ledger has {counts}"]
    return []


def is_told(row, diagnostics):
    """Whether a diagnostic covers a refused row."""
    reason, pointer = row["reason"], row["pointer"]
    if reason.startswith(ASKED) or reason in FOLLOWS:
        return True
    for diagnostic in diagnostics:
        if diagnostic["message"].startswith(reason):
            return True
        # Of schemes and the requirements that need them one diagnostic tells.
        if row["construct"].startswith("security ") and diagnostic["rule"].startswith("security-"):
            return True
        place = diagnostic.get("pointer") or ""
        # Of an operation that several paths share it is told where it stands.
        if (row["construct"] == "operation" and diagnostic["rule"] == "openapi-wrong-type"
                and place.rpartition("/")[2] == pointer.rpartition("/")[2]):
            return True
        if diagnostic.get("file") != row["file"]:
            continue
        if diagnostic["line"] == row["line"] or (place and (pointer + "/").startswith(place + "/")):
            return True
        if row["construct"] == "operation" and place.startswith(pointer + "/"):
            return True
    return False


def broken_promises(ledger, diagnostics):
    problems = []
    met = set()
    counts = {}
    for row in ledger["losses"]:
        place = f"{row['file']}:{row['line']} {row['pointer']} ({row['construct']})"
        counts.setdefault(row["construct"], dict.fromkeys(CLASSES, 0))[row["class"]] += 1
        if not row["file"] or row["line"] < 1 or not row["pointer"].startswith("#"):
            problems.append(f"a row without place: {row}")
        if bool(row["reason"]) == (row["class"] == "mapped"):
            problems.append(f"{row['class']} with the reason '{row['reason']}' at {place}")
        if place in met:
            problems.append(f"two rows at {place}")
        met.add(place)
        # Of each rule the first hundred are shown.
        if row["class"] == "refused" and len(diagnostics) < 100 and not is_told(row, diagnostics):
            problems.append(f"refused without a diagnostic: {row['reason']} at {place}")
    if counts != ledger["counts"]:
        problems.append("the counts are not those of the rows")
    return problems


def compare(mcpcc, corpus, document):
    ledger, diagnostics = inspect(mcpcc, manifest.arguments(corpus, document))
    told = {construct: sum(count.values()) for construct, count in ledger["counts"].items()}
    counted = constructs.count(os.path.join(corpus, document["file"]))
    problems = [f"{name}: the ledger has {told.get(name, 0)}, the document {number}"
                for name, number in counted.items() if told.get(name, 0) != number]
    return problems + broken_promises(ledger, diagnostics) + broken_counts(mcpcc, manifest.arguments(corpus, document), ledger)


def case_arguments(folder):
    """What the first command of a case says of its document and how it is read; nothing for other commands."""
    with open(os.path.join(folder, "command"), encoding="utf-8") as file:
        words = file.readline().split()
    if words[0] not in ("inspect", "check", "generate") or "-" in words:
        return []
    result = []
    rest = iter(words[1:])
    for word in rest:
        if word in ("--show", "--format", "--diagnostics", "-o", "--depfile", "--color", "--max-list-tokens"):
            next(rest)
        elif word not in ("--verbose", "--quiet", "--check", "--force"):
            result.append(word)
    return result


def check_case(mcpcc, folder):
    arguments = case_arguments(folder)
    try:
        ledger, diagnostics = inspect(mcpcc, arguments, folder) if arguments else (None, [])
    except RuntimeError:
        return []  # a mistake in the command, which the case is about
    return broken_promises(ledger, diagnostics) + broken_counts(mcpcc, arguments, ledger, folder) if ledger else []


def run(task):
    name, function, arguments = task
    return name, function(*arguments)


def main():
    mcpcc, corpus, cases = sys.argv[1:4]
    mcpcc = os.path.abspath(mcpcc)
    documents = manifest.documents(corpus)
    folders = sorted(folder for folder, _, files in os.walk(cases) if "command" in files)
    tasks = [(document["file"], compare, (mcpcc, corpus, document)) for document in documents]
    tasks += [(os.path.relpath(folder, cases), check_case, (mcpcc, folder)) for folder in folders]
    failed = 0
    with ProcessPoolExecutor() as pool:
        for name, problems in pool.map(run, tasks):
            for problem in problems[:20]:
                print(f"{name}: {problem}")
            failed += bool(problems)
    print(f"{len(tasks)} documents, {failed} whose ledgers do not keep what they promise")
    sys.exit(failed != 0)


main()
