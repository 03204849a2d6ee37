"""The state of this Foothold in Prometheus' words."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from foothold.model.crawl_run import Verdict
from foothold.store.job_runs import Result
from search_api.operating.state import OperatingState


class StateMetrics(Collector):
    """Collected anew at every scrape."""

    def __init__(self, state: OperatingState) -> None:
        self.state = state

    def collect(self) -> Iterator[Metric]:
        yield from self._index()
        yield from self._sources()
        yield from self._jobs()
        yield from self._alerts()

    def _index(self) -> Iterator[Metric]:
        index = self.state.index
        yield _gauge("foothold_store_head_revision", "The revision of the last change.", index.head)
        available = index.applied is not None and not index.degraded
        yield _gauge("foothold_index_available", "1 where the search index answers itself.", available)
        yield _gauge("foothold_index_degraded", "1 while the stand-by answers.", index.degraded)
        if index.lag is not None and index.lag_seconds is not None:
            yield _gauge("foothold_index_lag_revisions", "Changes that the index lacks.", index.lag)
            yield _gauge(
                "foothold_index_lag_seconds", "The age of the oldest of these changes.", index.lag_seconds
            )
        copies = self.state.possible_copies
        yield _gauge("foothold_possible_copies", "Pairs of adverts that wait for a person's word.", copies)
        reports = self.state.open_reports
        yield _gauge("foothold_reports_open", "Problems with adverts that visitors reported.", reports)
        grave = self.state.reported_as_grave
        yield _gauge("foothold_adverts_reported_grave", "Adverts that somebody should look at today.", grave)
        yield _gauge("foothold_adverts_hidden", "Adverts that reports have hidden.", self.state.hidden)

        notices = self.state.notices
        yield _gauge(
            "foothold_operator_mails_waiting", "Adverts that operators are to be mailed about.", notices
        )

    def _sources(self) -> Iterator[Metric]:
        verdict = GaugeMetricFamily(
            "foothold_source_verdict",
            "1 for the verdict of the last finished run.",
            labels=("source", "verdict"),
        )
        age = GaugeMetricFamily(
            "foothold_source_healthy_age_seconds", "Since its last healthy run.", labels=("source",)
        )
        seen = GaugeMetricFamily(
            "foothold_source_postings", "Postings that its last run saw.", labels=("source",)
        )
        rejected = GaugeMetricFamily(
            "foothold_source_rejected", "Postings that its last run rejected.", labels=("source", "reason")
        )
        for one in self.state.sources:
            slug = one.source.slug
            if one.last:
                for name in Verdict:
                    verdict.add_metric((slug, name), one.last.verdict == name)
                seen.add_metric((slug,), one.last.counts.seen)
                for reason, number in sorted(one.last.counts.rejected_by_reason.items()):
                    rejected.add_metric((slug, reason), number)
            since = one.healthy_age(self.state.at)
            if since is not None:
                age.add_metric((slug,), since.total_seconds())
        yield from (verdict, age, seen, rejected)

    def _jobs(self) -> Iterator[Metric]:
        age = GaugeMetricFamily("foothold_job_age_seconds", "Since it ended last.", labels=("job",))
        failed = GaugeMetricFamily("foothold_job_failed", "1 where it ended badly.", labels=("job",))
        for one in self.state.jobs:
            if one.ended:
                age.add_metric((one.job.id,), (self.state.at - one.ended).total_seconds())
                failed.add_metric((one.job.id,), one.result.startswith(Result.FAILED))
        yield from (age, failed)

    def _alerts(self) -> Iterator[Metric]:
        alerts = GaugeMetricFamily("foothold_alerts", "E-mail alerts.", labels=("state", "rhythm"))
        for (state, rhythm), number in self.state.alerts.items():
            alerts.add_metric((state, rhythm), number)
        mails = GaugeMetricFamily(
            "foothold_mails",
            "Mails of 90 days; those that stay `sending` may or may not have arrived.",
            labels=("kind", "state"),
        )
        for (kind, mail_state), number in self.state.mails.items():
            mails.add_metric((kind, mail_state), number)
        yield from (alerts, mails)


def registry_of(state: OperatingState) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(StateMetrics(state))
    return registry


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
