"""`{% fixed %}`: rendered once a language, for everybody, so nobody's data may get in."""

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils import translation


def template(source):
    return engines["django"].from_string("{% load i18n %}" + source)


def shown(made, language, **context):
    request = RequestFactory().get("/")
    request.user, request.resolver_match = type("Nobody", (), {"is_authenticated": False})(), None
    with translation.override(language):
        return made.render(context, request)


def test_what_is_fixed_is_rendered_once_a_language():
    made = template("{% fixed %}{% trans 'Tickets' %} {% now 'u' %}{% endfixed %} {% now 'u' %}")
    first, second, english = shown(made, "zh-hans"), shown(made, "zh-hans"), shown(made, "en")
    assert first.split()[:2] == second.split()[:2]
    assert first.split()[2] != second.split()[2], "the control: outside it is rendered anew"
    assert (first.split()[0], english.split()[0]) == ("工单", "Tickets")


@pytest.mark.parametrize("name", ["secret", "request.path", "user", "csrf_token", "perms"])
def test_what_is_fixed_sees_nothing_of_a_person(name):
    made = template("[{% fixed %}{{ " + name + " }}{% csrf_token %}{% endfixed %}]{{ secret }}")
    assert shown(made, "en", secret="of one person") == "[]of one person"


def test_what_is_fixed_does_not_leak_what_it_sets():
    made = template(
        "{% fixed %}{% url 'tickets:list' as here %}{{ here }}{% endfixed %} {{ here }}"
    )
    assert shown(made, "en") == shown(made, "en") == "/tickets/ "


def test_a_block_that_pages_fill_is_not_fixed():
    with pytest.raises(TemplateSyntaxError):
        template("{% fixed %}{% if 1 %}{% block title %}{% endblock %}{% endif %}{% endfixed %}")
