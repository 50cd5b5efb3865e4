"""Checks of the functions: handlers, limits, layers, and the queues and streams that feed them."""

from collections.abc import Iterator

from infra.checks.reading import Found, Resource, Template, functions, of_type, target

SAFETY = 6
"""A queue hides a message for at least so many times its function's timeout (AWS's own advice)."""
REPORTS = "ReportBatchItemFailures"
LAYERS = {
    "APIHandler": ["PdfLayer"],
    "OnIntake": ["PdfLayer", "ReadingLayer"],
    "OnIssue": ["PdfLayer", "IssuerLayer"],
    "OnReports": ["PdfLayer", "IssuerLayer"],
    "OnCopies": ["PdfLayer", "IssuerLayer"],
}


def handlers_are_in_app(template: Template) -> Found:
    """Lambda must load app.py, or the middleware would not run."""
    return [
        f"{name}: handler {properties.get('Handler')} is not in app.py"
        for name, properties in functions(template).items()
        if not str(properties.get("Handler", "")).startswith("app.")
    ]


def queue_events_report_failures(template: Template) -> Found:
    """One bad message never sends its whole batch back."""
    return [
        f"{name}: an event does not report batch item failures"
        for name, _, event in _batches(template)
        if event["Properties"].get("FunctionResponseTypes") != [REPORTS]
    ]


def queues_wait_long_enough(template: Template) -> Found:
    """A message that is being worked on is not delivered a second time."""
    queues = of_type(template, "AWS::SQS::Queue")
    found = []
    for name, function, event in _batches(template):
        if event["Type"] != "SQS":
            continue
        queue = target(event["Properties"].get("Queue"))
        if queue not in queues:
            found.append(f"{name}: its queue is not one of ours")
            continue
        needed = SAFETY * function["Timeout"] + event["Properties"].get("MaximumBatchingWindowInSeconds", 0)
        hidden = queues[queue].get("VisibilityTimeout", 30)
        if hidden < needed:
            found.append(f"{queue}: hides a message for {hidden} s, {name} needs {needed} s")
    return found


def queues_have_dead_letters(template: Template) -> Found:
    """What cannot be handled lands where staff see it."""
    queues = of_type(template, "AWS::SQS::Queue")
    found = []
    for name, _, event in _batches(template):
        properties = event["Properties"]
        if event["Type"] == "SQS":
            dead = queues.get(target(properties.get("Queue")), {}).get("RedrivePolicy", {})
            arn = dead.get("deadLetterTargetArn")
        else:
            arn = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if target(arn) not in queues:
            found.append(f"{name}: what it cannot handle goes to no dead-letter queue")
    return found


def queues_are_encrypted(template: Template) -> Found:
    """Bodies carry ids only, and lie encrypted all the same."""
    return [
        f"{name}: not encrypted"
        for name, properties in of_type(template, "AWS::SQS::Queue").items()
        if not properties.get("SqsManagedSseEnabled")
    ]


def issuer_is_alone(template: Template) -> Found:
    """The log has one writer."""
    reserved = functions(template).get("OnIssue", {}).get("ReservedConcurrentExecutions")
    return [] if reserved == 1 else [f"OnIssue: {reserved} at once, must be 1"]


def layers_are_attached_where_used(template: Template) -> Found:
    """Heavy libraries load only where they are needed."""
    found = []
    for name, properties in functions(template).items():
        attached = [target(layer) for layer in properties.get("Layers", [])]
        if attached != LAYERS.get(name, []):
            found.append(f"{name}: has the layers {attached}, should have {LAYERS.get(name, [])}")
    return found


def functions_log_to_their_group(template: Template) -> Found:
    """Each function has a log group of its own, and every group forgets in time."""
    groups = of_type(template, "AWS::Logs::LogGroup")
    found = [f"{name}: kept for ever" for name, group in groups.items() if not group.get("RetentionInDays")]
    used = [
        target(function.get("LoggingConfig", {}).get("LogGroup")) for function in functions(template).values()
    ]
    found += [
        f"{name}: logs to no group of its own"
        for name, group in zip(functions(template), used, strict=True)
        if group not in groups or used.count(group) > 1
    ]
    return found


def _batches(template: Template) -> Iterator[tuple[str, Resource, Resource]]:
    """(function's id, its properties, event) of every queue and stream that feeds a function."""
    for name, function in functions(template).items():
        for event in function.get("Events", {}).values():
            if event["Type"] in {"SQS", "DynamoDB"}:
                yield name, function, event


CHECKS = (
    handlers_are_in_app,
    queue_events_report_failures,
    queues_wait_long_enough,
    queues_have_dead_letters,
    queues_are_encrypted,
    issuer_is_alone,
    layers_are_attached_where_used,
    functions_log_to_their_group,
)
