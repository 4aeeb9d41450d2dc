"""Settings, from environment variables that start with `ONCUE_`; docs/settings.md lists them all."""

from __future__ import annotations

import ipaddress
import shlex
import sys
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from jobs.errors import SettingsInvalid
from jobs.networks import checked_networks

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Every process reads its own from the environment; tests give the values they need.

    Raises `pydantic.ValidationError` for a value that is not of its type or out of range.
    """

    model_config = SettingsConfigDict(env_prefix="ONCUE_", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("oncue", appauthor=False)),
        description="Folder of the database and the files, where the two settings below do not say otherwise.",
    )
    database_url: str = Field("", description="`postgresql://user:password@host/name`; empty: SQLite in the data folder.")
    blobs_url: str = Field("", description="`s3://bucket/prefix`, or `file:///folder`; empty: a folder in the data folder.")
    s3_endpoint_url: str = Field("", description="An S3 other than Amazon's. Keys and region come from AWS_* variables.")
    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        description="The queue: `redis://:password@host:6379/0`, `rediss://` for TLS, `redis+socket:///path`.",
    )

    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the API listens on.")
    threads: int = Field(160, ge=4, le=1024, description="Threads of the API; half of them at most wait or stream.")
    require_api_key: Literal["auto", "always", "never"] = Field(
        "auto", description="Whether requests need an API key; auto: unless the API listens on loopback only."
    )
    allowed_hosts: str = Field(
        "", description="Names the Host header may have, with commas, beside loopback's; empty and off loopback: any."
    )
    trusted_proxies: Annotated[str, AfterValidator(checked_networks)] = Field(
        "",
        description="Addresses and networks of reverse proxies, with commas: no address of theirs has too many connections.",
    )

    max_audio_bytes: int = Field(4096 * MIB, ge=1, description="Largest recording accepted.")
    max_transcript_bytes: int = Field(2_000_000, ge=1, description="Largest transcript accepted.")
    max_duration_s: int = Field(12 * 3600, ge=1, description="Longest recording aligned, in seconds.")
    max_queued: int = Field(10_000, ge=1, description="Jobs that may wait; above that, new ones are refused with 429.")
    min_free_bytes: int = Field(
        512 * MIB, ge=0, description="Uploads are refused with 507 rather than leave less disk free."
    )

    lease_s: float = Field(60, gt=0, description="How long a worker may be silent before its job is given to another.")
    heartbeat_s: float = Field(15, gt=0, description="How often a worker renews its lease; at most half the lease.")
    reaper_interval_s: float = Field(5, gt=0, description="How often lost jobs and missing wake-ups are looked for.")
    max_attempts: int = Field(3, ge=1, description="Attempts before a job whose engine keeps dying is given up.")
    collect_after_s: float = Field(3600, gt=0, description="Age at which a file that nothing refers to is removed.")
    retention_days: float = Field(0, ge=0, description="Finished jobs are deleted after this many days; 0: never.")
    cache_days: float = Field(30, ge=0, description="How long stored recognitions are kept, for corrected transcripts.")

    engine_command: str = Field("", description="The program that aligns; empty: Oncue's own.")
    engine: Literal["auto", "faster-whisper", "openai-whisper"] = Field("auto", description="What runs Whisper.")
    model: str = Field("auto", description="Whisper's model where a job does not choose one.")
    worker_processes: int = Field(1, ge=1, le=64, description="Jobs that one worker runs at a time.")
    worker_threads: int = Field(
        0, ge=0, description="Threads of one job; 0: all cores. With several workers: cores / workers."
    )
    worker_nice: int = Field(10, ge=0, le=19, description="How far workers step back behind the API for the processor.")
    job_time_base_s: float = Field(600, gt=0, description="A job may take this long, ...")
    job_time_factor: float = Field(
        3, ge=0, description="... and this many times its recording's duration, before it is stopped."
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="What is logged.")
    log_format: Literal["json", "text"] = Field("json", description="One JSON object a line, or text to read.")

    @cached_property
    def resolved_database_url(self) -> str:
        """The database's URL as SQLAlchemy takes it, with psycopg as PostgreSQL's driver."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.absolute() / 'oncue.db'}"
        scheme, separator, rest = self.database_url.partition("://")
        return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @cached_property
    def resolved_blobs_url(self) -> str:
        """Where files are, as fsspec takes it."""
        return self.blobs_url or f"file://{self.data_dir.absolute() / 'blobs'}"

    @property
    def engine_arguments(self) -> list[str]:
        """The program that aligns and its arguments."""
        return shlex.split(self.engine_command) or [sys.executable, "-P", "-m", "worker.engine"]

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the API."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def keys_required(self) -> bool:
        """Whether a request needs an API key."""
        return not self.on_loopback if self.require_api_key == "auto" else self.require_api_key == "always"


def read_settings(**given: Any) -> Settings:
    """The environment's settings, with those `given` in their place. Raises `SettingsInvalid`, which names the variables."""
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = "; ".join(f"ONCUE_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors())
        raise SettingsInvalid(f"{wrong}. See docs/settings.md.") from None
