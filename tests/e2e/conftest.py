"""A browser for each file of tests that needs one, and a desk in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from bench.browser_session import Page
from tests.browser import browser_page
from tests.e2e.desk_at_work import TEXT, show
from tests.fake_desk import FakeDesk, desk_page
from tests.second_try import is_second_try


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bool], Page]]:
    """Gives the page of the file's browser; where a fresh one is asked for, that of another, which takes its place."""
    pages: list[Page] = []
    with ExitStack() as running:

        def page_of(fresh: bool) -> Page:
            if fresh or not pages:
                pages.clear()  # one that cannot be started leaves none
                running.close()
                pages.append(running.enter_context(browser_page(tmp_path_factory.mktemp("browser"))))
                pages[0].resize(1280, 800)
            return pages[0]

        yield page_of


@pytest.fixture
def page(request: pytest.FixtureRequest, browsers: Callable[[bool], Page]) -> Page:
    """A browser with one page, of a desktop's size; a test that failed begins its second try with a browser of its own."""
    return browsers(is_second_try(request.node))


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
