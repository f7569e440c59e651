"""XML from outside: parsed without entities, forgotten as it is read, refused with its place."""

from xml.etree.ElementTree import fromstring

import pytest

from payouts.bankfiles.elements import elements, find, given, name_of, read_amount, text_of, texts_of
from payouts.bankfiles.movements import BadBankFile
from projects.money import MICRO

NOTE = fromstring("<n:a xmlns:n='urn:x'><n:b> one\n two </n:b><n:c/><n:c>3</n:c><n:d><n:e>4</n:e></n:d></n:a>")  # noqa: S314


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(BadBankFile) as refused:
        list(elements(data, frozenset()))
    return refused.value.code, refused.value.where


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        '<!DOCTYPE a><a/>'.encode("utf-16"),
    ],
)  # fmt: skip
def test_a_document_type_is_refused_before_anything_of_it_is_looked_at(attack):
    assert refusal(attack) == ("forbidden", "")


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (b"<a>\n<b>\n</a>", "not_xml", "line 3"),
        (b"<a>\n", "not_xml", "line 2"),
        (b"", "not_xml", "line 1"),
        (b'<?xml version="1.0" encoding="EUC-KR"?><a/>', "encoding", "line 1"),
        (b'<?xml version="1.0" encoding="x"?><a/>', "encoding", "line 1"),
        (b"<a>" * 65 + b"</a>" * 65, "too_deep", "a"),
        (b" " * (50 * 1024**2 + 1), "too_large", ""),
    ],
    ids=["crossed", "cut off", "empty", "two bytes", "no encoding", "deep", "large"],
)
def test_what_cannot_be_read_is_named_with_its_place(data, code, where):
    assert refusal(data) == (code, where)


def test_each_element_comes_with_the_path_to_it():
    told = [(event, [name_of(it) for it in path]) for event, path in elements(b"<a><b/></a>", frozenset())]
    assert told == [("start", ["a"]), ("start", ["a", "b"]), ("end", ["a", "b"]), ("end", ["a"])]


def test_what_has_ended_is_forgotten_unless_it_is_part_of_what_is_kept():
    document = b"<a>" + b"<b><c/><c/></b><d/>" * 1000 + b"</a>"
    most = {"a": 0, "b": 0}
    for event, path in elements(document, frozenset({"b"})):
        name = name_of(path[-1])
        if event == "end" and name in most:
            most[name] = max(most[name], len(path[-1]))
    assert most == {"a": 0, "b": 2}


def test_names_are_looked_up_without_their_namespace():
    assert text_of(NOTE, "x", "c", "b") == "one two"
    assert text_of(NOTE, "d/e") == "4"
    assert text_of(NOTE, "d/x", "x/e") == ""
    assert texts_of(NOTE, "c") == ["", "3"]
    assert texts_of(None, "c") == []
    assert find(NOTE, "d/x/y") is None


@pytest.mark.parametrize("text", ["", "NOTPROVIDED", "notprovided", "NONREF"])
def test_a_bank_s_way_of_saying_nothing_is_nothing(text):
    assert given(text) == ""
    assert given("HB00001A") == "HB00001A"


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("14540", 14_540 * MICRO),
        (" 12.50\n", 12_500_000),
        ("+.5", 500_000),
        ("7.", 7 * MICRO),
        ("1.50000000000", 1_500_000),
    ],
)
def test_an_amount_is_read_exactly(text, micro):
    assert read_amount(fromstring(f"<Amt Ccy='EUR'>{text}</Amt>"), "Amt") == (micro, "EUR")  # noqa: S314


@pytest.mark.parametrize(
    "text", ["", "-1", "1,000", "1e3", "NaN", "0.0000001", "1000000000000", "1.00000000000000001", "１", "9" * 40]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(BadBankFile, match=r"^Ntry 1/Amt: "):
        read_amount(fromstring(f"<Amt Ccy='EUR'>{text}</Amt>"), "Ntry 1/Amt")  # noqa: S314
