"""Writes the inputs that a fuzz target starts from: our own test cases and, where they are, the hostile documents.

Usage: seeds.py TARGET FOLDER
"""

import os
import pathlib
import random
import sys

target, folder = sys.argv[1], pathlib.Path(sys.argv[2])
root = pathlib.Path(__file__).resolve().parent.parent.parent
data = os.environ.get("MCPCC_TEST_DATA", "")
hostile = pathlib.Path(data) / "hostile"
LARGEST = 64 * 1024
PATHS = [b"pets/{a}", b"{a}/{b}", b"x/{a}{b}/y", b"x/.{a}", b"x/{a};v=1/{b}", b"files/{a}?q=1", b"{a}.{b}", b"x#f", b"x/%2e{a}/{b}/", b"pets"]
SERVERS = [b"https://api.example.com/v1", b"https://{v}.example.com/{w}", b"{v}://api.example.com:{w}/", b"http://{v}/{w}/x", b"{v}/api", b"/v1/{w}",
           b"http://127.0.0.1:8080", b"https://[::1]:443/{v}{w}"]
VALUES = [b"", b"eu", b"..", b".", b"%2e%2e", b"a/b", b"..%2f..", b"a\r\nX: y", b"@evil.test", b"evil.test/", b"evil.test:80", b"?x", b"#f", b"//evil.test",
          b"\\evil.test", b'["..","."]', b'{"..":"."}', b'{"a":{"b":["c"]}}', b"null", b"true", b"-1.50", b'""', b"[]", b"..;x=1", b"\xc0\xae", b"https",
          b"%", b"%25%32%65", b"a b", b"\xe2\x80\xa8", b'"\\r\\n"', b'"\\u0000"', b"v1", b"user:password", b"8080"]

TEXTS = [
    b"", b"plain", b"*/ int pwned; /*", b"// \\", b"\\", b"\\\n", b"??/", b"??=", b'")', b')"', b')json"', b')text" )mcpcc"',
    b'"; system("x"); "', b"${HOME}", b"@VAR@", b"$ENV{X}", b"]] ]=] [=[", b"{{name}}", b"{{{name}}}", b"{{#tools}}", b"{{/tools}}",
    b"line\nline", b"line\r\nline", b"\xe2\x80\xae\xe2\x81\xa6", b"\xe2\x80\x8b", b"\xff\xfe", b"\xc0\x80", b"\x00", b"\x1b[31m",
    b"<script>", b"| a | b |", b"# x", b"[x](http://x)", b"http://x.example", b"https://api.example.test/v1", b"www.x.example",
    b"`x`", b"a@b.example", b"&amp;", b"int", b"class", b"9lives", b"__x__", b"get_pet", b"/pets/{id}", b"GET", b"application/json",
    b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"x" * 300, b"%s%n", b"'", b"#include <x>", b"#define x", b"R\"(", b"\\u202e", b"a\tb",
]


def documents():
    """Each as the target's sections: the document, a referenced file, an overlay, a configuration."""
    for command in sorted((root / "tests/cases").glob("*/*/command")):
        words = command.read_text().split()
        parts = {"document": b"", "overlay": b"", "configuration": b""}
        flags = 0
        previous = ""
        named = set()
        for word in words[1:]:
            path = command.parent / word
            if word == "-":
                path = command.parent / "stdin"
            if path.is_file():
                kind = {"--overlay": "overlay", "--config": "configuration"}.get(previous, "document")
                parts[kind] = path.read_bytes()
                named.add(path)
                if path.suffix == ".json":
                    flags |= {"document": 1, "overlay": 2, "configuration": 4}[kind]
            previous = word
        others = [p for p in command.parent.rglob("*") if p.is_file() and p not in named
                  and p != command and "expected" not in p.parts and p.suffix in (".yaml", ".json", ".yml")]
        for other in sorted(others) or [None]:
            yield flags | 8, [parts["document"], other.read_bytes() if other else b"", parts["overlay"], parts["configuration"]]
    if hostile.is_dir():
        for path in sorted(p for p in hostile.rglob("*") if p.is_file() and p.suffix in (".yaml", ".json")):
            yield int(path.suffix == ".json"), [path.read_bytes()]


def seeds():
    if target == "document_to_ir":
        for flags, sections in documents():
            yield bytes([flags]) + b"\xff".join(section.replace(b"\xff", b"\xfe") for section in sections)
    elif target == "arguments_to_request":
        numbers = random.Random(1)
        for _ in range(300):
            shape = bytes(numbers.randrange(0xff) for _ in range(8))
            yield b"\xff".join([shape, numbers.choice(PATHS), numbers.choice(SERVERS), *numbers.choices(VALUES, k=9)])
    else:
        numbers = random.Random(1)
        for _ in range(100):
            texts = numbers.choices(TEXTS, k=numbers.randrange(5, 60))
            yield b"\xf8".join(texts) + b"\xf8" + numbers.randbytes(numbers.randrange(10, 60))
    for path in sorted((root / "tests/fuzz/findings" / target).iterdir()):
        yield path.read_bytes()


folder.mkdir(parents=True, exist_ok=True)
for number, seed in enumerate(seeds()):
    if len(seed) <= LARGEST:
        (folder / f"seed-{number:04}").write_bytes(seed)
