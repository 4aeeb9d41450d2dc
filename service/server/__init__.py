"""The HTTP server in front of the application: a gunicorn worker in which a slow client costs a socket, not a thread.

`worker` waits for all connections in one thread. `lifecycle` reads heads and the first bytes of bodies there, sends what
clients are slow to take, and hands a request to a thread only when there is work for one.

A request whose body has not arrived is first shown to the application by its head, with `HEAD_ONLY` true in its environment.
The application then answers with a refusal, or sets `ADMITTED`; what it answers beside that is thrown away.
"""

HEAD_ONLY = "oncue.head_only"
ADMITTED = "oncue.admitted"
