"""The applicant's pages: begin, answer, check, declare, follow, come back and withdraw."""

from chalicelib.applications import routes_after, routes_form, routes_lists
from chalicelib.applications.routes_form import Service
from chalicelib.web.site import Site


def register(site: Site, service: Service) -> None:
    """Register every page of this room on the applicants' site."""
    routes_form.register(site, service)
    routes_lists.register(site, service)
    routes_after.register(site, service)
