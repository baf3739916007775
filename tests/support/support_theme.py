"""The smallest theme there can be: what ``themes/README.md`` says every theme has, and nothing more."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = (
    "404", "accessibility", "article", "base", "bundle", "cancel", "cart", "category", "compare", "contact", "cookies",
    "faq", "home", "maintenance", "news", "page", "product", "quote", "search", "shell", "withdrawal", "withdrawn",
)  # fmt: skip
"""What a theme must have, by name."""
BASE = """\
<!doctype html>
<html lang="{{ shop.language }}">
<head>
<meta charset="utf-8">
{% block head %}{{ page_info.head }}{% endblock %}
{{ style("brand.css") }}
</head>
<body>
<main>{% block main %}<h1>{{ page_info.title }}</h1>{% endblock %}</main>
{% for link in page_info.alternates %}<a href="{{ link.url }}">{{ link.title }}</a>{% endfor %}
{% for link in service_pages %}<a href="{{ link.url }}">{{ link.title }}</a>{% endfor %}
</body>
</html>
"""
SHELL = """\
{% extends "base.html" %}
{% block head %}<title><!--awning:title--></title>{% endblock %}
{% block main %}<!--awning:content-->{% endblock %}
"""


def plain_theme(project: Path, name: str = "plain") -> Path:
    """Put the theme into a project's ``themes/``; answers with its folder."""
    folder = project / "themes" / name / "templates"
    folder.mkdir(parents=True)
    for template in TEMPLATES:
        (folder / f"{template}.html").write_text('{% extends "base.html" %}\n')
    (folder / "base.html").write_text(BASE)
    (folder / "shell.html").write_text(SHELL)
    return folder.parent
