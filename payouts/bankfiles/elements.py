"""Reading XML from a bank: safely, a piece at a time, by local names. Pure.

The parser takes no document type, hence no entities. Names are looked up without their namespace, for the elements
read here keep name and place from one version of a message to the next.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from payouts.bankfiles.movements import MOST_BYTES, MOST_UNITS, BadBankFile
from projects.money import MICRO

# What banks write where they have no reference and no id.
NONE_GIVEN = {"", "NOTPROVIDED", "NONREF", "NOREF"}
DEEPEST = 64


def elements(data: bytes, kept: frozenset[str]) -> Iterator[tuple[str, list[Element]]]:
    """("start" or "end", the path to the element, itself last); what has ended is forgotten, unless within a `kept`.

    Raises BadBankFile, which names the line where the XML breaks.
    """
    if len(data) > MOST_BYTES:
        raise BadBankFile("too_large", "", f"more than {MOST_BYTES // 1024**2} MB: ask the bank for shorter periods")
    path: list[Element] = []
    for event, element in _parsed(data):
        if event == "start":
            path.append(element)
            if len(path) > DEEPEST:
                raise BadBankFile("too_deep", name_of(element), "elements within elements without end")
        yield event, path
        if event == "end":
            path.pop()
            if path and not any(name_of(outer) in kept for outer in path):
                path[-1].remove(element)


def _parsed(data: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True)
    except ParseError as error:
        raise BadBankFile("not_xml", f"line {error.position[0]}", f"the XML breaks off or is wrong: {error}") from None
    except DefusedXmlException:
        raise BadBankFile("forbidden", "", "a document type or entities, which no bank file has") from None
    except (LookupError, ValueError) as error:
        raise BadBankFile("encoding", "line 1", f"an encoding that cannot be read: {error}") from None


def read_amount(element: Element, where: str) -> tuple[int, str]:
    """Micro and currency; raises BadBankFile."""
    text, currency = (element.text or "").strip(), element.get("Ccy", "")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise BadBankFile("currency", where, f"{currency!r} is not a currency")
    if not re.fullmatch(r"\+?([0-9]{1,18}\.?[0-9]{0,17}|\.[0-9]{1,17})", text):
        raise BadBankFile("amount", where, f"{text[:40]!r} is not an amount")
    whole, _, fraction = text.lstrip("+").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > 6 or int(whole or "0") >= MOST_UNITS:
        raise BadBankFile("amount", where, f"{text} is finer or larger than any payment")
    return int(whole or "0") * MICRO + int(fraction.ljust(6, "0")), currency


def given(text: str) -> str:
    return "" if text.upper() in NONE_GIVEN else text


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def find(element: Element | None, path: str) -> Element | None:
    for name in path.split("/"):
        if element is None:
            return None
        element = next((child for child in element if name_of(child) == name), None)
    return element


def text_of(element: Element, *paths: str) -> str:
    """The first of the paths that says something, its blanks made single."""
    for path in paths:
        found = find(element, path)
        text = " ".join((found.text or "").split()) if found is not None else ""
        if text:
            return text
    return ""


def texts_of(element: Element | None, name: str) -> list[str]:
    children: Any = element if element is not None else ()
    return [" ".join((child.text or "").split()) for child in children if name_of(child) == name]
