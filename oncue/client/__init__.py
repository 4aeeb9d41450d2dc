"""The HTTP API from its other side."""

from oncue.client.api import Client, UploadStopped
from oncue.client.patience import Patience
from oncue.client.problems import ApiProblem, JobFailed, ServiceUnreachable

__all__ = ["ApiProblem", "Client", "JobFailed", "Patience", "ServiceUnreachable", "UploadStopped"]
