"""A guide shows what its writer means, and runs nothing."""

import pytest

from projects import actions
from projects.guides import render_guide, render_markdown
from tests.cast import NOON, picture


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">here</a>',
        "[here](javascript:alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        '<svg onload="alert(1)"></svg>',
        '<iframe src="https://elsewhere.example"></iframe>',
        '<p style="position:fixed" onclick="alert(1)">x</p>',
        '<form action="/account/logout/"><button>x</button></form>',
        "<style>body { display: none }</style>",
    ],
)
def test_nothing_in_a_guide_runs_or_reaches_out(text):
    html = render_markdown(text)
    for bad in ("script", "onerror", "onclick", "onload", "javascript", "data:", "style", "<iframe", "<form", "<svg"):
        assert bad not in html


def test_a_guide_is_markdown_with_tables():
    html = render_markdown("# Cats\n\n- **tight**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[more](https://a.example)")
    for part in ("<h1>Cats</h1>", "<li><strong>tight</strong></li>", "<td>1</td>", 'href="https://a.example"'):
        assert part in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_a_picture_is_one_of_the_projects_own_by_name(cast):
    project = cast.draft(guide="![tight](good.png) ![other](bad.png) ![far](https://elsewhere.example/a.png)")
    actions.add_guide_picture(by=cast.clara, project=project, name="good.png", data=picture(), now=NOON)
    other = cast.draft(name="Other")
    actions.add_guide_picture(by=cast.clara, project=other, name="bad.png", data=picture(), now=NOON)
    html = render_guide(project)
    assert f'src="/projects/{project.pk}/guide/good.png"' in html
    assert html.count("src=") == 1
    assert 'alt="far"' in html


def test_a_preview_without_a_project_has_no_pictures():
    assert "src=" not in render_markdown("![tight](good.png)")
