"""The whole site on Elasticsearch: it answers with the same bytes as on the embedded engine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from pydantic import SecretStr

from foothold.index.open_index import open_engine
from search_api import create_app
from tests.elasticsearch_server import address_of_its_own
from tests.search_api.api.test_listing import everything
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings

MANY = 250
"""More than two pages of an export."""

PROGRAMS = (
    "/api/v1/opportunities?sort=newest&borough=hackney&borough=camden&level=2",
    "/api/v1/opportunities?sort=closing&kind=apprenticeship&levy=pays",
    "/api/v1/opportunities?sort=pay&min_hourly=9&paid=paid",
    "/api/v1/opportunities?sort=distance&near=E8+1EA&within=5",
    "/api/v1/opportunities?sort=newest&q=plumer",
    "/api/v1/opportunities?sort=newest&q=work+experience+hackney&intents=apply&explain=true",
    "/api/v1/opportunities?age=15&grades=none_required&hours=up_to_15&weekend=included",
    "/api/v1/facets?q=apprentice&commitment=disability-confident",
    "/api/v1/suggest?q=soft",
    "/api/v1/changes",
    "/api/v1/export.jsonl?kind=internship",
    "/api/v1/export.csv",
    "/feed.atom?kind=apprenticeship",
    "/closing.ics?borough=croydon",
    "/sitemap.xml",
    "/sitemap-pages.xml",
)
PEOPLE = (
    "/",
    "/?q=degree+apprenticeship+nursing",
    "/?q=plumber+near+hackney&sort=newest",
    "/?q=zeppelin",
    "/boroughs",
    "/boroughs/hackney",
    "/routes",
    "/routes/digital",
    "/employer/borough-stage",
    "/embed/v1?borough=camden",
)


@dataclass(frozen=True)
class Both:
    """The same London and the same record store, on each engine."""

    embedded: World
    cluster: World


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, elasticsearch_server: str) -> Iterator[Both]:
    embedded = new_world(tmp_path_factory.mktemp("both"))
    embedded.add(*postings(MANY))
    with address_of_its_own(elasticsearch_server) as url:
        settings = embedded.settings.model_copy(update={"search_url": SecretStr(url)})
        engine = open_engine(settings)
        app = create_app(settings, store=embedded.store, engine=engine, clock=lambda: AT)
        cluster = replace(embedded, settings=settings, engine=engine, app=app)
        for world in (embedded, cluster):
            world.index()
        yield Both(embedded, cluster)


@pytest.mark.parametrize("path", PROGRAMS + PEOPLE)
def test_an_address_answers_the_same_on_either_engine(both: Both, path: str) -> None:
    expected, found = both.embedded.client.get(path), both.cluster.client.get(path)
    assert expected.status_code == found.status_code == 200
    assert found.content_type == expected.content_type
    assert found.text == expected.text


@pytest.mark.parametrize("sort", ["newest", "closing", "pay", "relevance"])
def test_all_pages_one_after_another_are_the_same_adverts(both: Both, sort: str) -> None:
    query = f"sort={sort}&per_page=40"
    found = everything(both.cluster, query)
    assert len({one["id"] for one in found}) == MANY
    assert found == everything(both.embedded, query)
