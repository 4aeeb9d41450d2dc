"""A browser for each file of tests that needs one, and a desk in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.browser_session import Page
from tests.browser import browser_page
from tests.e2e.desk_at_work import TEXT, show
from tests.fake_desk import FakeDesk, desk_page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser with one empty page, of a desktop's size."""
    with browser_page(tmp_path_factory.mktemp("browser")) as page:
        page.resize(1280, 800)
        yield page


@pytest.fixture
def desk() -> FakeDesk:
    """A desk of three captions."""
    return FakeDesk.of(TEXT)


@pytest.fixture
def at_desk(page: Page, desk: FakeDesk) -> Iterator[Page]:
    """The page of the desk, ready."""
    with desk_page(desk) as url:
        page.log.clear()
        show(page, url)
        yield page
        page.open("about:blank")
