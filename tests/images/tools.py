"""What the tests of images share: processes, registries on loopback, an MCP client, checks."""

import base64
import contextlib
import hashlib
import http.server
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 60


def run(*words, status=0, env=None, cwd=None, input=None, timeout=600):
    """Runs a command that has to end with `status`; returns what it printed, both streams."""
    result = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            input=input, cwd=cwd, timeout=timeout, env={**os.environ, **(env or {})})
    if result.returncode != status:
        sys.exit(f"{' '.join(map(str, words))}\nended with {result.returncode} instead of {status}:\n{result.stdout}")
    return result.stdout


def output(*words, env=None, input=None, timeout=600):
    """What a command that succeeds prints to standard output."""
    result = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            input=input, timeout=timeout, env={**os.environ, **(env or {})})
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\nended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return result.stdout


def check(condition, what):
    if not condition:
        sys.exit(f"failed: {what}")
    print(f"ok: {what}", flush=True)


def same(found, expected, what):
    if found != expected:
        sys.exit(f"failed: {what}\n  found    {found!r}\n  expected {expected!r}")
    print(f"ok: {what}", flush=True)


def holds(text, part, what):
    if part not in text:
        sys.exit(f"failed: {what}\n  {part!r} is not in\n{text}")
    print(f"ok: {what}", flush=True)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def tree(folder):
    """Every file below `folder` by its path, as a digest."""
    found = {}
    for root, _, files in os.walk(folder):
        for name in files:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = sha256(file.read())
    return found


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(what, attempt):
    """Calls `attempt` until it gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = attempt()
        if found:
            return found
        time.sleep(0.05)
    sys.exit(f"failed: waited {PATIENCE} s for {what}")


@contextlib.contextmanager
def process(*words, **options):
    child = subprocess.Popen([str(word) for word in words], **options)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextlib.contextmanager
def petstore_api():
    """The API of the sample; gives its base URL and the key of its staff."""
    source = os.path.join(HERE, "../../samples/petstore/upstream.py")
    with process(sys.executable, source, "--port", "0", stdout=subprocess.PIPE, text=True) as child:
        line = child.stdout.readline()
        yield line.split()[-1]


@contextlib.contextmanager
def postgresql():
    """PostgreSQL 15 on a Unix socket, with nothing in it; gives the URL of its database. It refuses to run as root."""
    programs = "/usr/lib/postgresql/15/bin"
    with tempfile.TemporaryDirectory() as folder:
        how = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            how = {"user": owner.pw_uid, "group": owner.pw_gid, "cwd": folder}
        data = os.path.join(folder, "data")
        subprocess.run([f"{programs}/initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8",
                        "--locale=C"], check=True, stdout=subprocess.DEVNULL, **how)
        with process(f"{programs}/postgres", "-D", data, "-c", "listen_addresses=", "-c",
                     f"unix_socket_directories={folder}", "-c", "fsync=off", stderr=subprocess.DEVNULL, **how):
            ready = [f"{programs}/pg_isready", "--quiet", "-h", folder]
            wait_for("PostgreSQL", lambda: subprocess.run(ready, check=False).returncode == 0)
            yield f"postgres://postgres@/postgres?host={folder}"


# A registry ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def registry(folder, authorization="", tls=None):
    """Debian's docker-registry on a free port of loopback, with `authorization`, lines of its configuration; gives
    its host and port."""
    os.makedirs(folder, exist_ok=True)
    port = free_port()
    lines = ["version: 0.1", "log: {level: error}", f"storage: {{filesystem: {{rootdirectory: '{folder}/data'}}}}"]
    if tls:
        lines.append(f"http: {{addr: '127.0.0.1:{port}', tls: {{certificate: '{tls[0]}', key: '{tls[1]}'}}}}")
    else:
        lines.append(f"http: {{addr: '127.0.0.1:{port}'}}")
    if authorization:
        lines.append(authorization)
    path = os.path.join(folder, "config.yml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
        with process("docker-registry", "serve", path, stdout=log, stderr=log) as child:

            def listens():
                if child.poll() is not None:
                    with open(os.path.join(folder, "log"), encoding="utf-8") as text:
                        sys.exit(f"docker-registry ended:\n{text.read()}")
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    return True
                return False

            wait_for("docker-registry", listens)
            yield f"127.0.0.1:{port}"


def certificate(folder, name):
    """A certificate that signs itself, for 127.0.0.1, and its key."""
    os.makedirs(folder, exist_ok=True)
    pem, key = os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem, "-days", "2", "-subj",
        f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")
    return pem, key


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextlib.contextmanager
def token_service(folder, users, service):
    """A token service as Docker's registries know them: tokens for what the user asks for, signed with a key whose
    certificate the registry trusts. Gives its realm, its certificate and the requests that came."""
    pem, key = certificate(folder, "tokens")
    with open(pem, encoding="utf-8") as file:
        chain = "".join(line.strip() for line in file if "CERTIFICATE" not in line)
    seen = []

    def sign(claims):
        head = base64url(json.dumps({"alg": "RS256", "typ": "JWT", "x5c": [chain]}).encode())
        text = f"{head}.{base64url(json.dumps(claims).encode())}"
        done = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(), capture_output=True,
                              check=True)
        return f"{text}.{base64url(done.stdout)}"

    class Request(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 (the name is the base class's)
            seen.append(self.path)
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            login = self.headers.get("Authorization", "")
            known = [user for user in users if login == "Basic " + base64.b64encode(user.encode()).decode()]
            if login and not known:
                self.answer(401, {"details": "incorrect username or password"})
                return
            access = []
            for scope in query.get("scope", []):
                kind, name, actions = scope.split(":")
                # Without a login, one may only read.
                allowed = [action for action in actions.split(",") if known or action == "pull"]
                access.append({"type": kind, "name": name, "actions": allowed})
            now = int(time.time())
            self.answer(200, {"token": sign({"iss": "tests", "sub": known[0].split(":")[0] if known else "", "aud": service,
                                             "exp": now + 300, "nbf": now - 10, "iat": now, "jti": str(len(seen)),
                                             "access": access})})

        def answer(self, status, value):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *args):  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Request) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/token", pem, seen
        finally:
            server.shutdown()
            thread.join()


def login_file(folder, where, login):
    """A folder for DOCKER_CONFIG with a login for the registry `where`."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump({"auths": {where: {"auth": base64.b64encode(login.encode()).decode()}}}, file)
    return folder


def ask(url, accept="application/json", login=None):
    """GETs `url`: status, headers and body."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    if login:
        request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


# An MCP client ------------------------------------------------------------------------------------------------------

INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "images-test", "version": "1"}}}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LIST = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
CALL = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "get_animal", "arguments": {"animalId": 2}}}


def check_answers(answers, what):
    """Answers to INITIALIZE, LIST and CALL, by id."""
    same(answers[1]["result"]["serverInfo"]["name"], "petstore", f"{what}: initializes")
    check("list_animals" in [tool["name"] for tool in answers[2]["result"]["tools"]], f"{what}: lists its tools")
    same(answers[3]["result"]["structuredContent"]["name"], "Biscuit", f"{what}: calls a tool, which asks the API")


def talk_http(url):
    def post(message):
        request = urllib.request.Request(url, data=json.dumps(message).encode(), headers={
            "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": "2025-11-25"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            text = response.read().decode()
        return json.loads(text) if text else None

    return {message["id"]: post(message) for message in (INITIALIZE, LIST, CALL)}


def talk_stdio(*words, env=None):
    """Starts a server with its standard input and output as the transport."""
    with process(*words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                 env={**os.environ, **(env or {})}) as child:
        answers = {}
        for message in (INITIALIZE, INITIALIZED, LIST, CALL):
            child.stdin.write(json.dumps(message) + "\n")
            child.stdin.flush()
            if "id" in message:
                answer = json.loads(child.stdout.readline())
                answers[answer["id"]] = answer
        child.stdin.close()
        child.wait(PATIENCE)
    return answers
