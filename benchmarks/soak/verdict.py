"""The invariants: each with its figure, and what broke it."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak import store_state
from benchmarks.soak.asking import Answers
from benchmarks.soak.disturbing import SOURCES
from benchmarks.soak.following import Follower
from benchmarks.soak.stand import Stand
from benchmarks.soak.uploads import Employer
from benchmarks.soak.visitors import Told
from benchmarks.soak.watching import LEAST_JUDGED_SECONDS, Memory, SlowClients
from foothold.store import leases
from foothold.store.open_store import Store
from tests.alerts.sink import Sink

LAG_SECONDS = 60
GROWTH = 1.3
LEASES_SECONDS = 45.0
MOST_SHOWN = 8
HALF = re.compile(r"draft|\.tmp|^tmp|\.part|\.secret-|~$|\.lock-", re.I)
_LAST_LINE = re.compile(r"^[\w.]+(?:Error|Exception|Exit|Interrupt|Unavailable|Panic\w*)\b.*", re.M)


@dataclass(slots=True)
class Verdict:
    failed: list[str] = field(default_factory=list)

    def check(self, claim: str, figure: object, wrong: Iterable[str]) -> None:
        broken = list(wrong)
        print(f"{'FAILED' if broken else 'held  '} {claim}: {figure}", flush=True)
        for line, count in Counter(broken).most_common(MOST_SHOWN):
            print(f"       - {line[:1500]}" + (f" ({count} times)" if count > 1 else ""))
        if len(set(broken)) > MOST_SHOWN:
            print(f"       and {len(set(broken)) - MOST_SHOWN} more")
        if broken:
            self.failed.append(claim)


def check_answers(verdict: Verdict, stand: Stand, answers: Answers, most_ms: float) -> None:
    figure = ", ".join(f"{status}: {count}" for status, count in sorted(answers.statuses().items()))
    verdict.check(
        "no 5xx but 503 with Retry-After, none cut while the server was there", figure, answers.wrong(stand)
    )
    times = answers.milliseconds(stand)
    p50, p99 = (times[int(len(times) * share)] if times else 0.0 for share in (0.5, 0.99))
    slow = [f"p99 {p99:.0f} ms"] if p99 > most_ms else []
    verdict.check(
        f"visitors' p99 ≤ {most_ms:.0f} ms", f"p50 {p50:.0f} ms, p99 {p99:.0f} ms of {len(times)}", slow
    )


def check_uploads(verdict: Verdict, store: Store, employers: Iterable[Employer]) -> None:
    for employer in employers:
        rows = sum(row.ended is not None for row in employer.sent)
        figure = f"{rows} rows of {len(employer.acknowledged())} references"
        wrong = [*employer.wrong, *store_state.uploads_amiss(store, employer)]
        verdict.check(f"each acknowledged row of {employer.name} is there once, as last said", figure, wrong)


def check_store(
    verdict: Verdict, store: Store, clean: store_state.Content, told: Told, follower: Follower
) -> None:
    verdict.check("no record is doubled or orphaned", "sightings and addresses", store_state.doubled(store))
    found = store_state.crawled(store, SOURCES)
    verdict.check("the crawls say what one says that nobody disturbed", f"{len(found)} adverts of {len(SOURCES)} sources",
                  store_state.unlike(found, clean))  # fmt: skip
    verdict.check("every grave report that was thanked for is stored", f"{len(told.grave)} and {told.other} others",
                  store_state.unheard(store, told.grave))  # fmt: skip
    wrong = [*follower.wrong, *store_state.unlike_copy(store, follower.copy)]
    verdict.check("a follower's copy is the store, in order and without gaps",
                  f"{len(follower.copy)} adverts after {follower.changes} changes", wrong)  # fmt: skip


def check_index(verdict: Verdict, stand: Stand) -> None:
    began = time.monotonic()
    code, said = stand.say("index", "status", "--within", str(LAG_SECONDS), seconds=LAG_SECONDS + 60)
    verdict.check(
        f"the index has caught up within {LAG_SECONDS} s",
        f"{time.monotonic() - began:.1f} s",
        [said] if code else (),
    )
    code, said = stand.say("index", "verify")
    verdict.check(
        "the index holds every open record and nothing else", said.splitlines()[:1], [said] if code else ()
    )
    code, said = stand.say("doctor")
    verdict.check("doctor finds nothing serious", f"exit {code}", [said] if code else ())


def check_mails(verdict: Verdict, store: Store, sink: Sink, told: Told, confirmed: int) -> None:
    """Mails to operators have no Message-ID of ours: those may come twice rather than never."""
    ids = Counter(str(mail["Message-ID"]) for mail in sink.mails if mail["Message-ID"])
    figure = f"{told.alerts} alerts asked for, {confirmed} confirmed, {len(sink.raw)} mails, {dict(store_state.mail_states(store))}"
    verdict.check("no mail came twice", figure, (f"{id_} came {n} times" for id_, n in ids.items() if n > 1))


def check_running(
    verdict: Verdict, stand: Stand, memory: Memory, slow: SlowClients, crashed: Iterable[str]
) -> None:
    ended = Counter(end.how for end in slow.ends)
    verdict.check(
        "no slow client is held for more than 30 s, and 5 s of the machine's",
        f"{len(slow.ends)}, the longest {slow.longest:.0f} s, {dict(ended)}",
        slow.late(),
    )
    second, third = memory.third(2), memory.third(3)
    judged = memory.seconds() >= LEAST_JUDGED_SECONDS
    grown = [f"{third / second:.2f} times"] if judged and third > GROWTH * second else []
    verdict.check(
        f"workers' memory stays below {GROWTH} times",
        f"{second:.0f} MB, then {third:.0f} MB{'' if judged else ', too soon to say'}",
        grown,
    )
    verdict.check(
        "what the killed server leaves ends by itself", "masters, workers and drains", stand.orphans
    )
    verdict.check("the soak itself went on to the end", "all its threads", crashed)


def check_after_the_end(verdict: Verdict, stand: Stand, url: str) -> None:
    """Once everything has ended: what is left behind."""
    from foothold.store.open_store import open_store

    began = time.monotonic()
    held: tuple[str, ...] = ("",)
    with closing(open_store(url)) as store:
        while held and time.monotonic() < began + LEASES_SECONDS:
            held = tuple(leases.held(store, datetime.now(UTC)))
            time.sleep(0.5)
    verdict.check("no lease outlives its time", f"free after {time.monotonic() - began:.0f} s", held)
    code, said = stand.say("index", "prune")
    _, status = stand.say("index", "status")
    states = [line for line in status.splitlines() if re.search(r"\bbuilding\b", line)]
    verdict.check(
        "no half generation stays after `index prune`", said.splitlines()[-1:], [said] if code else states
    )
    files = [
        path
        for folder in (stand.home, stand.home.parent / "tmp")
        for path in folder.rglob("*")
        if path.is_file()
    ]
    half = [str(path.relative_to(stand.home.parent)) for path in files
            if HALF.search(path.name) or path.is_relative_to(stand.home.parent / "tmp")]  # fmt: skip
    verdict.check("no half or temporary file stays", f"{len(files)} files", half)
    logs = sorted([*stand.logs.glob("*.log"), *(stand.home / "logs").glob("*.log")])
    verdict.check("no traceback in the logs", f"{len(logs)} logs", tracebacks(logs))


def tracebacks(logs: Iterable[Path]) -> Iterator[str]:
    """Each with its log and its last own line, so that equal ones are counted together."""
    for path in logs:
        text = path.read_text(errors="replace")
        for begin in (
            match.start() for match in re.finditer(r"Traceback \(most recent call last\)|panicked at", text)
        ):
            part = text[begin : begin + 12_000]
            last = _LAST_LINE.search(part)
            files = re.findall(
                r'File "[^"]*/((?:foothold|search_api|crawlers|scheduler)/[^"]+)", line (\d+)',
                part[: last.end() if last else 2000],
            )
            where = f"{files[-1][0]}:{files[-1][1]}" if files else part[:300]
            yield f"{path.name}: {where}: {last[0][:300] if last else part[-200:]}"
