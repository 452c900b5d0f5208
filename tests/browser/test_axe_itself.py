"""The look at a page can find something: in either look, and about anything but colours."""

import pytest

PAGE = """<!doctype html><html lang="en"><title>Trial</title>
<style>p { color: #222; background: #fff }
@media (prefers-color-scheme: dark) { p { color: #888; background: #777 } }</style>
<main><h1>Trial</h1><p>Words</p>%s</main>"""


def test_what_is_wrong_in_the_dark_is_found_there(phone, axe_clean):
    phone.set_content(PAGE % "")
    axe_clean(phone)

    phone.emulate_media(color_scheme="dark")

    with pytest.raises(AssertionError, match="color-contrast"):
        axe_clean.colours(phone)


def test_what_has_no_name_is_found(phone, axe_clean):
    phone.set_content(PAGE % "<button></button>")

    axe_clean.colours(phone)
    with pytest.raises(AssertionError, match="button-name"):
        axe_clean(phone)
