"""The lists of glyphs that a font may hold, left out of the file: two hundred bytes each that nobody reads."""

from typing import Any


def leave_out(opened: Any) -> None:  # noqa: ANN401 - pikepdf is imported by its users
    """PDF/A-3 asks for none, and where there is one that it be whole (ISO 19005-3, 6.2.11.4.2)."""
    for page in opened.pages:
        for font in page.obj.Resources.Font.values():
            for glyphs in font.DescendantFonts:
                if "/CIDSet" in glyphs.FontDescriptor:
                    del glyphs.FontDescriptor["/CIDSet"]
