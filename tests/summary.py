"""What stands above a form with errors."""

import re


def summary(html: str) -> list[tuple[str, str]]:
    """Where each line leads, and its words, of the one summary on the page."""
    parts = html.split("data-form-errors")
    assert len(parts) == 2, f"{len(parts) - 1} summaries"
    lines = re.findall(r'<p><a href="#([^"]*)">(.*?)</p>', parts[1].split("<form", 1)[0], re.DOTALL)
    return [(target, " ".join(re.sub(r"<[^>]+>", "", said).split())) for target, said in lines]
