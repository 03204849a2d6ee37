"""One mailbox is one however its address is spelt, by the rules of who keeps it, and two people's stay two."""

import pytest

from foothold.alerts.alert import read_address
from foothold.alerts.mailboxes import mailbox
from foothold.errors import WrongUse

ONE = [
    ("ada@school.example", "Ada+jobs@School.Example", '"ada"@school.example', "ada+@school.example"),
    ("ada.lo@gmail.com", "a.d.a.l.o@gmail.com", "ADALO+x@GoogleMail.com", '"ada.lo"@gmail.com', "adalo@ｇｍａｉｌ.com"),
    ("ada@outlook.com", "ada+1@outlook.com", "ADA@Outlook.com"),
    ("ada@hotmail.co.uk", "ada+jobs+more@hotmail.co.uk"),
    ("ada@live.com", "ada+x@live.com"),
    ("ada@icloud.com", "ada+x@me.com", "ada@mac.com"),
    ("ada@fastmail.com", "ada+x@fastmail.com", "anything@ada.fastmail.com"),
    ("ada.lo@proton.me", "adalo@protonmail.com", "a-d-a_lo+x@pm.me"),
    ("ada@yahoo.co.uk", "ada-jobs@yahoo.co.uk", "ada-2@Yahoo.co.uk", "ada+3@yahoo.co.uk"),
    ("ada@bücher.example", "ada@xn--bcher-kva.example", "ADA+x@BÜCHER.example"),
]  # fmt: skip
TWO = [
    ("ada.lo@school.example", "adalo@school.example"),
    ("ada-lo@school.example", "ada@school.example"),
    ("ada@outlook.com", "ada@hotmail.com"),
    ("a.da@outlook.com", "ada@outlook.com"),
    ("a.da@icloud.com", "ada@icloud.com"),
    ("ada.lo@yahoo.com", "adalo@yahoo.com"),
    ("ada@yahoo.com", "ada@yahoo.co.uk"),
    ("ada@school.example", "bob@school.example"),
    ("ada@mail.gmail.com", "ada@gmail.com"),
    ("ada@notyahoo.com", "ada-x@notyahoo.com"),
    ("+1@school.example", "+2@school.example"),
]


@pytest.mark.parametrize("spellings", ONE, ids=lambda spellings: spellings[0])
def test_one_mailbox_is_one_however_it_is_spelt(spellings: tuple[str, ...]) -> None:
    assert len({mailbox(one) for one in spellings}) == 1
    assert len({mailbox(read_address(one)) for one in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), TWO, ids=lambda address: str(address))
def test_two_mailboxes_stay_two(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


@pytest.mark.parametrize(
    "text", ["", "@", "ada", "a@b@c", '"@x.example', "ada@\ud800.example", "x@" + "ü" * 300]
)
def test_what_is_no_address_breaks_nothing(text: str) -> None:
    mailbox(text)
    with pytest.raises(WrongUse):
        read_address(text)


def test_mail_goes_to_the_domain_as_the_net_knows_it() -> None:
    assert read_address(' "Ada.Lo"@BÜCHER.example ') == "Ada.Lo@xn--bcher-kva.example"
