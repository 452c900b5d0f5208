"""A form with errors says first what to do, and each line leads to its field."""

import re

from django import forms
from django.template.loader import render_to_string

from tests.summary import summary


class Sample(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="Name", error_messages={"required": "Please fill this in."})
    way = forms.ChoiceField(
        label="Way",
        choices=[("a", "A"), ("b", "B")],
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one."},
    )
    days = forms.MultipleChoiceField(
        label="Days",
        choices=[("1", "Monday")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a day."},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput(), error_messages={"invalid": "Please open this page anew."}
    )


class WithPassword(Sample):
    """And a password."""

    password = forms.CharField(label="Password", widget=forms.PasswordInput())


FILLED = {"name": "Rosa", "way": "a", "days": ["1"], "key": "9b3f1f0e-9a3c-4a7e-8a58-f8e3ad4e7c10"}


def shown(form: forms.Form) -> str:
    return render_to_string("components/_form_fields.html", {"form": form})


def test_each_line_leads_to_a_field_that_is_there():
    html = shown(Sample({}))

    assert summary(html) == [
        ("id_name", "Name Please fill this in."),
        ("id_way_0", "Way Please choose one."),
        ("id_days_0", "Days Choose a day."),
    ]
    assert [target for target, _said in summary(html) if f'id="{target}"' not in html] == []


def test_what_no_field_shows_stands_there_too():
    html = shown(Sample(FILLED | {"key": "forged"}))

    assert summary(html) == []
    assert html.count("Please open this page anew.") == 1


def test_focus_comes_to_it_without_script():
    opening = re.search(r"<div[^>]*data-form-errors[^>]*>", shown(Sample({})))[0]

    assert ["autofocus" in opening, 'tabindex="-1"' in opening] == [True, True]


def test_a_form_without_errors_has_none_of_it():
    form = Sample(FILLED)

    assert form.is_valid()
    assert "data-form-errors" not in shown(form)
    assert "data-form-errors" not in shown(Sample())


def test_a_password_that_has_to_be_typed_again_is_named():
    html = shown(WithPassword(FILLED | {"name": "", "password": "a b c d e f g h"}))

    said = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "a b c d" not in html
    assert "Only a password has to be typed again: it is never kept on a page." in said
    assert said.count("Please type it once more.") == 1


def test_what_was_typed_stays():
    html = shown(WithPassword({"name": "Rosa", "way": "b"}))

    assert re.findall(r'name="name" value="(\w+)"', html) == ["Rosa"]
    assert re.findall(r'value="(\w)"[^>]*checked', html) == ["b"]


def test_two_passwords_are_spoken_of_once():
    class WithTwo(WithPassword):
        again = forms.CharField(label="New password", widget=forms.PasswordInput())

    html = shown(WithTwo(FILLED | {"password": "x", "again": "y", "name": ""}))

    assert html.count("Only a password has to be typed again") == 1
