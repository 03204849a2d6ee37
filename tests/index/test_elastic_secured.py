"""A cluster that asks who we are: TLS, a user's password and an API key, with the privileges that the
documents name and no other."""

import datetime
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from elasticsearch import Elasticsearch

from foothold.errors import IndexUnavailable
from foothold.index.audit import audit
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.query import SearchQuery
from foothold.index.rebuild import rebuild, rollback
from foothold.store.open_store import Store
from tests.elasticsearch_server import named, node
from tests.index.stored import NOW, keep

PASSWORD = "hunter2"
HASH = "$2a$10$abcdefghijklmnopqrstuu7gIUFBKrYXdzQy8HrouzMJyZ4cijAb2"
ROLE = """foothold:
  cluster: []
  indices:
    - names: ["opportunities*"]
      privileges: ["manage", "read", "write"]
"""
SECURED = """xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.certificate: http.crt
xpack.security.http.ssl.key: http.key
"""


@dataclass(frozen=True)
class Secured:
    where: str
    ca: Path

    def url(self, who: str) -> str:
        return f"https://{who}@{self.where}/?ca={self.ca}"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    if named():
        pytest.skip("elasticsearch: the server that is named is not ours to secure")
    ca = tmp_path_factory.mktemp("ca") / "ca.crt"

    def configure(config: Path) -> None:
        certificate, key = certified()
        ca.write_bytes(certificate)
        (config / "http.crt").write_bytes(certificate)
        (config / "http.key").write_bytes(key)
        (config / "users").write_text(f"foothold:{HASH}\nadmin:{HASH}\n")
        (config / "users_roles").write_text("foothold:foothold\nsuperuser:admin\n")
        (config / "roles.yml").write_text(ROLE)
        settings = config / "elasticsearch.yml"
        settings.write_text(settings.read_text().replace("xpack.security.enabled: false\n", SECURED))

    with node(configure, scheme="https") as server:
        yield Secured(server.removeprefix("https://"), ca)


def certified() -> tuple[bytes, bytes]:
    """A certificate for loopback that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "foothold tests")])
    today = datetime.datetime.now(datetime.UTC)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=2))
        .add_extension(loopback, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    return made.public_bytes(pem), secret


@pytest.mark.elasticsearch
def test_a_user_with_the_documented_privileges_can_do_all_that_foothold_does(
    secured: Secured, store: Store
) -> None:
    engine = ElasticEngine(secured.url(f"foothold:{PASSWORD}"))
    keep(store, 1, 5)
    first = rebuild(store, engine)
    rebuild(store, engine)
    rebuild(store, engine)
    assert len(engine.generations()) == 2
    rollback(engine)
    assert engine.active().search(SearchQuery(at=NOW, text="advert", facets=("employer",))).total == 5
    assert audit(store, engine.active(), NOW).differences == ()
    assert first.documents == 5


@pytest.mark.elasticsearch
def test_an_api_key_does_as_well(secured: Secured) -> None:
    admin = Elasticsearch(
        f"https://{secured.where}", basic_auth=("admin", PASSWORD), ca_certs=str(secured.ca)
    )
    role = {"index": [{"names": ["opportunities*"], "privileges": ["manage", "read", "write"]}]}
    key = admin.security.create_api_key(name="foothold", role_descriptors={"foothold": role})
    engine = ElasticEngine(secured.url(f"api_key:{key['encoded'].replace('=', '%3D')}"))
    assert engine.create("20270101T000000").count() == 0


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    ("who", "said"),
    [("foothold:wrong", "refuses our user or key"), ("api_key:wrong", "refuses our user or key")],
)
def test_who_is_not_let_in_is_told_so(secured: Secured, who: str, said: str) -> None:
    with pytest.raises(IndexUnavailable, match=said):
        ElasticEngine(secured.url(who)).active()


@pytest.mark.elasticsearch
def test_a_cluster_that_nobody_we_know_vouches_for_is_not_spoken_to(secured: Secured) -> None:
    engine = ElasticEngine(f"https://foothold:{PASSWORD}@{secured.where}")
    with pytest.raises(IndexUnavailable, match="does not answer"):
        engine.active()
