"""nginx, used through MCP: files, conditions, ranges, redirects, limits, WebDAV, basic authentication, mutual TLS.

Usage: nginx_test.py PROJECTS
"""

import base64
import gzip
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib

from certificates import Authority
from mcp_client import Client, concealed, sessions
from real_server import Report, answers, free_port, needed, running

program = os.path.join(sys.argv[1], "nginx/nginx-mcp")
nginx, _ = needed("nginx", "openssl")

USER, PASSWORD, WRONG = "ann", "correct horse: battery/staple", "wrong horse battery"
MEBIBYTE = 1024 * 1024

CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
error_log stderr warn;
pid nginx.pid;
events {{}}
http {{
  types {{ application/json json; text/html html; image/png png; text/plain txt; application/xml xml; }}
  default_type application/octet-stream;
  client_body_temp_path temporary; proxy_temp_path temporary; fastcgi_temp_path temporary;
  uwsgi_temp_path temporary; scgi_temp_path temporary;
  log_format one escape=json '{{"method":"$request_method","uri":"$request_uri","status":$status,'
    '"range":"$http_range","none_match":"$http_if_none_match","authorization":"$http_authorization",'
    '"coding":"$sent_http_content_encoding","type":"$content_type","client":"$ssl_client_s_dn"}}';
  access_log access.log one;
  charset utf-8;
  limit_req_zone $server_port zone=seldom:1m rate=5r/s;

  server {{
    listen 127.0.0.1:{port};
    root files;
    location /files/ {{ alias files/; autoindex on; autoindex_format json; add_header X-Served-By nginx; add_header X-Other x; }}
    location /fresh/ {{ alias files/; expires 1h; }}
    location /packed/ {{ alias files/; gzip on; gzip_types *; gzip_min_length 0; gzip_http_version 1.0; }}
    location /slow/ {{ alias files/; limit_rate 1k; }}
    location /limited/ {{ alias files/; limit_req zone=seldom; limit_req_status 429; }}
    {moved}
    location /away/ {{ rewrite ^/away/(.*)$ http://127.0.0.1:{other_port}/files/$1 redirect; }}
    location /circle/ {{ return 302 $request_uri; }}
    location /gateway/ {{ proxy_pass http://127.0.0.1:{closed_port}; }}
    location /guarded/ {{ alias files/; auth_basic "the \\"vault\\""; auth_basic_user_file users; }}
    location /dav/ {{
      alias store/; dav_methods PUT DELETE MKCOL COPY MOVE; create_full_put_path on; client_max_body_size 64k;
    }}
  }}
  server {{
    listen 127.0.0.1:{other_port};
    location /files/ {{ alias files/; }}
  }}
  server {{
    listen 127.0.0.1:{tls_port} ssl;
    ssl_certificate {server[0]};
    ssl_certificate_key {server[1]};
    ssl_client_certificate {authority};
    ssl_verify_client on;
    location /certified/ {{ alias files/; }}
  }}
}}
"""


MOVED = " ".join(f"location ~ ^/moved/{status}/(.*)$ {{ return {status} /files/$1; }}" for status in (301, 302, 303, 307, 308))


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes(3 * width) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


FILES = {
    "number.json": b'{"id": 12345678901234567890, "price": 1.10, "name": "\xc3\xa9"}',
    "page.html": "<!doctype html><title>é</title>".encode(),
    "dot.png": png(3, 2),
    "bytes": bytes(range(256)) * 4,
    "packed.gz": gzip.compress(b"inside"),
    "nothing.txt": b"",
    "a b&c=d%2F#é?.txt": "the name is hard".encode(),
    "words.txt": b"0123456789" * 100_000,
    "rows.json": json.dumps([{"row": row, "text": "x" * 50} for row in range(20_000)]).encode(),
    "blob.bin": b"\xff\x00" * MEBIBYTE,
    "huge.bin": b"\xff\x00" * (9 * MEBIBYTE),
}


def password_hash(password):
    return subprocess.run(["openssl", "passwd", "-apr1", password], check=True, capture_output=True, text=True).stdout.strip()


class Site:
    """The folder of an nginx, and what its log says."""

    def __init__(self, folder):
        self.folder = folder
        self.port, self.other_port, self.tls_port = free_port(), free_port(), free_port()
        self.authority = Authority(folder, "authority")
        self.stranger = Authority(folder, "stranger")
        for name in ("files", "files/below", "store", "temporary"):
            os.mkdir(self.path(name))
        for name, content in FILES.items():
            with open(self.path("files", name), "wb") as file:
                file.write(content)
        with open(self.path("outside.txt"), "w", encoding="utf-8") as file:
            file.write("nobody may read this")
        with open(self.path("users"), "w", encoding="utf-8") as file:
            file.write(f"{USER}:{password_hash(PASSWORD)}\n")
        with open(self.path("nginx.conf"), "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                user="user root;" if os.geteuid() == 0 else "", port=self.port, other_port=self.other_port,
                tls_port=self.tls_port, moved=MOVED, closed_port=free_port(), authority=self.authority.certificate,
                server=self.authority.issue("server", "DNS:localhost")))
        self.seen = self.marks = 0

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def command(self):
        return [nginx, "-p", self.folder, "-c", self.path("nginx.conf"), "-e", "stderr"]

    def requests(self):
        """What came since the last time, by nginx's own log, which has a request when its answer is long on its way."""
        self.marks += 1
        mark = f"/mark/{self.marks}"
        answers(f"http://127.0.0.1:{self.port}{mark}")
        deadline = time.monotonic() + 10
        while True:
            with open(self.path("access.log"), encoding="utf-8") as log:
                lines = log.read().splitlines()
            new = [json.loads(line) for line in lines[self.seen:]]
            if new and new[-1]["uri"] == mark:
                self.seen = len(lines)
                return new[:-1]
            assert time.monotonic() < deadline, new
            time.sleep(0.01)

    def stored(self, *names):
        with open(self.path("store", *names), "rb") as file:
            return file.read()


def check_files(client, site):
    result = client.call("get_file", {"name": "number.json"}).ok()
    # Digit for digit: Python's reading would round the price.
    assert result.json["id"] == 12345678901234567890 and '"price":1.10' in result.text, result
    assert client.call("get_file", {"name": "page.html"}).ok().text == FILES["page.html"].decode()
    assert client.call("get_file", {"name": "dot.png"}).ok().bytes() == ("image/png", FILES["dot.png"])
    assert client.call("get_file", {"name": "bytes"}).ok().bytes() == ("application/octet-stream", FILES["bytes"])
    assert client.call("get_file", {"name": "packed.gz"}).ok().bytes() == ("application/gzip", FILES["packed.gz"])
    assert client.call("get_file", {"name": "nothing.txt"}).ok().text == "HTTP 200, no content"
    assert client.call("get_file", {"name": "a b&c=d%2F#é?.txt"}).ok().text == "the name is hard"
    client.call("get_file", {"name": "missing.json"}).error("HTTP 404")
    client.call("get_stored", {"name": "missing"}).error("HTTP 404")
    # A folder without its slash: nginx redirects to the name with one, and lists that.
    assert client.call("get_file", {"name": "below"}).ok().json == []
    names = {entry["name"]: entry for entry in client.call("list_files").ok().json}
    assert names["below"]["type"] == "directory" and {name: len(content) for name, content in FILES.items()} == {
        name: entry["size"] for name, entry in names.items() if entry["type"] == "file"}
    site.requests()
    for name in ("../outside.txt", "..", "below/../../outside.txt", "%2e%2e/outside.txt", "..\\outside.txt", ""):
        client.call("get_file", {"name": name}).error("`name`")
    assert site.requests() == []


def check_head(client, site):
    result = client.call("look_at_file", {"name": "bytes"}).ok()
    assert result.headers["content-length"] == "1024" and result.headers["content-type"] == "application/octet-stream"
    assert result.headers["etag"] and result.headers["last-modified"], result
    client.call("look_at_file", {"name": "missing"}).error("HTTP 404")


def check_headers(client, site):
    """The document describes the first, nobody the second."""
    headers = client.call("get_file", {"name": "bytes"}).ok().headers
    assert headers["x-served-by"] == "nginx" and "x-other" not in headers, headers


def check_conditions(client, site):
    first = client.call("get_file", {"name": "page.html"}).ok()
    tag, date = first.headers["etag"], first.headers["last-modified"]
    site.requests()
    for condition in ({"If-None-Match": tag}, {"If-None-Match": f'"other", {tag}'}, {"If-Modified-Since": date}):
        result = client.call("get_file", {"name": "page.html", **condition}).ok()
        assert "HTTP 304" in result.text and result.headers["etag"] == tag, result
    for condition in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"If-Match": tag}):
        assert client.call("get_file", {"name": "page.html", **condition}).ok().text == first.text
    client.call("get_file", {"name": "page.html", "If-Match": '"other"'}).error("HTTP 412")
    assert [request["status"] for request in site.requests()] == [304, 304, 304, 200, 200, 200, 412]


def check_cache(site):
    with Client(program, environment=site.environment) as client:
        site.requests()
        texts = [client.call("get_fresh", {"name": "page.html"}).ok().text for _ in range(3)]
        assert len(set(texts)) == 1 and len(site.requests()) == 1
        # Without a time the API is asked whether it still holds.
        texts = [client.call("get_file", {"name": "number.json"}).ok().text for _ in range(2)]
        assert len(set(texts)) == 1, texts
        assert {request["status"] for request in site.requests()} <= {200, 304}
        with open(site.path("files/number.json"), "wb") as file:
            file.write(b'{"id": 2}')
        assert client.call("get_file", {"name": "number.json"}).ok().json == {"id": 2}
        with open(site.path("files/number.json"), "wb") as file:
            file.write(FILES["number.json"])


def check_ranges(client, site):
    def part(name, wanted, **more):
        return client.call("get_file", {"name": name, "Range": wanted, **more})

    result = part("bytes", "bytes=0-255").ok()
    assert result.bytes() == ("application/octet-stream", FILES["bytes"][:256])
    assert result.headers["content-range"] == "bytes 0-255/1024", result
    assert part("bytes", "bytes=-4").ok().bytes()[1] == FILES["bytes"][-4:]
    assert part("words.txt", "bytes=999990-").ok().text == "0123456789"
    assert client.call("get_file", {"name": "bytes"}).ok().bytes()[1] == FILES["bytes"]  # no part of it was kept
    tag = part("bytes", "bytes=0-0").headers["etag"]
    assert len(part("bytes", "bytes=0-0", **{"If-Range": tag}).ok().bytes()[1]) == 1
    assert len(part("bytes", "bytes=0-0", **{"If-Range": '"other"'}).ok().bytes()[1]) == 1024
    result = part("bytes", "bytes=2000-").error("HTTP 416")
    assert result.headers["content-range"] == "bytes */1024", result
    # Part of a JSON document is no JSON, and no fault of the server.
    assert part("number.json", "bytes=0-5").ok().text == '{"id":'
    # Several ranges: multipart/byteranges.
    result = part("bytes", "bytes=0-1,4-5").ok()
    assert b"\r\n\r\n\x04\x05\r\n" in result.bytes()[1], result


def read_in_parts(client, result):
    """The bytes behind the link of a result."""
    link = result.content[-1]
    assert link["type"] == "resource_link", result
    content, uri = b"", link["uri"]
    while uri:
        part = client.request("resources/read", {"uri": uri})
        content += base64.b64decode(part["contents"][0]["blob"], validate=True)
        uri = part["_meta"]["mcpcc/range"].get("next")
    return content


def check_sizes(client, site):
    result = client.call("get_file", {"name": "rows.json"}).ok()
    kept = len(result.json)
    cut = {"pointer": "", "unit": "items", "kept": kept, "of": 20_000, "rest": {"offset": kept}}
    assert 0 < kept < 20_000 and result.meta["mcpcc/cut"] == [cut]
    rest = client.call("get_file", {"name": "rows.json", "_result": {"offset": 19_999}}).ok()
    assert [row["row"] for row in rest.json] == [19_999]
    chosen = client.call("get_file", {"name": "rows.json", "_result": {"select": ["/*/row"]}}).ok()
    assert chosen.json[5] == {"row": 5}
    cut = client.call("get_file", {"name": "words.txt"}).ok().meta["mcpcc/cut"][0]
    assert cut["of"] == 1_000_000
    tail = client.call("get_file", {"name": "words.txt", "_result": {"offset": 999_995}}).ok()
    assert tail.text == "56789"
    site.requests()
    large = client.call("get_file", {"name": "blob.bin"}).ok()
    assert f"{2 * MEBIBYTE} bytes" in large.text, large
    with open(site.path("files/blob.bin"), "rb") as file:
        assert read_in_parts(client, large) == file.read()
    assert [request["status"] for request in site.requests()] == [200, 206, 206]
    part = client.call("get_file", {"name": "blob.bin", "Range": "bytes=2097150-"}).ok()
    assert part.bytes()[1] == b"\xff\x00"
    # Larger than any answer may be: it is not fetched before it is read.
    huge = client.call("get_file", {"name": "huge.bin"}).ok().content[-1]
    assert huge["size"] == 18 * MEBIBYTE, huge
    part = client.request("resources/read", {"uri": f"{huge['uri']}?offset={18 * MEBIBYTE - 2}"})
    assert base64.b64decode(part["contents"][0]["blob"]) == b"\xff\x00", part
    assert site.requests()[-1]["status"] == 206
    last = client.call("get_file", {"name": "huge.bin", "Range": "bytes=-2"}).ok()
    assert last.bytes()[1] == b"\xff\x00" and last.headers["content-range"].endswith(f"/{18 * MEBIBYTE}"), last


def check_coding(client, site):
    site.requests()
    assert client.call("get_packed", {"name": "words.txt", "_result": {"offset": 999_990}}).ok().text == "0123456789"
    assert client.call("get_packed", {"name": "dot.png"}).ok().bytes() == ("image/png", FILES["dot.png"])
    assert [request["coding"] for request in site.requests()] == ["gzip", "gzip"]


def check_redirects(client, site):
    for status in (301, 302, 303, 307, 308):
        assert client.call("get_moved", {"status": status, "name": "number.json"}).ok().json["name"] == "é"
    # What a POST has done is shown by GET, as browsers do it.
    site.requests()
    assert client.call("post_moved", {"status": 302, "name": "number.json"}).ok().json["name"] == "é"
    assert [request["method"] for request in site.requests()] == ["POST", "GET"]
    client.call("get_circle", {"name": "x"}).error("redirect")
    site.requests()
    client.call("get_away", {"name": "page.html"}).ok()
    first, second = site.requests()
    assert first["authorization"].startswith("Basic ") and second["authorization"] == "", (first, second)


def check_failures(client, site):
    client.call("get_through_gateway", {"name": "x"}).error("HTTP 502")
    # 429 is waited for: every call gets its file, however many come.
    site.requests()
    for _ in range(20):
        client.call("get_seldom", {"name": "page.html"}).ok()
        if 429 in [request["status"] for request in site.requests()]:
            break
    else:
        raise AssertionError("nginx let all through")
    client.call("get_slowly", {"name": "words.txt"}, timeout_seconds=0.5).error("not complete")


def check_dav(client, site):
    data = bytes(range(256))
    store = {"name": "new.bin", "content_type": "application/octet-stream", "body": base64.b64encode(data).decode()}
    assert "HTTP 201" in client.call("store_file", store).ok().text
    assert site.stored("new.bin") == data
    assert "HTTP 204" in client.call("store_file", store).ok().text
    pet = {"number": 12345678901234567890, "name": "é", "tags": []}
    client.call("store_file", {"name": "pet.json", "body": pet}).ok()
    assert json.loads(site.stored("pet.json")) == pet
    client.call("store_file", {"name": "a b.txt", "content_type": "text/plain", "body": "é\n"}).ok()
    assert site.stored("a b.txt") == "é\n".encode()
    assert {request["type"] for request in site.requests() if request["method"] == "PUT"} == {
        "application/octet-stream", "application/json", "text/plain"}

    client.call("make_folder", {"name": "shelf"}).ok()
    client.call("make_folder", {"name": "shelf"}).error("HTTP 405")
    client.call("copy_file", {"name": "new.bin", "Destination": "/dav/shelf/copy.bin"}).ok()
    assert site.stored("shelf/copy.bin") == data
    client.call("copy_file", {"name": "new.bin", "Destination": "/dav/shelf/copy.bin", "Overwrite": "F"}).error("HTTP 412")
    client.call("move_file", {"name": "new.bin", "Destination": "/dav/shelf/moved.bin"}).ok()
    assert sorted(os.listdir(site.path("store"))) == ["a b.txt", "pet.json", "shelf"]
    client.call("store_file", {**store, "body": base64.b64encode(bytes(100_000)).decode()}).error("HTTP 413")
    client.call("store_file", {**store, "body": "no base64!"}).error("`body`")
    client.call("remove_file", {"name": "missing"}).error("HTTP 404")
    for name in ("a b.txt", "pet.json"):
        client.call("remove_file", {"name": name}).ok()
    client.call("remove_file", {"name": "shelf"}).error("HTTP 409")
    client.call("remove_folder", {"name": "shelf", "Depth": "0"}).error("HTTP 400")
    client.call("remove_folder", {"name": "shelf", "Depth": "infinity"}).ok()
    assert os.listdir(site.path("store")) == []


def check_files_of_the_operator(site):
    """A file that `--files` opens goes to nginx byte for byte."""
    with Client(program, "--files", site.path("files"), environment=site.environment) as client:
        store = {"name": "copy", "content_type": "application/octet-stream"}
        client.call("store_file", {**store, "body": "file:bytes"}).ok()
        assert site.stored("copy") == FILES["bytes"]
        client.call("store_file", {**store, "body": "file:../outside.txt"}).error("`body`")
        client.call("remove_file", {"name": "copy"}).ok()


def check_password(site):
    for password, is_right in ((f"{USER}:{PASSWORD}", True), (f"{USER}:{WRONG}", False), (None, None)):
        environment = {**site.environment, "NGINX_PASSWORD": password or ""}
        with Client(program, "--log-level", "debug", environment=environment) as client:
            site.requests()
            result = client.call("get_guarded", {"name": "page.html"})
            if is_right:
                assert result.ok().text == FILES["page.html"].decode()
            elif password:
                result.error("HTTP 401")
            else:
                result.error("NGINX_PASSWORD")
                assert site.requests() == []
        dry_run = subprocess.run([program, "call", "get_guarded", '{"name": "page.html"}', "--dry-run"], check=True,
                                 env={**os.environ, **environment}, capture_output=True, timeout=60).stdout
        assert b"<NGINX_PASSWORD>" in dry_run, dry_run
        concealed(client.output() + dry_run, PASSWORD, WRONG, f"{USER}:{PASSWORD}", f"{USER}:{WRONG}")


def check_certificates(site):
    def call(certificate, trusted, **more):
        environment = {**site.environment, "SSL_CERT_FILE": trusted, **more}
        if certificate:
            environment["NGINX_CERTIFICATE_CERTIFICATE_FILE"], environment["NGINX_CERTIFICATE_KEY_FILE"] = certificate
        with Client(program, environment=environment) as client:
            return client.call("get_certified", {"name": "dot.png"})

    ours, theirs = site.authority.issue("client"), site.stranger.issue("client-of-a-stranger")
    trusted = site.authority.certificate
    site.requests()
    assert call(ours, trusted).ok().bytes() == ("image/png", FILES["dot.png"])
    assert [request["client"] for request in site.requests()] == ["CN=client"]
    call(theirs, trusted).error("HTTP 400", "SSL certificate")
    assert [request["status"] for request in site.requests()] == [400]
    call(None, trusted).error("NGINX_CERTIFICATE_CERTIFICATE_FILE")
    # The server's certificate is checked before ours is shown: another authority, another name.
    call(ours, site.stranger.certificate).error("certificate")
    assert site.requests() == []
    # A key of another certificate is found at the start.
    wrong = {**os.environ, "NGINX_CERTIFICATE_CERTIFICATE_FILE": ours[0], "NGINX_CERTIFICATE_KEY_FILE": theirs[1]}
    done = subprocess.run([program], env=wrong, input="", capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "is not that of the certificate" in done.stderr, done


CHECKS = (check_files, check_head, check_headers, check_conditions, check_ranges, check_sizes, check_coding,
          check_redirects, check_dav)


def main(folder):
    site, report = Site(folder), Report()
    site.environment = {"NGINX_BASE_URL": f"http://localhost:{site.port}", "NGINX_URL_TLS_PORT": str(site.tls_port),
                        "NGINX_PASSWORD": f"{USER}:{PASSWORD}"}
    with running(site.command(), lambda: answers(f"http://127.0.0.1:{site.port}/"), site.path("nginx.log")):
        for client in sessions(program, "--allow-upstream-host", f"127.0.0.1:{site.other_port}", environment=site.environment):
            for check in CHECKS:
                report.check(check, client, site)
            report.check(concealed, client.output(), PASSWORD, f"{USER}:{PASSWORD}")
        with Client(program, environment=site.environment) as client:
            report.check(check_failures, client, site)
        for check in check_cache, check_files_of_the_operator, check_password, check_certificates:
            report.check(check, site)
    return report.status()


with tempfile.TemporaryDirectory() as folder:
    sys.exit(main(folder))
