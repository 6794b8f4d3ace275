"""The page itself: how it loads, what it asks for, and who can use it."""

import asyncio
import re

from accessibility import audit, expect_no_sideways_scroll
from harness import check, eventually, expect
from playground import Playground


@check()
async def the_page_loads_without_an_error_and_asks_nobody_else(t):
    pg = await Playground.open(t)
    await pg.expect_run("Finished")
    foreign = [url for url in pg.page.requested if not url.startswith((pg.origin, "blob:", "data:"))]
    expect(not foreign, f"it asks others: {foreign}")
    await t.screenshot(pg.page, "playground")


@check()
async def the_policy_allows_no_script_but_ours(t):
    for path in ("/", "/admin", "/s/AAAAAAAAAAAAAAAA", "/s/AAAAAAAAAAAAAAAA?embed", "/?embed"):
        status, headers, _ = await asyncio.to_thread(t.server.request, "GET", path, None, {"Accept": "text/html"})
        expect(status in (200, 404), f"{path}: {status}")
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if part.strip()
        )
        expect(policy["default-src"] == "'none'" and policy["script-src"] == "'self'", f"{path}: {policy}")
        expect(policy["style-src"] == "'self'", f"{path}: {policy}")
        # When a person types over several lines, the browser itself makes attributes of style.
        strict = {name: value for name, value in policy.items() if name != "style-src-attr"}
        expect("unsafe" not in str(strict) and "*" not in str({**strict, "frame-ancestors": ""}), f"{path}: {policy}")
        expect(policy["base-uri"] == "'none'", f"{path}: {policy}")
        framed = policy["frame-ancestors"]
        expect(framed == ("*" if path.startswith("/s/") and "embed" in path else "'none'"), f"{path}: frames: {framed}")
        expect(headers["X-Content-Type-Options"] == "nosniff", f"{path}: types are guessed")
        expect(headers["Referrer-Policy"] == "no-referrer", f"{path}: the address is told to others")


@check()
async def inline_script_and_eval_are_refused(t):
    pg = await Playground.open(t)
    t.tolerate("Content Security Policy|Content-Security-Policy|refused by the policy|status of 404")
    answer = await pg.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.__inline = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.__inline = true'>");
            return new Promise((resolve) => setTimeout(() => resolve(window.__inline ?? false), 200));
        }"""
    )
    expect(answer is False, "inline script runs")


@check(alone=True)
async def the_editor_is_there_within_a_second_and_300_KiB(t):
    times = []
    for _ in range(3):
        context = await t.context()
        page = await context.new_page()
        client = await context.new_cdp_session(page)
        await client.send("Network.enable")
        sizes, paths = {}, {}
        client.on(
            "Network.responseReceived",
            lambda event, p=paths: p.__setitem__(event["requestId"], event["response"]["url"]),
        )
        client.on(
            "Network.loadingFinished",
            lambda event, s=sizes: s.__setitem__(event["requestId"], event["encodedDataLength"]),
        )
        await page.goto(t.server.origin + "/")
        await page.locator("body[data-ready]").wait_for()
        times.append(await page.evaluate("performance.getEntriesByName('runlet:ready')[0].startTime"))
        await page.wait_for_timeout(300)
    total = sum(sizes.values())
    largest = sorted(((size, paths.get(id, "")) for id, size in sizes.items()), reverse=True)[:3]
    t.note(
        f"{total / 1024:.0f} KiB in {len(sizes)} requests with the mode of Python; the largest: "
        + ", ".join(f"{url.removeprefix(t.server.origin)} {size / 1024:.0f} KiB" for size, url in largest)
    )
    groups = {}
    for id, size in sizes.items():
        path = paths.get(id, "").removeprefix(t.server.origin)
        kind = (
            "the editor"
            if "/vendor/" in path
            else "the page"
            if path.startswith("/playground/") or path == "/"
            else path
        )
        groups[kind] = groups.get(kind, 0) + size
    t.note(", ".join(f"{kind} {size / 1024:.0f} KiB" for kind, size in groups.items()))
    t.note(f"ready after {min(times):.0f} to {max(times):.0f} ms")
    expect(total < 300 * 1024, f"{total / 1024:.0f} KiB")
    expect(sorted(times)[1] < 1000, f"ready only after {times} ms")


@check()
async def a_page_that_was_seen_before_is_not_sent_again(t):
    pg = await Playground.open(t)
    await pg.page.reload()
    await pg.ready()
    sizes = await pg.page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/playground/'))"
        ".map((one) => [one.name, one.transferSize])"
    )
    large = [one for one in sizes if one[1] > 1000 and "settings.json" not in one[0]]
    expect(not large, f"sent again: {large}")


@check()
async def every_language_is_offered_and_found_by_its_names(t):
    languages = await t.server.get("/languages")
    pg = await Playground.open(t)
    box = pg.root.get_by_role("combobox", name="Language")
    await box.click()
    options = pg.root.get_by_role("listbox", name="Languages").get_by_role("option")
    expect(await options.count() == len(languages), f"{await options.count()} of {len(languages)} languages")
    for language in languages:
        for name in (language["name"], language["id"], *language["aliases"]):
            await box.fill(name)
            found = await options.all_inner_texts()
            expect(any(language["name"] in text for text in found), f"{name} finds {found}")
    await box.fill("no such language")
    await pg.root.get_by_text("No language of that name.").wait_for()
    await page_escape(pg)


async def page_escape(pg):
    await pg.page.keyboard.press("Escape")


@check()
async def every_language_is_coloured(t):
    languages = [one for one in await t.server.get("/languages") if one["available"]]
    pg = await Playground.open(t)
    for language in languages:
        await pg.choose(language["name"])
        coloured = pg.editor.locator(".cm-line span[class]")
        await eventually(lambda: _several(coloured), f"{language['name']} has no colours")


async def _several(locator):
    return await locator.count() >= 3


@check()
async def the_editor_indents_matches_brackets_searches_and_undoes(t):
    pg = await Playground.open(t)
    await pg.choose("Python")
    await pg.write("")
    keyboard = pg.page.keyboard
    await keyboard.type("def f(a):\nreturn (a")
    expect(await pg.code() == "def f(a):\n    return (a)", f"typed is {await pg.code()!r}")
    expect(await pg.editor.locator(".cm-matchingBracket").count() >= 1, "no bracket is matched")
    await keyboard.press("Control+z")
    await keyboard.press("Control+Shift+Z")
    expect("return (a" in await pg.code(), "redo does not bring it back")
    gutter = pg.root.locator(".cm-lineNumbers")
    expect("2" in await gutter.inner_text(), "there are no line numbers")
    await keyboard.press("Control+f")
    await pg.root.get_by_role("textbox", name="Find").press_sequentially("return")
    await pg.root.locator(".cm-searchMatch").wait_for()


@check(limit=60)
async def fast_typing_at_the_end_of_a_long_line_comes_in_order(t):
    # Whether the browser scrolls before or after the editor has seen a letter is chance: several at once, several times.
    async def type_in_one():
        pg = await Playground.open(t)
        for _ in range(3):
            await pg.program("Bash", "echo '" + "a line that is wider than the editor, " * 4 + "'")
            await pg.page.wait_for_timeout(200)
            await pg.page.keyboard.press("Control+End")
            await pg.page.keyboard.type("# typed at a good speed", delay=20)
            code = await pg.code()
            expect(code.endswith("# typed at a good speed"), f"it is now {code[-40:]!r}")

    await asyncio.gather(*(type_in_one() for _ in range(4)))


@check()
async def the_page_remembers_the_program(t):
    pg = await Playground.open(t)
    await pg.program("Ruby", "puts 'remember me'", stdin="some input", arguments="one 'two three'")
    await pg.page.wait_for_timeout(600)
    await pg.page.reload()
    await pg.ready()
    expect(await pg.root.get_by_role("combobox", name="Language").input_value() == "Ruby", "another language")
    expect("remember me" in await pg.code(), f"the code is {await pg.code()!r}")
    expect(await pg.root.get_by_label("Standard input").input_value() == "some input", "the input is gone")
    expect(
        await pg.root.get_by_label("Arguments", exact=True).input_value() == "one 'two three'", "the arguments are gone"
    )


@check()
async def without_its_editor_the_page_has_a_text_field(t):
    context = await t.context()
    await context.route("**/vendor/**", lambda route: route.abort())
    t.tolerate("ERR_FAILED|vendor/")
    pg = await Playground.open(t, context=context)
    expect(await pg.editor.evaluate("element => element.tagName") == "TEXTAREA", "it is no text field")
    await pg.choose("Python")
    await pg.write("print('plain')")
    await pg.expect_run("Finished", "plain")
    await pg.root.get_by_role("radio", name="Terminal").click()
    await pg.root.get_by_text("The terminal is not installed").wait_for()


@check()
async def the_colours_are_those_of_the_system_or_those_that_were_chosen(t):
    async def brightness(pg):
        return await pg.page.evaluate(
            "(getComputedStyle(document.body).backgroundColor.match(/\\d+/g) ?? []).slice(0, 3)"
            ".reduce((sum, part) => sum + Number(part), 0) / 3"
        )

    async def is_dark(pg, wanted):
        return (await brightness(pg) < 80) == wanted

    context = await t.context(color_scheme="dark")
    pg = await Playground.open(t, context=context)
    await eventually(lambda: is_dark(pg, True), "it is not dark", 1)
    await t.screenshot(pg.page, "playground-dark")
    await pg.page.emulate_media(color_scheme="light")
    await eventually(lambda: is_dark(pg, False), "it is not light", 1)
    await pg.root.get_by_role("button", name="More").click()
    await pg.root.get_by_role("menuitemradio", name="Dark").click()
    await eventually(lambda: is_dark(pg, True), "the choice changes nothing", 1)
    await pg.page.wait_for_timeout(600)
    await pg.page.reload()
    await pg.ready()
    await eventually(lambda: is_dark(pg, True), "the choice is forgotten", 1)
    # The operators' page follows.
    await pg.page.goto(pg.origin + "/admin")
    await eventually(lambda: is_dark(pg, True), "the operators' page does not follow", 1)


async def expect_in_sight(pg, text):
    """Who has pressed Run wants to see what comes."""
    seen = await pg.output.evaluate(
        """(output) => {
            const box = output.getBoundingClientRect();
            return Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
        }"""
    )
    expect(seen > 60, f"of the output {text}, {seen:.0f} pixels are in sight")


@check()
async def it_works_at_360_pixels(t):
    pg = await Playground.open(t, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    await expect_no_sideways_scroll(pg.page, "at the start")
    await pg.program("Python", "print('narrow ' * 200)\nimport sys; print('e' * 500, file=sys.stderr)")
    await pg.expect_run("Finished", "narrow")
    await expect_no_sideways_scroll(pg.page, "after a run")
    await t.screenshot(pg.page, "playground-narrow")
    await expect_in_sight(pg, "narrow")
    await audit(pg.page, "on a narrow screen")
    for name in ("Examples", "More"):
        await pg.root.get_by_role("button", name=name).click()
        await pg.root.get_by_role("menu", name=name).wait_for()
        await expect_no_sideways_scroll(pg.page, f"with the menu {name}")
        await pg.page.keyboard.press("Escape")
    await pg.root.get_by_role("combobox", name="Language").click()
    await expect_no_sideways_scroll(pg.page, "with the list of languages")
    await pg.page.keyboard.press("Escape")
    await pg.root.get_by_role("button", name="Settings").click()
    await pg.root.get_by_role("dialog").wait_for()
    await expect_no_sideways_scroll(pg.page, "with the settings")
    for button in await pg.root.get_by_role("button").all():
        if await button.is_visible():
            box = await button.bounding_box()
            expect(
                box["width"] >= 24 and box["height"] >= 24, f"too small for a finger: {await button.inner_text()} {box}"
            )


@check(limit=60)
async def a_program_is_chosen_written_and_run_with_the_keyboard_alone(t):
    # Typing over a selection of several lines, the browser itself tries to keep its looks with an attribute of style.
    t.tolerate("Applying inline style|style-src-attr inline")
    pg = await Playground.open(t)
    keyboard = pg.page.keyboard
    focused = (
        "(() => { let one = document.activeElement; while (one?.shadowRoot?.activeElement)"
        " one = one.shadowRoot.activeElement; return one?.getAttribute('aria-label') || one?.id || one?.innerText || one?.tagName; })()"
    )

    async def tab_to(name, most=60):
        seen = []
        for _ in range(most):
            await keyboard.press("Tab")
            seen.append(str(await pg.page.evaluate(focused)))
            if re.search(name, seen[-1]):
                return
        raise AssertionError(f"the keyboard does not come to {name}, but to {seen}")

    await tab_to("^language$")
    await keyboard.type("bash")
    await keyboard.press("Enter")
    await tab_to("^Code")
    await keyboard.press("Control+a")
    await keyboard.type("echo typed; exit 3")
    await keyboard.press("Control+Enter")
    line = await pg.finished()
    expect("Exit code 3" in line and "typed" in await pg.text(), f"it is {line}")
    # Out of the editor again, and through all the page without being caught. A list of completions takes the first Escape.
    await keyboard.press("Escape")
    await keyboard.press("Escape")
    await tab_to("arguments")
    await tab_to("^Output of the program$")
    await keyboard.press("F6")
    await tab_to("^examples|Examples$")
    await keyboard.press("Enter")
    await keyboard.press("ArrowDown")
    await keyboard.press("Escape")
    expect(re.search("xamples", str(await pg.page.evaluate(focused))), "a menu does not give the focus back")


@check(limit=60)
async def the_page_has_labels_roles_and_contrast(t):
    for scheme in ("light", "dark"):
        rules = None if scheme == "light" else ["color-contrast"]
        pg = await Playground.open(t, color_scheme=scheme)
        await pg.program(
            "Python", "import sys\nprint('\\x1b[32mgreen\\x1b[0m plain')\nprint('problem', file=sys.stderr)\n1/0"
        )
        await pg.expect_run("Exit code 1", "ZeroDivisionError")
        await audit(pg.page, f"after a run, {scheme}", only=rules)
        await pg.root.get_by_role("button", name="More").click()
        await audit(pg.page, f"with a menu, {scheme}", only=rules)
        await pg.page.keyboard.press("Escape")
        await pg.root.get_by_role("button", name="Settings").click()
        await audit(pg.page, f"with a dialog, {scheme}", only=rules)
        await pg.page.keyboard.press("Escape")
        await pg.use_terminal()
        await audit(pg.page, f"with the terminal, {scheme}", only=rules)


@check()
async def the_outcome_is_spoken(t):
    pg = await Playground.open(t)
    await pg.program("Python", "print('x')")
    await pg.run()
    spoken = pg.root.locator("[role=status]").filter(has_text="Finished")
    expect(await spoken.count() >= 1, "no status says how it ended")
