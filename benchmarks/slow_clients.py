"""Clients that are slow on purpose, in every way that holds a server: what they say first, and then each second.

    python -m benchmarks.slow_clients PORT --kind headers --count 200 --addresses 200 --seconds 40

Prints, as JSON, how each of them ended and when.
"""

import argparse
import asyncio
import json
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import cycle, islice

SMALL_BUFFER = 4096
"""The receive buffer of a slow reader: with the usual one the kernel would read for it."""
HELLO = bytes.fromhex("16030100c0010000bc0303") + bytes(185)


@dataclass(frozen=True, slots=True)
class Target:
    """`tls`: the name that the certificate is for, where the port speaks TLS. It is not checked."""

    port: int
    key: str = "not-a-key"
    advert: str = "aaaaaaaaaaaa"
    host: str = "127.0.0.1"
    tls: str | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """`drip` is sent and `reads` bytes are read each second; None reads whatever comes, to notice an end.
    `bare`: without TLS also where the port speaks it."""

    name: str
    opening: Callable[[Target], bytes]
    drip: bytes = b""
    reads: int | None = None
    half_closes: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """`how`: `open` at the end of the measurement, `closed`, `reset`, `refused`; `status` of a first answer."""

    kind: str
    how: str
    seconds: float
    status: int | None = None


def _head(target: Target, line: str, *headers: str) -> bytes:
    return "\r\n".join((f"{line} HTTP/1.1", f"Host: {target.tls or target.host}", *headers, "", "")).encode()


def _upload(target: Target, *headers: str, keyed: bool = True) -> bytes:
    key = (f"Authorization: Bearer {target.key}",) if keyed else ()
    return _head(target, "POST /api/v1/uploads", "Content-Type: text/csv", *key, *headers)


def _form(target: Target, path: str) -> bytes:
    form = "Content-Type: application/x-www-form-urlencoded"
    return _head(target, f"POST {path}", form, "Content-Length: 5000")


def _get(target: Target, path: str) -> bytes:
    return _head(target, f"GET {path}")


LONG = "Content-Length: 1000000"
KINDS = (
    Slow("silent", lambda _: b"", bare=True),
    Slow("headers", lambda _: b"GET / HTTP/1.1\r\nX-Slow: ", b"a"),
    Slow("header lines", lambda t: _get(t, "/")[:-2], b"X-A: b\r\n"),
    Slow("TLS hello", lambda _: HELLO, bare=True),
    Slow("upload with a key", lambda t: _upload(t, LONG), b"T"),
    Slow("upload without a key", lambda t: _upload(t, LONG, keyed=False), b"T"),
    Slow("form of a report", lambda t: _form(t, f"/opportunities/{t.advert}/report"), b"a"),
    Slow("form of an alert", lambda t: _form(t, "/alerts"), b"a"),
    Slow("length without a body", lambda t: _upload(t, LONG)),
    Slow("a search with a body", lambda t: _head(t, "GET /api/v1/opportunities", LONG)),
    Slow("chunks", lambda t: _upload(t, "Transfer-Encoding: chunked"), b"1\r\nT\r\n"),
    Slow("chunked form", lambda t: _head(t, "POST /alerts", "Transfer-Encoding: chunked"), b"1\r\nT\r\n"),
    Slow("reader of export.jsonl", lambda t: _get(t, "/api/v1/export.jsonl"), reads=64),
    Slow("reader of export.csv", lambda t: _get(t, "/api/v1/export.csv"), reads=64),
    Slow("reader of a page", lambda t: _get(t, "/"), reads=16),
    Slow("idle", lambda t: _get(t, "/healthz")),
    Slow("half open", lambda t: _get(t, "/healthz")[:-9], half_closes=True),
    Slow("pipelining", lambda t: _get(t, "/") * 400, reads=16),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}


async def flood(
    target: Target, kinds: Iterable[Slow], count: int, addresses: Sequence[str], seconds: float
) -> list[End]:
    """`count` clients at once, the kinds and the addresses in turn; those that are left are ended after `seconds`."""
    chosen = zip(islice(cycle(kinds), count), cycle(addresses), strict=False)
    until = time.monotonic() + seconds
    return await asyncio.gather(*(_one(target, kind, address, until) for kind, address in chosen))


async def _one(target: Target, kind: Slow, address: str, until: float) -> End:
    began = time.monotonic()
    heard = Heard()
    how = "open"
    with socket.socket() as sock:
        try:
            async with asyncio.timeout(until - began):
                how = await _lived(sock, target, kind, address, heard)
        except TimeoutError:
            pass
        except ConnectionRefusedError:
            how = "refused"
        except OSError:
            how = "reset"
        return End(kind.name, how, round(time.monotonic() - began, 2), heard.status)


@dataclass(slots=True)
class Heard:
    status: int | None = None


async def _lived(sock: socket.socket, target: Target, kind: Slow, address: str, heard: Heard) -> str:
    """Until the server closes. Raises OSError where it resets."""
    sock.setblocking(False)
    if kind.reads is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    if address:
        sock.bind((address, 0))
    await asyncio.get_running_loop().sock_connect(sock, (target.host, target.port))
    tls = {} if kind.bare or not target.tls else {"ssl": unchecked(), "server_hostname": target.tls}
    reader, writer = await asyncio.open_connection(sock=sock, limit=SMALL_BUFFER, **tls)
    sending = asyncio.create_task(_said(writer, target, kind))
    try:
        return await _heard(reader, sock, kind, heard)
    finally:
        sending.cancel()
        writer.transport.abort()
        await asyncio.gather(sending, return_exceptions=True)


@cache
def unchecked() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def _said(writer: asyncio.StreamWriter, target: Target, kind: Slow) -> None:
    writer.write(kind.opening(target))
    await writer.drain()
    if kind.half_closes and writer.can_write_eof():
        writer.write_eof()
    while kind.drip:
        await asyncio.sleep(1)
        writer.write(kind.drip)
        await writer.drain()


async def _heard(reader: asyncio.StreamReader, sock: socket.socket, kind: Slow, heard: Heard) -> str:
    while data := await reader.read(kind.reads or 65_536):
        if data.startswith(b"HTTP/1.1 "):
            heard.status = int(data[9:12])
        if kind.reads:
            await asyncio.sleep(1)
            if end := _ended(sock):
                return end
    return "closed"


def _ended(sock: socket.socket) -> str | None:
    """How the server has ended it, also where what it sent before has not been read yet."""
    if sock.fileno() < 0:
        return "closed"
    looking = select.poll()
    looking.register(sock, select.POLLRDHUP)
    events = looking.poll(0)
    if not events:
        return None
    return "reset" if events[0][1] & (select.POLLERR | select.POLLHUP) else "closed"


def local(count: int) -> list[str]:
    """So many addresses of this machine; the probes are at 127.0.0.1."""
    return [f"127.0.{n // 250 + 1}.{n % 250 + 1}" for n in range(count)]


def summary(ends: Iterable[End]) -> Iterator[dict[str, object]]:
    """By kind and how they ended: how many, and the first, middle and last second."""
    groups: dict[tuple[str, str, int | None], list[float]] = {}
    for end in ends:
        groups.setdefault((end.kind, end.how, end.status), []).append(end.seconds)
    for (kind, how, status), seconds in sorted(groups.items(), key=str):
        seconds.sort()
        shown = [seconds[0], seconds[len(seconds) // 2], seconds[-1]]
        yield {"kind": kind, "how": how, "status": status, "count": len(seconds), "seconds": shown}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("port", type=int)
    options.add_argument("--kind", choices=[*BY_NAME, "all"], default="all")
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--addresses", type=int, default=1)
    options.add_argument("--seconds", type=float, default=40)
    options.add_argument("--key", default="not-a-key")
    options.add_argument("--advert", default="aaaaaaaaaaaa")
    options.add_argument("--tls", metavar="NAME", help="speak TLS to the server of this name")
    options.add_argument("--each", action="store_true", help="one line a client instead of a summary")
    asked = options.parse_args()
    kinds = KINDS if asked.kind == "all" else (BY_NAME[asked.kind],)
    target = Target(asked.port, asked.key, asked.advert, tls=asked.tls)
    ends = asyncio.run(flood(target, kinds, asked.count, local(asked.addresses), asked.seconds))
    print(json.dumps([asdict(end) for end in ends] if asked.each else list(summary(ends))))


if __name__ == "__main__":
    main()
