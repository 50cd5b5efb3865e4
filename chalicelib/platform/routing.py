"""Which queues hear of which event: the whole map of who listens to whom."""

ROUTES: dict[str, tuple[str, ...]] = {
    "ApplicationSubmitted": ("casework", "mail"),
    "ApplicationReady": ("checks",),
    "ApplicationWithdrawn": ("casework",),
    "ResumeLinkRequested": ("mail",),
    "DownloadLinkRequested": ("mail",),
    "DocumentAccepted": ("applications", "checks", "casework"),
    "DocumentRefused": ("applications", "mail", "casework"),
    "DocumentNeedsPerson": ("applications", "casework"),
    "DocumentReplaced": ("applications", "casework"),
    "RecordChanged": ("checks",),
    "RecordCheckRequested": ("checks",),
    "RecordCheckAnswered": ("casework",),
    "RecordCheckUnanswered": ("casework",),
    "OverseasCheckRequested": ("casework",),
    "OverseasCheckAnswered": ("casework",),
    "IssueOrdered": ("issue",),
    "IssuanceHeld": ("casework",),
    "IssuanceResumed": ("issue",),
    "ApplicationRefused": ("applications", "mail"),
    "CertificateIssued": ("applications", "casework", "mail"),
    "CertificateRevoked": ("mail",),
    "StatusListDue": ("issue",),
    "WithdrawalContinued": ("issue",),
    "KeyListOffered": ("issue",),
    "StatementOffered": ("issue",),
    "CopyRequested": ("mail",),
    "ReportRequested": ("reports",),
    "HolderCopyRequested": ("copies",),
}

QUEUES = ("intake", "checks", "casework", "issue", "mail", "applications", "reports", "copies")
"""Every queue; each has a dead-letter queue `<name>_dlq`."""
