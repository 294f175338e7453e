"""XML from outside that must be exactly what it claims: no document type, no entities, no network."""

import re

from lxml import etree

_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class BadXml(ValueError):
    """A document that is not well-formed, or that declares what no data needs to."""


def parse_xml(body: bytes) -> etree._Element:
    """The root of a document in UTF-8.

    Raises:
        BadXml: it declares a document type or entities, is in another encoding that could hide them, or is broken.
    """
    if _DECLARES.search(body):
        message = "declares a document type or entities, refused"
        raise BadXml(message)
    if b"\x00" in body:
        message = "is not in UTF-8"
        raise BadXml(message)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"is not well-formed ({str(error)[:120]})"
        raise BadXml(message) from error
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
