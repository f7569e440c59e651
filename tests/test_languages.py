"""Korean says all that English says, and pages and mails speak the person's language."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from people.actions import send_mail
from people.models import Notice
from people.notices import render_text

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "locale/ko/LC_MESSAGES/django.po"
SPEAKERS = ("config", "demo", "payouts", "review", "labeling", "projects", "people", "templates")
HANGUL = re.compile("[가-힣]")


class Text(NamedTuple):
    """One text of a catalogue; `plural` is "" where it has one form only."""

    context: str | None
    text: str
    plural: str
    translation: str
    is_fuzzy: bool

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def texts_of(catalog: Path) -> list[Text]:
    """The texts of a .po file, its header left out."""
    texts = [text for entry in re.split(r"\n{2,}", catalog.read_text()) if (text := _text_of(entry))]
    return [text for text in texts if text.text]


def _text_of(entry: str) -> Text | None:
    said, keyword = {}, ""
    for line in entry.splitlines():
        if parts := re.fullmatch(r'(?:(msg\S+) )?(".*")', line):
            keyword = parts[1] or keyword
            said[keyword] = said.get(keyword, "") + ast.literal_eval(parts[2])
    if not said:
        return None
    korean = said.get("msgstr", said.get("msgstr[0]", ""))
    is_fuzzy = re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE) is not None
    return Text(said.get("msgctxt"), said["msgid"], said.get("msgid_plural", ""), korean, is_fuzzy)


KOREAN = texts_of(CATALOG)


def texts_in_use(folder: Path) -> set[tuple[str | None, str]]:
    """What makemessages finds in a copy of the house; where there is no gettext, what the catalogue has."""
    if not shutil.which("xgettext"):
        return {text.key for text in KOREAN}
    for speaker in SPEAKERS:
        shutil.copytree(ROOT / speaker, folder / speaker, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "locale").mkdir()
    # Without settings makemessages writes to no other folder than its own.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--locale=ko", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)  # noqa: S603
    return {text.key for text in texts_of(folder / "locale/ko/LC_MESSAGES/django.po")}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}", text))


def tags(text: str) -> set[str]:
    return set(re.findall(r"</?\w+>", text))


@pytest.fixture(autouse=True)
def _english_again():
    """A page in Korean leaves its language behind in this thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def test_every_text_in_use_is_in_the_catalogue_and_no_other(tmp_path):
    in_use, known = texts_in_use(tmp_path), {text.key for text in KOREAN}
    # Mended by makemessages with the arguments above, then compilemessages.
    assert (in_use - known, known - in_use) == (set(), set())


def test_every_text_is_translated_and_none_is_fuzzy():
    assert len(KOREAN) > 500
    assert [text.text for text in KOREAN if not text.translation.strip() or text.is_fuzzy] == []


def test_translations_name_the_same_placeholders():
    def wrong(text: Text) -> bool:
        return placeholders(text.translation) != placeholders(text.plural or text.text)

    assert [text.text for text in KOREAN if wrong(text)] == []


def test_translations_have_the_same_tags():
    assert [text.text for text in KOREAN if tags(text.translation) != tags(text.text)] == []


def test_the_compiled_catalogue_says_what_its_source_says():
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    def says(text: Text) -> str:
        if text.plural:
            return compiled.ngettext(text.text, text.plural, 1)
        return compiled.pgettext(text.context, text.text) if text.context else compiled.gettext(text.text)

    assert {text.key: says(text) for text in KOREAN} == {text.key: text.translation for text in KOREAN}


@pytest.mark.parametrize(
    ("path", "words"), [("/", "진행 중인 프로젝트"), ("/money/", "지금까지 입금된 금액")], ids=["home", "money"]
)
def test_a_page_speaks_the_language_of_the_person(client, cast, path, words):
    cast.ana.language = "ko"
    cast.ana.save()
    client.force_login(cast.ana)
    page = client.get(path).content.decode()
    assert '<html lang="ko">' in page
    assert words in page


@pytest.mark.parametrize(
    ("path", "words"), [("/account/login/", "로그인"), ("/account/signup/", "회원가입")], ids=["login", "signup"]
)
def test_before_signing_in_a_page_speaks_the_language_of_the_browser(db, path, words):
    page = Client(headers={"accept-language": "ko-KR,ko;q=0.9,en;q=0.8"}).get(path).content.decode()
    assert '<html lang="ko">' in page
    assert words in page


def test_a_page_in_english_has_no_korean_but_the_name_of_the_language(client, cast):
    client.force_login(cast.ana)
    page = client.get("/").content.decode()
    assert '<html lang="en">' in page
    assert HANGUL.findall(page.replace("한국어", "")) == []


def test_a_mail_is_in_the_language_of_its_reader(cast, mailoutbox):
    cast.ana.language = "ko"
    cast.ana.save()
    cast.decided(cast.submitted(cast.ana), "returned", reason="loose")
    send_mail()
    (mail,) = [mail for mail in mailoutbox if mail.to == [cast.ana.email] and "수정해 주세요" in mail.subject]
    assert "수정 요청이 왔어요" in mail.body
    (html,) = mail.alternatives
    assert "수정 요청이 왔어요" in html.content


@pytest.mark.parametrize("kind", sorted(file.stem for file in (ROOT / "templates/email").glob("*.txt")))
def test_every_notice_reads_in_korean(kind):
    days = {"period": "2026-10", "pay_on": "2026-11-10", "paid_on": "2026-11-10"}
    sum_of_money = {"net_micro": 14_540_000_000, "currency": "KRW"}
    notice = Notice(kind=kind, data={"image": "001.png", "project": "Cats", **days, **sum_of_money})
    with translation.override("ko"):
        subject, body = render_text(notice)
    assert HANGUL.search(subject)
    assert HANGUL.search(body)
