"""The Prometheus Alertmanager, used through MCP by its own document: alerts, silences, repeated filters, errors.

Usage: alertmanager_test.py PROJECTS
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time

from mcp_client import sessions
from real_server import Report, answers, free_port, needed, running

program = os.path.join(sys.argv[1], "alertmanager/alertmanager-mcp")
alertmanager, amtool = needed("prometheus-alertmanager", "amtool")

CONFIGURATION = """
route: {receiver: nobody, group_by: [team], group_wait: 1s, routes: [{matchers: ['team="night shift"'], receiver: night}]}
receivers: [{name: nobody}, {name: night}]
"""
UNKNOWN = "11111111-2222-3333-4444-555555555555"


def ask(url, *arguments):
    """What Alertmanager's own command line says."""
    done = subprocess.run([amtool, "--alertmanager.url", url, "--output", "json", *arguments],
                          check=True, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def at(**distance):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**distance)).isoformat()


def names(alerts):
    return sorted(alert["labels"]["alertname"] for alert in alerts)


def check_status(client, url):
    status = client.call("get_status").ok().json
    assert status["versionInfo"]["version"] and status["cluster"]["status"] == "disabled", status
    assert "night shift" in status["config"]["original"]
    assert [receiver["name"] for receiver in client.call("get_receivers").ok().json] == ["nobody", "night"]


def check_alerts(client, url):
    """Gives the matcher that is true of these alerts alone."""
    run = f"run {time.time_ns()}"
    alerts = [
        {"labels": {"alertname": "DiskFull", "team": "night shift", "run": run, "path": "/a&b=c?d#é"},
         "annotations": {"summary": "99 % of \"/\" \\ used\nÀ bientôt"}, "startsAt": at(minutes=-1),
         "generatorURL": "http://prometheus.test/graph?g0.expr=up%20%3D%3D%200&g0.tab=1"},
        {"labels": {"alertname": "CpuHot", "team": "day", "run": run}, "endsAt": at(hours=1)},
        {"labels": {"alertname": "Gone", "run": run}, "startsAt": at(hours=-2), "endsAt": at(hours=-1)},
    ]
    result = client.call("post_alerts", {"body": alerts}).ok()
    assert result.text == "HTTP 200, no content", result

    mine = f'run="{run}"'
    assert names(client.call("get_alerts", {"filter": [mine]}).ok().json) == ["CpuHot", "DiskFull"]
    assert names(ask(url, "alert", "query", mine)) == ["CpuHot", "DiskFull"]
    # Each item is a parameter of its own, whatever characters it has: all of them count.
    for filters, expected in (([mine, 'team="night shift"'], ["DiskFull"]),
                              ([mine, 'path="/a&b=c?d#é"'], ["DiskFull"]),
                              ([mine, 'alertname=~"Disk.*|Cpu.+"', 'team!="day"'], ["DiskFull"]),
                              ([mine, 'team="day"', 'alertname="DiskFull"'], [])):
        assert names(client.call("get_alerts", {"filter": filters}).ok().json) == expected, filters
    found, = client.call("get_alerts", {"filter": [mine], "receiver": "night|morning"}).ok().json
    assert found["labels"] == alerts[0]["labels"] and found["annotations"] == alerts[0]["annotations"]
    assert found["generatorURL"] == alerts[0]["generatorURL"] and found["receivers"] == [{"name": "night"}]
    assert client.call("get_alerts", {"filter": [mine], "active": False}).ok().json == []
    # A boolean that comes as text is one where no text is allowed.
    assert client.call("get_alerts", {"filter": [mine], "active": "false"}).ok().json == []
    assert client.call("get_alerts", {"filter": [mine], "_result": {"select": ["/*/labels/alertname"]}}).ok().json[0].keys() == {"labels"}
    groups = client.call("get_alert_groups", {"filter": [mine]}).ok().json
    assert {group["labels"].get("team") for group in groups} == {"night shift", "day"}, groups
    return mine


def check_silences(client, url):
    mine = check_alerts(client, url)
    run = mine.split('"')[1]
    silence = {
        "matchers": [{"name": "run", "value": run, "isRegex": False, "isEqual": True},
                     {"name": "team", "value": "night.*", "isRegex": True}],
        "startsAt": at(), "endsAt": at(hours=2), "createdBy": "tests", "comment": "a \"quoted\" reason",
    }
    identity = client.call("post_silences", {"body": silence}).ok().json["silenceID"]
    kept = client.call("get_silence", {"silenceID": identity}).ok().json
    assert kept["status"]["state"] == "active" and kept["comment"] == silence["comment"], kept
    assert [one["id"] for one in ask(url, "silence", "query", mine) if one["id"] == identity] == [identity]
    suppressed, = client.call("get_alerts", {"filter": [mine], "active": False}).ok().json
    assert suppressed["status"]["silencedBy"] == [identity], suppressed
    assert names(client.call("get_alerts", {"filter": [mine], "silenced": False}).ok().json) == ["CpuHot"]
    # A change of what it is about makes another silence of it.
    changed = {**kept, "comment": "longer", "endsAt": at(hours=3)}
    del changed["status"], changed["updatedAt"]
    again = client.call("post_silences", {"body": changed}).ok().json["silenceID"]
    assert identity in [one["id"] for one in client.call("get_silences", {"filter": [mine]}).ok().json]
    assert client.call("delete_silence", {"silenceID": again}).ok().text == "HTTP 200, no content"
    kept = client.call("get_silence", {"silenceID": again}).ok().json
    assert kept["status"]["state"] == "expired" and kept["comment"] == "longer", kept
    assert names(client.call("get_alerts", {"filter": [mine], "silenced": False}).ok().json) == ["CpuHot", "DiskFull"]


def check_errors(client, url):
    client.call("get_silence", {"silenceID": UNKNOWN}).error("HTTP 404")
    client.call("delete_silence", {"silenceID": UNKNOWN}).error("HTTP 500", "silence not found")  # see docs/oracle.md
    client.call("get_receivers", {"receiver_matchers": ["x"]}).ok()  # likewise
    client.call("get_alerts", {"filter": ["not a matcher"]}).error("HTTP 400", "bad matcher format")
    client.call("post_silences", {"body": {
        "matchers": [{"name": "a", "value": "(", "isRegex": True}], "startsAt": at(), "endsAt": at(hours=1),
        "createdBy": "tests", "comment": "no regular expression",
    }}).error("HTTP 400", "missing closing )")
    client.call("post_silences", {"body": {
        "matchers": [{"name": "a", "value": "b", "isRegex": False}], "startsAt": at(hours=2), "endsAt": at(hours=1),
        "createdBy": "tests", "comment": "ends before it begins",
    }}).error("HTTP 400")
    client.call("post_alerts", {"body": [{"labels": {"not a name!": "x"}}]}).error("HTTP 400", "not a name!")
    # What the document forbids is not sent, and everything is said at once.
    result = client.call("post_silences", {"body": {"matchers": [], "comment": 1, "startsAt": at(), "endsAt": at()}})
    result.error("`body.matchers`", "`body.comment`", "`createdBy`")
    client.call("get_alerts", {"filters": ["a=b"]}).error("`filters`", "`filter`")
    client.call("get_silence", {}).error("silenceID")


CHECKS = (check_status, check_silences, check_errors)


def main(folder):
    report, port = Report(), free_port()
    with open(os.path.join(folder, "alertmanager.yml"), "w", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    url = f"http://127.0.0.1:{port}"
    command = [alertmanager, "--config.file", os.path.join(folder, "alertmanager.yml"), "--storage.path", folder,
               "--web.listen-address", f"127.0.0.1:{port}", "--cluster.listen-address", ""]
    with running(command, lambda: answers(url + "/-/ready"), os.path.join(folder, "log")):
        for client in sessions(program, environment={"ALERTMANAGER_BASE_URL": url + "/api/v2"}):
            for check in CHECKS:
                report.check(check, client, url)
    return report.status()


with tempfile.TemporaryDirectory() as folder:
    sys.exit(main(folder))
