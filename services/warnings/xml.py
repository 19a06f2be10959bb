"""Parses untrusted XML safely, with limited sizes.

The module refuses document type declarations. Without a declaration, XML has no entities, external files or
default attributes. Because declarations are refused, expat is safe enough, and the package defusedxml is not
needed.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

MAX_ELEMENT_DEPTH = 12
"""Maximum number of levels of nested elements; a document with more levels is invalid. A CAP document has five
levels of elements."""

MAX_ELEMENTS = 10_000
"""Maximum number of elements; a larger document is invalid. A warning with 500 areas in three languages has some
6,000 elements."""

NAMESPACE_SEPARATOR = " "


class InvalidXmlError(ValueError):
    """The text is not XML, contains a document type, or exceeds a limit."""


@dataclass(slots=True)
class Element:
    """An element of a document, without its attributes."""

    name: str
    """The name without the namespace."""
    namespace: str
    children: list["Element"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """The text directly in the element, divided into parts as expat returns them."""

    @property
    def text(self) -> str:
        """The text directly in the element, without white space at its ends."""
        return "".join(self.parts).strip()

    def find_all(self, tag: str) -> list["Element"]:
        """Return the children with the tag *tag*."""
        return [child for child in self.children if child.name == tag]

    def find_text(self, tag: str) -> str:
        """Return the text of the first child with the tag *tag*; an empty string if there is none."""
        return next((child.text for child in self.children if child.name == tag), "")


def parse_xml(body: bytes) -> Element:
    """Return the root element of the document *body*.

    Raise InvalidXmlError if *body* is invalid or exceeds a limit.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=NAMESPACE_SEPARATOR)
    parser.StartElementHandler = reader.start_element
    parser.EndElementHandler = reader.end_element
    parser.CharacterDataHandler = reader.add_text
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    try:
        parser.Parse(body, True)
    # expat raises LookupError if Python does not know the encoding of the document.
    except (expat.ExpatError, ValueError, LookupError) as exc:
        raise InvalidXmlError(str(exc)) from exc
    return reader.root


class _Reader:
    """Builds the elements of a document while expat reads it."""

    def __init__(self) -> None:
        self._document = Element("", "")
        self._open = [self._document]
        self._count = 0

    @property
    def root(self) -> Element:
        return self._document.children[0]

    def start_element(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) > MAX_ELEMENT_DEPTH:
            raise InvalidXmlError("the document has too many or too deeply nested elements")
        namespace, _, local_name = name.rpartition(NAMESPACE_SEPARATOR)
        element = Element(local_name, namespace)
        self._open[-1].children.append(element)
        self._open.append(element)

    def end_element(self, _name: str) -> None:
        self._open.pop()

    def add_text(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def refuse_doctype(self, *_arguments: object) -> None:
        raise InvalidXmlError("the document has a document type declaration")
