"""Programs that one talks with while they run."""

import re

from harness import check, eventually, expect
from playground import Playground


async def terminal(t, language, code, **options):
    pg = await Playground.open(t, **options)
    await pg.program(language, code)
    await pg.use_terminal()
    await pg.start()
    return pg


def has(pg, text):
    async def ask():
        return text in await pg.terminal_text()

    return ask


async def seen(pg, text, within=8):
    last = ""

    async def ask():
        nonlocal last
        last = await pg.terminal_text()
        return text in last

    await eventually(ask, lambda: f"{text!r} is not in the terminal: {last[-500:]!r}", within)


@check()
async def input_is_typed_into_a_running_program(t):
    pg = await terminal(
        t,
        "Python",
        "name = input('Your name? ')\nprint('Hello,', name.upper())\nage = input('Age? ')\nprint(int(age) + 1)",
    )
    await seen(pg, "Your name?")
    await pg.page.keyboard.type("ada\n")
    await seen(pg, "Hello, ADA")
    await pg.page.keyboard.type("41\n")
    line = await pg.finished()
    await seen(pg, "42")
    expect("Finished" in line, line)
    expect("Your name? ada" in await pg.terminal_text(), "what was typed is not seen")
    await t.screenshot(pg.page, "playground-terminal")


@check()
async def it_is_a_real_terminal(t):
    code = "import os, sys\nprint(sys.stdin.isatty(), sys.stdout.isatty(), os.get_terminal_size().columns > 20, os.environ.get('TERM'))"
    pg = await terminal(t, "Python", code)
    await pg.finished()
    await seen(pg, "True True True xterm")


@check()
async def control_c_interrupts_the_program(t):
    code = "import time\ntry:\n    print('sleeps', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted')"
    pg = await terminal(t, "Python", code)
    await seen(pg, "sleeps")
    await pg.page.keyboard.press("Control+c")
    await seen(pg, "interrupted")
    expect("Finished" in await pg.finished(), "it did not end by itself")
    await pg.start()
    await seen(pg, "sleeps")
    await pg.root.get_by_role("button", name="Ctrl+C").click()
    await seen(pg, "interrupted")
    await pg.finished()


@check()
async def control_d_is_the_end_of_the_input(t):
    pg = await terminal(t, "Python", "import sys\nprint('reads')\nprint(len(sys.stdin.read()), 'characters')")
    await seen(pg, "reads")
    await pg.page.keyboard.type("four\n")
    await pg.page.keyboard.press("Control+d")
    await seen(pg, "5 characters")
    await pg.finished()


@check()
async def the_program_is_told_when_the_terminal_changes_its_size(t):
    code = (
        "import os, signal, time\nsize = lambda *_: print('size', *os.get_terminal_size(), flush=True)\n"
        "signal.signal(signal.SIGWINCH, size)\nsize()\ntime.sleep(20)"
    )
    pg = await terminal(t, "Python", code)
    await seen(pg, "size")
    first = re.findall(r"size (\d+) (\d+)", await pg.terminal_text())[0]
    await pg.page.set_viewport_size({"width": 900, "height": 500})

    async def changed():
        sizes = re.findall(r"size (\d+) (\d+)", await pg.terminal_text())
        return len(sizes) > 1 and sizes[-1] != first

    await eventually(changed, f"it stays at {first}")
    await pg.stop_button.click()
    await pg.finished()


@check()
async def stop_ends_a_program_in_the_terminal(t):
    pg = await terminal(t, "Bash", "trap '' INT TERM; echo stubborn; while :; do sleep 1; done")
    await seen(pg, "stubborn")
    await pg.page.keyboard.press("Control+c")
    await pg.stop_button.click()
    expect("Stopped" in await pg.finished(within=3), "it goes on")


@check()
async def what_is_typed_ahead_is_read_later(t):
    pg = await terminal(
        t, "Python", "import time\nprint('ready', flush=True)\ntime.sleep(1)\nprint([input(), input()])"
    )
    await seen(pg, "ready")
    await pg.page.keyboard.type("one\ntwo\n")
    await pg.finished()
    await seen(pg, "['one', 'two']")


@check()
async def a_program_of_a_compiled_language_can_be_talked_with(t):
    code = (
        '#include <stdio.h>\nint main(void) { int n; printf("a number? "); fflush(stdout);'
        ' if (scanf("%d", &n) == 1) printf("twice is %d\\n", 2 * n); }'
    )
    pg = await terminal(t, "C", code)
    await seen(pg, "a number?", within=15)
    await pg.page.keyboard.type("21\n")
    await seen(pg, "twice is 42")
    await pg.finished()


@check()
async def cursor_keys_and_colours_work_in_the_terminal(t):
    code = (
        "import sys, termios, tty\nold = termios.tcgetattr(0)\ntty.setraw(0)\n"
        "sys.stdout.write('\\x1b[2J\\x1b[H\\x1b[32mpress\\x1b[0m')\nsys.stdout.flush()\n"
        "import os\nkey = os.read(0, 8)\ntermios.tcsetattr(0, termios.TCSADRAIN, old)\nprint('\\r\\n', key)"
    )
    pg = await terminal(t, "Python", code)
    await seen(pg, "press")
    await pg.page.keyboard.press("ArrowUp")
    await seen(pg, "b'\\x1b[A'")
    await pg.finished()


@check()
async def a_program_that_reads_nothing_does_not_stop_the_page(t):
    pg = await terminal(t, "Python", "import time\nprint('deaf', flush=True)\ntime.sleep(6)\nprint('over')")
    await seen(pg, "deaf")
    await pg.page.keyboard.insert_text("x" * 200_000)
    await seen(pg, "over", within=15)
    await pg.finished()
