"""Handing mails over: what a server's answers lead to, and what stands in a mail."""

import json
import re
from email.headerregistry import Address

import pytest
from sqlalchemy import select, text, update

from foothold.alerts import mails
from foothold.alerts.alert import Rhythm, Wish, mailbox, read_address
from foothold.alerts.book import AlertBook, counts
from foothold.alerts.keys import AlertKeys, SealBroken
from foothold.alerts.mail_server import MailOutcome, MailServer, MailUnavailable, why_no_mail
from foothold.alerts.mails import MailKind, MailState
from foothold.errors import WrongUse
from foothold.settings import Settings
from foothold.store.tables import metadata, opportunities
from tests.alerts.town import PERSON, Town, html_of, text_of


def news(town: Town) -> dict[MailState, int]:
    return {state: n for (kind, state), n in mails.counts(town.store).items() if kind is MailKind.NEWS and n}


@pytest.fixture
def waiting(town: Town) -> Town:
    """A town in which one mail of news waits."""
    town.sign_up("q=plumber", words="“plumber”")
    town.advertise("one")
    town.wait(days=1)
    town.prepare()
    return town


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_not_now_is_tried_again_after_a_pause_that_grows(waiting: Town, step: str) -> None:
    waiting.sink.answers[step] = "451 4.7.1 Come back later"
    assert waiting.deliver() == {MailOutcome.LATER: 1}
    assert waiting.deliver() == {}
    waiting.wait(minutes=6)
    assert waiting.deliver() == {MailOutcome.LATER: 1}
    waiting.wait(minutes=6)
    assert waiting.deliver() == {}
    waiting.sink.answers.clear()
    waiting.wait(minutes=6)
    assert waiting.deliver() == {MailOutcome.SENT: 1}
    assert len(waiting.told) == 1


def test_a_not_now_for_two_days_is_given_up(waiting: Town) -> None:
    waiting.sink.answers["rcpt"] = "451 4.7.1 Come back later"
    tries = 0
    for _ in range(72):
        tries += waiting.deliver()[MailOutcome.LATER]
        waiting.wait(hours=1)
    assert tries == mails.MOST_TRIES
    assert news(waiting) == {MailState.REFUSED: 1}


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_third_never_in_a_row_ends_the_alert(town: Town, step: str) -> None:
    town.sign_up()
    town.sink.answers[step] = "550 5.1.1 No such mailbox"
    for number in range(3):
        assert sum(counts(town.store).values()) == 1
        town.advertise(f"number-{number}")
        assert town.next_morning() == {MailOutcome.REFUSED: 1}
    assert sum(counts(town.store).values()) == 0
    assert news(town) == {MailState.REFUSED: 3}


def test_a_never_to_the_first_mail_forgets_the_address_at_once(town: Town) -> None:
    town.sink.answers["rcpt"] = "550 5.1.1 No such mailbox"
    town.book.ask(Wish(PERSON, "", "all", Rhythm.DAILY), town.now)
    assert town.deliver() == {MailOutcome.REFUSED: 1}
    assert sum(counts(town.store).values()) == 0


def test_what_arrives_between_two_nevers_counts_anew(town: Town) -> None:
    town.sign_up()
    for number in range(6):
        town.sink.answers = {"rcpt": "550 5.1.1 No such mailbox"} if number % 3 else {}
        town.advertise(f"number-{number}")
        town.next_morning()
    assert sum(counts(town.store).values()) == 1


def test_a_connection_that_breaks_on_the_way_is_never_tried_again(waiting: Town) -> None:
    waiting.sink.answers["data"] = "hang up"
    assert waiting.deliver() == {MailOutcome.UNSURE: 1}
    waiting.sink.answers.clear()
    for _ in range(5):
        waiting.next_morning()
    assert len(waiting.told) == 1
    assert news(waiting) == {MailState.SENDING: 1}


def test_a_server_that_does_not_answer_leaves_everything_waiting(waiting: Town) -> None:
    away = waiting.settings.model_copy(
        update={"smtp_url": type(waiting.settings.smtp_url)("smtp://127.0.0.1:1")}
    )
    there, waiting.settings = waiting.settings, away
    with pytest.raises(MailUnavailable):
        waiting.deliver()
    waiting.settings = there
    waiting.sink.answers["mail"] = "550 5.7.1 Not from you"
    with pytest.raises(MailUnavailable, match="FOOTHOLD_MAIL_FROM"):
        waiting.deliver()
    waiting.sink.answers.clear()
    assert waiting.deliver() == {MailOutcome.SENT: 1}


def test_a_mail_that_was_stopped_while_it_waited_is_not_sent(waiting: Town) -> None:
    [mail] = mails.waiting(waiting.store, waiting.now)
    assert waiting.book.stop(mail.alert)
    assert waiting.deliver() == {}
    assert news(waiting) == {MailState.DROPPED: 1}


def test_of_two_that_send_the_same_mail_one_does(waiting: Town) -> None:
    def another_takes_it(step: str) -> None:
        if step == "rcpt":
            [mail] = mails.waiting(waiting.store, waiting.now)
            assert mails.claim(waiting.store, mail, waiting.now)

    waiting.sink.on_step = another_takes_it
    assert waiting.deliver() == {MailOutcome.TAKEN: 1}
    assert waiting.sink.raw == []


def test_an_advert_that_cannot_be_shown_keeps_nobody_else_waiting(town: Town) -> None:
    town.sign_up("q=glazier")
    town.sign_up("q=plumber", address="bob@school.example")
    [odd] = town.advertise("odd", title="Apprentice glazier", description="Cut and fit glass.")
    town.advertise("one")
    with town.store.write() as connection:
        found = select(opportunities.c.public).where(opportunities.c.id == odd)
        public = {k: v for k, v in json.loads(connection.execute(found).scalar_one()).items() if k != "wage"}
        changed = update(opportunities).where(opportunities.c.id == odd)
        connection.execute(changed.values(public=json.dumps(public)))
    assert town.next_morning() == {MailOutcome.LATER: 1, MailOutcome.SENT: 1}
    assert town.sink.to[-1:] == ["bob@school.example"]


def test_a_mail_says_who_writes_why_and_how_to_stop(waiting: Town) -> None:
    waiting.deliver()
    [mail] = waiting.sink.mails
    assert waiting.sink.to[-1:] == [PERSON]
    assert mail["To"] == PERSON
    assert mail["From"] == "Foothold <alerts@foothold.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = mail["List-Unsubscribe"].strip("<>")
    assert re.fullmatch(r"http://foothold\.example/alerts/stop/[a-z2-7]{48}", stop)
    assert re.fullmatch(r"<news\.[a-z2-7]{16}\.20261103T070000@foothold\.example>", mail["Message-ID"])
    assert mail["Date"]
    for body in (text_of(mail), html_of(mail)):
        assert "“plumber”" in body
        assert "Apprentice plumber number one" in body
        assert "2 November 2026" in body and "4 May 2027" in body
        assert stop in body
        assert "We do not track you" in body
        assert "never ask for money" in body


def test_a_mail_has_no_picture_and_no_link_but_to_this_site(waiting: Town) -> None:
    waiting.deliver()
    [mail] = waiting.sink.mails
    assert not re.search(r"<img|<script|<link|<style|url\(", html_of(mail), re.I)
    links = re.findall(r"https?://[^\s\"<>]+", text_of(mail) + html_of(mail))
    assert links
    assert all(link.startswith("http://foothold.example/") for link in links)
    assert not any("utm" in link or PERSON in link for link in links)
    assert not list(mail.iter_attachments())


def test_what_an_advert_says_cannot_become_a_header_or_a_tag(town: Town) -> None:
    town.sign_up("q=plumber", words="“x\r\nBcc: all@school.example <b>y</b>”")
    town.advertise("one", title="Apprentice plumber\r\nBcc: all@school.example <img src=//evil.example>")
    town.next_morning()
    [mail] = town.sink.mails
    assert mail["Bcc"] is None
    assert town.sink.to[-1:] == [PERSON]
    assert "<img" not in html_of(mail) and "<b>" not in html_of(mail)


ADDRESSES = {
    "ada@school.example": "ada@school.example",
    "  Ada.L+x@SCHOOL.Example ": "Ada.L+x@school.example",
    "a@b.co": "a@b.co",
    "o'neil@school.example": "o'neil@school.example",
}
NO_ADDRESSES = [
    "", "ada", "ada@", "@school.example", "ada@school", "ada@school.example\nBcc: x@y.example", "ada @school.example",
    "ada@school..example", "a..b@school.example", ".a@school.example", "a.@school.example", "ada@-school.example",
    "ada@school.example, bob@school.example", "Ada <ada@school.example>", '"a b"@school.example', "ada@[127.0.0.1]",
    "ada@school.example\x00", "ädä@school.example", f"{'a' * 65}@school.example", f"a@{'b' * 60}.{'c' * 250}.example",
    "ada@school.example>\r\nRCPT TO:<x@y.example", "ada@school.123",
]  # fmt: skip


@pytest.mark.parametrize(("text", "address"), ADDRESSES.items())
def test_an_address_is_read_as_it_is_meant(text: str, address: str) -> None:
    assert read_address(text) == address
    assert str(Address(addr_spec=address)) == address


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(WrongUse):
        read_address(text)


def test_a_mailbox_is_one_however_it_is_spelt() -> None:
    assert (
        mailbox("Ada+jobs@School.Example") == mailbox("ada@school.example") != mailbox("bob@school.example")
    )


SERVERS = {
    "smtp://127.0.0.1:2525": ("smtp", "127.0.0.1", 2525, None, None),
    "smtp://mail.example": ("smtp", "mail.example", 25, None, None),
    "starttls://ada:p%40ss@mail.example": ("starttls", "mail.example", 587, "ada", "p@ss"),
    "smtps://ada:x@mail.example:4465": ("smtps", "mail.example", 4465, "ada", "x"),
    "smtp://ada:x@localhost": ("smtp", "localhost", 25, "ada", "x"),
}
NO_SERVERS = [
    "http://mail.example",
    "mail.example:25",
    "smtp://",
    "smtp://mail.example:x",
    "smtp://a:b@mail.example",
]


@pytest.mark.parametrize(("url", "read"), SERVERS.items())
def test_the_address_of_a_mail_server_is_read(url: str, read: tuple[object, ...]) -> None:
    server = MailServer.of(Settings(smtp_url=url, mail_from="alerts@foothold.example"))
    assert server
    assert (server.scheme, server.host, server.port, server.user, server.password) == read


@pytest.mark.parametrize("url", NO_SERVERS)
def test_what_is_no_mail_server_is_told_and_its_password_is_not(url: str) -> None:
    why = why_no_mail(Settings(smtp_url=url, mail_from="alerts@foothold.example"))
    assert why and "FOOTHOLD_SMTP_URL" in why
    assert "a:b" not in why


@pytest.mark.parametrize("sender", ["", "nobody", "a@b\r\nBcc: x@y.example", "Foothold <>"])
def test_without_a_sender_no_mail_is_sent(sender: str) -> None:
    why = why_no_mail(Settings(smtp_url="smtp://127.0.0.1", mail_from=sender))
    assert why and "FOOTHOLD_MAIL_FROM" in why


def test_a_server_that_offers_no_encryption_gets_no_password(waiting: Town) -> None:
    port = waiting.sink.port
    waiting.settings = waiting.settings.model_copy(
        update={"smtp_url": type(waiting.settings.smtp_url)(f"starttls://ada:secret@127.0.0.1:{port}")}
    )
    with pytest.raises(MailUnavailable) as told:
        waiting.deliver()
    assert "secret" not in str(told.value)
    assert waiting.sink.raw == []


def test_no_table_holds_an_address_a_search_or_a_link(waiting: Town) -> None:
    waiting.deliver()
    [mail] = waiting.sink.mails
    token = mail["List-Unsubscribe"].rpartition("/")[2].rstrip(">")
    with waiting.store.read() as connection:
        held = str([list(connection.execute(table.select())) for table in metadata.sorted_tables])
        assert connection.execute(text("SELECT count(*) FROM alerts")).scalar() == 1
    for secret in (PERSON, "ada", "school.example", "“plumber”", "q=plumber", token, token[16:]):
        assert secret not in held


def test_another_secret_reads_nothing(waiting: Town) -> None:
    [mail] = mails.waiting(waiting.store, waiting.now)
    with pytest.raises(SealBroken, match=r"secret\.key"):
        AlertBook(waiting.store, AlertKeys(b"another")).find(mail.alert, waiting.now)
