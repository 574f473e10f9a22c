"""Images and bundles of the sample, by real tools: skopeo, umoci, podman with runc, docker-registry, mcpb.

Usage: images_test.py PART, with these variables of the environment:

  MCPCC      the installed compiler; its runtime lies beside it
  WORK       a folder to work in; the part `build` fills it for the others
  SOURCES    the repository
  SBOM       folder with the schemas of SPDX and CycloneDX; empty: they are not checked
"""

import atexit
import contextlib
import functools
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

import jsonschema

import tools
from tools import check, holds, load, output, run, same, tree

MCPCC, WORK, SOURCES = (os.environ[name] for name in ("MCPCC", "WORK", "SOURCES"))
LAYOUT = os.path.join(WORK, "petstore.oci")
REFERENCE = "team/petstore:1.2.0"
LABELS = {
    "io.modelcontextprotocol.server.name": "com.example.shop/petstore",
    "org.opencontainers.image.licenses": "Apache-2.0",
    "org.opencontainers.image.revision": "0123abc",
    "org.opencontainers.image.source": "https://git.example.com/petstore",
    "org.opencontainers.image.title": "petstore-mcp",
    "org.opencontainers.image.version": "1.2.0",
}
OPTIONS = ["--source", LABELS["org.opencontainers.image.source"], "--revision", "0123abc", "--licenses", "Apache-2.0",
           "--server-name", LABELS["io.modelcontextprotocol.server.name"]]


def generate(folder, *options):
    run(MCPCC, "generate", os.path.join(SOURCES, "samples/petstore/openapi.yaml"), "-o", folder, "--name", "petstore",
        "--quiet", *options)


def build(project, *options, **how):
    return run(MCPCC, "image", "build", project, "-t", REFERENCE, *OPTIONS, *options, **how)


def blob(layout, digest):
    return os.path.join(layout, "blobs", digest.replace(":", "/"))


def manifest_of(layout):
    top = load(os.path.join(layout, "index.json"))["manifests"][0]
    return top["digest"], load(blob(layout, top["digest"]))


def check_statements(beside, platform):
    """SBOMs against the schemas of their formats, and what they say."""
    spdx, cyclonedx = load(f"{beside}.{platform}.spdx.json"), load(f"{beside}.{platform}.cdx.json")
    for name in "openssl", "zlib", "brotli", "zstd", "re2", "pcre2", "libstdc++", "glibc", "boost", "mcpcc-runtime":
        package = [package for package in spdx["packages"] if package["name"] == name]
        check(package and package[0].get("versionInfo"), f"SPDX names {name} {package and package[0].get('versionInfo')}")
        check(package[0]["licenseDeclared"] != "NOASSERTION", f"SPDX says the licence of {name}")
        check(name in [part["name"] for part in cyclonedx["components"]], f"CycloneDX names {name}")
    with open(os.path.join(SOURCES, "samples/petstore/openapi.yaml"), "rb") as file:
        digest = tools.sha256(file.read())
    same([package["checksums"][0]["checksumValue"] for package in spdx["packages"] if package["name"] == "openapi.yaml"],
         [digest], "SPDX has the digest of the document")
    provenance = load(f"{beside}.provenance.json")
    same(provenance["predicateType"], "https://slsa.dev/provenance/v1", "provenance of SLSA")
    check({"digest": {"sha256": digest}, "name": "openapi.yaml"}
          in provenance["predicate"]["buildDefinition"]["resolvedDependencies"], "provenance names the document")
    schemas = os.environ.get("SBOM")
    if not schemas:
        return provenance
    store = {}
    for name in "bom-1.5.schema.json", "spdx.schema.json", "jsf-0.82.schema.json":
        schema = load(os.path.join(schemas, name))
        store[schema["$id"]] = schema
        store[f"http://cyclonedx.org/schema/{name}"] = schema
    for name, document in ("spdx-2.3.schema.json", spdx), ("bom-1.5.schema.json", cyclonedx):
        schema = load(os.path.join(schemas, name))
        resolver = jsonschema.RefResolver.from_schema(schema, store=store)
        jsonschema.Draft7Validator(schema, resolver=resolver).validate(document)
        print(f"ok: valid by {name}")
    return provenance


def part_build():
    """Builds the image, and looks at it with other people's tools."""
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    project = os.path.join(WORK, "project")
    generate(project)
    printed = build(project, "-o", LAYOUT)
    print(printed)
    digest, manifest = manifest_of(LAYOUT)
    holds(printed, f"{REFERENCE}@{digest}", "says the digest")

    seen = json.loads(output("skopeo", "inspect", f"oci:{LAYOUT}:1.2.0"))
    same(seen["Digest"], digest, "skopeo sees the same digest")
    same({key: seen["Labels"].get(key) for key in LABELS}, LABELS, "labels")
    same({key: manifest["annotations"].get(key) for key in LABELS}, LABELS, "annotations")
    config = load(blob(LAYOUT, manifest["config"]["digest"]))
    same(config["config"]["User"], "65532:65532", "user")
    same(config["config"]["Healthcheck"]["Test"], ["CMD", "/petstore-mcp", "health"], "health check")
    holds(output("umoci", "stat", "--image", f"{LAYOUT}:1.2.0"), "mcpcc image build", "umoci reads the history")
    bundle = os.path.join(WORK, "unpacked")
    shutil.rmtree(bundle, ignore_errors=True)
    run("umoci", "unpack", "--image", f"{LAYOUT}:1.2.0", bundle)
    same(sorted(tree(os.path.join(bundle, "rootfs"))),
         ["etc/group", "etc/passwd", "etc/ssl/certs/ca-certificates.crt", "petstore-mcp"], "umoci unpacks all files")
    program = os.path.join(bundle, "rootfs/petstore-mcp")
    holds(output("readelf", "-hd", program), "Flags: PIE", "position independent")
    check("INTERP" not in output("readelf", "-lW", program), "static")
    same(output("readelf", "-SW", program).count(".symtab"), 0, "stripped")
    unpacked = os.path.getsize(program) + os.path.getsize(os.path.join(bundle, "rootfs/etc/ssl/certs/ca-certificates.crt"))
    compressed = manifest["layers"][0]["size"]
    check(unpacked < 11_000_000, f"under 11 MB unpacked: {unpacked}")
    check(compressed < 5_000_000, f"under 5 MB compressed: {compressed}")
    provenance = check_statements(LAYOUT, "linux-amd64")
    same(provenance["subject"][0]["digest"], {"sha256": digest.split(":")[1]}, "provenance is about the image")

    # Nothing of where and when it was built is in it.
    elsewhere = os.path.join(WORK, "else where", "petstore")
    generate(elsewhere)
    for root, _, files in os.walk(elsewhere):
        for name in files:
            os.utime(os.path.join(root, name), (10**9, 10**9))
    build(elsewhere, "-o", os.path.join(WORK, "again.oci"),
          env={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "0"})
    same(tree(os.path.join(WORK, "again.oci")), tree(LAYOUT), "the same bytes from another folder")
    same(tools.sha256(b"".join(open(f"{LAYOUT}.{end}", "rb").read() for end in STATEMENTS)),
         tools.sha256(b"".join(open(f"{WORK}/again.oci.{end}", "rb").read() for end in STATEMENTS)),
         "the same statements")

    for form in "oci-archive", "docker-archive":
        build(project, "--format", form, "-o", os.path.join(WORK, f"{form}.tar"))
    seen = json.loads(output("skopeo", "inspect", f"oci-archive:{WORK}/oci-archive.tar"))
    same(seen["Digest"], digest, "skopeo reads the OCI archive")
    seen = json.loads(output("skopeo", "inspect", f"docker-archive:{WORK}/docker-archive.tar"))
    same(seen["Labels"], config["config"]["Labels"], "skopeo reads the Docker archive")


STATEMENTS = ["linux-amd64.spdx.json", "linux-amd64.cdx.json", "provenance.json"]


@functools.cache
def podman_folder():
    """Where podman keeps things: it takes no longer path than 50 characters for what it keeps while it runs."""
    folder = tempfile.mkdtemp(prefix="podman-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def podman(*words):
    return ["podman", "--storage-driver", "vfs", "--root", f"{podman_folder()}/root", "--runroot", f"{podman_folder()}/run",
            "--cgroup-manager", "cgroupfs", "--runtime", "runc", *words]


LIMITS = ["--ulimit", "nofile=1024:20000", "--ulimit", "nproc=1024:4096"]
HARDENED = ["--read-only", "--cap-drop", "all", "--security-opt", "no-new-privileges", "--memory", "64m"]


def part_run():
    """Runs the image in a container without any rights, over both transports."""
    holds(run(*podman("load", "-i", os.path.join(WORK, "docker-archive.tar"))), "team/petstore:1.2.0", "podman loads it")
    name = f"mcpcc-images-{os.getpid()}"
    with tools.petstore_api() as api:
        settings = ["-e", f"PETSTORE_BASE_URL={api}", "-e", "PETSTORE_STAFF_KEY=counter-key"]
        # The network is the machine's own, so the port that images serve has to be another one.
        port = tools.free_port()
        run(*podman("run", "-d", "--name", name, "--network", "host", *LIMITS, *HARDENED, *settings, "team/petstore:1.2.0",
                    "--http", f"127.0.0.1:{port}"))
        try:
            url = f"http://127.0.0.1:{port}"

            def answers():
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=1) as response:
                    return response.status == 200
                return False

            tools.wait_for("the container", answers)
            tools.check_answers(tools.talk_http(f"{url}/mcp"), "container over HTTP")
            same(run(*podman("exec", name, "/petstore-mcp", "health", url)), "ok\n", "health, inside the container")
            user = json.loads(output(*podman("inspect", name)))[0]["Config"]
            same(user["User"], "65532:65532", "is nobody")
            holds(json.dumps(user["Healthcheck"]), "/petstore-mcp", "podman knows the health check")
            run(*podman("stop", "-t", "10", name))
            same(json.loads(output(*podman("inspect", name)))[0]["State"]["ExitCode"], 0, "stops when it is told to")
        finally:
            subprocess.run(podman("rm", "-f", name), capture_output=True, check=False)
        answers = tools.talk_stdio(*podman("run", "--rm", "-i", "--network", "host", *LIMITS, *HARDENED, *settings,
                                           "team/petstore:1.2.0", "--stdio"))
        tools.check_answers(answers, "container over stdio")


def check_pushed(where, digest, login=None):
    """What the registry holds under the tag, and that nothing is lost on the way back."""
    accept = "application/vnd.oci.image.manifest.v1+json,application/vnd.oci.image.index.v1+json"
    status, headers, body = tools.ask(f"http://{where}/v2/team/petstore/manifests/1.2.0", accept, login)
    same(status, 200, "the tag is there")
    same((headers["Docker-Content-Digest"], "sha256:" + tools.sha256(body)), (digest, digest), "digest survives")


def referrers(where, digest):
    tag = digest.replace(":", "-")
    status, _, body = tools.ask(f"http://{where}/v2/team/petstore/manifests/{tag}",
                                "application/vnd.oci.image.index.v1+json")
    same(status, 200, f"referrers are listed under {tag[:15]}...")
    return json.loads(body)["manifests"]


def part_registry():
    """Pushes to Debian's docker-registry: open, with passwords, with tokens, with TLS; and what it refuses."""
    digest, _ = manifest_of(LAYOUT)
    folder = os.path.join(WORK, "registry")
    shutil.rmtree(folder, ignore_errors=True)
    nobody = {"DOCKER_CONFIG": os.path.join(folder, "nobody")}

    with tools.registry(os.path.join(folder, "open")) as where:
        name = f"{where}/team/petstore:1.2.0"
        printed = run(MCPCC, "image", "push", LAYOUT, name, env=nobody)
        holds(printed, f"pushed {name}@{digest}, ", "pushes a layout")
        check_pushed(where, digest)
        same(sorted(entry["artifactType"] for entry in referrers(where, digest)),
             ["application/spdx+json", "application/vnd.cyclonedx+json", "application/vnd.in-toto+json"],
             "SBOMs and provenance are attached")
        [entry] = [entry for entry in referrers(where, digest) if entry["artifactType"] == "application/spdx+json"]
        _, _, body = tools.ask(f"http://{where}/v2/team/petstore/manifests/{entry['digest']}", entry["mediaType"])
        layer = json.loads(body)["layers"][0]
        same(json.loads(body)["subject"]["digest"], digest, "the SBOM says what it is about")
        _, _, body = tools.ask(f"http://{where}/v2/team/petstore/blobs/{layer['digest']}")
        same(json.loads(body)["spdxVersion"], "SPDX-2.3", "the SBOM is there")
        printed = run(MCPCC, "image", "push", LAYOUT, name, env=nobody)
        holds(printed, ", 0 blobs sent, ", "a second push sends nothing")
        same(len(referrers(where, digest)), 3, "and lists nothing twice")
        copy = os.path.join(folder, "copy")
        run("skopeo", "copy", "--insecure-policy", "--src-tls-verify=false", f"docker://{name}", f"oci:{copy}:1.2.0")
        same(load(os.path.join(copy, "index.json"))["manifests"][0]["digest"], digest, "skopeo fetches the same image")
        # Together with building; a name without a tag takes that of the image.
        built = build(os.path.join(WORK, "project"), "--push", f"{where}/other/name", env=nobody)
        holds(built, f"pushed {where}/other/name:1.2.0@{digest}", "builds and pushes")

    users = os.path.join(folder, "htpasswd")
    with open(users, "w", encoding="utf-8") as file:
        file.write("ann:$2b$04$YOPq12e3VO7/WT8UEEkDqe2kqrLYxrvk3SdsgUuQW31/4bQErTliG\n")  # bcrypt of `secret`
    with tools.registry(os.path.join(folder, "basic"), f"auth: {{htpasswd: {{realm: tests, path: '{users}'}}}}") as where:
        name = f"{where}/team/petstore:1.2.0"
        refused = run(MCPCC, "image", "push", LAYOUT, name, env=nobody, status=1)
        holds(refused, "wants a login (HTTP status 401", "no login is refused")
        wrong = {"DOCKER_CONFIG": tools.login_file(os.path.join(folder, "wrong"), where, "ann:hidden")}
        refused = run(MCPCC, "image", "push", LAYOUT, name, env=wrong, status=1)
        holds(refused, "does not accept the login (HTTP status 401", "a wrong login is refused")
        check("hidden" not in refused, "and not shown")
        right = {"DOCKER_CONFIG": tools.login_file(os.path.join(folder, "right"), where, "ann:secret")}
        run(MCPCC, "image", "push", LAYOUT, name, env=right)
        check_pushed(where, digest, "ann:secret")

    with tools.token_service(os.path.join(folder, "tokens"), ["ann:secret"], "tests") as (realm, pem, seen):
        settings = f"auth: {{token: {{realm: '{realm}', service: tests, issuer: tests, rootcertbundle: '{pem}'}}}}"
        with tools.registry(os.path.join(folder, "token"), settings) as where:
            name = f"{where}/team/petstore:1.2.0"
            refused = run(MCPCC, "image", "push", LAYOUT, name, env=nobody, status=1)
            holds(refused, "[image-push-refused]", "a token that may only read is refused")
            wrong = {"DOCKER_CONFIG": tools.login_file(os.path.join(folder, "wrong"), where, "ann:hidden")}
            refused = run(MCPCC, "image", "push", LAYOUT, name, env=wrong, status=1)
            holds(refused, "the token service of ", "the token service refuses a wrong login")
            check("hidden" not in refused, "and it is not shown")
            right = {"DOCKER_CONFIG": tools.login_file(os.path.join(folder, "right"), where, "ann:secret")}
            holds(run(MCPCC, "image", "push", LAYOUT, name, env=right), digest, "pushes with a token")
            holds(seen[-1], "scope=repository%3Ateam%2Fpetstore%3Apull%2Cpush", "asks for that repository alone")

    trusted = tools.certificate(folder, "trusted")
    with tools.registry(os.path.join(folder, "tls"), tls=trusted) as where:
        name = f"{where}/team/petstore:1.2.0"
        refused = run(MCPCC, "image", "push", LAYOUT, name, env=nobody, status=3)
        holds(refused, "certificate", "a certificate that nobody vouches for is refused")
        holds(refused, "[image-push-failed]", "as a failure")
        run(MCPCC, "image", "push", LAYOUT, name, env={**nobody, "SSL_CERT_FILE": trusted[0]})
    refused = run(MCPCC, "image", "push", LAYOUT, name, env=nobody, status=3)
    holds(refused, "cannot be reached", "nobody is there")

    # A blob that is not what it was: nothing is pushed.
    spoilt = os.path.join(folder, "spoilt")
    shutil.copytree(LAYOUT, spoilt)
    _, manifest = manifest_of(spoilt)
    with open(blob(spoilt, manifest["layers"][0]["digest"]), "r+b") as file:
        file.seek(100)
        file.write(b"spoilt")
    with tools.registry(os.path.join(folder, "empty")) as where:
        refused = run(MCPCC, "image", "push", spoilt, f"{where}/team/petstore:1.2.0", env=nobody, status=1)
        holds(refused, "holds something else [image-layout-broken]", "a broken layer is found")
        same(tools.ask(f"http://{where}/v2/team/petstore/tags/list")[0], 404, "and nothing of it is pushed")


def part_bundle():
    """An MCP bundle, read and checked by the format's own tools."""
    bundle = os.path.join(WORK, "petstore.mcpb")
    project = os.path.join(WORK, "project")
    run(MCPCC, "bundle", project, "-o", bundle, "--author", "Corner Pet Shop", "--licenses", "Apache-2.0")
    first = tools.sha256(open(bundle, "rb").read())
    run(MCPCC, "bundle", project, "-o", bundle, "--author", "Corner Pet Shop", "--licenses", "Apache-2.0",
        env={"TZ": "America/Los_Angeles"})
    same(tools.sha256(open(bundle, "rb").read()), first, "the same bytes twice")
    mcpb = [output(os.path.join(SOURCES, "scripts/lib/node-of.sh"), tools.HERE).strip(),
            os.path.join(tools.HERE, "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js")]
    folder = os.path.join(WORK, "bundle")
    shutil.rmtree(folder, ignore_errors=True)
    run(*mcpb, "unpack", bundle, folder)
    holds(run(*mcpb, "validate", os.path.join(folder, "manifest.json")), "Manifest schema validation passes", "mcpb validates it")
    manifest = load(os.path.join(folder, "manifest.json"))
    same(manifest["server"]["type"], "binary", "of type binary")
    key = manifest["user_config"]["petstore_staff_key"]
    same((key["sensitive"], key["type"]), (True, "string"), "a secret is sensitive")
    check("sensitive" not in manifest["user_config"]["petstore_base_url"], "the base URL is not")
    with tools.petstore_api() as api:
        # As clients do it: what is configured takes the places of variables.
        settings = {name: str(about.get("default", "")) for name, about in manifest["user_config"].items()}
        settings |= {"petstore_base_url": api, "petstore_staff_key": "counter-key"}

        def filled(text):
            for name, value in settings.items():
                text = text.replace(f"${{user_config.{name}}}", value)
            return text.replace("${__dirname}", folder)

        config = manifest["server"]["mcp_config"]
        env = {name: filled(value) for name, value in config["env"].items()}
        answers = tools.talk_stdio(filled(config["command"]), *map(filled, config["args"]), env=env)
        tools.check_answers(answers, "bundle")


def part_ship():
    """samples/petstore/ship.sh, as it stands."""
    folder = os.path.join(WORK, "ship")
    shutil.rmtree(folder, ignore_errors=True)
    with tools.postgresql() as database:
        printed = run(os.path.join(SOURCES, "samples/petstore/ship.sh"), folder, env={
            "MCPCC": MCPCC, "CONTAINERS": " ".join(podman()), "RUN": " ".join(LIMITS), "PORT": str(tools.free_port()),
            "POSTGRESQL": database})
        holds(printed, '"name":"Biscuit"', "the container answers")
        for where in f"sqlite:{folder}/registry.db", database:
            records = json.loads(output(MCPCC, "registry", "list", "--registry", where, "--format", "json"))["records"]
            same([record["kind"] for record in records], ["api", "server", "image", "endpoint"], f"records in {where}")
            endpoint = json.loads(output(MCPCC, "registry", "show", f"endpoint/{records[3]['name']}", "--registry", where,
                                         "--format", "json"))
            check(endpoint["health"]["healthy"], "the endpoint was seen to be healthy")
    podman_left = output(*podman("ps", "-a", "--format", "{{.Names}}"))
    check("petstore-ship" not in podman_left, "and is gone afterwards")


def part_cmake():
    """mcpcc_add_image(): the image of a server with hooks, as a target of a CMake build."""
    folder = os.path.join(WORK, "cmake of a server")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(tools.HERE, "cmake"), folder)
    shutil.copy(os.path.join(SOURCES, "samples/petstore/openapi.yaml"), folder)
    prefix = os.path.dirname(os.path.dirname(MCPCC))
    run("cmake", "-G", "Ninja", "-S", folder, "-B", f"{folder}/build", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", f"{folder}/build", "--target", "petstore-image")
    layout = f"{folder}/build/petstore-image.oci"
    digest, _ = manifest_of(layout)
    seen = json.loads(output("skopeo", "inspect", f"oci:{layout}:1.2.0"))
    same(seen["Labels"]["org.opencontainers.image.licenses"], "Apache-2.0", "options are passed on")
    holds(run("cmake", "--build", f"{folder}/build", "--target", "petstore-image"), "no work to do", "nothing is done twice")
    unpacked = os.path.join(WORK, "unpacked of cmake")
    shutil.rmtree(unpacked, ignore_errors=True)
    run("umoci", "unpack", "--image", f"{layout}:1.2.0", unpacked)
    holds(run(f"{unpacked}/rootfs/petstore-mcp", "call", "count_letters", '{"text":"abc"}'), '{"letters":3}', "hooks are in it")
    source = os.path.join(folder, "hooks.cpp")
    with open(source, encoding="utf-8") as file:
        text = file.read()
    with open(source, "w", encoding="utf-8") as file:
        file.write(text.replace("Counts the letters", "Tells the number of letters"))
    run("cmake", "--build", f"{folder}/build", "--target", "petstore-image")
    check(manifest_of(layout)[0] != digest, "another hook gives another image")
    with open(f"{folder}/hooks.cpp", "a", encoding="utf-8") as file:
        file.write("this is no C++;\n")
    before = tree(layout)
    failed = run("cmake", "--build", f"{folder}/build", "--target", "petstore-image", status=1)
    holds(failed, "[image-build-failed]", "what does not compile is an error")
    holds(failed, "hooks.cpp:", "that says where")
    same(tree(layout), before, "and leaves the image")


def lives(words, delay):
    """Starts a command and kills it after `delay` seconds, unless it has come to its end before."""
    child = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        same(child.wait(delay), 0, f"came to its end within {round(delay * 1000)} ms")
        return True
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return False


def part_killed():
    """Commands that are killed half-way: the old output or the new one as a whole, and nothing that hinders the next."""
    folder = os.path.join(WORK, "killed")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    project = os.path.join(WORK, "project")

    def at(name):
        return os.path.join(folder, name)

    def state(name):
        """What a file or a folder holds; None: it is not there."""
        if os.path.isdir(at(name)):
            return tree(at(name))
        if not os.path.exists(at(name)):
            return None
        with open(at(name), "rb") as file:
            content = file.read()
        if name.endswith(".backup"):  # first and last line say when it was made
            lines = content.splitlines()
            return lines[1:-1] if b'"row":"end"' in lines[-1] else content
        return tools.sha256(content)

    def listing():
        """All but what SQLite keeps beside a database that is in use, or was when its process was killed."""
        return sorted(name for name in os.listdir(folder) if not name.endswith(("-shm", "-wal")))

    def is_one_of(found, before, after):
        """The first output is one of both, and the others are about that one or not there."""
        whole = before if found[0] == before[0] else after
        return found[0] == whole[0] and all(one in (None, right) for one, right in zip(found[1:], whole[1:]))

    def check_kills(what, names, old, new, is_allowed=is_one_of):
        """Both commands write `names`. The new one is killed over the old one's output, later each time, until it lives."""
        def seen():
            return [state(name) for name in names]

        run(*old)
        before, start = seen(), time.monotonic()
        run(*new)
        step, after = (time.monotonic() - start) / 10, seen()
        check(before != after, f"{what}: two outputs that differ")
        run(*old)
        listed, delay, kills = listing(), 0, 0
        while not lives(new, delay):
            found = seen()
            if not is_allowed(found, before, after):
                sys.exit(f"failed: {what}, killed after {round(delay * 1000)} ms: neither the old nor the new output")
            run(*old)
            if seen() != before or listing() != listed:
                sys.exit(f"failed: {what}, killed after {round(delay * 1000)} ms: what is left hinders the next run, "
                         f"or stays: {listing()}")
            delay += step
            kills += 1
        same(seen(), after, f"{what}: killed {kills} times, and then not")
        check(kills > 2, f"{what}: killed in the middle")

    # A program that is small, so that most of the time is not spent in compressing it: the headers of one, and zeros.
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 62, 1, 0, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    with open(at("program"), "wb") as file:
        file.write(header + struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 120, 120, 4096) + bytes(100_000))
    given = ["--quiet", "--program", f"linux/amd64={at('program')}"]
    image = [MCPCC, "image", "build", project, *given]
    layout = ["petstore.oci", *(f"petstore.oci.{end}" for end in STATEMENTS)]
    check_kills("a layout", layout, [*image, "-t", "a:1", "-o", at(layout[0])],
                [*image, "-t", "a:1", "--label", "a=b", "-o", at(layout[0])])
    archive = [name.replace(".oci", ".tar") for name in layout]
    image += ["--format", "oci-archive", "-t", "a:1", "-o", at(archive[0])]
    check_kills("an archive", archive, image, [*image, "--label", "a=b"])
    bundle = [MCPCC, "bundle", project, *given, "-o", at("petstore.mcpb")]
    check_kills("a bundle", ["petstore.mcpb"], bundle, [*bundle, "--author", "Anna Example"])

    def are_whole_files(found, before, after):
        return all(name.endswith(".mcpcc-new") or digest in (before[0].get(name), after[0].get(name))
                   for name, digest in found[0].items())

    registry = ["--registry", f"sqlite:{at('registry.db')}"]
    generated = [MCPCC, "generate", os.path.join(SOURCES, "samples/petstore/openapi.yaml"), "-o", at("project"), "--quiet"]
    check_kills("a project", ["project"], [*generated, "--name", "petstore"], [*generated, "--name", "animals"],
                are_whole_files)

    def are_whole_records(found, before, after):
        return are_whole_files(found, before, after) and run(MCPCC, "registry", "doctor", *registry)

    generated += ["--register", *registry]
    run(*generated, "--name", "petstore")
    check_kills("a recorded project", ["project"], [*generated, "--name", "petstore"], [*generated, "--name", "animals"],
                are_whole_records)

    run(MCPCC, "registry", "register", os.path.join(WORK, "project"), "--name", "third", *registry)
    export = [MCPCC, "registry", "export", *registry, "-o", at("records.json")]
    check_kills("an export", ["records.json"], [*export, "server/third"], export)
    other = ["--registry", f"sqlite:{at('other.db')}"]
    run(MCPCC, "registry", "register", os.path.join(WORK, "project"), *other)
    backup = [MCPCC, "registry", "backup", at("records.backup")]
    check_kills("a backup", ["records.backup"], [*backup, *other], [*backup, *registry])

    # Compilers go on when mcpcc is killed. The next run waits for them, and makes the same image of what they left.
    shutil.copytree(project, at("fresh"), ignore=shutil.ignore_patterns("build"))
    delay = 0.2
    while not lives([MCPCC, "image", "build", at("fresh"), "-t", REFERENCE, *OPTIONS, "-o", at("built.oci")], delay):
        delay *= 2
    same(manifest_of(at("built.oci"))[0], manifest_of(LAYOUT)[0], "a build that was killed again and again")


def part_arm64():
    """One index with images of both platforms; the other machine's program runs under qemu."""
    project = os.path.join(WORK, "project")
    layout = os.path.join(WORK, "both.oci")
    build(project, "-o", layout, "--platform", "linux/amd64,linux/arm64", timeout=2400)
    digest, index = manifest_of(layout)
    same([entry["platform"]["architecture"] for entry in index["manifests"]], ["amd64", "arm64"], "an index of both")
    same(index["manifests"][0]["digest"], manifest_of(LAYOUT)[0], "the image for amd64 is the one that was built alone")
    seen = json.loads(output("skopeo", "--override-arch", "arm64", "inspect", f"oci:{layout}:1.2.0"))
    same(seen["Architecture"], "arm64", "skopeo finds the image for arm64")
    check_statements(layout, "linux-arm64")
    single = os.path.join(WORK, "arm64.oci")
    run("skopeo", "--override-arch", "arm64", "copy", "--insecure-policy", f"oci:{layout}:1.2.0", f"oci:{single}:1.2.0")
    unpacked = os.path.join(WORK, "unpacked of arm64")
    shutil.rmtree(unpacked, ignore_errors=True)
    run("umoci", "unpack", "--image", f"{single}:1.2.0", unpacked)
    program = os.path.join(unpacked, "rootfs/petstore-mcp")
    holds(output("readelf", "-h", program), "AArch64", "a program for arm64")
    check(os.path.getsize(program) < 11_000_000, f"under 11 MB: {os.path.getsize(program)}")
    with tools.petstore_api() as api:
        answers = tools.talk_stdio("qemu-aarch64-static", program, "--stdio",
                                   env={"PETSTORE_BASE_URL": api, "PETSTORE_STAFF_KEY": "counter-key"})
        tools.check_answers(answers, "arm64 under qemu")
    with tools.registry(os.path.join(WORK, "registry of both")) as where:
        name = f"{where}/team/petstore:1.2.0"
        holds(run(MCPCC, "image", "push", layout, name), digest, "pushes the index")
        check_pushed(where, digest)
        same([entry["artifactType"] for entry in referrers(where, digest)], ["application/vnd.in-toto+json"],
             "provenance is attached to the index")
        for entry in index["manifests"]:
            same(len(referrers(where, entry["digest"])), 2, "SBOMs are attached to an image")


def part_dockerfile():
    """The Dockerfile, built by buildah on a base of Debian that has the packages, and run."""
    work = os.path.join(WORK, "dockerfile")
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    project = os.path.join(work, "project")
    generate(project, "--vendor-runtime")
    same(run(MCPCC, "image", "dockerfile", project), f"deploy/Dockerfile and .dockerignore in {project}\n", "writes it")
    packages = ["g++", "cmake", "ninja-build", "ca-certificates", "libssl-dev", "zlib1g-dev", "libbrotli-dev", "libzstd-dev",
                "libre2-dev", "libpcre2-dev", "libboost1.81-dev"]
    base = os.path.join(work, "base")
    run("debootstrap", "--variant=minbase", f"--include={','.join(packages)}", "bookworm", base, timeout=1200)
    store = ["--storage-driver", "vfs", "--root", f"{work}/root", "--runroot", f"{podman_folder()}/run"]
    container = output("buildah", *store, "from", "scratch").strip()
    run("buildah", *store, "add", "--quiet", container, base, "/", timeout=1200)
    run("buildah", *store, "commit", "--quiet", "--rm", container, "debian-with-packages", timeout=1200)
    run("buildah", *store, "bud", "--isolation", "chroot", "--format", "docker", "--build-arg", "BASE=localhost/debian-with-packages",
        "-f", f"{project}/deploy/Dockerfile", "-t", "petstore-by-hand", project, timeout=3000)
    archive = os.path.join(work, "image.tar")
    run("buildah", *store, "push", "petstore-by-hand", f"docker-archive:{archive}:petstore-by-hand:1", timeout=600)
    seen = json.loads(output("skopeo", "inspect", "--config", f"docker-archive:{archive}"))
    same(seen["config"]["User"], "65532:65532", "user")
    run(*podman("load", "-i", archive))
    with tools.petstore_api() as api:
        answers = tools.talk_stdio(*podman("run", "--rm", "-i", "--network", "host", *LIMITS, *HARDENED, "-e",
                                           f"PETSTORE_BASE_URL={api}", "-e", "PETSTORE_STAFF_KEY=counter-key",
                                           "petstore-by-hand:1", "--stdio"))
        tools.check_answers(answers, "container of the Dockerfile")
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    globals()[f"part_{sys.argv[1]}"]()
