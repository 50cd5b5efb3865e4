"""Where records are entered and changed; the forms themselves are loaded when the first of them is asked for."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.records.desk import RecordsDesk
from chalicelib.records.routes_common import ERRAND, PERSON
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

NEW = f"{ERRAND}/new"
EDIT = f"{PERSON}/edit/{{place}}"


def register(site: Site, desk: Callable[[], RecordsDesk]) -> None:
    """Put the entry forms on the staff's site."""

    @site.get(NEW, role="record_keeper")
    def new(visit: Visit, errand_id: str) -> Response:
        from chalicelib.records import routes_forms  # noqa: PLC0415 - cold starts

        return routes_forms.new(visit, desk(), errand_id)

    @site.post(NEW, role="record_keeper")
    def create(visit: Visit, errand_id: str) -> Response:
        from chalicelib.records import routes_forms  # noqa: PLC0415 - cold starts

        return routes_forms.create(visit, desk(), errand_id)

    @site.get(EDIT, role="record_keeper")
    def edit(visit: Visit, errand_id: str, record_id: str, place: str) -> Response:
        from chalicelib.records import routes_forms  # noqa: PLC0415 - cold starts

        return routes_forms.edit(visit, desk(), errand_id, (record_id, place))

    @site.post(EDIT, role="record_keeper")
    def save(visit: Visit, errand_id: str, record_id: str, place: str) -> Response:
        from chalicelib.records import routes_forms  # noqa: PLC0415 - cold starts

        return routes_forms.save(visit, desk(), errand_id, (record_id, place))
