"""The real documents: what MANIFEST.tsv in the folder `corpus` of the test data lists."""

import csv
import os


def documents(corpus):
    """A dictionary a document, by the columns of the manifest; `file` is the path in the folder."""
    with open(os.path.join(corpus, "MANIFEST.tsv"), encoding="utf-8", newline="") as manifest:
        return list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))


def arguments(corpus, document):
    """Of any command over the document. In a document of several files references go up from its folder."""
    top = os.path.dirname(document["file"]).split("/")[0]
    return [os.path.join(corpus, document["file"]), "--reference-root", os.path.join(corpus, top)]
