import pytest

from foothold.reading.html_text import clean_html, list_items, one_line, plain_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fit boilers.\n\nAnd more.", "<p>Fit boilers.</p><p>And more.</p>"),
        ("Fish & chips < 5", "<p>Fish &amp; chips &lt; 5</p>"),
        ("<h1>Role</h1><p onclick='x()'>Fit</p>", "<h3>Role</h3><p>Fit</p>"),
        ("&lt;p&gt;Escaped &amp;amp; once&lt;/p&gt;", "<p>Escaped &amp; once</p>"),
        ("<script>alert(1)</script><p>Safe</p>", "<p>Safe</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="nofollow noopener noreferrer">x</a>'),
        ("<p> &nbsp; </p>", None),
        ("", None),
    ],
)
def test_a_description_is_shown_without_what_could_harm(text: str, shown: str | None) -> None:
    assert clean_html(text) == shown


def test_words_come_out_of_markup_a_line_a_block() -> None:
    assert (
        plain_text("<p>One</p><ul><li>two&nbsp;&amp; three</li></ul><style>p{}</style>") == "One\ntwo & three"
    )


@pytest.mark.parametrize(
    "text", ["<ul><li>Maths</li><li>English</li></ul>", "• Maths\n• English", "Maths\n\n- English"]
)
def test_requirements_are_items_whether_listed_or_written(text: str) -> None:
    assert list_items(text) == ("Maths", "English")


def test_a_name_is_one_line() -> None:
    assert one_line("  Marlow\n&amp; <b>Finch</b> ") == "Marlow & Finch"
    assert one_line(" ") is None
