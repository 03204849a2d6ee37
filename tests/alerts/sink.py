"""A real mail server on loopback that keeps what it is given, and answers as a test wants it to."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 OK"


@dataclass
class Sink:
    """`answers` gives the reply to a step (`rcpt`, `data`) instead of 250; `steps` are told as they come, `data`
    once before and `taken` once after the mail is kept, each before its reply goes out."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    on_step: Callable[[str], None] = lambda step: None
    to: list[str] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.on_step("mail")
        envelope.mail_from = address
        return self.answers.get("mail", TAKEN)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.on_step("rcpt")
        said = self.answers.get("rcpt", TAKEN)
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.on_step("data")
        said = self.answers.get("data", TAKEN)
        if said == "hang up":
            self._keep(envelope)
            server.transport.close()
            return TAKEN
        if said.startswith("2"):
            self._keep(envelope)
        self.on_step("taken")
        return said

    def _keep(self, envelope: Envelope) -> None:
        self.raw.append(bytes(envelope.content or b""))
        self.to += envelope.rcpt_tos


@contextmanager
def mail_sink() -> Iterator[Sink]:
    sink = Sink()
    listening = socket.create_server(("127.0.0.1", 0))
    sink.port = listening.getsockname()[1]
    loop, started = asyncio.new_event_loop(), Event()

    async def serve() -> None:
        server = await loop.create_server(
            lambda: SMTP(sink, loop=loop, hostname="sink.example"), sock=listening
        )
        started.set()
        async with server:
            await server.serve_forever()

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(serve())
        except asyncio.CancelledError:
            pass
        finally:
            loop.close()

    def end() -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    thread = Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(end)
        thread.join(10)
