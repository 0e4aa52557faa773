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
PATIENCE = 1000 * float(os.environ.get("KIT_PATIENCE", "30"))  # ms; a machine that does other things besides needs more
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
    (reviews / "partner.html").write_text("<h1>报告</h1><script>document.body.textContent = '动过'</script>", encoding="utf-8")
    executed(home / "products" / NAME / ".kit" / "out.ipynb")
    return home


def executed(path: Path) -> None:
    """A notebook with a figure and with a script, as a run may leave it."""
    from nbformat import v4, write

    figure = v4.new_output("display_data", {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='20'><text y='15'>企业数</text></svg>"})
    script = v4.new_output("display_data", {"text/html": "<b>表格</b><script>document.body.textContent = '动过'</script><img src='http://127.0.0.1:9/x.png'>"})
    path.parent.mkdir(parents=True, exist_ok=True)
    write(v4.new_notebook(cells=[v4.new_code_cell("kit.svg(figure)", outputs=[figure, script], execution_count=1)]), path)


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
    for _ in range(int(PATIENCE / 125)):
        try:
            urllib.request.urlopen(address + "/api", timeout=1)
            break
        except OSError:
            assert server.poll() is None, "kit lab ended at once"
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
        page.set_default_timeout(PATIENCE)
        page.goto(lab + "/lab?reset")
        page.wait_for_selector(".jp-Launcher", timeout=2 * PATIENCE)
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
    cells = page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-Cell")
    known = cells.count()
    cells.last.click()
    page.keyboard.press("Escape")
    page.wait_for_selector(".jp-NotebookPanel:visible .jp-Notebook.jp-mod-commandMode")
    page.keyboard.press("b")
    cells.nth(known).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('.jp-Cell.jp-mod-active .cm-content')")
    page.keyboard.insert_text(text)


def ran(page) -> None:
    """Run the active cell to its end: JupyterLab takes the focus out of the cell when an error comes back, so nobody types before."""
    page.keyboard.press("Control+Enter")
    page.wait_for_function("/\\d/.test(document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell.jp-mod-active .jp-InputPrompt').textContent)")
    page.wait_for_selector(".jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator[data-status=idle]")


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
    page.wait_for_function("[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(p => /\\d/.test(p.textContent))", timeout=2 * PATIENCE)
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
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        page.keyboard.press("Control+s")


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
    with page.expect_response("**/kit/declared/*"):
        page.click("[data-catalog=enterprise_basic] .kit-insert")
    assert page.locator(ACTIVE).inner_text() == 'enterprise_basic = product.table("enterprise_basic")'
    page.click("[data-catalog=water_usage] .kit-insert")
    page.locator(".Toastify__toast", has_text="目录“用水信息”").wait_for()  # the answer to the second: the first was dealt with before
    assert page.locator(".Toastify__toast", has_text="企业基本信息").count() == 0


def test_catalogs_and_fields_are_completed_with_their_chinese_title(page):
    for begun in ("tax_arr", "欠税"):
        typed(page, f'product.table("{begun}')
        page.keyboard.press("Tab")
        page.wait_for_selector(".jp-Completer-item:has-text('欠税信息')")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{ACTIVE}:has-text('product.table(\"tax_arrears')")
    typed(page, 'firms = product.table("enterprise_basic")')
    ran(page)
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
    ran(page)
    said = page.wait_for_selector(".jp-RenderedText[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")
    assert said.inner_text().startswith("[KIT-A001]")
    assert "Traceback" not in said.inner_text()


def test_a_catalog_is_shown_as_a_table_by_its_magic(page):
    typed(page, "%catalog 欠税信息")
    ran(page)
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


def test_the_keyboard_alone_leads_from_tab_to_tab_and_into_a_catalog(page):
    panel(page, "目录")
    page.focus(".kit-tabs [aria-selected=true]")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "产品"
    page.wait_for_selector(".kit-panel [data-product]")
    page.keyboard.press("Home")
    page.wait_for_selector(".kit-catalog[data-catalog]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.insert_text("欠税")
    page.wait_for_function("document.querySelectorAll('.kit-catalog').length < 5")
    page.keyboard.press("Tab")
    was = page.get_attribute(".kit-catalog .kit-name", "aria-expanded")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".kit-catalog .kit-name[aria-expanded={'false' if was == 'true' else 'true'}]")
    page.fill(".kit-search input", "")


def test_what_goes_wrong_is_told_in_its_place_and_ends_by_itself(page):
    """The server part is not there, then the server itself is not, then both are again."""
    panel(page, "产品")
    for refuse, said in ((lambda route: route.fulfill(status=404, body="no"), "服务器部分没有运行"), (lambda route: route.abort(), "连不上")):
        page.route("**/kit/products*", refuse)
        page.wait_for_selector(f".kit-trouble:has-text('{said}')")
        assert page.locator(".kit-panel [data-product]").count() == 27  # what was known stays
        picture(page, f"trouble_{said}")
        page.unroute("**/kit/products*")
    page.click(".kit-trouble button")
    page.wait_for_selector(".kit-trouble", state="detached")


def test_a_broken_plan_and_a_running_review_are_seen_and_lead_on(page, home):
    plan, mark = home / "products" / NAME / "product.yaml", home / ".kit" / "reviews" / NAME / "running"
    before = plan.read_text(encoding="utf-8")
    plan.write_text(before.replace("      ent_type:", "      ent_typ:"), encoding="utf-8")
    mark.write_text(str(os.getpid()), encoding="utf-8")
    panel(page, "产品")
    scanned = page.locator(f"[data-product={NAME}]")
    scanned.locator(".kit-problem", has_text="ent_typ").wait_for()
    assert scanned.locator("button:disabled", has_text="自查").count() == 1
    assert "正在审查" in scanned.inner_text()
    picture(page, "broken")
    scanned.locator(".kit-jump").click()
    page.wait_for_selector(".jp-FileEditor:visible")
    plan.write_text(before, encoding="utf-8")
    mark.unlink()
    page.locator(".Toastify__toast", has_text="审查结束,限期整改").wait_for()
    picture(page, "ended")
    scanned.locator(".kit-problem").wait_for(state="detached")


@pytest.mark.parametrize("what", ["report", "executed"])
def test_pages_that_others_wrote_show_and_may_not_act(page, lab, what):
    """Neither the report nor the notebook of a run needs anybody's trust."""
    seen = page.context.browser.new_page()
    asked = []
    seen.on("request", lambda request: asked.append(request))
    seen.goto(f"{lab}/kit/{what}/{NAME}")
    body = seen.inner_text("body")
    assert "动过" not in body
    assert ("报告" if what == "report" else "表格") in body
    if what == "executed":
        assert seen.locator(".jp-RenderedSVG img").bounding_box()["width"] == 60  # as wide as the figure says it is
    outside = [request for request in asked if not request.url.startswith((lab, "data:"))]
    assert [r.url for r in outside if "csp" not in (r.failure or "").lower()] == []  # what was meant to be fetched, the policy refused
    picture(seen, what)
    seen.close()


def test_products_show_how_they_last_fared(page):
    panel(page, "产品")
    scanned = page.locator(f"[data-product={NAME}]")
    assert "限期整改" in scanned.inner_text()
    assert page.locator("[data-product]").count() == 27
    assert scanned.locator("a", has_text="运行结果").count() == 1
    picture(page, "products")


@pytest.mark.parametrize("tab", ["目录", "产品", "发现"])
def test_a_narrow_panel_cuts_nothing_off(page, tab):
    page.set_viewport_size({"width": 700, "height": 700})
    panel(page, tab)
    page.wait_for_selector(".kit-panel .kit-list > *")
    assert page.evaluate("[...document.querySelectorAll('.kit-panel *')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.className)") == []
    picture(page, f"narrow_{tab}")
    page.set_viewport_size({"width": 1400, "height": 900})


def test_in_the_dark_theme_everything_stays_readable(page, lab):
    theme = json.dumps({"raw": json.dumps({"theme": "JupyterLab Dark"})}).encode()
    request = urllib.request.Request(f"{lab}/lab/api/settings/@jupyterlab/apputils-extension:themes", theme, method="PUT")
    urllib.request.urlopen(request, timeout=10)
    page.goto(f"{lab}/lab/tree/products/{MADE}/product.ipynb?reset")
    page.wait_for_selector("body[data-jp-theme-light=false] .jp-NotebookPanel")
    page.wait_for_selector(".jp-RenderedSVG img, .jp-RenderedSVG svg", state="attached")  # run by oneself and saved: trusted when it is opened again
    for tab, there in (("目录", ".kit-catalog"), ("产品", "[data-product]"), ("发现", ".kit-finding")):
        panel(page, tab)
        page.wait_for_selector(f".kit-panel {there}")
        picture(page, f"dark_{tab}")
        assert faint(page) == []


def faint(page) -> list[str]:
    """Texts of the panel that have less contrast than WCAG 2 AA asks for."""
    return page.evaluate("""() => { const rgb = s => s.match(/[\\d.]+/g).map(Number);
        const light = c => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }); return .2126 * r + .7152 * g + .0722 * b };
        const back = light(getComputedStyle(document.querySelector('.kit-panel')).backgroundColor);
        return [...document.querySelectorAll('.kit-panel .kit-title, .kit-panel .kit-badge, .kit-panel .kit-quiet, .kit-panel a, .kit-panel .kit-jump, .kit-panel code')].filter(e => {
          const own = light(getComputedStyle(e).color); return (Math.max(own, back) + .05) / (Math.min(own, back) + .05) < 4.5 }).map(e => e.textContent) }""")


def test_the_server_refuses_a_product_that_is_not_in_the_annex(lab):
    request = urllib.request.Request(f"{lab}/kit/products", b'{"name": "../../elsewhere"}', method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    answer = json.loads(refused.value.read())
    assert (refused.value.code, answer["error"]["code"][:5]) == (400, "KIT-C")
