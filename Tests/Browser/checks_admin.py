"""The operators' page."""

import asyncio
import re

from accessibility import audit, expect_no_sideways_scroll
from harness import check, eventually, expect


async def admin(t, view="#/overview", server=None, **options):
    page = await t.page(**options)
    await page.goto((server or t.server).origin + "/admin" + view)
    return page


async def some_jobs(server):
    for code in ("print('fine')", "raise SystemExit(3)"):
        await server.post("/execute", {"language": "python", "code": code})
    return await server.post(
        "/jobs",
        {
            "name": "two steps",
            "tasks": [
                {"name": "first", "language": "bash", "code": "echo one"},
                {"name": "second", "language": "bash", "code": "echo two >&2"},
            ],
        },
    )


async def long_job(server, seconds=60):
    code = f"for i in $(seq {seconds * 5}); do echo line $i; sleep 0.2; done"
    job = await server.post(
        "/jobs", {"name": "long", "tasks": [{"language": "bash", "code": code, "limits": {"timeout": seconds}}]}
    )
    return job["id"]


async def state_is(page, state, within=8.0):
    badge = page.locator(".title .badge")
    await eventually(lambda: _text_is(badge, state), f"the job is not {state}", within)


async def _text_is(locator, text):
    return await locator.count() == 1 and await locator.inner_text() == text


@check()
async def the_operators_see_jobs_with_their_state_and_outcome(t):
    await some_jobs(t.server)
    page = await admin(t, "#/jobs")
    region = page.get_by_role("region", name="Jobs")
    await region.get_by_role("link", name="two steps").first.wait_for()
    text = await region.inner_text()
    for word in ("COMPLETED", "completed", "failed", "python"):
        expect(word in text, f"{word} is not in the list:\n{text[:500]}")
    await t.screenshot(page, "admin-jobs")


@check()
async def the_operators_find_jobs_by_name_and_by_state(t):
    await some_jobs(t.server)
    page = await admin(t, "#/jobs")
    region = page.get_by_role("region", name="Jobs")
    await region.get_by_role("link", name="python").first.wait_for()
    await page.get_by_role("searchbox", name="Search").fill("two ste")
    await eventually(lambda: _none(region.get_by_role("link", name="python")), "the search narrows nothing")
    expect(await region.get_by_role("link", name="two steps").count() >= 1, "what was looked for is not there")
    expect("q=two" in page.url, f"the search is not in the address: {page.url}")
    await page.reload()
    expect(await page.get_by_role("searchbox", name="Search").input_value() == "two ste", "a reload forgets the search")
    await page.get_by_role("button", name="failed").click()
    await page.get_by_text("No job matches.").wait_for()
    await page.get_by_role("button", name="All").click()
    await region.get_by_role("link", name="python").first.wait_for()


async def _none(locator):
    return await locator.count() == 0


@check()
async def the_list_of_jobs_has_pages_and_follows_what_happens(t):
    await asyncio.gather(*(t.server.post("/execute", {"language": "bash", "code": "true"}) for _ in range(25)))
    page = await admin(t, "#/jobs")
    status = page.get_by_text(re.compile(r"\d+ jobs, page 1 of \d+"))
    await status.wait_for()
    expect(await page.get_by_role("button", name="Newer").is_disabled(), "there is something newer than the first page")
    await page.get_by_role("button", name="Older").click()
    await page.get_by_text(re.compile(r"page 2 of \d+")).wait_for()
    await page.get_by_role("button", name="Newer").click()
    await status.wait_for()
    await t.server.post("/jobs", {"name": "a newcomer", "tasks": [{"language": "bash", "code": "true"}]})
    await page.get_by_role("link", name="a newcomer").first.wait_for(timeout=5000)


@check()
async def a_job_shows_its_tasks_its_result_and_what_it_wrote(t):
    job = await some_jobs(t.server)
    page = await admin(t, f"#/jobs/{job['id']}")
    await state_is(page, "COMPLETED")
    tasks = await page.get_by_role("region", name="Tasks").inner_text()
    for word in ("first", "second", "bash", "completed"):
        expect(word in tasks, f"{word} is not among the tasks:\n{tasks}")
    log = page.get_by_role("log", name="Output")
    await eventually(lambda: _has(log, "two"), "the log does not come")
    expect(await log.inner_text() == "one\ntwo\n", f"the log is {await log.inner_text()!r}")
    expect(await log.locator(".stderr").inner_text() == "two\n", "stderr does not stand out")
    result = page.get_by_role("region", name="Result")
    expect("Exit code" in await result.inner_text(), "the result has no exit code")
    await result.get_by_text("As JSON").click()
    await eventually(lambda: _has(result.get_by_label("Result as JSON"), '"outcome": "completed"'), "no JSON")
    await t.screenshot(page, "admin-job", full_page=True)


async def _has(locator, text):
    return text in await locator.inner_text()


@check()
async def the_log_of_a_running_job_is_live_and_cancel_and_restart_ask_first(t):
    id = await long_job(t.server)
    page = await admin(t, f"#/jobs/{id}")
    log = page.get_by_role("log", name="Output")
    await eventually(lambda: _has(log, "line 2"), "nothing comes while it runs")
    seen = len(await log.inner_text())
    await eventually(lambda: _longer(log, seen), "the log does not grow")
    await state_is(page, "RUNNING")
    await page.get_by_role("button", name="Cancel the job").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Keep it as it is").click()
    expect((await t.server.get(f"/jobs/{id}"))["state"] == "RUNNING", "it was cancelled without a yes")
    await page.get_by_role("button", name="Cancel the job").click()
    await dialog.get_by_role("button", name="Cancel the job").click()
    await state_is(page, "CANCELLED")
    expect(await page.get_by_role("button", name="Cancel the job").is_disabled(), "what has ended can be cancelled")
    await page.get_by_role("button", name="Restart the job").click()
    await dialog.get_by_role("button", name="Restart the job").click()
    await state_is(page, "RUNNING")
    await eventually(lambda: _has(log, "line 2"), "the log of the second time does not come")
    await t.server.post(f"/jobs/{id}/cancel")
    await state_is(page, "CANCELLED")


async def _longer(locator, length):
    return len(await locator.inner_text()) > length


@check()
async def a_log_of_two_megabytes_does_not_stop_the_operators_page(t):
    job = await t.server.post(
        "/jobs",
        {
            "name": "much",
            "tasks": [
                {
                    "language": "bash",
                    "code": "yes 0123456789012345678901234567890123456789 | head -c 2000000",
                    "limits": {"output": "4MiB"},
                }
            ],
        },
    )
    page = await admin(t, f"#/jobs/{job['id']}")
    log = page.get_by_role("log", name="Output")
    await eventually(lambda: _has(log, "the rest is not shown here"), "the log has no end", within=15)
    expect(len(await log.inner_text()) < 500_000, "all of it is on the page")


@check()
async def the_charts_show_runs_latency_and_outcomes(t):
    await some_jobs(t.server)
    page = await admin(t)
    for name in ("Runs per second", "Time of a run", "Outcomes"):
        chart = page.get_by_role("img", name=name)
        await chart.wait_for()
        marks = chart.locator("path.line, rect")
        # The history has one point for each ten seconds.
        await eventually(lambda: _some(marks), f"the chart of {name} is empty", within=20, every=0.3)
    legend = await page.get_by_role("region", name="The last hour").inner_text()
    expect("completed" in legend and "failed" in legend, f"the legend does not name the outcomes: {legend[:300]}")
    history = await t.server.get("/stats/history")
    expect(history["intervalSeconds"] == 10 and sum(point["runs"] for point in history["points"]) > 0, "no history")
    point = history["points"][-1]
    expect(set(point) >= {"at", "runs", "p50", "p95", "outcomes"}, f"a point has {sorted(point)}")
    await t.screenshot(page, "admin-overview", full_page=True)


async def _some(locator):
    return await locator.count() > 0


@check()
async def the_operators_see_nodes_queues_and_every_layer_of_the_isolation(t):
    page = await admin(t)
    nodes = page.get_by_role("region", name="Nodes")
    node = (await t.server.get("/nodes"))[0]
    await nodes.get_by_text(node["name"]).wait_for()
    await page.get_by_role("region", name="Queues").get_by_text("default").wait_for()
    await page.get_by_role("link", name="Health").click()
    health = await t.server.get("/health")
    layers = page.get_by_role("region", name="Layers of the isolation")
    for layer in health["isolation"]:
        await layers.get_by_text(layer["name"], exact=True).first.wait_for()
    expect(
        health["status"] in await page.get_by_label("Health of the server").inner_text(), "the status is another one"
    )


@check()
async def the_operators_page_asks_for_the_key_and_keeps_it_in_the_tab(t):
    server = await t.another_server(COORDINATOR_OPERATOR_KEY="the-operators-key")
    page = await admin(t, "#/jobs", server)
    t.tolerate("401")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Key").fill("not the key")
    await dialog.get_by_role("button", name="Use the key").click()
    await dialog.get_by_text("did not take this key").wait_for()
    await dialog.get_by_label("Key").fill("the-operators-key")
    await page.keyboard.press("Enter")
    await page.get_by_text("There are no jobs yet.").wait_for()
    expect("the-operators-key" not in page.url, "the key is in the address")
    stored = await page.evaluate("JSON.stringify({...localStorage}) + document.cookie")
    expect("the-operators-key" not in stored, "the key outlives the tab")
    await page.reload()
    await page.get_by_text("There are no jobs yet.").wait_for()
    expect(not any("the-operators-key" in url for url in page.requested), "the key was in the address of a request")
    second = await admin(t, "#/jobs", server)
    await second.get_by_role("dialog").wait_for()


@check()
async def beyond_the_loopback_the_operators_page_needs_a_key(t):
    server = await t.another_server(COORDINATOR_ADDRESS="0.0.0.0:0")
    page = await t.page()
    t.tolerate("403|favicon")
    answer = await page.goto(server.origin + "/admin")
    expect(answer.status == 403, f"it is there without any key: {answer.status}")
    text = await page.locator("body").inner_text()
    expect("coordinator.operator.key" in text, f"it does not say what to do: {text[:300]}")


@check()
async def both_keys_together_serve_the_operators_page(t):
    server = await t.another_server(
        COORDINATOR_OPERATOR_KEY="the-operators-key",
        MIDDLEWARE_WEB_KEYAUTH_ENABLED="true",
        MIDDLEWARE_WEB_KEYAUTH_KEY="the-users-key",
    )
    t.tolerate("401")
    headers = {"Authorization": "Bearer the-users-key"}
    answer = await server.post("/execute?wait=false", {"language": "bash", "code": "echo seen"}, headers)
    page = await admin(t, "#/jobs", server)
    await page.get_by_role("dialog").get_by_label("Key").fill("the-operators-key")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="bash").click()
    log = page.get_by_role("log", name="Output")
    await eventually(lambda: _has(log, "seen"), "the operators' key does not open the job")
    expect(answer["id"] in page.url, "that was another job")


@check()
async def hostile_names_and_output_are_text_for_the_operators(t):
    from corpus import MARKUP

    for index, markup in enumerate(MARKUP):
        name = markup.replace("\0", "")[:60]
        job = await t.server.post(
            "/jobs",
            {"name": name, "tasks": [{"name": name, "language": "python", "code": "print(input())", "stdin": markup}]},
        )
        if index == 0:
            first = job["id"]
    page = await admin(t, "#/jobs")
    await page.get_by_role("link", name=MARKUP[0][:60], exact=True).first.wait_for()
    expect(await page.locator("main img, main script, main iframe").count() == 0, "a name became markup")
    await page.goto(f"{t.server.origin}/admin#/jobs/{first}")
    log = page.get_by_role("log", name="Output")
    await eventually(lambda: _has(log, MARKUP[0]), "the output is not as it was written")
    expect(await page.locator("main img, main script, main iframe").count() == 0, "output became markup")


@check()
async def the_operators_page_works_at_360_pixels_and_in_the_dark(t):
    job = await some_jobs(t.server)
    for view in ("#/overview", "#/jobs", f"#/jobs/{job['id']}", "#/health"):
        page = await admin(t, view, viewport={"width": 360, "height": 740}, color_scheme="dark")
        await page.get_by_label("Health of the server").get_by_text("UP").wait_for()
        await page.wait_for_timeout(150)
        await expect_no_sideways_scroll(page, view)
        await t.screenshot(page, f"admin-narrow-{view.split('/')[1]}", full_page=True)


@check()
async def the_operators_page_has_labels_roles_and_contrast(t):
    job = await some_jobs(t.server)
    for scheme in ("light", "dark"):
        page = await admin(t, color_scheme=scheme)
        for view in ("#/overview", "#/jobs", f"#/jobs/{job['id']}", "#/health"):
            await page.goto(f"{t.server.origin}/admin{view}")
            await page.get_by_label("Health of the server").get_by_text("UP").wait_for()
            await page.wait_for_timeout(150)
            # The other rules say the same about both.
            await audit(page, f"{view} {scheme}", only=None if scheme == "light" else ["color-contrast"])


@check()
async def the_operators_page_works_with_the_keyboard_alone(t):
    id = await long_job(t.server)
    page = await admin(t, "#/jobs")
    await page.get_by_role("link", name="long").first.wait_for()

    async def tab_to(name, most=60):
        for _ in range(most):
            await page.keyboard.press("Tab")
            if name == await page.evaluate("document.activeElement?.innerText ?? ''"):
                return
        raise AssertionError(f"the keyboard does not come to {name}")

    await tab_to("long")
    await page.keyboard.press("Enter")
    await state_is(page, "RUNNING")
    await tab_to("Cancel the job")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").wait_for()
    await tab_to("Cancel the job")
    await page.keyboard.press("Enter")
    await state_is(page, "CANCELLED")
    expect((await t.server.get(f"/jobs/{id}"))["state"] == "CANCELLED", "it was another job")


@check()
async def the_operators_page_tells_when_the_server_is_gone(t):
    server = await t.another_server()
    page = await admin(t, "#/jobs", server)
    await page.get_by_text("There are no jobs yet.").wait_for()
    t.tolerate("ERR_|Failed to load")
    await asyncio.to_thread(server.stop)
    await page.get_by_role("alert").get_by_text("cannot be reached").wait_for(timeout=8000)
