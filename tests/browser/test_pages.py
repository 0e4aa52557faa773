"""What people see, seen: the report and a notebook in JupyterLab, in headless Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kit.review.plots import PLOTS
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
# Where the pictures go; set it to keep them for looking at.
PICTURES = Path(os.environ.get("KIT_PICTURES", ""))


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium through Playwright; missing Chromium is an error here, `make test-browser` was asked for."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def picture(page, name: str) -> None:
    if PICTURES.name:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    from kit.review.review import review

    home = tmp_path_factory.mktemp("reviewed")
    return review(ROOT / "products" / "enterprise_shell_scan", home / "good", seed=12, fraction=0.05)


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    from kit.review.review import review

    home = tmp_path_factory.mktemp("refused")
    folder = home / "enterprise_shell_scan"
    shutil.copytree(ROOT / "products" / "enterprise_shell_scan", folder)
    plan = folder / "product.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("  consumer_complaint:\n", "  公积金缴纳信息:\n"), encoding="utf-8")
    return review(folder, home / "bad", seed=12, fraction=0.05)


def test_the_report_needs_nothing_from_outside_and_shows_the_verdict(chromium, reviewed):
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reviewed.report.as_uri())
    assert page.inner_text("#verdict") == "通过"
    shown = page.locator("figcaption strong").all_inner_texts()
    assert shown == [title for title, *_ in PLOTS]
    assert page.locator(".plots svg").count() == len(shown)
    assert page.locator("svg text", has_text="预测概率").count() == 2  # figures are text, not pictures of text
    assert [url for url in asked if not url.startswith("file:")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "report_good")


def test_a_refusal_comes_first_and_says_what_to_do(chromium, refused):
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    page.goto(refused.report.as_uri())
    assert page.inner_text("#verdict") == "未通过"
    first = page.locator(".finding").first
    assert "不通过" in first.inner_text()
    assert "公积金" in first.inner_text()
    picture(page, "report_bad")


def test_the_report_fits_a_phone(chromium, reviewed):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(reviewed.report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 2")
    picture(page, "report_phone")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab over a folder with an executed notebook of the start tour."""
    import papermill

    home = tmp_path_factory.mktemp("lab")
    papermill.execute_notebook(str(ROOT / "notebooks" / "00_start.ipynb"), str(home / "start.ipynb"), progress_bar=False)
    # JupyterLab shows figures of a notebook that somebody else ran only once it is trusted.
    subprocess.run([sys.executable, "-m", "jupyter", "trust", str(home / "start.ipynb")], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=",
               f"--ServerApp.root_dir={home}", "--ServerApp.disable_check_xsrf=True"]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"JUPYTER_CONFIG_DIR": str(home / "config")})
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(address + "/api", timeout=1)
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(10)


def test_a_notebook_is_readable_in_jupyterlab(chromium, lab):
    page = chromium.new_page(viewport={"width": 1300, "height": 1400})
    page.goto(lab + "/lab/tree/start.ipynb")
    page.wait_for_selector(".jp-Notebook h1:has-text(\"从这里开始\")", timeout=60_000)
    page.wait_for_selector(".jp-Notebook pre:has-text(\"62 个数据目录\")", timeout=20_000)
    picture(page, "lab_start")
    page.locator(".jp-Notebook h2", has_text="看一眼").scroll_into_view_if_needed()
    figure = page.wait_for_selector(".jp-RenderedSVG img, .jp-RenderedSVG svg")
    figure.scroll_into_view_if_needed()
    picture(page, "lab_plot")
    assert figure.bounding_box()["width"] > 200
