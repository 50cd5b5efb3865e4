"""Checks of what watches over the line: alarms with their runbooks, and the gateway's own answers."""

import re
from pathlib import Path

from infra.checks.reading import Found, Template, is_prod, of_type, target

ROOT = Path(__file__).resolve().parents[2]
METRICS = ("OutboxOldestSeconds", "IssuedNotPublished", "LogFindings", "ReservedNotIssued")
"""What the sweep and the log's monitor measure, in the namespace `Probity`."""
HEADERS = {
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cache-Control",
}
_RUNBOOK = re.compile(r"docs/operations/[\w-]+\.md$")


def queues_are_watched(template: Template) -> Found:
    """An alarm for every dead letter, and one for every queue whose oldest message waits."""
    if not is_prod(template):
        return []
    queues = of_type(template, "AWS::SQS::Queue")
    dead = {name for name, queue in queues.items() if "RedrivePolicy" not in queue}
    counted = _watched(template, "ApproximateNumberOfMessagesVisible", threshold=0)
    aged = _watched(template, "ApproximateAgeOfOldestMessage")
    found = [f"{name}: no alarm when a message lies in it" for name in sorted(dead - counted)]
    return found + [
        f"{name}: no alarm when its oldest message waits" for name in sorted(set(queues) - dead - aged)
    ]


def sweeps_are_watched(template: Template) -> Found:
    """Alarms for outbox lag and for what was issued and not published, also when the sweep is silent."""
    if not is_prod(template):
        return []
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()
    heard = {
        alarm["MetricName"]
        for alarm in alarms
        if alarm["Namespace"] == "Probity" and alarm.get("TreatMissingData") == "breaching"
    }
    return [f"{metric}: no alarm that hears silence too" for metric in METRICS if metric not in heard]


def alarms_have_runbooks(template: Template) -> Found:
    """Whoever is woken finds in the alarm's text where to read on, and somebody is woken."""
    found = []
    for name, alarm in of_type(template, "AWS::CloudWatch::Alarm").items():
        runbook = _RUNBOOK.search(str(alarm.get("AlarmDescription", "")))
        if not runbook or not (ROOT / runbook.group()).is_file():
            found.append(f"{name}: its description ends with no runbook that exists")
        if not alarm.get("AlarmActions"):
            found.append(f"{name}: nobody hears of it")
    return found


def gateway_answers_safely(template: Template) -> Found:
    """What the gateway answers by itself carries the headers that our pages carry; it logs no bodies."""
    if not is_prod(template):
        return []
    api = of_type(template, "AWS::Serverless::Api").get("RestAPI", {})
    found = []
    answers = api.get("GatewayResponses", {})
    for kind in {"DEFAULT_4XX", "DEFAULT_5XX", *answers}:
        answer = answers.get(kind, {})
        given = set(answer.get("ResponseParameters", {}).get("Headers", {}))
        found += [f"RestAPI: {kind} has no {header}" for header in sorted(HEADERS - given)]
    if any(setting.get("DataTraceEnabled") for setting in api.get("MethodSettings", [])):
        found.append("RestAPI: logs bodies")
    if not api.get("AccessLogSetting"):
        found.append("RestAPI: logs no requests")
    if not api.get("DisableExecuteApiEndpoint"):
        found.append("RestAPI: answers under a name that is no origin of ours")
    return found


def _watched(template: Template, metric: str, threshold: int | None = None) -> set[str]:
    return {
        target(dimension["Value"])
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == metric
        and alarm["ComparisonOperator"] == "GreaterThanThreshold"
        and (threshold is None or alarm["Threshold"] == threshold)
        for dimension in alarm.get("Dimensions", [])
    }


CHECKS = (queues_are_watched, sweeps_are_watched, alarms_have_runbooks, gateway_answers_safely)
