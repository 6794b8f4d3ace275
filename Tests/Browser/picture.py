"""The README's picture of the playground: the real page after a real run."""

import os
import re

from harness import expect
from playground import Playground
from servers import ROOT

_PROGRAM = """import sys

import matplotlib.pyplot as plt

steps = []
n = int(sys.stdin.read())
while n != 1:
    steps.append(n)
    n = n // 2 if n % 2 == 0 else 3 * n + 1

print(f"\\x1b[36m{len(steps)} steps\\x1b[0m, "
      f"as high as \\x1b[33m{max(steps)}\\x1b[0m")

figure, axes = plt.subplots(figsize=(5.6, 3.2))
axes.plot(steps, color="#0a6b5c")
axes.fill_between(range(len(steps)), steps, alpha=0.15)
axes.set(xlabel="step", title="From 27 down to 1")
figure.tight_layout()
figure.savefig("collatz.png", dpi=110)
"""


async def picture(t):
    pg = await Playground.open(t, viewport={"width": 1200, "height": 700}, device_scale_factor=1.5)
    await pg.program("Python", _PROGRAM.strip(), stdin="27\n")
    line = await pg.run()
    expect("Finished" in line, line)
    await pg.root.get_by_role("img", name=re.compile("collatz.png")).wait_for()
    await pg.page.keyboard.press("Control+Home")
    await pg.page.mouse.move(0, 699)
    await pg.page.wait_for_timeout(300)
    await pg.page.screenshot(path=os.path.join(ROOT, "docs", "playground.png"))
