"""What several hosts share in place of a data folder: PostgreSQL for the jobs, S3 for the files."""

from __future__ import annotations

from pathlib import Path

import psycopg
import requests

from bench.running_api import RunningService
from oncue.jobs.blobs import open_blobs
from oncue.jobs.settings import Settings
from tests.conftest import Recording
from tests.e2e.engine_runs import SAID, cut
from tests.servers import PostgresServer, S3Server


def test_a_job_whose_row_is_in_postgres_and_whose_files_are_in_s3(
    postgres: PostgresServer, s3: S3Server, radio_address: Recording, tmp_path: Path
) -> None:
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE hosts")
    bucket = f"s3://{s3.bucket}/hosts"
    service = RunningService(
        tmp_path / "data", database_url=postgres.url_of("hosts"), blobs_url=bucket, s3_endpoint_url=s3.endpoint_url
    )
    service.start()
    try:
        transcript = tmp_path / "said.txt"
        transcript.write_text(SAID, encoding="utf-8")
        job = service.submit(cut(radio_address.audio, tmp_path), transcript)
        assert service.wait_until_over(job["id"])["status"] == "completed"
        srt = requests.get(service.url + job["links"]["captions"]["srt"], timeout=60).text
        assert "This Tuesday is election day." in srt
        blobs = open_blobs(Settings(data_dir=tmp_path, blobs_url=bucket, s3_endpoint_url=s3.endpoint_url))
        assert {blob.key.split("/")[0] for blob in blobs.list()} == {"jobs", "cache"}
        assert requests.delete(service.url + job["links"]["self"], timeout=60).status_code == 204
        assert list(blobs.list("jobs")) == []
    finally:
        assert service.stop() == 0
    assert not (tmp_path / "data" / "oncue.db").exists()
    assert not (tmp_path / "data" / "blobs").exists()
