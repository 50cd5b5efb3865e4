"""What applicants are told by mail: that something happened and where to read it, never the facts themselves."""

from dataclasses import dataclass

from chalicelib.applications.services import Applications
from chalicelib.platform.mail import Mailer
from chalicelib.web.words import day


@dataclass(frozen=True)
class Letters:
    """Writes this room's mail. Each takes the application's id and a key that is never mailed twice."""

    applications: Applications
    mailer: Mailer
    origin: str

    def confirm(self, application_id: str, key: str) -> None:
        """We have the application, and this is when to expect a certificate."""
        application = self.applications.get(application_id).state
        if application.expected_on:
            self._send(application_id, key, "application-submitted", expected=day(application.expected_on))

    def send_link(self, application_id: str, key: str) -> None:
        """A single-use link back to the application."""
        token = self.applications.new_resume_token(application_id)
        self._send(application_id, key, "application-resume", link=f"{self.origin}/apply/resume/{token}")

    def tell_refusal(self, application_id: str, key: str) -> None:
        """There is a decision to read on the status page."""
        self._send(application_id, key, "application-refused")

    def _send(self, application_id: str, key: str, template: str, **context: str) -> None:
        application = self.applications.get(application_id).state
        if not application.answers.email:
            return
        facts = {"reference": application.reference, "status": f"{self.origin}/application/link", **context}
        self.mailer.send_once(f"{template}#{key}", application.answers.email, template, facts)
