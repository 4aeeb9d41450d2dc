"""The HTTP API from its other side."""

from oncue.client.api import Client
from oncue.client.problems import ApiProblem, JobFailed, ServiceUnreachable

__all__ = ["ApiProblem", "Client", "JobFailed", "ServiceUnreachable"]
