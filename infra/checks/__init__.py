"""What must hold for the template of a stage, checked on the joined files and again on the packaged result."""

from infra.checks import access, functions, stores, watching
from infra.checks.reading import Found, Template

CHECKS = (*functions.CHECKS, *access.CHECKS, *stores.CHECKS, *watching.CHECKS)


def problems(template: Template) -> Found:
    """Everything that is wrong with a template, a sentence each; empty when all is well."""
    return [f"{check.__name__}: {problem}" for check in CHECKS for problem in check(template)]
