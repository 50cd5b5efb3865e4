"""Which tests go to the same worker: those of one stack together, those of one file of pages together."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

_BY_FILE = (
    "documents_pages",
    "embassy_pages",
    "languages",
    "records_pages",
    "verify_offline",
    "wrapped_eicar",
)
"""Files that start something of their own and no stack: whoever ends first takes them, each as a whole."""


class ByStack(LoadScopeScheduling):
    """Each worker that needs a stack has one of its own: one is driven by browsers, the other by stories.

    What a module prepares for them is so prepared once. Other tests go to whoever is free, one by one. (`xdist_group`
    says nothing to pytest 9: the names that xdist gives to tests there stay as they were.)
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        if path.parent.name == "flow":
            return "stories"
        if path.stem.removeprefix("test_") in _BY_FILE:
            return str(path)
        return "browsers" if path.parent.name == "browser" else nodeid
