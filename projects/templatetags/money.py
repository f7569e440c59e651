"""Money in templates: {{ amount_micro|money:currency }}; as a bare number, for machines: {{ amount_micro|plain }}."""

from django import template

from projects.money import format_money, plain_amount, split_payable

register = template.Library()


@register.filter
def money(amount, currency) -> str:
    return format_money(int(amount or 0), currency)


@register.filter
def about(amount, currency) -> str:
    """An estimate: rounded down to what can be paid."""
    return format_money(split_payable(int(amount or 0), currency)[0], currency)


@register.filter
def plain(amount) -> str:
    return plain_amount(int(amount or 0))
