"""Account numbers, checked as far as a number can be checked without asking its bank. Pure.

IBAN (ISO 13616), BIC (ISO 9362) and the American routing number by python-stdnum; Korean and Japanese numbers have no
common check digit, so there it is the bank and the count of digits.
"""

import re
from dataclasses import dataclass

from stdnum import bic as bics
from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.us import rtn

# 금융기관 공동코드 (Korea Financial Telecommunications and Clearings Institute): English and Korean name.
KOREAN_BANKS = {
    "002": ("Korea Development Bank", "산업은행"),
    "003": ("Industrial Bank of Korea", "기업은행"),
    "004": ("KB Kookmin Bank", "국민은행"),
    "007": ("Suhyup Bank", "수협은행"),
    "011": ("NongHyup Bank", "농협은행"),
    "012": ("Local NongHyup", "지역농축협"),
    "020": ("Woori Bank", "우리은행"),
    "023": ("SC First Bank", "SC제일은행"),
    "027": ("Citibank Korea", "한국씨티은행"),
    "031": ("iM Bank", "iM뱅크(대구은행)"),
    "032": ("Busan Bank", "부산은행"),
    "034": ("Kwangju Bank", "광주은행"),
    "035": ("Jeju Bank", "제주은행"),
    "037": ("Jeonbuk Bank", "전북은행"),
    "039": ("Kyongnam Bank", "경남은행"),
    "045": ("MG Community Credit Cooperatives", "새마을금고"),
    "048": ("Credit Unions (Shinhyup)", "신협"),
    "050": ("Savings banks", "저축은행"),
    "064": ("Forestry Cooperatives", "산림조합"),
    "071": ("Korea Post", "우체국"),
    "081": ("Hana Bank", "하나은행"),
    "088": ("Shinhan Bank", "신한은행"),
    "089": ("K bank", "케이뱅크"),
    "090": ("KakaoBank", "카카오뱅크"),
    "092": ("Toss Bank", "토스뱅크"),
}


class BadNumber(ValueError):
    """`field` is "country", "account", "bank_code" or "bic"; `text` is for people and does not repeat the number."""

    def __init__(self, field: str, text: str):
        super().__init__(f"{field}: {text}")
        self.field, self.text = field, text


@dataclass(frozen=True)
class BankNumbers:
    """What a bank file needs: `account` an IBAN or digits, `bank_code` domestic or "", `bic` or ""."""

    country: str
    account: str
    bank_code: str
    bic: str


def read_account(country: str, number: str, bank_code: str = "", bic: str = "") -> BankNumbers:
    """The numbers without the blanks and hyphens that people write. Raises BadNumber, a ValueError.

    KR: three-digit bank code and 10 to 16 digits; US: routing number and 4 to 17 digits; JP: bank and branch (4 and
    3 digits) and 7 digits; any other country: an IBAN of that country.
    """
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise BadNumber("country", f"{country!r} is not a country of two letters, like KR")
    account, code = _plain(number), _plain(bank_code)
    read = {"KR": _korean, "US": _american, "JP": _japanese}.get(country)
    if read:
        read(account, code)
    else:
        account, code = _iban(account, country), ""
    return BankNumbers(country, account, code, _bic(_plain(bic)))


def mask(number: str) -> str:
    """ "•••• 1234": the last four, and nothing at all of a number so short that four would give it away."""
    plain = _plain(number)
    return f"•••• {plain[-4:]}" if len(plain) >= 7 else "••••"


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()


def _digits(text: str, least: int, most: int, *, field: str, whose: str) -> None:
    if not re.fullmatch(f"[0-9]{{{least},{most}}}", text):
        count = str(most) if least == most else f"{least} to {most}"
        raise BadNumber(field, f"{whose} has {count} digits")


def _korean(account: str, code: str) -> None:
    if code not in KOREAN_BANKS:
        raise BadNumber("bank_code", "not a Korean bank that we know: three digits, like 088")
    _digits(account, 10, 16, field="account", whose="a Korean account number")


def _american(account: str, code: str) -> None:
    _digits(code, 9, 9, field="bank_code", whose="a routing number")
    if not rtn.is_valid(code):
        raise BadNumber("bank_code", "the check digit of this routing number does not fit: a digit is mistyped")
    _digits(account, 4, 17, field="account", whose="an American account number")


def _japanese(account: str, code: str) -> None:
    _digits(code, 7, 7, field="bank_code", whose="a Japanese bank (4) with its branch (3)")
    _digits(account, 7, 7, field="account", whose="a Japanese account number, with zeros in front where it is shorter,")


def _iban(account: str, country: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{5,34}", account) or account[:2] != country:
        raise BadNumber("account", f"an account in {country} is an IBAN that begins with {country}")
    try:
        return str(iban.validate(account))
    except ValidationError:
        raise BadNumber("account", "not an IBAN: its length or check digits do not fit, a digit is mistyped") from None


def _bic(text: str) -> str:
    if text and not (text.isascii() and bics.is_valid(text)):
        raise BadNumber("bic", "a BIC has 8 or 11 letters and digits, like COBADEFF")
    return text
