"""The client of the HTTP API."""

from oncue.cli.client.api import Client, UploadStopped
from oncue.cli.client.patience import Patience
from oncue.cli.client.problems import ApiProblem, JobFailed, ServiceUnreachable

__all__ = ["ApiProblem", "Client", "JobFailed", "Patience", "ServiceUnreachable", "UploadStopped"]
