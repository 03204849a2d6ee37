"""The numbers of limits in the documents and on the pages are those of the code."""

from pathlib import Path

import pytest

from foothold.alerts import alert, operator_mail
from foothold.alerts.mailboxes import PROVIDERS
from foothold.store import grave_reports, holds, reports

ROOT = Path(__file__).parents[2]
SAID = [
    ("docs/alerts.md", f"At most {alert.MOST_PENDING} first mails wait"),
    (
        "docs/alerts.md",
        f"one more every {alert.AGAIN_AFTER.seconds // 60} minutes, {alert.MOST_WAITING} in all",
    ),
    ("docs/alerts.md", f"{alert.FROM_ONE_NETWORK} of these from one network"),
    ("docs/alerts.md", f"Confirmed alerts are {alert.MOST_ALERTS} at most"),
    (
        "search_api/templates/alert_asked.html",
        f"at most {alert.MOST_WAITING} such e-mails to one address in 2 days",
    ),
    ("search_api/templates/alert_asked.html", f"can have {alert.MOST_ALERTS} alerts"),
    ("search_api/templates/alert_link.html", f"You have {alert.MOST_ALERTS} alerts already"),
    ("docs/operate.md", f"hides at most {grave_reports.WORDS_OF_ONE.most} adverts a day"),
    ("docs/operate.md", f"all of them together at most {grave_reports.HIDDEN_A_DAY.most}"),
    ("docs/operate.md", f"at most {grave_reports.MOST_ROWS} rows are open"),
    ("docs/operate.md", f"of one advert at most {reports.MOST_OPEN} are open"),
    ("docs/operate.md", f"For {holds.CLEARED_FOR.days} days reports do not hide it again"),
    ("docs/operate.md", f"at most {operator_mail.AN_HOUR.most} an hour, of which the last"),
    ("docs/operate.md", "Reports are deleted after 12 months"),
]


@pytest.mark.parametrize(("file", "said"), SAID, ids=[said for _, said in SAID])
def test_a_limit_is_told_as_it_is(file: str, said: str) -> None:
    text = " ".join((ROOT / file).read_text(encoding="utf-8").split())
    assert said in text
    assert reports.KEPT.days == 365 and alert.CONFIRM_WITHIN.days == 2


@pytest.mark.parametrize("domain", [name for name in PROVIDERS if name != "protonmail.ch"])
def test_the_rules_of_each_provider_are_told(domain: str) -> None:
    text = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8").lower()
    assert domain in text or domain.partition(".")[0] in text
