"""What a page owes to those who cannot see it, or not well, or have a small screen."""

import os

import axe_playwright_python

from harness import expect

with open(os.path.join(os.path.dirname(axe_playwright_python.__file__), "axe.min.js")) as _file:
    _AXE = _file.read()


async def audit(page, what, exclude=(), only=None):
    """axe's rules of WCAG 2.2 A and AA, and its best practices; or only those rules.

    It goes in over the driver's own world: the page's policy lets no script of others in.
    """
    await page.evaluate(_AXE)
    found = await page.evaluate(
        """async ({ exclude, only }) => {
            const answer = await axe.run({ include: [["html"]], exclude: exclude.map((one) => [one]) }, {
                resultTypes: ["violations"],
                runOnly: only ?? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            });
            // The text of the editor takes the focus; axe does not count what can be edited as such.
            for (const rule of answer.violations.filter(({ id }) => id === "scrollable-region-focusable")) {
                rule.nodes = rule.nodes.filter(({ target }) => !String(target).includes(".cm-scroller"));
            }
            return answer.violations.filter(({ nodes }) => nodes.length > 0).map((rule) => `${rule.id} (${rule.impact}): ${rule.help}: ` +
                rule.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ` +
                    [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ")).join(" | "));
        }""",
        {"exclude": list(exclude), "only": only},
    )
    expect(not found, f"{what}:\n" + "\n".join(found))


async def expect_no_sideways_scroll(page, what):
    wide = await page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            const isClipped = (element) => {
                for (let up = element.parentElement; up; up = up.parentElement) {
                    if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)
                        && up !== document.body && up !== document.documentElement) return true;
                }
                return false;
            };
            const out = [...document.querySelectorAll("body *")].filter((element) => {
                const box = element.getBoundingClientRect();
                return box.width > 0 && box.right > width + 1 && !isClipped(element)
                    && getComputedStyle(element).position !== "fixed";
            }).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
            return { scroll: document.documentElement.scrollWidth, width, out: out.slice(0, 5) };
        }"""
    )
    expect(
        wide["scroll"] <= wide["width"] and not wide["out"],
        f"{what}: {wide['scroll']} px wide on a screen of {wide['width']} px: {wide['out']}",
    )
