"""What unAPI (version 1) offers of a reference: the list of formats, and what their names mean."""

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, tostring

from bib.formats import FORMATS, Format

UNAPI_FORMATS: Mapping[str, Format] = MappingProxyType(
    {name: FORMATS[name] for name in ("bibtex", "biblatex", "ris", "csl-json")}
)


def formats_xml(identifier: str | None = None) -> str:
    """The XML that lists the formats: of everything here, or of the thing so identified."""
    root = Element("formats", {"id": identifier} if identifier else {})
    for name, form in UNAPI_FORMATS.items():
        SubElement(root, "format", {"name": name, "type": form.mime})
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
