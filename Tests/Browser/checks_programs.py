"""Programs: what they write is seen, and how they end."""

import asyncio
import glob
import os
import re

from harness import check, eventually, expect
from playground import Playground
from servers import ROOT


def _examples_of(id):
    async def function(t):
        language = next(one for one in await t.server.get("/languages") if one["id"] == id)
        expect(language["available"], f"it is not installed: {language.get('packages')} {language.get('hint')}")
        pg = await Playground.open(t)
        await pg.choose(language["name"])
        for example in language["examples"]:
            await pg.load_example(example["name"])
            if example.get("interactive"):
                await pg.start()
                await eventually(pg.terminal_text, f"{example['name']} asks for nothing", within=20)
                await pg.stop_button.click()
                await pg.finished()
                continue
            line = await pg.run(within=40)
            expect("Finished" in line, f"{example['name']}: {line} {(await pg.text())[:500]}")
            if example.get("output") and not example.get("artifacts"):
                seen = [one.rstrip() for one in (await pg.text()).strip().splitlines()]
                wanted = [one.rstrip() for one in re.sub(r"\x1b\[[0-9;]*m", "", example["output"]).strip().splitlines()]
                expect(seen == wanted, f"{example['name']} wrote {seen}, not {wanted}")

    function.__name__ = f"the_examples_of_{id}_run"
    return check(limit=150)(function)


for _path in sorted(glob.glob(os.path.join(ROOT, "languages", "*.toml"))):
    _examples_of(os.path.basename(_path).removesuffix(".toml"))


@check()
async def output_is_seen_before_the_program_ends(t):
    pg = await Playground.open(t)
    await pg.program("Python", "import time\nprint('first', flush=True)\ntime.sleep(3)\nprint('second')")
    await pg.start()
    await pg.wait_for_text("first", within=2)
    expect("second" not in await pg.text(), "it came all at once")
    expect(await pg.stop_button.is_visible(), "it does not seem to run")
    expect("second" in (await pg.finished() and await pg.text()), "the rest did not come")


@check()
async def stdout_and_stderr_stand_apart_and_the_numbers_are_shown(t):
    pg = await Playground.open(t)
    await pg.program(
        "Python", "import sys\nprint('to stdout', flush=True)\nprint('to stderr', file=sys.stderr)\nsys.exit(3)"
    )
    await pg.expect_run("Exit code 3")
    red = pg.output.locator(".stderr")
    expect((await red.inner_text()).strip() == "to stderr", f"stderr is {await red.all_inner_texts()}")
    colours = await pg.output.evaluate(
        "(region) => [getComputedStyle(region).color, getComputedStyle(region.querySelector('.stderr')).color]"
    )
    expect(colours[0] != colours[1], "both have one colour")
    status = await pg.root.locator("footer").inner_text()
    for word in ("time", "CPU", "memory", "queue", "prepare", "run", "collect"):
        expect(word in status, f"{word} is not among the numbers: {status}")


@check()
async def colours_of_terminals_are_shown_and_carriage_returns_work(t):
    pg = await Playground.open(t)
    await pg.program(
        "Bash", r"printf '\e[31mred\e[0m \e[1;48;5;22mdeep\e[0m\n'; printf '10%%\r99%%\n'; printf 'a\tb\n'"
    )
    text = await pg.expect_run("Finished", "red deep")
    expect("99%" in text and "10%" not in text, f"the carriage return did nothing: {text!r}")
    red = pg.output.get_by_text("red", exact=True)
    colours = await red.evaluate("(one) => [getComputedStyle(one).color, getComputedStyle(one.parentElement).color]")
    expect(colours[0] != colours[1], "red is not red")


@check()
async def input_and_arguments_reach_the_program(t):
    pg = await Playground.open(t)
    code = "import sys\nprint(sys.argv[1:], sys.stdin.read().split())"
    await pg.program("Python", code, stdin="19 23\n", arguments="one 'two three' \"f\\\"our\" ''")
    await pg.expect_run("Finished", "['one', 'two three', 'f\"our', ''] ['19', '23']")
    await pg.root.get_by_label("Arguments", exact=True).fill("'not closed")
    await pg.start()
    line = await pg.finished()
    expect("Not started" in line, f"half a quotation starts: {line}")


@check()
async def a_program_may_have_several_files(t):
    pg = await Playground.open(t)
    await pg.program("Python", "import helper\nprint(helper.greet('files'))\nprint(open('data/words.txt').read())")
    await pg.add_file("helper.py", "def greet(whom):\n    return 'hello ' + whom")
    await pg.add_file("data/words.txt", "of text")
    await pg.expect_run("Finished", "hello files\nof text")
    await pg.root.get_by_role("tab", name="helper.py").click()
    expect("def greet" in await pg.code(), "the tab shows another file")
    await pg.root.get_by_role("button", name="Close helper.py").click()
    await pg.expect_run("Exit code 1", "No module named 'helper'")
    await pg.root.get_by_role("button", name="Undo").click()
    await pg.expect_run("Finished", "hello files")


@check()
async def a_compile_error_leads_to_its_line(t):
    pg = await Playground.open(t)
    code = '#include <stdio.h>\n\nint main(void) {\n    int x = 1\n    printf("%d\\n", x);\n    return 0;\n}\n'
    await pg.program("C", code)
    await pg.expect_run("Did not compile", "error")
    await pg.editor.locator(".cm-problem-line").first.wait_for()
    await pg.output.get_by_role("button", name=re.compile(r"main\.c:[45]")).first.click()
    line = await pg.editor.locator(".cm-activeLine").inner_text()
    expect("int x = 1" in line or "printf" in line, f"the cursor is in {line!r}")
    expect(await pg.editor.evaluate("(one) => one.getRootNode().activeElement === one"), "the editor has no focus")


@check()
async def an_error_of_python_leads_to_its_line_in_its_file(t):
    pg = await Playground.open(t)
    await pg.program("Python", "import helper\nhelper.fail()")
    await pg.add_file("helper.py", "def fail():\n    x = 1\n    raise ValueError('here')")
    await pg.root.get_by_role("tab", name="main.py").click()
    await pg.expect_run("Exit code 1", "ValueError: here")
    await pg.output.get_by_role("button", name=re.compile("helper.py")).first.click()
    line = await pg.editor.locator(".cm-activeLine").inner_text()
    expect("raise ValueError" in line, f"the cursor is in {line!r}")
    expect(await pg.root.get_by_role("tab", name="helper.py").get_attribute("aria-selected") == "true", "another file")


@check()
async def a_program_that_takes_too_long_is_ended(t):
    pg = await Playground.open(t)
    await pg.program("Python", "print('begins', flush=True)\nwhile True: pass")
    await pg.limit("Time limit", "1 s")
    await pg.expect_run("Time limit", "begins", within=8)


@check()
async def a_program_that_takes_too_much_memory_is_ended(t):
    pg = await Playground.open(t)
    await pg.program(
        "C",
        "#include <stdlib.h>\n#include <string.h>\nint main(void) {" " for (;;) memset(malloc(1 << 20), 1, 1 << 20); }",
    )
    await pg.limit("Memory limit", "32 MiB")
    await pg.expect_run("Memory limit")


@check()
async def a_crash_tells_its_signal(t):
    pg = await Playground.open(t)
    await pg.program(
        "C",
        '#include <signal.h>\n#include <stdio.h>\nint main(void) { puts("before"); fflush(stdout); raise(SIGSEGV); }',
    )
    await pg.expect_run("SIGSEGV", "before")


@check()
async def endless_output_is_cut_and_says_so(t):
    pg = await Playground.open(t)
    await pg.program("Bash", "yes endless")
    await pg.expect_run("limit", "endless")
    await pg.root.get_by_text(re.compile("longer than the server keeps|wrote more than is kept")).first.wait_for()


@check()
async def stop_ends_a_program_at_once(t):
    pg = await Playground.open(t)
    await pg.program("Python", "import time\nprint('runs', flush=True)\ntime.sleep(4)\nprint('too late')")
    await pg.start()
    await pg.wait_for_text("runs")
    await pg.stop_button.click()
    line = await pg.finished(within=2)
    expect("Stopped" in line and "too late" not in await pg.text(), f"it is {line}")
    await pg.write("print('again')")
    await pg.expect_run("Finished", "again")


@check()
async def closing_the_page_ends_its_program(t):
    pg = await Playground.open(t)
    await pg.program("Python", "import time\nprint('runs', flush=True)\ntime.sleep(4.5)")
    await pg.start()
    await pg.wait_for_text("runs")

    async def none_runs():
        return (await t.server.get("/stats"))["tasks"]["running"] == 0

    expect(not await none_runs(), "it does not count as running")
    await pg.page.close()
    await eventually(none_runs, "it goes on without its page", within=2)


@check()
async def a_picture_of_matplotlib_is_shown(t):
    pg = await Playground.open(t)
    await pg.program(
        "Python",
        "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\n"
        "plt.plot([1, 4, 9, 16])\nplt.title('squares')\nplt.savefig('plot.png')\nprint('drawn')",
    )
    await pg.limit("Time limit", "30 s")
    await pg.expect_run("Finished", "drawn", within=40)
    picture = pg.root.get_by_role("img", name=re.compile("plot.png"))
    await picture.wait_for()
    width = await picture.evaluate("async (one) => { await one.decode(); return one.naturalWidth; }")
    expect(width > 300, f"the picture is {width} pixels wide")
    await t.screenshot(pg.page, "playground-picture")


@check()
async def files_that_were_written_can_be_downloaded(t):
    pg = await Playground.open(t)
    await pg.program(
        "Bash",
        'echo \'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="40"><circle r="9"/></svg>\' > c.svg;'
        " mkdir out; echo a,b > out/table.csv; echo done",
    )
    await pg.root.get_by_role("button", name="Settings").click()
    dialog = pg.root.get_by_role("dialog", name="Settings")
    await dialog.get_by_label("Files to bring back").fill("*.svg out/*.csv")
    await dialog.get_by_role("button", name="Save").click()
    await pg.expect_run("Finished", "done")
    await pg.root.get_by_role("img", name=re.compile("c.svg")).wait_for()
    async with pg.page.expect_download() as download:
        await pg.root.get_by_role("button", name="out/table.csv").click()
    file = await download.value
    expect(file.suggested_filename == "table.csv", file.suggested_filename)
    with open(await file.path()) as content:
        expect(content.read() == "a,b\n", "another content")


@check()
async def output_is_copied_downloaded_and_cleared(t):
    context = await t.context(permissions=["clipboard-read", "clipboard-write"])
    pg = await Playground.open(t, context=context)
    await pg.program("Bash", "echo keep me")
    await pg.expect_run("Finished")
    await pg.root.get_by_role("button", name="Copy the output").click()
    await pg.root.get_by_text("Output copied.").wait_for()
    expect(await pg.page.evaluate("navigator.clipboard.readText()") == "keep me\n", "something else was copied")
    async with pg.page.expect_download() as download:
        await pg.root.get_by_role("button", name="Download the output").click()
    with open(await (await download.value).path()) as content:
        expect(content.read() == "keep me\n", "something else was downloaded")
    await pg.root.get_by_role("button", name="Clear the output").click()
    expect(await pg.text() == "", "it is still there")


@check()
async def text_of_all_writings_and_bytes_that_are_none_are_shown(t):
    pg = await Playground.open(t)
    await pg.program(
        "Python",
        "import sys\nprint('naïve 日本語 🎈 ' * 2000)\nsys.stdout.flush()\n"
        "sys.stdout.buffer.write(b'\\xff\\xfe\\x00 bytes\\n')",
    )
    text = await pg.expect_run("Finished", "bytes")
    expect(text.count("naïve 日本語 🎈") == 2000, "characters were split")


@check()
async def code_is_formatted(t):
    languages = {one["id"]: one for one in await t.server.get("/languages")}
    samples = {
        "bash": ("if true; then\necho a;fi", "if true; then\n    echo a\nfi"),
        "c": ("int main(void){return  0;}", "int main(void) { return 0; }"),
        "go": ("package main\nfunc  main(){\nprintln( 1 )}", "println(1)"),
        "java": ("class  Main{ }", "class Main {}"),
        "javascript": ("let  a={b:1}", "let a = {b : 1}"),
        "perl": ("my  $x=1;", "my $x = 1;"),
        "python": ("x = {  'a':1 }", 'x = {"a": 1}'),
        "rust": ("fn  main(){}", "fn main() {}"),
        "swift": ("let  x=1", "let x = 1"),
    }
    pg = await Playground.open(t)
    formatted = []
    for id, (before, after) in samples.items():
        if not languages[id].get("format"):
            continue
        await pg.choose(languages[id]["name"])
        await pg.write(before)
        await pg.root.get_by_role("button", name="Format").click()
        await pg.root.get_by_text("Formatted.").wait_for()
        code = await pg.code()
        expect(re.sub(r"\s", "", after) in re.sub(r"\s", "", code), f"{id}: {code!r}")
        expect(code != before, f"{id} is as it was")
        formatted.append(id)
        await pg.root.get_by_role("button", name="Close this message").click()
    t.note("formatted: " + " ".join(formatted))
    expect({"bash", "go", "python"} <= set(formatted), f"only {formatted}")
    await pg.choose("Python")
    await pg.write("def broken(:")
    await pg.page.keyboard.press("Control+s")
    await pg.root.get_by_text(re.compile("The formatter says")).wait_for()
    t.tolerate("422")
    expect(await pg.code() == "def broken(:", "the code was changed")


@check()
async def without_web_sockets_the_output_streams_all_the_same(t):
    context = await t.context()
    await context.add_init_script(
        "window.WebSocket = class { static OPEN = 1; constructor() { throw new Error('none'); } };"
    )
    pg = await Playground.open(t, context=context)
    await pg.program("Python", "import time\nprint('first', flush=True)\ntime.sleep(2)\nprint('second')")
    await pg.start()
    await pg.wait_for_text("first", within=2)
    expect("second" not in await pg.text(), "it came all at once")
    await pg.finished()
    await pg.wait_for_text("second")


@check()
async def a_server_that_goes_away_is_told_and_found_again(t):
    server = await t.another_server()
    pg = await Playground.open(t, server=server)
    t.tolerate("ERR_|WebSocket|Failed to load")
    await pg.program("Python", "import time\nprint('runs', flush=True)\ntime.sleep(4)")
    await pg.start()
    await pg.wait_for_text("runs")
    server.process.kill()
    await asyncio.to_thread(server.process.wait)
    line = await pg.finished(within=10)
    expect("onnection" in line, f"it is {line}")
    expect("runs" in await pg.text(), "what was there is gone")
    await pg.start()
    line = await pg.finished(within=10)
    expect("onnection" in line, f"a second try is {line}")
