"""Links to programs, and programs in other people's pages."""

import asyncio
import re

from harness import check, eventually, expect
from playground import Playground


async def share(pg):
    await pg.root.get_by_role("button", name="Share").click()
    dialog = pg.root.get_by_role("dialog", name="A link to this program")
    link = await dialog.get_by_label("Link").input_value()
    await dialog.get_by_role("button", name="Done").click()
    return link


@check()
async def a_link_brings_the_program_with_all_that_belongs_to_it(t):
    pg = await Playground.open(t)
    await pg.program(
        "Python",
        "import sys, helper\nprint(helper.word, sys.argv[1:], input())",
        stdin="from stdin\n",
        arguments="a 'b c'",
    )
    await pg.add_file("helper.py", "word = 'shared'")
    await pg.limit("Time limit", "2 s")
    link = await share(pg)
    expect(re.fullmatch(re.escape(pg.origin) + r"/s/[\w-]{16}", link), f"the link is {link}")
    expect(await share(pg) == link, "the same program has two links")
    other = await Playground.open(t, path=link.removeprefix(pg.origin))
    expect(await other.root.get_by_role("combobox", name="Language").input_value() == "Python", "another language")
    expect("helper.word" in await other.code(), f"the code is {await other.code()!r}")
    await other.expect_run("Finished", "shared ['a', 'b c'] from stdin")
    await other.page.reload()
    await other.ready()
    await other.expect_run("Finished", "shared ['a', 'b c'] from stdin")
    await other.write("import time; time.sleep(10)")
    line = await other.run()
    expect("Time limit" in line and "2 s" in line, f"the limits were not shared: {line}")


@check()
async def opening_a_link_leaves_ones_own_program_alone(t):
    context = await t.context()
    pg = await Playground.open(t, context=context)
    await pg.program("Python", "print('mine')")
    await pg.page.wait_for_timeout(600)
    made = await t.server.post("/snippets", {"language": "bash", "code": "echo theirs", "title": "a title"})
    other = await Playground.open(t, path=made["url"], context=context)
    await other.expect_run("Finished", "theirs")
    expect("a title" in await other.page.title(), f"the title is {await other.page.title()!r}")
    again = await Playground.open(t, context=context)
    expect("mine" in await again.code(), f"it is now {await again.code()!r}")


@check()
async def a_link_that_leads_nowhere_says_so(t):
    t.tolerate("404")
    pg = await Playground.open(t, path="/s/AAAAAAAAAAAAAAAA")
    expect("Not found" in await pg.outcome.inner_text(), await pg.outcome.inner_text())


@check()
async def what_is_too_large_to_share_says_so(t):
    t.tolerate("413")
    pg = await Playground.open(t)
    await pg.program("Python", "# " + "x" * 80_000)
    await pg.root.get_by_role("button", name="Share").click()
    await pg.root.get_by_text(re.compile("Too long to share")).wait_for()


@check()
async def a_shared_program_runs_in_a_frame_of_another_page(t):
    made = await t.server.post("/snippets", {"language": "python", "code": "print('framed')"})
    t.other.pages[
        "/frame"
    ] = f"<!doctype html><iframe width=700 height=500 src='{t.server.origin}{made['url']}?embed'></iframe>"
    page = await t.page()
    await page.goto(t.other.origin + "/frame")
    pg = Playground(page, t.server.origin, page.frame_locator("iframe"))
    await pg.ready()
    await pg.expect_run("Finished", "framed")
    for name in ("Share", "Settings", "Examples"):
        expect(not await pg.root.get_by_role("button", name=name).is_visible(), f"there is chrome: {name}")
    full = pg.root.get_by_role("link", name="Open in Runlet")
    expect(await full.get_attribute("href") == made["url"], "the link leads elsewhere")
    await t.screenshot(page, "embed")


@check()
async def the_whole_page_cannot_be_framed(t):
    t.other.pages["/whole"] = f"<!doctype html><iframe width=700 height=500 src='{t.server.origin}/'></iframe>"
    t.tolerate("frame-ancestors|ERR_BLOCKED_BY_RESPONSE|Refused to")
    page = await t.page()
    await page.goto(t.other.origin + "/whole")
    await page.wait_for_timeout(700)
    expect(await page.frame_locator("iframe").locator("#run").count() == 0, "it is framed")


_BLOCKS = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page of somebody</title>
<pre data-runlet="python">print("from a block", 6 * 7)</pre>
<pre data-runlet="bash">read -r x; echo &quot;&lt;b&gt;$x&lt;/b&gt;&quot;; exit 4</pre>
<pre>left alone</pre>
<script src="%s/embed.js"></script></html>"""


@check()
async def one_line_of_script_makes_blocks_of_any_page_run(t):
    server = await t.another_server(MIDDLEWARE_WEB_CORS_ENABLED="true", MIDDLEWARE_WEB_CORS_ORIGINS=t.other.origin)
    t.other.pages["/blocks"] = _BLOCKS % server.origin
    page = await t.page()
    await page.goto(t.other.origin + "/blocks")
    buttons = page.get_by_role("button", name=re.compile("^Run"))
    await eventually(lambda: _count(buttons, 2), "there are not two buttons")
    await buttons.nth(0).click()
    await page.get_by_text("from a block 42").wait_for()
    await buttons.nth(1).click()
    await page.get_by_text("<b></b>").wait_for()
    expect(await page.get_by_text("left alone").count() == 1, "another block was changed")
    await t.screenshot(page, "embed-script")


async def _count(locator, count):
    return await locator.count() == count


@check()
async def without_leave_such_a_block_says_what_is_missing(t):
    t.other.pages["/refused"] = _BLOCKS % t.server.origin
    t.tolerate("CORS|ERR_FAILED|403|Failed to load")
    page = await t.page()
    await page.goto(t.other.origin + "/refused")
    await page.get_by_role("button", name=re.compile("^Run")).first.click()
    await page.get_by_text(re.compile("cors|CORS|origin", re.I)).first.wait_for()
    expect((await t.server.get("/stats"))["tasks"]["running"] == 0, "it ran")


@check()
async def no_page_of_somebody_else_runs_code_here(t):
    """Neither by a simple request nor over a WebSocket, which knows no preflight."""
    t.other.pages["/attack"] = "<!doctype html><title>attack</title>"
    t.tolerate("CORS|ERR_FAILED|403|WebSocket|Failed to load")
    page = await t.page()
    await page.goto(t.other.origin + "/attack")
    before = (await t.server.get("/jobs?size=1"))["totalItems"]
    answer = await page.evaluate(
        """async (server) => {
            const body = JSON.stringify({ language: "bash", code: "echo attack" });
            const posted = await fetch(server + "/execute", { method: "POST", mode: "no-cors", body,
                headers: { "Content-Type": "text/plain" } }).then(() => "sent", () => "failed");
            const socket = await new Promise((resolve) => {
                const one = new WebSocket(server.replace("http", "ws") + "/execute", ["runlet.v1"]);
                one.onopen = () => resolve("open");
                one.onerror = () => resolve("refused");
            });
            const read = await fetch(server + "/jobs").then((one) => one.text()).catch(() => "unreadable");
            return { posted, socket, read };
        }""",
        t.server.origin,
    )
    expect(answer["socket"] == "refused", f"{answer}")
    expect(answer["read"] == "unreadable", f"{answer}")
    await asyncio.sleep(0.3)
    after = (await t.server.get("/jobs?size=1"))["totalItems"]
    expect(after == before, "a page of somebody else ran code")


@check()
async def a_key_is_asked_for_and_kept_until_the_tab_is_closed(t):
    server = await t.another_server(MIDDLEWARE_WEB_KEYAUTH_ENABLED="true", MIDDLEWARE_WEB_KEYAUTH_KEY="the-users-key")
    t.tolerate("401|WebSocket")
    page = await t.page()
    pg = Playground(page, server.origin)
    await page.goto(server.origin + "/")
    dialog = page.get_by_role("dialog", name="A key is needed")
    await dialog.get_by_label("Key").fill("wrong")
    await dialog.get_by_role("button", name="Use it").click()
    await page.get_by_text("did not take the key").wait_for()
    await dialog.get_by_label("Key").fill("the-users-key")
    await page.keyboard.press("Enter")
    await pg.ready()
    await pg.program("Python", "print('with a key')")
    await pg.expect_run("Finished", "with a key")
    await pg.use_terminal()
    await pg.start()
    await eventually(lambda: _in_terminal(pg, "with a key"), "the terminal has no key")
    await pg.finished()
    link = await share(pg)
    kept = await page.evaluate("JSON.stringify({...localStorage}) + document.cookie + location.href")
    expect("the-users-key" not in kept, "the key is kept where it should not be")
    expect(not any("the-users-key" in url for url in page.requested), "the key was in an address")
    await page.goto(link)
    await pg.ready()
    await pg.expect_run("Finished", "with a key")


async def _in_terminal(pg, text):
    return text in await pg.terminal_text()
