"""Whether a bank's file is what ISO 20022 publishes: read strictly by pyiso20022's models, generated from the XSDs."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from xml.etree.ElementTree import canonicalize

from xsdata.exceptions import ConverterWarning, ParserError
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer

STRICT = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True)


def faults(data: bytes) -> list[str]:
    """What the published structure does not allow: missing or unknown elements, their order, their values."""
    version = re.search(rb"xsd:([a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2})", data).group(1).decode().replace(".", "_")
    model = import_module(f"pyiso20022.{version[:4]}.{version}").Document
    try:
        document = XmlParser(config=STRICT).from_bytes(data, model)
    except (TypeError, ParserError, ConverterWarning) as error:
        return [str(error)]
    found = list(_values(document, version))
    again = XmlSerializer().render(document, ns_map={None: model.Meta.namespace})
    if _elements(again) != _elements(data.decode()):
        found.append("elements in another order")
    return found


def _elements(text: str) -> list[str]:
    return re.findall(r"</?\w+", canonicalize(text, strip_text=True))


def _values(node: object, where: str) -> Iterator[str]:
    for field in fields(node):
        value, rules = getattr(node, field.name), field.metadata
        values = value if isinstance(value, list) else [] if value is None else [value]
        if len(values) < rules.get("min_occurs", 0):
            yield f"{where}.{field.name} is missing"
        for one in values:
            if is_dataclass(one):
                yield from _values(one, f"{where}.{field.name}")
            elif isinstance(one, str):
                fits = re.fullmatch(rules.get("pattern", ".*"), one)
                if not fits or not rules.get("min_length", 0) <= len(one) <= rules.get("max_length", 10**6):
                    yield f"{where}.{field.name} is {one!r}"
