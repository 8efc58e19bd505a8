"""The pages of articles: what each person finds, reads and may press, and that no word that was typed becomes markup."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from core.models import FormSubmission
from knowledge.actions import articles
from knowledge.enums import ArticleMove
from knowledge.models import Article
from tests.fixtures import at_once, browser_of, typed
from tests.knowledge.conftest import AT
from tests.support.pages import said

pytestmark = pytest.mark.django_db
EVIL = """<script>alert(1)</script><img src=x onerror="alert('2')"> & {{ 7|add:7 }}"""
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#34;alert(&#39;2&#39;)&#34;&gt; &amp; {{ 7|add:7 }}"


def page_of(person, path):
    answer = browser_of(person).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def main_of(page):
    return page.partition('<main id="main"')[2].partition("</main>")[0]


def offered(page):
    return set(re.findall(r'hx-get="[^"]*/do/(\w+)/', page))


# --- who reads what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", ["draft", "in_review", "retired"])
def test_what_is_not_published_does_not_exist_for_others(shelf, people, make):
    article = getattr(shelf, make)()
    paths = [
        "",
        "edit/",
        "?edition=0",
        "?edition=1",
        *(f"do/{move}/" for move in ArticleMove.values),
    ]
    for name in ("stranger", "reader", "writer2"):
        browser = browser_of(getattr(people, name))
        for path in paths:
            assert browser.get(f"/knowledge/{article.number}/{path}").status_code == 404, (
                name,
                path,
            )
        for path in ("edit/", "vote/", *(f"do/{move}/" for move in ArticleMove.values)):
            sent = {
                "version": article.version,
                "is_helpful": "yes",
                "reason": "甲",
                "title": "乙",
                "body": "丙",
                "kind": "faq",
            }
            assert browser.post(f"/knowledge/{article.number}/{path}", sent).status_code == 404, (
                name,
                path,
            )
    assert Article.objects.get(pk=article.pk).version == article.version
    assert article.number in page_of(people.writer, f"/knowledge/{article.number}/")


def test_without_the_right_there_is_no_knowledge(shelf, people):
    article = shelf.published()
    browser = browser_of(people.stranger)
    for path in ("/knowledge/", "/knowledge/new/", f"/knowledge/{article.number}/"):
        assert browser.get(path).status_code == 404
    assert (
        browser.post(f"/knowledge/{article.number}/vote/", {"is_helpful": "yes"}).status_code == 404
    )
    assert browser_of(people.reader).get("/knowledge/new/").status_code == 403


def test_readers_never_meet_a_working_text(shelf, people):
    article = shelf.revised("秘密的新标题", "秘密的新正文", by="writer2")
    for name in ("reader", "writer"):
        for path in ("", "?edition=0", "?edition=1", "?edition=2", "?edition=x"):
            page = page_of(getattr(people, name), f"/knowledge/{article.number}/{path}")
            assert "先看密封圈" in page
            assert "秘密" not in page
            assert offered(page) == set()
        assert (
            browser_of(getattr(people, name)).get(f"/knowledge/{article.number}/edit/").status_code
            == 403
        )
        found = page_of(getattr(people, name), "/knowledge/?q=秘密的")
        assert article.number not in found
        assert article.number in page_of(getattr(people, name), "/knowledge/?q=密封")
    for name in ("writer2", "publisher"):
        page = page_of(getattr(people, name), f"/knowledge/{article.number}/")
        assert "秘密的新正文" in page
        assert "先看密封圈" not in page
        assert "先看密封圈" in page_of(
            getattr(people, name), f"/knowledge/{article.number}/?edition=1"
        )


def test_old_editions_are_for_those_who_write_them(shelf, people):
    article = shelf.revised("第二版标题", "第二版正文")
    articles.publish_article(
        articles.submit_article(article, by=people.writer, at=AT), by=people.publisher, at=AT
    )
    assert "先看密封圈" in page_of(people.publisher, f"/knowledge/{article.number}/?edition=1")
    page = page_of(people.reader, f"/knowledge/{article.number}/?edition=1")
    assert "第二版正文" in page
    assert "先看密封圈" not in page


@pytest.mark.parametrize(
    ("make", "buttons"),
    [
        ("draft", {"writer": {"submit"}, "publisher": {"submit"}}),
        ("in_review", {"writer": set(), "publisher": {"publish", "return"}}),
        ("published", {"reader": set(), "writer": {"revise"}, "publisher": {"revise", "retire"}}),
        ("retired", {"writer": {"revise"}, "publisher": {"revise"}}),
    ],
)
def test_buttons_are_those_that_work(shelf, people, make, buttons):
    article = getattr(shelf, make)()
    path = f"/knowledge/{article.number}/"
    for name, wanted in buttons.items():
        browser, page = browser_of(getattr(people, name)), page_of(getattr(people, name), path)
        assert offered(page) == wanted
        for move in ArticleMove.values:
            assert (browser.get(f"{path}do/{move}/").status_code == 200) == (move in wanted), (
                name,
                move,
            )


def test_a_publisher_is_told_why_the_own_text_waits(shelf, people):
    article = shelf.in_review(by="publisher")
    path = f"/knowledge/{article.number}/"
    assert said("You wrote this article: another publisher has to review it.") in page_of(
        people.publisher, path
    )
    assert offered(page_of(people.publisher, path)) == {"return"}
    answer = browser_of(people.publisher).post(f"{path}do/publish/", {"version": article.version})
    assert answer.status_code == 403
    assert (
        said("An article must be published by someone who did not write it.")
        in answer.content.decode()
    )
    assert Article.objects.get().state == "review"


# --- list -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("reader", {"": {"c"}, "mine": {"c"}, "review": {"c"}, "retired": {"c"}}),
        ("writer", {"": {"c"}, "mine": {"a", "b", "c", "d"}, "review": {"c"}, "retired": {"c"}}),
        ("writer2", {"mine": set()}),
        (
            "publisher",
            {"": {"c"}, "mine": set(), "review": {"b"}, "retired": {"d"}, "nonsense": {"c"}},
        ),
    ],
)
def test_tabs(shelf, people, name, shown):
    made = {
        "a": shelf.draft(),
        "b": shelf.in_review(),
        "c": shelf.published(),
        "d": shelf.retired(),
    }
    for tab, wanted in shown.items():
        page = page_of(getattr(people, name), f"/knowledge/?tab={tab}")
        assert {key for key, article in made.items() if article.number in page} == wanted, tab


@pytest.mark.parametrize("tab", ["published", "mine", "review", "retired"])
def test_empty_tabs_say_what_will_be_here(people, tab):
    headings = {
        "published": "No published articles yet",
        "mine": "You have written no article yet",
        "review": "Nothing to review",
        "retired": "No retired articles",
    }
    assert said(headings[tab]) in page_of(people.publisher, f"/knowledge/?tab={tab}")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=密封", {"a"}),
        ("q=泵", set()),
        ("q=e57", {"b"}),
        ("q=Ｅ５７", {"b"}),
        ("q=ZK-202611-002", {"b"}),
        ("q=AF-2024", {"a"}),
        ("q=没有的词", set()),
        ("q=%25%25", set()),
        ("kind=guide", {"b"}),
        ("kind=guide&q=密封", set()),
        ("kind=nonsense", {"a", "b"}),
        ("cursor=x", {"a", "b"}),
    ],
)
def test_search(shelf, people, query, wanted):
    made = {
        "a": shelf.published("泵体漏水", "换密封圈", source_number="AF-202407-001"),
        "b": shelf.published("报警 E57", "查传感器", kind="guide"),
    }
    page = page_of(people.reader, f"/knowledge/?{query}")
    assert {
        key for key, article in made.items() if f"/knowledge/{article.number}/" in page
    } == wanted


def test_a_single_character_is_asked_to_be_more(shelf, people):
    shelf.published()
    assert said("Type at least two characters.") in page_of(people.reader, "/knowledge/?q=泵")


def test_working_texts_are_found_in_the_own_tabs(shelf, people):
    article = shelf.revised("全新的标题", "甲")
    assert article.number in page_of(people.writer, "/knowledge/?tab=mine&q=全新的")
    assert article.number not in page_of(people.writer, "/knowledge/?tab=mine&q=密封圈")


def test_pages_of_the_list(shelf, people, monkeypatch):
    monkeypatch.setattr("knowledge.queries.PAGE_SIZE", 2)
    for n in range(5):
        article = shelf.published(f"文章{n}号")
        Article.objects.filter(pk=article.pk).update(published_at=AT + timedelta(minutes=n))
    seen, cursor = [], ""
    for _page in range(3):
        page = page_of(people.reader, f"/knowledge/?q=文章&cursor={cursor}")
        seen += re.findall(r"文章(\d)号", main_of(page))
        cursor = (re.search(r'rel="next" href="[^"]*cursor=([\w-]+)', page) or [None, ""])[1]
    assert seen == ["4", "3", "2", "1", "0"]
    assert cursor == ""


def test_an_article_that_is_due_is_marked(shelf, people):
    article = shelf.published()
    with translation.override("zh-hans"):
        mark = translation.pgettext("article", "to be checked")
    for path in ("/knowledge/", f"/knowledge/{article.number}/"):
        Article.objects.update(review_due_on=timezone.localdate())
        assert mark not in page_of(people.reader, path)
        Article.objects.update(review_due_on=timezone.localdate() - timedelta(days=1))
        assert mark in page_of(people.reader, path)


QUERIES = dict.fromkeys(("published", "mine", "review", "retired"), 5)


@pytest.mark.parametrize("tab", QUERIES)
def test_the_list_asks_as_much_for_three_rows_as_for_one(shelf, people, tab):
    make = {
        "published": shelf.published,
        "mine": lambda: shelf.draft(by="publisher"),
        "review": shelf.in_review,
        "retired": shelf.retired,
    }[tab]
    browser, counts = browser_of(people.publisher), []
    for total in (1, 3):
        while Article.objects.count() < total:
            make()
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/knowledge/?tab={tab}").content.decode()
        assert main_of(page).count("data-row") == total
        counts.append(len(asked))
    assert counts == [QUERIES[tab]] * 2, [one["sql"][:120] for one in asked]


def test_the_page_asks_as_much_for_three_editions_as_for_one(shelf, people):
    article, counts = shelf.published(), []
    for total in (1, 3):
        while article.edition < total:
            article = shelf.revised(f"标题{article.version}", "甲", article=article)
            article = articles.publish_article(
                articles.submit_article(article, by=people.writer, at=AT),
                by=people.publisher,
                at=AT,
            )
        browser = browser_of(people.publisher2)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/knowledge/{article.number}/").content.decode()
        assert page.count(said("published by %(name)s") % {"name": "姓名publisher"}) == total
        counts.append(len(asked))
    assert counts == [8, 8], [one["sql"][:120] for one in asked]


# --- what was typed is never markup ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["%s", "## %s", "- %s", "1. %s", "甲\n%s"])
def test_no_text_becomes_markup(shelf, people, shape):
    article = shelf.published(
        EVIL, shape % EVIL, source_number=EVIL[:40], source_path='/plans/"onclick="x/'
    )
    people.writer.display_name = EVIL[:40]
    people.writer.save()
    texts = shelf.draft(EVIL, shape % EVIL, by="publisher")
    for path in (
        f"/knowledge/{article.number}/",
        "/knowledge/",
        f"/knowledge/{texts.number}/edit/",
        f"/knowledge/{texts.number}/do/submit/",
        "/knowledge/?q=" + "%3Cscript%3E",
    ):
        page = main_of(page_of(people.publisher, path))
        assert "<script" not in page
        assert "<img" not in page
        assert '"onclick=' not in page
        assert "14" not in re.findall(r"&amp; (\S+)", page)
    assert main_of(page_of(people.publisher, f"/knowledge/{article.number}/")).count(SAFE) >= 2


def test_structure_is_shown(shelf, people):
    article = shelf.published("指南", "## 步骤\n1. 关阀门\n3. 开机\n\n- 扳手\n\n说明\n续行")
    page = page_of(people.reader, f"/knowledge/{article.number}/")
    for part in (
        "<h3>步骤</h3>",
        '<ol><li value="1">关阀门</li><li value="3">开机</li></ol>',
        "<ul><li>扳手</li></ul>",
        "<p>说明<br>续行</p>",
    ):
        assert part in page


def test_the_source_is_linked(shelf, people):
    linked = shelf.published(source_number="AF-202407-001", source_path="/")
    assert '<a href="/">AF-202407-001</a>' in page_of(people.reader, f"/knowledge/{linked.number}/")
    named = shelf.published(source_number="AF-202407-002")
    assert "AF-202407-002" in page_of(people.reader, f"/knowledge/{named.number}/")


# --- writing -----------------------------------------------------------------------------------------------------------


def test_a_form_sent_ten_times_is_one_article(people):
    browser = browser_of(people.writer)
    form = typed(
        browser.get("/knowledge/new/?kind=training").context["form"],
        title="新员工第一天",
        body="## 账号\r\n- 领工牌",
    )
    places = {browser.post("/knowledge/new/", form)["Location"] for _n in range(10)}
    article = Article.objects.get()
    assert places == {f"/knowledge/{article.number}/"}
    assert (article.kind, article.body, article.author) == (
        "training",
        "## 账号\n- 领工牌",
        people.writer,
    )
    assert FormSubmission.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "长" * 121}, {"body": " "}, {"body": "长" * 20001}, {"kind": "x"}],
)
def test_a_form_that_is_wrong_keeps_what_was_typed(people, wrong):
    sent = {
        "submit_id": str(uuid.uuid4()),
        "title": "标题在此",
        "body": "正文在此",
        "kind": "faq",
        **wrong,
    }
    answer = browser_of(people.writer).post("/knowledge/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(sent[name] in page for name in ("title", "body"))
    assert not Article.objects.exists()


def test_the_second_editor_is_told_and_keeps_the_own_text(shelf, people):
    article = shelf.draft()
    path = f"/knowledge/{article.number}/edit/"
    forms = [
        typed(browser_of(who).get(path).context["form"])
        for who in (people.writer, people.publisher)
    ]
    first = browser_of(people.writer).post(path, {**forms[0], "body": "甲先存的", "kind": "guide"})
    assert first.status_code == 302
    second = browser_of(people.publisher).post(path, {**forms[1], "body": "乙的文字"})
    page = second.content.decode()
    assert second.status_code == 409
    assert "甲先存的" in page
    assert people.writer.display_name in page
    assert re.search(r"<textarea[^>]*>\s*乙的文字</textarea>", page)
    assert Article.objects.get().body == "甲先存的"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert (
        browser_of(people.publisher)
        .post(path, {**forms[1], "body": "乙的文字", "version": version})
        .status_code
        == 302
    )
    article.refresh_from_db()
    assert (article.body, article.updated_by, sorted(article.writers)) == (
        "乙的文字",
        people.publisher,
        sorted([people.writer.pk, people.publisher.pk]),
    )


def test_a_text_that_was_submitted_meanwhile_is_not_changed_and_what_was_typed_is_shown(
    shelf, people
):
    article = shelf.draft()
    path = f"/knowledge/{article.number}/edit/"
    form = typed(browser_of(people.publisher).get(path).context["form"], body="来晚了的文字")
    articles.submit_article(article, by=people.writer, at=AT)
    answer = browser_of(people.publisher).post(path, form)
    assert answer.status_code == 409
    assert "来晚了的文字" in answer.content.decode()
    assert Article.objects.get().body == "先看密封圈。"
    assert browser_of(people.publisher).get(path).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told_every_time(shelf, people):
    article = shelf.draft()
    path, who = f"/knowledge/{article.number}/edit/", [people.writer, people.publisher]
    browsers = [browser_of(person) for person in who]
    for n in range(10):
        version = Article.objects.get().version
        texts = [f"甲改第{n}次", f"乙改第{n}次"]
        sent = [
            {
                "submit_id": str(uuid.uuid4()),
                "version": version,
                "title": "题",
                "kind": "faq",
                "body": body,
            }
            for body in texts
        ]
        answers = at_once(2, lambda one, sent=sent: browsers[one].post(path, sent[one]))
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        lost = next(one for one in (0, 1) if answers[one].status_code == 409)
        assert all(one in answers[lost].content.decode() for one in texts)
        assert Article.objects.get().body == texts[1 - lost]


# --- steps -------------------------------------------------------------------------------------------------------------


def step(person, article, verb, **told):
    """The step as a browser takes it: the dialog is opened, filled in and sent."""
    browser, path = browser_of(person), f"/knowledge/{article.number}/do/{verb}/"
    form = typed(browser.get(path, {"version": article.version}).context["form"], **told)
    return browser.post(path, form), form


def test_a_life_in_the_browser(shelf, people):
    article = shelf.draft()
    course = [
        (people.writer, "submit", {}, "review"),
        (people.publisher, "return", {"reason": "缺少步骤"}, "draft"),
        (people.writer, "submit", {}, "review"),
        (people.publisher, "publish", {}, "published"),
        (people.writer2, "revise", {}, "draft"),
        (people.writer2, "submit", {}, "review"),
        (people.publisher, "publish", {}, "published"),
        (people.publisher, "retire", {"reason": "停产"}, "retired"),
    ]
    for person, verb, told, after in course:
        answer, _form = step(person, article, verb, **told)
        assert answer.status_code == 302, (verb, answer.content.decode())
        article.refresh_from_db()
        assert article.state == after
        page = page_of(people.publisher, answer["Location"])
        assert all(word in page for word in told.values())
        if verb == "return":
            assert "缺少步骤" in page_of(people.writer, f"/knowledge/{article.number}/")
    assert article.edition == 2


def test_a_step_sent_twice_is_one(shelf, people):
    article = shelf.in_review()
    answer, form = step(people.publisher, article, "publish")
    again = browser_of(people.publisher).post(f"/knowledge/{article.number}/do/publish/", form)
    assert (answer.status_code, again.status_code, again["Location"]) == (
        302,
        302,
        answer["Location"],
    )
    assert article.editions.count() == 1


def test_a_step_on_a_text_that_came_later_is_refused_and_keeps_the_reason(shelf, people):
    read = shelf.in_review()
    article = articles.send_back(read, by=people.publisher2, at=AT, reason="改")
    article = articles.edit_article(
        article,
        by=people.writer,
        at=AT,
        version=article.version,
        title="别的",
        body="别的",
        kind="fault",
    )
    articles.submit_article(article, by=people.writer, at=AT)
    browser, path = browser_of(people.publisher), f"/knowledge/{article.number}/do/"
    assert browser.post(f"{path}publish/", {"version": read.version}).status_code == 409
    answer = browser.post(f"{path}return/", {"version": read.version, "reason": "我的理由"})
    assert answer.status_code == 409
    assert "我的理由" in answer.content.decode()
    assert Article.objects.get().state == "review"


def test_a_step_that_does_not_fit_is_refused_and_keeps_the_reason(shelf, people):
    article = shelf.draft()
    answer = browser_of(people.publisher).post(
        f"/knowledge/{article.number}/do/return/", {"version": 1, "reason": "我的理由"}
    )
    assert answer.status_code == 422
    assert "我的理由" in answer.content.decode()
    assert (
        browser_of(people.publisher).get(f"/knowledge/{article.number}/do/nonsense/").status_code
        == 404
    )
    assert Article.objects.get().version == 1


def test_a_reason_is_asked_for(shelf, people):
    article = shelf.published()
    answer = browser_of(people.publisher).post(
        f"/knowledge/{article.number}/do/retire/", {"version": article.version, "reason": " "}
    )
    assert answer.status_code == 422
    assert Article.objects.get().is_public


def test_dialogs_come_alone_to_htmx_and_lead_on(shelf, people):
    article, browser = shelf.in_review(), browser_of(people.publisher)
    path, htmx = f"/knowledge/{article.number}/do/publish/", {"HX-Request": "true"}
    assert "<main" not in browser.get(path, headers=htmx).content.decode()
    answer = browser.post(path, {"version": article.version}, headers=htmx)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/knowledge/{article.number}/")


def test_votes_and_views_in_the_browser(shelf, people):
    article = shelf.published()
    path, browser = f"/knowledge/{article.number}/", browser_of(people.reader)
    browser.get(path)
    assert browser.post(f"{path}vote/", {"is_helpful": "yes"})["Location"] == path
    part = browser.post(
        f"{path}vote/", {"is_helpful": "no"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'value="no" aria-pressed="true"' in part
    assert 'value="yes" aria-pressed="false"' in part
    assert browser.post(f"{path}vote/", {"is_helpful": "maybe"}).status_code == 404
    article.refresh_from_db()
    assert (article.views, article.helpful, article.unhelpful) == (1, 0, 1)
    page_of(people.writer, path)
    article.refresh_from_db()
    assert article.views == 1
