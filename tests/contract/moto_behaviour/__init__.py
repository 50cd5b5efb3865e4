"""What AWS does and stock moto doesn't: each function passes on AWS, and fails on moto with the fault it names."""

from tests.contract.moto_behaviour import files, keys, messages, speed, tables, templates
from tests.contract.moto_behaviour.declared import GAPS

__all__ = ["GAPS", "files", "keys", "messages", "speed", "tables", "templates"]
