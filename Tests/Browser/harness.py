"""Runs the checks: each with a page and a time limit of its own, and none stops another."""

import asyncio
import os
import re
import shutil
import sys
import time
import traceback
from contextlib import asynccontextmanager

from playwright.async_api import async_playwright

from servers import ROOT, OtherPage, Runlet

SCREENSHOTS = os.path.join(ROOT, ".build-browser", "screenshots")

_checks = []


# Two rows of checks go side by side, each with a server of its own, so that what one does is not in another's numbers.
_LANES = (
    ("checks_admin", "checks_hostile", "checks_page"),
    ("checks_programs", "checks_sharing", "checks_terminal"),
)


def check(limit=30, alone=False):
    """Makes a function a check. Its name is a sentence. `alone`: it measures, so nothing else runs beside it."""

    def take(function):
        _checks.append((function, limit, alone))
        return function

    return take


class Failed(AssertionError):
    pass


def expect(condition, message):
    if not condition:
        raise Failed(message)


async def eventually(ask, message, within=5.0, every=0.03):
    """What `ask` gives once that is true."""
    end = time.monotonic() + within
    while True:
        value = await ask()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"not within {within:g} s: {message() if callable(message) else message}")
        await asyncio.sleep(every)


# Reports what the page's own policy refused, also where the console does not.
_WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
});
window.__alerts = 0;
window.alert = window.confirm = window.prompt = () => { window.__alerts += 1; };
"""


class Tester:
    """What a check has."""

    def __init__(self, suite, name, server):
        self.suite = suite
        self.name = name
        self.server = server
        self.notes = []
        self.problems = []
        # Of what the page says: what is meant to be there in this check.
        self.tolerated = []
        self._contexts = []
        self._ends = []

    def note(self, text):
        self.notes.append(text)

    def tolerate(self, pattern):
        self.tolerated.append(re.compile(pattern))

    @property
    def other(self):
        if self.suite.other is None:
            self.suite.other = OtherPage()
        return self.suite.other

    async def another_server(self, **settings):
        server = await asyncio.to_thread(Runlet, settings)
        self._ends.append(server.stop)
        return server

    async def context(self, **options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = await self.suite.browser.new_context(**options)
        context.set_default_timeout(10_000)
        await context.add_init_script(_WATCH)
        self._contexts.append(context)
        context.on("page", self._watch)
        return context

    async def page(self, context=None, **options):
        return await (context or await self.context(**options)).new_page()

    def _watch(self, page):
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: self._heard(message))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("crash", lambda _: self.problems.append("the page crashed"))

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    async def screenshot(self, page, name, **options):
        await page.screenshot(path=os.path.join(SCREENSHOTS, name + ".png"), **options)

    async def finish(self, failed):
        """Looks at what the pages said, then closes them."""
        number = 0
        for context in self._contexts:
            for page in context.pages:
                try:
                    for frame in page.frames:
                        found = await asyncio.wait_for(frame.evaluate("window.__violations ?? []"), 5)
                        self.problems += [f"refused by the policy: {one}" for one in found]
                        if await asyncio.wait_for(frame.evaluate("window.__alerts ?? 0"), 5):
                            self.problems.append("a dialog was opened by script")
                    if failed:
                        number += 1
                        await asyncio.wait_for(self.screenshot(page, f"failed-{self.name}-{number}"), 10)
                except Exception as error:
                    if failed:
                        self.notes.append(f"could not look at the page any more: {str(error).splitlines()[0]}")
            try:
                await asyncio.wait_for(context.close(), 10)
            except Exception:
                pass
        for end in self._ends:
            await asyncio.to_thread(end)
        return [one for one in self.problems if not any(pattern.search(one) for pattern in self.tolerated)]


class Suite:
    def __init__(self):
        self.servers = []
        self.other = None
        self.browser = None

    @asynccontextmanager
    async def running(self, executable):
        os.makedirs(SCREENSHOTS, exist_ok=True)
        try:
            for _ in _LANES:
                self.servers.append(await asyncio.to_thread(Runlet))
            async with async_playwright() as playwright:
                arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                self.browser = await playwright.chromium.launch(executable_path=executable, args=arguments)
                try:
                    yield
                finally:
                    await self.browser.close()
        finally:
            for server in self.servers:
                server.stop()
            if self.other:
                self.other.stop()

    async def run(self, function, limit, lane=0):
        """Gives whether it passed."""
        name = function.__name__
        tester = Tester(self, name, self.servers[lane])
        begin = time.monotonic()
        error = None
        try:
            await asyncio.wait_for(function(tester), limit)
        except asyncio.TimeoutError:
            error = f"did not end within {limit} s"
        except Failed as failure:
            error = str(failure)
        except Exception as failure:
            frames = traceback.extract_tb(failure.__traceback__)
            own = [frame for frame in frames if os.path.dirname(frame.filename) == os.path.dirname(__file__)]
            place = f"{os.path.basename(own[-1].filename)}:{own[-1].lineno}: " if own else ""
            error = f"{place}{type(failure).__name__}: {failure}"
        problems = await tester.finish(error is not None)
        if problems:
            error = "\n".join(([error] if error else []) + problems[:10])
        seconds = time.monotonic() - begin
        print(f"{'fail' if error else 'pass'}  {name.replace('_', ' ')}  ({seconds:.1f} s)", flush=True)
        for line in tester.notes + (error.strip().splitlines()[:25] if error else []):
            print(f"      {line}", flush=True)
        return error is None


def browser():
    executable = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if executable is None:
        sys.exit("test-browser: there is no chromium; scripts/setup-debian.sh browser installs it")
    return executable


async def only(function):
    suite = Suite()
    async with suite.running(browser()):
        return 0 if await suite.run(function, 60) else 1


async def main(filters, seconds=600):
    chosen = [one for one in _checks if all(text in one[0].__name__.replace("_", " ") for text in filters)]
    if not chosen:
        sys.exit("test-browser: no check has such a name")
    end = time.monotonic() + seconds
    results = []
    suite = Suite()

    async def row(checks, lane):
        for function, limit, _ in checks:
            left = end - time.monotonic()
            if left < 1:
                print(f"fail  {function.__name__.replace('_', ' ')}  (no time was left)", flush=True)
            results.append(left >= 1 and await suite.run(function, min(limit, left), lane))

    async with suite.running(browser()):
        await row([one for one in chosen if one[2]], 0)
        await asyncio.gather(
            *(
                row([one for one in chosen if one[0].__module__ in modules and not one[2]], lane)
                for lane, modules in enumerate(_LANES)
            )
        )
        for server in suite.servers:
            if server.process.poll() is not None:
                print(f"fail  a server is gone:\n{server.log()}")
                results.append(False)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed", flush=True)
    return 0 if all(results) else 1
