"""Counts and ages for alarms, in CloudWatch's embedded metric format (one JSON line, no API call)."""

import json
import sys
import time

NAMESPACE = "Probity"


def emit(name: str, value: float, unit: str = "Count") -> None:
    """One value of one metric without dimensions, so that an alarm needs no list of them."""
    line = {
        "_aws": {
            "Timestamp": int(time.time() * 1000),
            "CloudWatchMetrics": [
                {"Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": [{"Name": name, "Unit": unit}]}
            ],
        },
        name: value,
    }
    sys.stdout.write(json.dumps(line) + "\n")
