"""How a notice reads: its template's first line is the subject and the text in the app, the rest is the mail."""

from django.template.loader import render_to_string

# Kinds that also go by mail; the others are told in the app only.
MAILED = {
    "project_opened",
    "submission_returned",
    "submission_rejected",
    "appeal_decided",
    "statement_issued",
    "statement_carried",
    "statement_paid",
    "bank_account_entered",
    "bank_account_changed",
    "hold_placed",
    "hold_lifted",
    "payout_held",
    "payout_approved",
    "payout_cancelled",
    "payout_sent",
    "payout_returned",
    "deposit_late",
    "funding_received",
    "budget_low",
    "budget_out",
    "refund_opened",
    "refund_paid",
    "adjustment_made",
    "question_asked",
    "question_answered",
    "books_differ",
}


def render_text(notice) -> tuple[str, str]:
    """The subject and the body of `notice` in the language now active."""
    text = render_to_string(f"email/{notice.kind}.txt", {"notice": notice, **notice.data})
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def render_html(notice, url: str) -> str:
    subject, body = render_text(notice)
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip()]
    return render_to_string("email/notice.html", {"subject": subject, "paragraphs": paragraphs, "url": url})
