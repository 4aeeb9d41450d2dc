"""The settings, read from environment variables that start with `ONCUE_`. docs/settings.md lists them all."""

from __future__ import annotations

import ipaddress
import os
import platform
import shlex
import sys
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, Self

import platformdirs
from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from oncue.jobs.environment import PREFIX, wrong_names, wrong_values
from oncue.jobs.errors import SettingsInvalid
from oncue.jobs.networks import checked_networks
from oncue.jobs.origins import checked_origins
from oncue.jobs.setting_forms import (
    BlobsAddress,
    CommandLine,
    DatabaseAddress,
    EndpointAddress,
    FolderPath,
    HostName,
    HostNames,
    RedisAddress,
)
from oncue.options.hardware import DEFAULT_BATCH, MOST_ENGINE_THREADS, MOST_IN_BATCH, ComputeType, DeviceName
from oncue.options.recognition import AUTO, LISTEN_ALL, EngineName, Listen
from oncue.system.own_python import module_command

MIB = 1024 * 1024
DAY_S = 24 * 3600

# Far above what makes sense, and below what clocks, databases and file systems can hold.
MOST_BYTES = 2**50
MOST_DAYS = 36_500

EXIT_SETTINGS = 2
"""The exit status of a process whose settings are refused."""


class Settings(BaseSettings):
    """All settings. Every process reads its own from the environment; tests give the values they need.

    Raises `pydantic.ValidationError` for a value that is not of its type or out of range.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, env_ignore_empty=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    data_dir: FolderPath = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("oncue", appauthor=False)),
        description="Folder of the database and the files, where the two settings below do not say otherwise.",
    )
    database_url: DatabaseAddress = Field(
        "",
        description="`postgresql://user:password@host/name` or `sqlite:////folder/file`; empty: SQLite in the data folder.",
    )
    blobs_url: BlobsAddress = Field(
        "", description="`s3://bucket/prefix`, or `file:///folder`; empty: a folder in the data folder."
    )
    s3_endpoint_url: EndpointAddress = Field(
        "", description="An S3 other than Amazon's. Keys and region come from AWS_* variables."
    )
    redis_url: RedisAddress = Field(
        "redis://127.0.0.1:6379/0",
        description="The queue: `redis://:password@host:6379/0`, `rediss://` for TLS, `redis+socket:///path`.",
    )

    host: HostName = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the API listens on.")
    threads: int = Field(160, ge=4, le=1024, description="Threads of the API; half of them at most wait or stream.")
    require_api_key: Literal["auto", "always", "never"] = Field(
        "auto", description="Whether requests need an API key; auto: unless the API listens on loopback only."
    )
    session_secret: str = Field(
        "",
        max_length=1000,
        description="Mixed into the signatures of sign-ins, and the same on all hosts; empty: whoever can read the database "
        "could forge one.",
    )
    allowed_hosts: HostNames = Field(
        "", description="Names the Host header may have, with commas, beside loopback's; empty and off loopback: any."
    )
    cors_origins: Annotated[str, AfterValidator(checked_origins)] = Field(
        "",
        description="Sites whose pages may read answers (CORS), with commas: `https://player.example.org`; `*`: any, of "
        "captions and other downloads alone.",
    )
    trusted_proxies: Annotated[str, AfterValidator(checked_networks)] = Field(
        "",
        description="Addresses and networks of reverse proxies, with commas: no address of theirs has too many connections.",
    )

    max_audio_bytes: int = Field(4096 * MIB, ge=1, le=MOST_BYTES, description="Largest recording accepted.")
    max_transcript_bytes: int = Field(2_000_000, ge=1, le=MOST_BYTES, description="Largest text of a transcript accepted.")
    max_document_bytes: int = Field(
        16 * MIB,
        ge=1,
        le=256 * MIB,
        description="Largest transcript whose type holds pictures and fonts, too: DOCX, PDF.",
    )
    max_duration_s: int = Field(12 * 3600, ge=1, le=7 * DAY_S, description="Longest recording aligned, in seconds.")
    max_queued: int = Field(
        10_000, ge=1, le=10**9, description="Jobs that may wait; above that, new ones are refused with 429."
    )
    min_free_bytes: int = Field(
        512 * MIB, ge=0, le=MOST_BYTES, description="Uploads are refused with 507 rather than leave less disk free."
    )

    lease_s: float = Field(
        60, gt=0, le=DAY_S, description="How long a worker may be silent before its job is given to another."
    )
    heartbeat_s: float = Field(
        15, gt=0, le=DAY_S, description="How often a worker renews its lease; at most half the lease."
    )
    reaper_interval_s: float = Field(
        5, gt=0, le=DAY_S, description="How often lost jobs and missing wake-ups are looked for."
    )
    max_attempts: int = Field(3, ge=1, le=1000, description="Attempts before a job that keeps failing is given up.")
    collect_after_s: float = Field(
        3600, gt=0, le=365 * DAY_S, description="Age at which a file that nothing refers to is removed."
    )
    retention_days: float = Field(
        0, ge=0, le=MOST_DAYS, description="Finished jobs are deleted after this many days; 0: never."
    )
    cache_days: float = Field(
        30, ge=0, le=MOST_DAYS, description="How long stored recognitions are kept, for corrected transcripts."
    )
    desk_days: float = Field(
        30, ge=0, le=MOST_DAYS, description="A desk's sound is removed after this many days without use; 0: never."
    )

    engine_command: CommandLine = Field("", description="The program that aligns; empty: Oncue's own.")
    engine: EngineName = Field(AUTO, description="What runs Whisper.")
    listen: Listen = Field(
        LISTEN_ALL,
        description="Whether Whisper hears all, or only what the sound does not confirm, where a job does not choose.",
    )
    model: str = Field(AUTO, description="Whisper's model where a job does not choose one.")
    device: DeviceName = Field(AUTO, description="Where Whisper runs; auto: the GPU where CUDA finds one.")
    compute_type: ComputeType = Field(AUTO, description="How Whisper computes; auto: int8 on a processor, float16 on a GPU.")
    batch_windows: int = Field(
        DEFAULT_BATCH,
        ge=1,
        le=MOST_IN_BATCH,
        description="Windows of up to 26 s that are decoded together; fewer where the memory does not hold them.",
    )
    worker_processes: int = Field(1, ge=1, le=64, description="Jobs that one worker runs at a time.")
    worker_threads: int = Field(
        0,
        ge=0,
        le=MOST_ENGINE_THREADS,
        description="Threads of one job; 0: all cores. With several workers: cores / workers.",
    )
    worker_nice: int = Field(10, ge=0, le=19, description="How far workers step back behind the API for the processor.")
    job_time_base_s: float = Field(600, gt=0, le=30 * DAY_S, description="A job may take this long, ...")
    job_time_factor: float = Field(
        3, ge=0, le=1000, description="... and this many times its recording's duration, before it is stopped."
    )
    worker_name: str = Field(
        "", max_length=128, description="What a worker is called in figures and problems; empty: its host's name."
    )
    aligner_nice: int = Field(
        5,
        ge=0,
        le=19,
        description="How far aligners step back behind the API to open desks; times of edits are found at once.",
    )
    desk_audio: Literal["flac", "opus"] = Field(
        "flac", description="The form in which the sound of desks is kept: FLAC is exact, Opus takes a third of the room."
    )
    retry_after_s: float = Field(
        5,
        ge=0,
        le=DAY_S,
        description="How long a job waits after an attempt that failed on a worker; twice as long each time.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="What is logged.")
    log_format: Literal["json", "text"] = Field("json", description="One JSON object a line, or text to read.")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """Raises `ValueError` for two settings that are right each, but contradict each other."""
        wrong = []
        if "heartbeat_s" in self.model_fields_set and self.heartbeat_s > self.lease_s / 2:
            wrong.append(f"ONCUE_HEARTBEAT_S: {self.heartbeat_s:g} s is more than half of ONCUE_LEASE_S, {self.lease_s:g} s")
        if self.collect_after_s < self.lease_s:
            wrong.append(
                f"ONCUE_COLLECT_AFTER_S: {self.collect_after_s:g} s is less than ONCUE_LEASE_S, {self.lease_s:g} s, "
                "for which a worker may still write"
            )
        if self.s3_endpoint_url and not self.blobs_url.startswith("s3://"):
            wrong.append("ONCUE_S3_ENDPOINT_URL: it is of no use without an `s3://` address in ONCUE_BLOBS_URL")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @cached_property
    def resolved_database_url(self) -> str:
        """The database's URL as SQLAlchemy takes it, with psycopg as PostgreSQL's driver."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.absolute() / 'oncue.db'}"
        scheme, separator, rest = self.database_url.partition("://")
        return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @cached_property
    def resolved_blobs_url(self) -> str:
        """The URL of the file store as fsspec takes it."""
        return self.blobs_url or f"file://{self.data_dir.absolute() / 'blobs'}"

    @property
    def engine_arguments(self) -> list[str]:
        """The engine's program, followed by its arguments."""
        return shlex.split(self.engine_command) or module_command("worker.engine")

    @property
    def resolved_worker_name(self) -> str:
        """The name of the worker of this host or container; it is the same after a restart."""
        return self.worker_name or platform.node()[:128] or "localhost"

    @property
    def on_loopback(self) -> bool:
        """True where only this machine can reach the API."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def keys_required(self) -> bool:
        """True where every request needs an API key."""
        return not self.on_loopback if self.require_api_key == "auto" else self.require_api_key == "always"


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with those that are `given` in their place.

    Raises `SettingsInvalid`, which names every variable that Oncue does not have or whose value it refuses, and repeats no
    value.
    """
    wrong = [*wrong_names(os.environ, Settings.model_fields), *wrong_values(os.environ)]
    settings = None
    try:
        settings = Settings(**given)
    except ValidationError as error:
        wrong += map(_sentence, error.errors())
    if wrong or settings is None:
        raise SettingsInvalid(f"{'; '.join(wrong)}. See docs/settings.md.")
    return settings


def exit_for(error: SettingsInvalid, code: int = EXIT_SETTINGS) -> NoReturn:
    """Writes in one line what is wrong, in the same form as `oncue`, and ends the process with `code`."""
    sys.stderr.write(f"oncue: {error.code}: {' '.join(error.detail.split())}\n")
    sys.exit(code)


def _sentence(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ")
    name = f"{PREFIX}{'_'.join(map(str, error['loc'])).upper()}: " if error["loc"] else ""  # of two, the message names both
    return f"{name}{message}"
