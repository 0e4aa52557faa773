"""The gallery and the packages' pages, seen: they filter, fit a phone, and ask nothing of the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.serving.gallery import write_gallery
from kit.serving.publish import publish
from tests.browser.test_pages import chromium, picture  # noqa: F401
from tests.publish.made import bus, index, land, shell

pytestmark = pytest.mark.browser
INDEX = "enterprise_overdue_risk_index"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("shown")
    for artefact in (index(home), shell(home), bus(home), land(home)):
        publish(artefact, home / "out")
    write_gallery(home / "products", home / "reviews", home / "site")
    return home


@pytest.fixture
def opened(chromium):  # noqa: F811
    """A page that keeps what it complained of and what it asked for."""
    pages = []

    def open_(path: Path, width: int = 1180, **options):
        page = chromium.new_page(viewport={"width": width, "height": 900}, **options)
        page.trouble, page.asked = [], []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_
    for page in pages:
        assert page.trouble == []
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
        page.close()


def cards(page) -> list[str]:
    return page.locator(".product:visible b").all_inner_texts()


def test_the_index_filters_by_form_charge_state_and_words(opened, home):
    page = opened(home / "site" / "index.html")
    assert len(cards(page)) == 27
    assert page.inner_text("h1") == "公共数据产品"
    picture(page, "gallery_index")
    page.select_option("#form", "数据集")
    assert cards(page) == ["企业逾期风险指数", "公交运营情况分析", "地区人群流行病学分析报告"]
    page.select_option("#charge", "无偿")
    assert cards(page) == ["公交运营情况分析", "地区人群流行病学分析报告"]
    assert page.locator(".group:visible").count() == 1
    page.select_option("#state", "已通过")
    assert cards(page) == ["公交运营情况分析"]
    page.click("button[type=reset]")
    page.get_by_text("27 个", exact=True).wait_for()
    page.fill("#q", "市税务局")
    assert cards(page) == ["企业逾期风险指数"]
    page.fill("#q", "没有这种产品")
    assert cards(page) == []
    assert page.is_visible("#none")


def test_a_card_leads_to_its_product_and_back(opened, home):
    page = opened(home / "site" / "index.html")
    page.click(".product >> text=企业空壳扫描")
    assert page.inner_text("h1") == "企业空壳扫描"
    page.click(".back")
    assert page.inner_text("h1") == "公共数据产品"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_product_in_both_schemes(opened, home, scheme):
    page = opened(home / "site" / f"{INDEX}.html", color_scheme=scheme)
    assert page.locator(".chart text", has_text="预测概率").is_visible()
    ink, paper = (page.evaluate(f"getComputedStyle(document.body).{name}.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b)") for name in ("color", "backgroundColor"))
    assert (ink > paper) is (scheme == "dark")
    assert abs(ink - paper) > 400
    picture(page, f"gallery_product_{scheme}")


@pytest.mark.parametrize("path", ["site/index.html", f"site/{INDEX}.html", "site/enterprise_shell_scan.html", "site/smart_underwriting.html",
    f"out/{INDEX}/v1/api/card.html", "out/bus_operation_analysis/v1/dataset/card.html", "out/enterprise_shell_scan/v1/model/card.html",
    "out/land_structure_yield_report/v1/report/land_report.html"])  # fmt: skip
def test_pages_fit_a_phone(opened, home, path):
    page = opened(home / path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "phone_" + path.replace("/", "_").removesuffix(".html"))


def test_the_policy_of_the_pages_lets_nothing_out(chromium, home):  # noqa: F811
    page = chromium.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((home / "site" / "index.html").as_uri())
    page.evaluate("() => { const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; return fetch('http://127.0.0.1:9/').catch(() => 0); }")
    page.wait_for_timeout(200)
    assert sum("Content Security Policy" in text for text in refused) >= 2
