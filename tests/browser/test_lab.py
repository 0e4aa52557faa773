"""``kit lab`` as people use it: the panel, the launcher, a notebook from top to bottom; in headless Chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.browser
PICTURES = Path(os.environ.get("KIT_PICTURES", ""))
NAME, MADE = "enterprise_shell_scan", "enterprise_tax_arrears_grade"
ACTIVE = ".jp-NotebookPanel:visible .jp-Cell.jp-mod-active .cm-content"
FOUND = [
    {"check": "least_data", "title": "最小必要", "summary": "申请了但没有用到 1 个字段", "detail": ["enterprise_basic.reg_capital"]},
    {"check": "clean_execution", "title": "完整运行", "summary": "首次运行:单元报错,第 5 个单元(“特征”一节)", "detail": []},
]


def picture(page, name: str) -> None:
    if PICTURES.name:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"))


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A working folder whose name has a space and Chinese in it: a product, a tiny city, and a check of the product."""
    from synthetic_data.city import build

    home = tmp_path_factory.mktemp("lab") / "我的 产品"
    shutil.copytree(ROOT / "products" / NAME, home / "products" / NAME, ignore=shutil.ignore_patterns(".kit"))
    build(home / ".kit" / "city", size="tiny", seed=1, only=["enterprise_basic"])
    reviews = home / ".kit" / "reviews" / NAME
    reviews.mkdir(parents=True)
    findings = [f | {"status": "failed", "next_step": "改一改。"} for f in FOUND]
    report = {"title": "企业空壳扫描", "verdict": "限期整改", "strict": False, "reviewed": "2026-01-01T00:00:00+00:00", "findings": findings}
    (reviews / "partner.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    (reviews / "partner.html").write_text("<h1>报告</h1>", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def lab(home, tmp_path_factory):
    """``kit lab`` itself, with nobody's own settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--lab=--allow-root", "--lab=--IdentityProvider.token=", "--lab=--ServerApp.disable_check_xsrf=True"]
    command = [sys.executable, "-c", "from kit.cli import main; main()", "lab", str(home), f"--port={port}", *options]
    own = {"JUPYTER_CONFIG_DIR": str(tmp_path_factory.mktemp("config")), "JUPYTER_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | own)
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(address + "/api", timeout=1)
            break
        except OSError:
            time.sleep(0.25)
    yield address
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="module")
def page(lab):
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(30_000)
        page.goto(lab + "/lab?reset")
        page.wait_for_selector(".jp-Launcher", timeout=60_000)
        yield page
        browser.close()


def panel(page, tab: str) -> None:
    if not page.locator(".kit-panel").is_visible():
        page.click(".jp-SideBar [data-id=luan-data-kit]")
    page.click(f".kit-tabs [role=tab]:has-text('{tab}')")


def run_all(page) -> None:
    page.click(".lm-MenuBar-item:has-text('运行')")
    page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()


def typed(page, text: str) -> None:
    """A new cell below with ``text`` in it, the cursor at its end."""
    page.click(".jp-NotebookPanel:visible .jp-Notebook .jp-Cell >> nth=-1")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(text)


def test_the_launcher_speaks_chinese_and_opens_62_catalogs_by_unit(page):
    assert page.locator(".jp-LauncherCard", has_text=re.compile("新建产品|打开目录|审查产品")).count() == 3
    picture(page, "launcher")
    page.click(".jp-LauncherCard:has-text('打开目录')")
    page.wait_for_selector(".kit-catalog")
    assert page.locator(".kit-catalog").count() == 62
    assert page.locator(".kit-unit").count() > 15
    assert "市发改委" in page.locator(".kit-unit").first.inner_text()
    picture(page, "catalogs")


@pytest.mark.parametrize(("text", "first"), [("欠税", "tax_arrears"), ("tax_arr", "tax_arrears"), ("reg_capital", "enterprise_basic")])
def test_search_finds_by_chinese_by_slug_and_by_field(page, text, first):
    panel(page, "目录")
    page.fill(".kit-search input", text)
    page.wait_for_selector(f".kit-list section:first-child .kit-catalog:first-child[data-catalog={first}]")
    assert page.locator(".kit-catalog").count() < 10
    page.fill(".kit-search input", "")
    page.wait_for_function("document.querySelectorAll('.kit-catalog').length == 62")


def test_a_catalog_shows_its_grade_its_frequency_and_its_fields(page):
    panel(page, "目录")
    arrears = page.locator("[data-catalog=tax_arrears]")
    assert arrears.locator(".kit-badge").all_inner_texts() == ["每季度", "敏感个人信息"]
    arrears.locator(".kit-name").click()
    assert "欠税余额" in arrears.locator(".kit-fields").inner_text()
    picture(page, "fields")


def test_the_launcher_makes_a_product_and_its_notebook_runs_to_the_end(page, home):
    page.click(".jp-LauncherCard:has-text('新建产品')")
    page.select_option(".jp-Dialog select", label=f"企业欠税等级评估({MADE})")
    picture(page, "new_product")
    page.click(".jp-Dialog .jp-mod-accept")
    page.wait_for_selector(".jp-NotebookPanel h1:has-text('企业欠税等级评估')")
    assert (home / "products" / MADE / "product.yaml").exists()
    page.wait_for_selector(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status=idle]")
    run_all(page)
    cells = page.locator(".jp-CodeCell .jp-InputPrompt")
    page.wait_for_function("[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(p => /\\d/.test(p.textContent))", timeout=60_000)
    assert cells.count() >= 5
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert (home / "products" / MADE / ".kit" / "out" / "county_summary.parquet").exists()


def test_a_figure_shows_chinese(page):
    """The label is text in the figure, and the browser has a glyph of its own for each of its characters."""
    figure = page.locator(".jp-RenderedSVG img, .jp-RenderedSVG svg").first
    figure.scroll_into_view_if_needed()
    source = figure.evaluate("f => f.src ? decodeURIComponent(f.src.split(',').slice(1).join(',')) : f.outerHTML")
    assert "企业数" in source
    drawn = """() => { const draw = t => { const c = document.createElement('canvas'); const x = c.getContext('2d');
        x.font = '20px Microsoft YaHei, PingFang SC, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif'; x.fillText(t, 5, 30);
        return c.toDataURL(); }; return new Set(['企', '业', '数', '\\uffff'].map(draw)).size; }"""
    assert page.evaluate(drawn) == 4
    picture(page, "figure")


def test_insert_puts_the_reading_line_into_the_active_cell_and_offers_the_plans_line(page):
    typed(page, "")
    panel(page, "目录")
    page.click("[data-catalog=tax_arrears] .kit-insert")
    assert page.locator(ACTIVE).inner_text() == 'tax_arrears = product.table("tax_arrears")'
    offer = page.locator(".Toastify__toast", has_text="product.yaml")
    offer.wait_for()
    picture(page, "insert")
    offer.locator("button", has_text="复制并打开").click()
    page.wait_for_selector(".jp-FileEditor:visible .cm-content:has-text('catalogs:')")
    page.click(f".lm-TabBar-tab[title*='{MADE}/product.ipynb']")


def test_what_the_plan_declares_already_is_not_offered_again(page):
    typed(page, "")
    panel(page, "目录")
    page.evaluate("document.querySelectorAll('.Toastify__toast .Toastify__close-button, .Toastify__close-button').forEach(b => b.click())")
    page.click("[data-catalog=enterprise_basic] .kit-insert")
    page.wait_for_timeout(700)
    assert page.locator(".jp-Notebook .jp-Cell.jp-mod-active .cm-content").inner_text() == 'enterprise_basic = product.table("enterprise_basic")'
    assert page.locator(".Toastify__toast", has_text="企业基本信息").count() == 0


def test_catalogs_and_fields_are_completed_with_their_chinese_title(page):
    for begun in ("tax_arr", "欠税"):
        typed(page, f'product.table("{begun}')
        page.keyboard.press("Tab")
        page.wait_for_selector(".jp-Completer-item:has-text('欠税信息')")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{ACTIVE}:has-text('product.table(\"tax_arrears')")
    typed(page, 'firms = product.table("enterprise_basic")')
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".jp-Cell.jp-mod-active .jp-InputPrompt:has-text('6')")
    typed(page, "firms.")
    page.keyboard.press("Tab")
    page.wait_for_selector(".jp-Completer-item:has-text('county_code')")
    picture(page, "fields_completed")
    assert "行政区划" in page.locator(".jp-Completer-item", has_text="county_code").inner_text()
    page.keyboard.press("Escape")


def test_hover_tells_the_chinese_title_and_a_mistake_has_no_traceback(page):
    typed(page, "firms.reg_capital")
    page.keyboard.press("Shift+Tab")
    page.wait_for_selector(".jp-Tooltip:has-text('注册资本')")
    page.keyboard.press("Escape")
    typed(page, 'product.table("nothing")')
    page.keyboard.press("Control+Enter")
    said = page.wait_for_selector(".jp-RenderedText[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")
    assert said.inner_text().startswith("[KIT-A001]")
    assert "Traceback" not in said.inner_text()


def test_a_catalog_is_shown_as_a_table_by_its_magic(page):
    typed(page, "%catalog 欠税信息")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".jp-OutputArea-output .kit-show table")
    assert "欠税余额" in page.locator(".jp-OutputArea-output .kit-show").last.inner_text()
    picture(page, "magic")


def test_a_finding_leads_to_its_cell_and_to_its_line(page):
    panel(page, "发现")
    page.select_option(".kit-search select", NAME)
    page.click("[data-check=clean_execution] .kit-jump")
    found = page.wait_for_selector(".jp-NotebookPanel:visible .jp-Cell.kit-mod-found.jp-mod-active")
    assert found.get_attribute("data-windowed-list-index") == "4"  # counted from 0
    picture(page, "finding_cell")
    page.click("[data-check=least_data] .kit-jump")
    page.wait_for_selector(".jp-FileEditor:visible .cm-content:has-text('reg_capital')")
    page.wait_for_function("getSelection().toString().includes('reg_capital')")
    picture(page, "finding_line")


def test_products_show_how_they_last_fared(page):
    panel(page, "产品")
    scanned = page.locator(f"[data-product={NAME}]")
    assert "限期整改" in scanned.inner_text()
    assert page.locator("[data-product]").count() == 27
    picture(page, "products")


def test_in_the_dark_theme_everything_stays_readable(page, lab):
    theme = json.dumps({"raw": json.dumps({"theme": "JupyterLab Dark"})}).encode()
    request = urllib.request.Request(f"{lab}/lab/api/settings/@jupyterlab/apputils-extension:themes", theme, method="PUT")
    urllib.request.urlopen(request, timeout=10)
    page.goto(f"{lab}/lab/tree/products/{MADE}/product.ipynb?reset")
    page.wait_for_selector("body[data-jp-theme-light=false] .jp-NotebookPanel")
    panel(page, "目录")
    page.wait_for_selector(".kit-catalog")
    low = page.evaluate("""() => { const rgb = s => s.match(/[\\d.]+/g).map(Number);
        const light = c => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }); return .2126 * r + .7152 * g + .0722 * b };
        const back = light(getComputedStyle(document.querySelector('.kit-panel')).backgroundColor);
        return [...document.querySelectorAll('.kit-panel .kit-title, .kit-panel .kit-badge, .kit-panel code')].map(e => {
          const own = light(getComputedStyle(e).color); return (Math.max(own, back) + .05) / (Math.min(own, back) + .05) }).filter(c => c < 4.5).length }""")
    picture(page, "dark")
    assert low == 0  # contrast of WCAG 2 AA


def test_the_server_refuses_a_product_that_is_not_in_the_annex(lab):
    request = urllib.request.Request(f"{lab}/kit/products", b'{"name": "../../elsewhere"}', method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    answer = json.loads(refused.value.read())
    assert (refused.value.code, answer["error"]["code"][:5]) == (400, "KIT-C")


def test_the_report_of_a_check_is_served_and_may_not_act(lab):
    with urllib.request.urlopen(f"{lab}/kit/report/{NAME}", timeout=10) as answer:
        assert "报告" in answer.read().decode()
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
