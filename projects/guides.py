"""A guide as a page shows it: Markdown, sanitised, its example pictures found by name."""

import markdown
import nh3
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}}


def render_guide(project) -> SafeString:
    """Safe HTML of `project.guide`."""
    return render_markdown(project.guide, project)


def render_markdown(text: str, project=None) -> SafeString:
    """Safe HTML of a guide's text. A picture is one of the project's own, by name; any other is left out."""
    pictures = project.guide_pictures.all() if project else ()
    addresses = {
        picture.name: reverse("projects:guide_picture", args=[project.pk, picture.name]) for picture in pictures
    }

    def keep(tag: str, name: str, value: str) -> str | None:
        return addresses.get(value) if (tag, name) == ("img", "src") else value

    html = markdown.markdown(text, extensions=["tables", "sane_lists"])
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308  nh3 has just cleaned it
