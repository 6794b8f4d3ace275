"""What would be a script if somebody took it for markup."""

import json
import re

from corpus import HOSTILE_SVG, MARKUP
from harness import check, eventually, expect
from playground import Playground

_FOREIGN = (
    ":is(body, main, dialog) :is(script, iframe, object, embed, base, form[action^=javascript], "
    "[onerror], [onload], [onfocus], [onmouseover], a[href^=javascript], img[src=x])"
)


async def expect_no_markup(pg, what):
    # Markup that came through would have handlers, or frames, or scripts that are not the page's own.
    found = await pg.page.evaluate(
        """(selector) => {
            const roots = [document];
            for (const element of document.querySelectorAll("*")) if (element.shadowRoot) roots.push(element.shadowRoot);
            return roots.flatMap((root) => [...root.querySelectorAll(selector)]).map((one) => one.outerHTML.slice(0, 200));
        }""",
        _FOREIGN,
    )
    expect(not found, f"{what} became markup: {found}")


@check()
async def hostile_output_is_text(t):
    pg = await Playground.open(t)
    code = "import sys, json\nfor one in json.loads(sys.stdin.read()):\n    print(one)\n    print(one, file=sys.stderr)"
    await pg.program("Python", code, stdin=json.dumps(MARKUP))
    text = await pg.expect_run("Finished")
    await expect_no_markup(pg, "output")
    lines = text.splitlines()
    for markup in MARKUP:
        if not any(ord(letter) < 32 or letter in "\u202e\u2066\ufeff" for letter in markup):
            expect(lines.count(markup) == 2, f"not as it was written: {markup!r} in {lines}")


@check()
async def hostile_output_is_text_in_the_terminal(t):
    pg = await Playground.open(t)
    safe = [one.replace("\0", "") for one in MARKUP]
    await pg.program(
        "Python",
        f"import json\nfor one in json.loads({json.dumps(json.dumps(safe))}): print(one)\n"
        "print('\\x1b]0;title\\x07\\x1b]52;c;c3RvbGVu\\x07\\x1b[6n\\x1b[c')",
    )
    await pg.use_terminal()
    await pg.run()
    await expect_no_markup(pg, "output in the terminal")
    expect("title" != await pg.page.title(), "a program changed the page's title")


@check()
async def hostile_file_names_and_errors_are_text(t):
    pg = await Playground.open(t)
    await pg.program(
        "Python", "import glob\nprint(sorted(glob.glob('*')))\nraise ValueError('<img src=x onerror=alert(1)>')"
    )
    for number, name in enumerate(("<img src=x onerror=alert(1)>.py", "'\"><b onmouseover=alert(1)>.txt")):
        await pg.add_file(name, f"# {number}")
    await pg.expect_run("Exit code 1", "ValueError: <img src=x onerror=alert(1)>")
    await expect_no_markup(pg, "a file's name")
    await pg.root.get_by_role("button", name=re.compile("^Close <img")).click()
    await pg.root.get_by_text("is closed.").wait_for()
    await expect_no_markup(pg, "a file's name in a message")


@check()
async def a_hostile_shared_program_is_text(t):
    context = await t.context()
    for markup in MARKUP[:12]:
        made = await t.server.post(
            "/snippets",
            {
                "language": "python",
                "files": [{"name": "main.py", "content": f"# {markup}\nprint('harmless')"}],
                "stdin": markup,
                "args": [markup],
                "title": markup[:80],
            },
        )
        pg = await Playground.open(t, path=made["url"], context=context)
        await expect_no_markup(pg, "a shared program")
        expect(await pg.root.get_by_label("Standard input").input_value() == markup, "the input is another one")
        await pg.page.close()
    status, _, _ = t.server.request(
        "POST", "/snippets", {"language": "python", "files": [{"name": "../../etc/passwd", "content": ""}]}
    )
    expect(status == 400, f"a name that leads out of the directory can be shared: {status}")


@check()
async def a_hostile_picture_does_nothing(t):
    pg = await Playground.open(t)
    code = "import sys\nopen('evil.svg', 'w').write(sys.stdin.read())\nopen('<img src=x onerror=alert(1)>.png', 'w').write('none')"
    await pg.program("Python", code, stdin=HOSTILE_SVG)
    await pg.expect_run("Finished")
    await pg.root.get_by_text("evil.svg").first.wait_for()
    await pg.page.wait_for_timeout(500)
    await expect_no_markup(pg, "a picture")
    strange = [url for url in pg.page.requested if "127.0.0.1:9" in url]
    expect(not strange, f"the picture loaded {strange}")


@check()
async def hostile_messages_of_the_server_are_text(t):
    context = await t.context()
    await context.route(
        "**/format",
        lambda route: route.fulfill(
            status=422, content_type="application/json", body=json.dumps({"message": "<img src=x onerror=alert(1)>"})
        ),
    )
    t.tolerate("422")
    pg = await Playground.open(t, context=context)
    await pg.choose("Python")
    await pg.root.get_by_role("button", name="Format").click()
    await pg.root.get_by_text("<img src=x onerror=alert(1)>").wait_for()
    await expect_no_markup(pg, "a message")


@check()
async def a_state_that_somebody_spoiled_does_not_break_the_page(t):
    for state in (
        "{",
        "null",
        "[]",
        '{"documents":{"python":{"files":[{"name":"<img src=x onerror=alert(1)>","content":5}]}}}',
        '{"language":"__proto__","documents":{"__proto__":{"files":[{"name":"a","content":"b"}]}}}',
    ):
        context = await t.context()
        await context.add_init_script(
            f"try {{ localStorage.setItem('runlet.playground', {json.dumps(state)}) }} catch {{ }}"
        )
        pg = await Playground.open(t, context=context)
        await eventually(lambda: pg.run_button.is_enabled(), f"nothing runs after {state}")
        await expect_no_markup(pg, "what was stored")
