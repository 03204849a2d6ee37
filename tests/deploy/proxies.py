"""nginx and Caddy with the configuration that ships, on ports and paths of a test's own."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "foothold.example"
KINDS = ("nginx", "caddy")
AROUND_NGINX = """
daemon off;
pid {folder}/nginx.pid;
worker_processes 2;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Proxy:
    kind: str
    port: int
    plain_port: int
    folder: Path

    @property
    def words(self) -> str:
        """All that it has logged."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))


@contextmanager
def proxy(kind: str, folder: Path, site: int, seconds: int | None = None) -> Iterator[Proxy]:
    """`seconds` instead of the ten for a head. Raises FileNotFoundError where the program is missing."""
    program = shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise FileNotFoundError(kind)
    started = Proxy(kind, _free_port(), _free_port(), folder)
    command = [program, *(_nginx if kind == "nginx" else _caddy)(started, site, seconds)]
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | home, stdout=log, stderr=log)
    try:
        _listening(started, process)
        yield started
    finally:
        process.terminate()
        process.wait(20)


def _nginx(proxy: Proxy, site: int, seconds: int | None) -> list[str]:
    _certify(proxy.folder)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r" *listen \[::\].*\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{proxy.plain_port};")
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{proxy.port} ")
    text = text.replace("/etc/ssl/", f"{proxy.folder}/").replace("/var/log/nginx/", f"{proxy.folder}/")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{site}")
    if seconds:
        text = text.replace("client_header_timeout 10s", f"client_header_timeout {seconds}s")
    (proxy.folder / "site.conf").write_text(text, encoding="utf-8")
    (proxy.folder / "whole.conf").write_text(AROUND_NGINX.format(folder=proxy.folder))
    return [
        "-p",
        str(proxy.folder),
        "-c",
        str(proxy.folder / "whole.conf"),
        "-e",
        f"{proxy.folder}/first.log",
    ]


def _caddy(proxy: Proxy, site: int, seconds: int | None) -> list[str]:
    _certify(proxy.folder)
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    ports = f"\thttp_port {proxy.plain_port}\n\thttps_port {proxy.port}\n\tadmin off\n\tskip_install_trust\n"
    text = text.replace("{\n", "{\n" + ports, 1)
    crt, key = proxy.folder / "foothold.crt", proxy.folder / "foothold.key"
    text = text.replace(f"\n{NAME} {{\n", f"\n{NAME} {{\n\tbind 127.0.0.1\n\ttls {crt} {key}\n")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{site}")
    if seconds:
        text = text.replace("read_header 10s", f"read_header {seconds}s")
    (proxy.folder / "Caddyfile").write_text(text, encoding="utf-8")
    return ["run", "--config", str(proxy.folder / "Caddyfile"), "--adapter", "caddyfile"]


def _certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "foothold.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "foothold.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _listening(proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", proxy.port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(proxy.words)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
