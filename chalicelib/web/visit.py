"""One request as a room's routes see it: what was sent, by whom, on which site."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalice.app import Request

from chalicelib.kernel.canonical import content_hash
from chalicelib.kernel.changes import Once
from chalicelib.web.errors import Elsewhere, SessionEnded
from chalicelib.web.forms import Form
from chalicelib.web.sessions import Officer, Session, SiteName


@dataclass
class Visit:
    """A request and its session; `form` is empty unless an urlencoded form was posted."""

    site: SiteName
    request: Request
    session: Session
    form: Form = field(default_factory=Form)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def application_id(self) -> str:
        """The application in this session; raises `SessionEnded`, or `Elsewhere` to the start page."""
        if self.session.application_id:
            return self.session.application_id
        if self.session.ended:
            raise SessionEnded
        raise Elsewhere("/")

    @property
    def officer(self) -> Officer:
        """The officer signed in; raises `SessionEnded` when nobody is."""
        if self.session.officer is None:
            raise SessionEnded
        return self.session.officer

    @property
    def source(self) -> str:
        """The address that the request came from, as the gateway saw it."""
        return str((self.request.context.get("identity") or {}).get("sourceIp", ""))

    def once(self, scope: str) -> Once:
        """Makes what this form asks for happen once: the page put a key in it with `once_field()`.

        `scope` should name the thing acted on, so that one person's key is never another's.
        """
        sent = {name: values for name, values in self.form.items() if name not in {"csrf", "once"}}
        return Once(scope, self.form.text("once") or content_hash(sent), content_hash(sent))
