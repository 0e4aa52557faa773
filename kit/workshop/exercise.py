"""An exercise that checks itself: it says what is not right yet, never what would be right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from kit.errors import KitError


class NotYet(Exception):
    """An answer that is missing or not right; a notebook shows its sentence and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def exercise(number: str) -> Callable[[Callable[..., str]], Callable[..., None]]:
    """Make a function that returns what is wrong (``""``: nothing) into a check that a notebook calls with the answers."""

    def checked(look: Callable[..., str]) -> Callable[..., None]:
        @wraps(look)
        def check(*answers: Any) -> None:
            if any(a is ... for a in answers):
                raise NotYet(f"✗ 练习 {number}:还没有作答。把上面单元里的 … 换成你的写法,运行它,再运行这一格。")
            if wrong := _wrong(look, answers):
                raise NotYet(f"✗ 练习 {number}:{wrong}")
            print(f"✓ 练习 {number} 完成")

        return check

    return checked


def _wrong(look: Callable[..., str], answers: tuple[Any, ...]) -> str:
    """What the check says; where the answer itself breaks, that it did and how."""
    try:
        return look(*answers)
    except KitError as error:
        return f"你的写法被套件拒绝:\n{error}"
    except Exception as error:
        return f"试你的写法时出错({type(error).__name__}:{error})。先让它在自己的单元里跑得通。"
