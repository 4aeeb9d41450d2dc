"""A page in a real browser that a test can press keys in, look at and ask, over the DevTools protocol.

The protocol goes through two pipes (`--remote-debugging-pipe`), messages ending in NUL: no WebSocket client is needed.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bench.debian import debian_program

ANSWER_S = 60
CTRL, SHIFT = 2, 8
"""Keys that are held while another is pressed, as the browser numbers them."""

_KEY_NUMBERS = {
    "Backspace": 8,
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    " ": 32,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
}

_AS_3_AND_4 = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)

_Found = TypeVar("_Found")


class _Browser:
    """The browser's end of the protocol, for all of its pages, which are told their events by session."""

    def __init__(self, sending: int, receiving: int) -> None:
        self._sending, self._receiving = sending, receiving
        self._buffer, self._number = b"", 0
        self.listeners: dict[str, Callable[[dict[str, Any]], None]] = {}

    def call(self, session: str, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command in a session; "": to the browser itself. Fails where it is refused."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        os.write(self._sending, json.dumps(message).encode() + b"\0")
        while (answer := self._received()).get("id") != self._number:
            if listener := self.listeners.get(answer.get("sessionId", "")):
                listener(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def _received(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._receiving, 1 << 20)
            assert piece, "the browser has gone"
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        received: dict[str, Any] = json.loads(message)
        return received


class Page:
    """A page of a browser. `requests` has the address of everything it asked for, `log` what its console says."""

    def __init__(self, browser: _Browser, target: str) -> None:
        self._browser, self._target = browser, target
        self.requests: list[str] = []
        self.log: list[str] = []
        self._loaded: set[str] = set()
        self._session = browser.call("", "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.listeners[self._session] = self._note
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    @contextmanager
    def other_tab(self) -> Iterator[Page]:
        """Another tab of the same person, in front until the block ends and it is closed."""
        tab = Page(self._browser, self._browser.call("", "Target.createTarget", url="about:blank")["targetId"])
        try:
            yield tab
        finally:
            self.call("Target.closeTarget", targetId=tab._target)
            self.call("Page.bringToFront")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command of the protocol. Fails where the browser refuses it."""
        return self._browser.call(self._session, method, **parameters)

    def open(self, address: str) -> None:
        """Shows an address, and waits until it is loaded."""
        # The page before it may still be loading, and ends with an event of its own.
        loader = self.call("Page.navigate", url=address).get("loaderId")
        self.until(lambda: loader is None or loader in self._loaded)

    def reload(self) -> None:
        """Loads the page anew, and waits until it is there: until then whoever asks is answered by the one before."""
        before = self._loader()
        self.call("Page.reload")
        self.until(lambda: (loader := self._loader()) != before and loader in self._loaded)

    def _loader(self) -> str:
        return str(self.call("Page.getFrameTree")["frameTree"]["frame"]["loaderId"])

    @contextmanager
    def beginning_with(self, script: str) -> Iterator[None]:
        """Has every page that is opened in the block run a script before its own."""
        identifier = self.call("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"]
        try:
            yield
        finally:
            self.call("Page.removeScriptToEvaluateOnNewDocument", identifier=identifier)

    def ask(self, script: str) -> Any:
        """The value of an expression on the page; a promise is waited for."""
        done = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def until(self, found: Callable[[], _Found]) -> _Found:
        """What `found` gives, once it is something."""
        ends = time.monotonic() + ANSWER_S
        while not (value := found()):
            assert time.monotonic() < ends, f"waited in vain; the console says {self.log}"
            time.sleep(0.02)  # a promise of the page's would be broken where it leads elsewhere meanwhile
            self.ask("0")
        return value

    def press(self, key: str, code: str = "", modifiers: int = 0, *, held: int = 0) -> None:
        """Presses a key and lets it go: "ArrowLeft", " ", "?"; with `CTRL` or `SHIFT` held, too.

        The key itself is `held` until the keyboard has repeated it so often.
        """
        typed = "\r" if key == "Enter" and not modifiers else key if len(key) == 1 and not modifiers & CTRL else ""
        number = _KEY_NUMBERS.get(key, ord(key.upper()) if len(key) == 1 else 0)
        about = {"key": key, "code": code or key, "modifiers": modifiers, "windowsVirtualKeyCode": number}
        down = {"type": "keyDown" if typed else "rawKeyDown", "text": typed, **about}
        for repeated in range(1 + held):
            self.call("Input.dispatchKeyEvent", autoRepeat=repeated > 0, **down)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def click(self, script: str) -> None:
        """Clicks with a mouse in the middle of the element that an expression gives, once it stays under the mouse."""
        with self.pressed(script):
            pass

    @contextmanager
    def pressed(self, script: str) -> Iterator[None]:
        """Has the mouse down on an element for the time of the block, and releases it there."""
        x, y = self.until(lambda: self._reached(script))
        about = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type="mousePressed", **about)
        try:
            yield
        finally:
            self.call("Input.dispatchMouseEvent", type="mouseReleased", **about)

    def _reached(self, script: str) -> list[float]:
        """The middle of an element, with the mouse there; [] where it is gone, has moved since, or lies under another."""
        middle = (
            f"(() => {{ const e = {script}; if (!e) return []; e.scrollIntoView({{block: 'center', behavior: 'instant'}});"
            "const at = e.getBoundingClientRect(); const [x, y] = [at.x + at.width / 2, at.y + at.height / 2];"
            "return e.contains(document.elementFromPoint(x, y)) ? [x, y] : [] })()"
        )
        place: list[float] = self.ask(middle)
        if not place:
            return []
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=place[0], y=place[1])
        return place if self.ask(middle) == place else []

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """Makes the window this large, light or dark."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self) -> bytes:
        """What is on screen, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def printed(self) -> bytes:
        """The page as PDF, in the size that it asks for."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def choose(self, selector: str, *files: Path) -> None:
        """Chooses files in a file input."""
        # By the page's own object: a number of a node is gone whenever the browser thinks the document new.
        found = self.call("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        self.call("DOM.setFileInputFiles", objectId=found["result"]["objectId"], files=[str(file) for file in files])

    def drop(self, script: str, *files: Path) -> None:
        """Drops files from the desktop on the element that an expression gives, once the page is painted as it is."""
        self.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        at = self.ask(f"(() => {{ const at = ({script}).getBoundingClientRect(); return [at.x + 9, at.y + 9] }})()")
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=at[0], y=at[1], data=data)

    def _note(self, event: dict[str, Any]) -> None:
        about = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(about["request"]["url"])
            case "Page.lifecycleEvent":
                if about["name"] == "load":
                    self._loaded.add(about["loaderId"])
            case "Runtime.exceptionThrown":
                self.log.append(str(about["exceptionDetails"]))
            case "Runtime.consoleAPICalled":
                self.log.append(str(about["args"]))
            case "Log.entryAdded":
                self.log.append(f"{about['entry']['level']}: {about['entry']['text']}")


@contextmanager
def browser_page(folder: Path) -> Iterator[Page]:
    """A browser with one empty page; its profile is in `folder`. Raises `ProgramMissing` without a browser."""
    command = [
        str(debian_program("chromium")),
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--remote-debugging-pipe"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
        *("--autoplay-policy=no-user-gesture-required", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}"),
        "about:blank",
    ]
    to_browser, from_browser = os.pipe(), os.pipe()
    # The browser reads its file 3 and writes its file 4. From numbers above these the pipes are put there.
    inherited = [fcntl.fcntl(each, fcntl.F_DUPFD, 5) for each in (to_browser[0], from_browser[1])]
    starting = [sys.executable, "-c", _AS_3_AND_4, *map(str, inherited), *command]
    browser = subprocess.Popen(starting, pass_fds=inherited, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for each in (*inherited, to_browser[0], from_browser[1]):
        os.close(each)
    try:
        whole = _Browser(to_browser[1], from_browser[0])
        found = whole.call("", "Target.getTargets")["targetInfos"]
        yield Page(whole, next(each["targetId"] for each in found if each["type"] == "page"))
    finally:
        browser.kill()
        browser.wait()
        os.close(to_browser[1])
        os.close(from_browser[0])
