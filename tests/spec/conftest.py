"""At the end of a run that asks for it, the table of recovered effects."""

from __future__ import annotations

from tests.spec.recovery import RECOVERED


def pytest_addoption(parser):
    parser.addoption("--recovered", action="store_true", help="print the table of recovered effects")


def pytest_terminal_summary(terminalreporter, config):
    from synthetic_data.world.effects import effects

    if config.getoption("--recovered", default=False):
        terminalreporter.section("recovered effects")
        terminalreporter.write_line("| 规律 | 指标 | 找回 | 允许的范围 |")
        terminalreporter.write_line("|---|---|---|---|")
        for effect, figure, value, low, high in RECOVERED:
            terminalreporter.write_line(f"| {effects()[effect]['title']} | {figure} | {value:.3f} | {low} – {high} |")
