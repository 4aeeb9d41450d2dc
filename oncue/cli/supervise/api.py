"""gunicorn without one habit: it looks for modules in the current folder first, where a user may have a `service.py`."""

from __future__ import annotations

from gunicorn.app.wsgiapp import WSGIApplication


class _Api(WSGIApplication):  # type: ignore[misc]
    def chdir(self) -> None:
        """Stays where it is, and leaves the import path alone."""


if __name__ == "__main__":
    _Api("%(prog)s [OPTIONS] [APP_MODULE]").run()
