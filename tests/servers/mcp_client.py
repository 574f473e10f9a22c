"""An MCP client for tests: one generated server, over stdio or Streamable HTTP, in one era of the protocol.

    with Client(program, era=MODERN, http=True, environment={...}) as client:
        result = client.call("get_file", {"name": "a.json"})

A client keeps all that its server wrote, so that a test can look for what must not be there.
"""

import base64
import http.client
import json
import os
import queue
import re
import subprocess
import threading

MODERN, LEGACY = "2026-07-28", "2025-11-25"
WAIT = 60  # seconds for an answer


class Result:
    """The result of one tools/call."""

    def __init__(self, result):
        self.raw = result
        self.content = result["content"]
        self.is_error = result.get("isError", False)
        self.structured = result.get("structuredContent")
        self.meta = result.get("_meta", {})

    @property
    def text(self):
        """All text blocks."""
        return "\n".join(block["text"] for block in self.content if block["type"] == "text")

    @property
    def json(self):
        """The JSON of the result: clients of the legacy era get arrays and plain values as text, or as a member."""
        text = json.loads(self.content[0]["text"])
        assert self.structured in (None, text, {"result": text}), self.raw
        return text

    @property
    def headers(self):
        """Header fields of the API's answer that the result passes on, by names in small letters."""
        return self.meta.get("mcpcc/http", {}).get("headers", {})

    def bytes(self):
        """The type and the bytes of the one block that is not text."""
        block, = [block for block in self.content if block["type"] != "text"]
        if block["type"] == "resource":
            return block["resource"]["mimeType"], base64.b64decode(block["resource"]["blob"], validate=True)
        return block["mimeType"], base64.b64decode(block["data"], validate=True)

    def ok(self):
        assert not self.is_error, self.raw
        return self

    def error(self, *parts):
        """An error whose text has all of these parts."""
        assert self.is_error and all(part in self.text for part in parts), (parts, self.raw)
        return self

    def __repr__(self):
        return json.dumps(self.raw)[:2000]


class Client:
    def __init__(self, program, *options, era=MODERN, http=False, environment=None):
        self.era = era
        self.written = []  # everything that came from the server, in pieces
        self.number = 0
        command = [program, *(["--http", "127.0.0.1:0"] if http else []), *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**os.environ, **(environment or {})})
        self.lines, self.log = queue.Queue(), queue.Queue()
        self.readers = [threading.Thread(target=self.read, args=pair, daemon=True)
                        for pair in ((self.process.stdout, self.lines), (self.process.stderr, self.log))]
        for reader in self.readers:
            reader.start()
        self.connection = None
        try:
            if http:
                self.connection = self.connect()
            if era == LEGACY:
                self.request("initialize", {"protocolVersion": LEGACY, "capabilities": {},
                                            "clientInfo": {"name": "test", "version": "1"}})
                self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self, stream, lines):
        for line in stream:
            self.written.append(line)
            lines.put(line)
        lines.put(None)

    def connect(self):
        while True:
            line = self.log.get(timeout=WAIT)
            assert line is not None, b"".join(self.written)
            bound = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
            if bound:
                return http.client.HTTPConnection("127.0.0.1", int(bound[1]), timeout=WAIT)

    def close(self):
        """Ends the server, which has to end well; gives all that it wrote."""
        if self.connection:
            self.connection.close()
            self.process.terminate()
        self.process.stdin.close()
        try:
            status = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        for reader in self.readers:
            reader.join(timeout=20)
        assert status == 0, (status, self.output())
        return self.output()

    def output(self):
        return b"".join(self.written)

    def send(self, message):
        """Sends one message; gives the response, if it is a request."""
        if self.connection is None:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
            while "id" in message:
                line = self.lines.get(timeout=WAIT)
                assert line is not None, self.output()
                answer = json.loads(line)
                if answer.get("id") == message["id"]:
                    return answer
            return None
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        if message["method"] != "initialize":
            headers["MCP-Protocol-Version"] = self.era
        if self.era == MODERN:
            headers["Mcp-Method"] = message["method"]
            for key in ("name", "uri"):
                if key in message.get("params", {}):
                    headers["Mcp-Name"] = message["params"][key]
        self.connection.request("POST", "/mcp", json.dumps(message), headers)
        response = self.connection.getresponse()
        body = response.read()
        self.written.append(str(response.getheaders()).encode() + body)
        if "id" not in message:
            assert response.status == 202, (response.status, body)
            return None
        assert response.status == 200, (response.status, body)
        if response.getheader("Content-Type").startswith("text/event-stream"):
            events = [json.loads(line[5:]) for line in body.splitlines() if line.startswith(b"data:")]
            return next(event for event in events if event.get("id") == message["id"])
        return json.loads(body)

    def request(self, method, params=None):
        """The result of a request that must not be refused."""
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": dict(params or {})}
        if self.era == MODERN:
            message["params"]["_meta"] = {"io.modelcontextprotocol/protocolVersion": MODERN,
                                          "io.modelcontextprotocol/clientCapabilities": {},
                                          **message["params"].get("_meta", {})}
        answer = self.send(message)
        assert "result" in answer, answer
        return answer["result"]

    def call(self, tool, arguments=None, **meta):
        params = {"name": tool, "arguments": arguments or {}}
        if meta:
            params["_meta"] = {f"mcpcc/{key}": value for key, value in meta.items()}
        return Result(self.request("tools/call", params))


def sessions(program, *options, environment=None):
    """A client for both transports and both eras, one after the other."""
    for over_http in False, True:
        for era in MODERN, LEGACY:
            print(f"  {'HTTP' if over_http else 'stdio'}, {era}")
            with Client(program, *options, era=era, http=over_http, environment=environment) as client:
                yield client


def concealed(output, *secrets):
    """Fails where one of the secrets stands in what a server wrote, as it is or in base64."""
    for secret in secrets:
        for form in secret.encode(), base64.b64encode(secret.encode()):
            assert form not in output, f"a secret of {len(secret)} characters shows"
