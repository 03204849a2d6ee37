"""One frozen `Settings`, made once at the edge of the program and handed over from there.

Defaults stand in `config/default.toml`; a variable of the environment (`FOOTHOLD_HOME`, …) wins over them.
`docs/settings.md` lists them all.
"""

import os
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

KEY_PREFIX = "FOOTHOLD_KEY_"


def shipped_defaults() -> dict[str, Any]:
    return tomllib.loads(files("config").joinpath("default.toml").read_text(encoding="utf-8"))


class Settings(BaseSettings):
    """All settings, read once. Times are in the unit that the name ends with."""

    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_", frozen=True, extra="ignore")

    home: Path = Path("var")
    database_url: str | None = None
    search_url: SecretStr | None = None
    search_standby: Path | None = None
    search_shards: int | str
    search_replicas: int | str
    public_url: str
    contact: str
    crawl_delay_seconds: float
    crawl_timeout_seconds: float
    crawl_retries: int
    crawl_max_bytes: int
    crawl_run_limit_seconds: int
    crawl_memory_mb: int
    crawl_allow_loopback: bool
    lease_seconds: int
    upload_max_bytes: int
    upload_max_rows: int
    rate_limit: str
    rate_limit_statics: str
    rate_limit_suggestions: str
    rate_limit_exports: str
    rate_limit_storage: str
    trusted_proxies: str
    connections: PositiveInt
    connections_per_address: PositiveInt
    header_seconds: PositiveFloat
    transfer_grace_seconds: PositiveFloat
    transfer_bytes_per_second: PositiveInt
    sources_folder: Path | None = None
    sample_city: bool
    backup_folder: Path | None = None
    backup_keep: PositiveInt
    metrics_token: SecretStr | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    operators_email: str | None = None
    alerts_rate_limit: str
    reports_rate_limit: str
    reports_hide_after: NonNegativeInt
    liveness_days: PositiveInt
    liveness_requests: PositiveInt

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: str) -> str:
        for proxy in proxies.split():
            ip_network(proxy)
        return proxies

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, *_: Any, **__: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=shipped_defaults())

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the record store: one SQLite file at home unless another is named."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'foothold.db'}"

    @property
    def index_folder(self) -> Path:
        """Where the embedded engine keeps its generations."""
        return self.home / "index"

    @property
    def places_folder(self) -> Path:
        """Where `foothold places import` puts a current table, which wins over the built-in one."""
        return self.home / "places"

    @property
    def travel_folder(self) -> Path:
        """Where `foothold travel import` puts a current timetable, which wins over the built-in one."""
        return self.home / "travel"


def source_keys(environ: Mapping[str, str] = os.environ) -> dict[str, SecretStr]:
    """Keys of sources by slug: `FOOTHOLD_KEY_NATIONAL_API=…` belongs to `national_api`."""
    return {
        name.removeprefix(KEY_PREFIX).lower(): SecretStr(value)
        for name, value in environ.items()
        if name.startswith(KEY_PREFIX) and value
    }
