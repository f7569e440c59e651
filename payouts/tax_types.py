"""What a worker can be taxed as; which rule that means stands in `tax_rules`."""

from django.utils.translation import gettext_lazy as _

WORKER_TYPES = {
    "freelancer": _("Freelancer"),
    "business": _("Registered business"),
    "unidentified": _("Without a taxpayer number"),
}
