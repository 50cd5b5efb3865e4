"""The file's XMP metadata: what PDF/A-3a and PDF/UA-1 ask for and nothing else, a quarter of what Typst writes."""

from datetime import date
from xml.sax.saxutils import escape

_SCHEMA = (
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
"""PDF/A-3 asks that a schema which it does not know be described (ISO 19005-3, 6.6.2.3)."""
_DEFAULT = ' xml:lang="x-default"'
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def write(title: str, description: str, issuer: str, issued_on: date) -> bytes:
    """The packet of a certificate (ISO 16684-1)."""
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
    moment = f"{issued_on.isoformat()}T00:00:00+00:00"
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>'
        f"<dc:title>{_text('Alt', title, _DEFAULT)}</dc:title>"
        f"<dc:description>{_text('Alt', description, _DEFAULT)}</dc:description>"
        f"<dc:creator>{_text('Seq', issuer)}</dc:creator><dc:language>{_text('Bag', 'en-GB')}</dc:language>"
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
        f'{_SCHEMA}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return packet.encode()


def _text(kind: str, words: str, language: str = "") -> str:
    return f"<rdf:{kind}><rdf:li{language}>{escape(words)}</rdf:li></rdf:{kind}>"
