"""The page's colours named by the file's output intent instead of by the same profile again."""

from typing import Any


def name_plainly(opened: Any) -> None:  # noqa: ANN401 - pikepdf is imported by its users
    """DeviceRGB for every colour space that is the output intent's own profile.

    In PDF/A they mean the same (ISO 19005-3, 6.2.4.3), but readers build a profile's tables each time that a
    page names it: without, pdfium opens a certificate in a third of the time.
    """
    from pikepdf import Array, Name  # noqa: PLC0415 - the issuer's layer only

    intended = opened.Root.OutputIntents[0].DestOutputProfile.objgen
    for page in opened.pages:
        spaces = page.obj.Resources.get("/ColorSpace", {})
        for name, space in list(spaces.items()):
            profiled = isinstance(space, Array) and space[0] == Name.ICCBased
            if profiled and space[1].objgen == intended and space[1].get("/N") == 3:  # noqa: PLR2004 - RGB
                spaces[name] = Name.DeviceRGB
