"""How a notice reads: its template's first line is the subject and the text in the app, the rest is the mail."""

from django.template.loader import render_to_string

# Kinds that also go by mail; the others are told in the app only.
MAILED = {
    "project_opened",
    "submission_returned",
    "submission_rejected",
    "appeal_decided",
    "statement_issued",
    "statement_paid",
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
