"""The playground as a person uses it: things are found by their role and their name."""

import re

from harness import expect

_BUSY = r"^(Ready|Running|Running again|Waiting|Stopping|Loading)$"


class Playground:
    def __init__(self, page, origin, root=None):
        self.page = page
        self.origin = origin
        # The page itself, or a frame of another one.
        self.root = root or page

    @classmethod
    async def open(cls, t, path="/", server=None, context=None, **options):
        page = await t.page(context, **options)
        self = cls(page, (server or t.server).origin)
        await page.goto(self.origin + path)
        await self.ready()
        return self

    async def ready(self):
        await self.root.locator("body[data-ready]").wait_for()

    # ---- The program --------------------------------------------------------------------------------------------------

    @property
    def editor(self):
        return self.root.get_by_role("textbox", name=re.compile("^Code"))

    async def choose(self, language):
        """By its name, in the box with search."""
        box = self.root.get_by_role("combobox", name="Language")
        await box.fill(language)
        await self.root.get_by_role("listbox", name="Languages").get_by_role("option").filter(
            has_text=re.compile("^" + re.escape(language))
        ).first.click()

    async def write(self, code):
        """Replaces the whole of the file that is open, as pasting does."""
        await self.editor.click()
        await self.page.keyboard.press("Control+a")
        if await self.editor.evaluate("element => element.tagName") == "TEXTAREA":
            await self.editor.fill(code)
            return
        await self.editor.evaluate(
            """(element, text) => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }""",
            code,
        )

    async def code(self):
        """What the editor shows. (Of a long file, it has only the lines in sight.)"""
        if await self.editor.evaluate("element => element.tagName") == "TEXTAREA":
            return await self.editor.input_value()
        return "\n".join(line.replace("\u200b", "") for line in await self.editor.locator(".cm-line").all_inner_texts())

    async def program(self, language, code, stdin=None, arguments=None):
        await self.choose(language)
        await self.write(code)
        if stdin is not None:
            await self.root.get_by_label("Standard input").fill(stdin)
        if arguments is not None:
            await self.root.get_by_label("Arguments", exact=True).fill(arguments)

    async def add_file(self, name, content):
        await self.root.get_by_role("button", name="Add a file").click()
        dialog = self.root.get_by_role("dialog", name="Add a file")
        await dialog.get_by_label("Name").fill(name)
        await dialog.get_by_role("button", name="Add").click()
        await self.root.get_by_role("tab", name=name).wait_for()
        await self.write(content)

    async def load_example(self, name):
        await self.root.get_by_role("button", name="Examples").click()
        await self.root.get_by_role("menuitem").filter(has_text=name).first.click()

    async def limit(self, label, text):
        """Chooses among the settings, as in `limit("Time limit", "1 s")`."""
        await self.root.get_by_role("button", name="Settings").click()
        dialog = self.root.get_by_role("dialog", name="Settings")
        await dialog.get_by_label(label).select_option(label=text)
        await dialog.get_by_role("button", name="Save").click()

    # ---- The run ------------------------------------------------------------------------------------------------------

    @property
    def run_button(self):
        return self.root.get_by_role("button", name="Run", exact=True)

    @property
    def stop_button(self):
        return self.root.get_by_role("button", name="Stop", exact=True)

    @property
    def output(self):
        return self.root.get_by_role("region", name="Output of the program")

    @property
    def outcome(self):
        return self.root.locator("#outcome")

    async def start(self):
        await self.run_button.click()

    async def finished(self, within=20):
        """Waits for the end of the run, and gives the line about it."""
        await self.root.locator("body[data-run=idle]").wait_for(timeout=within * 1000)
        await self.outcome.filter(has_not_text=re.compile(_BUSY)).wait_for(timeout=within * 1000)
        return (await self.outcome.inner_text()).replace("\n", " ")

    async def run(self, within=20):
        await self.start()
        return await self.finished(within)

    async def text(self):
        """What the program wrote, as it is seen."""
        return await self.output.locator(".output-text").inner_text()

    async def wait_for_text(self, text, within=10):
        await self.output.filter(has_text=text).wait_for(timeout=within * 1000)

    async def expect_run(self, outcome, output=None, within=20):
        """Runs, and expects the line about the end to have a word, and the output to have a text."""
        line = await self.run(within)
        text = await self.text()
        expect(outcome in line, f"the outcome is {line!r}, with {text[:300]!r}")
        if output is not None:
            expect(output in text, f"the output is {text[:500]!r}")
        return text

    # ---- The terminal -------------------------------------------------------------------------------------------------

    @property
    def terminal(self):
        return self.root.get_by_role("region", name="Terminal")

    async def use_terminal(self):
        await self.root.get_by_role("radio", name="Terminal").click()
        await self.terminal.locator(".xterm-screen").wait_for()

    async def terminal_text(self):
        rows = await self.terminal.locator(".xterm-rows > div").all_inner_texts()
        return "\n".join(row.replace("\u00a0", " ").rstrip() for row in rows).rstrip()
