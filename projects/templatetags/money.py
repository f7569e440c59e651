"""Money in templates: {{ amount_micro|money:currency }}."""

from django import template

from projects.money import format_money

register = template.Library()


@register.filter
def money(amount, currency) -> str:
    return format_money(int(amount or 0), currency)
