"""The table of steps as one SVG: states in their order, frames around those that a step treats alike, an arrow for each step.

What stays where it is stands in the box, or in the frame, after ↻. Each arrow and each ↻ says in ``data-…`` which moves of
the table it stands for: a test holds the picture against the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from kit.product.drawing import PAPER, SOFT, STYLE, box, curve, drawing, text
from kit.product.states import BUILDING, GRANTED, IN_PLACE, OVER, ROLES, STATES, STAYS, STEPS, Step

WIDTH, HEIGHT, ROW, WIDE, TALL = 784, 896, 84, 148, 44  # of the picture, from state to state, of a box
MIDDLE, LEFT, RIGHT = 330, 14, 616  # left edges of the columns
PLACES = {
    "joined": (MIDDLE, 10), "plan_submitted": (MIDDLE, 10 + ROW), "plan_returned": (RIGHT, 10 + ROW),
    **{state: (MIDDLE, 262 + n * ROW) for n, state in enumerate(BUILDING)}, **{state: (MIDDLE, 640 + n * ROW) for n, state in enumerate(IN_PLACE)},
    "withdrawn": (LEFT, 290), "expired": (LEFT, 440), "cancelled": (LEFT, 700),
}  # fmt: skip
FRAMES = {  # title, states, left, top, width, height
    "granted": ("使用合约有效", GRANTED, 200, 208, 526, 678), "in_place": ("登记备案与推广应用", IN_PLACE, 216, 616, 490, 256),
    "building": ("产品开发与审查", BUILDING, 216, 238, 490, 342), "over": ("已经结束", OVER, 0, 256, 176, 534),
}  # fmt: skip
# Where an arrow leaves and arrives: side, and how far along it from its middle; then its words, from the arrow's middle.
# Words that are centred stand in two lines. An arrow from a frame inwards leaves by “inward”, at the left.
INWARD = "inward"
DOWN = ("bottom", 0, "top", 0, 4, 4, "start")
ROUTES = {
    ("plan_submitted", "plan_returned"): ("right", -10, "left", -10, 0, -20, "middle"), ("plan_returned", "plan_submitted"): ("left", 10, "right", 10, 0, 15, "middle"),
    ("joined", "plan_submitted"): ("bottom", 0, "top", 0, -8, 4, "end"), ("plan_submitted", "plan_approved"): ("bottom", 0, "top", 0, -40, -16, "middle"),
    ("building", "plan_submitted"): ("top", 5, "bottom", 62, 8, 0, "start"), ("reviewed", "decided"): ("bottom", 0, "top", 0, -8, 4, "end"),
    ("over", "plan_submitted"): ("top", -30, "left", -8, -10, -26, "end"), ("plan_submitted", "withdrawn"): ("left", 8, "top", 10, 52, 4, "middle"),
    ("granted", "withdrawn"): ("left", -235, "right", 0, -93, 36, "middle"), ("granted", "expired"): ("left", -85, "right", 0, -93, 36, "middle"),
    ("in_place", "cancelled"): ("left", -22, "right", 0, -101, 36, "middle"), ("in_place", "registered"): (INWARD, -82, "left", 0, 0, -20, "middle"),
    ("plan_approved", "reviewed"): ("left", 6, "left", -8, -33, 0, "middle"), ("reviewed", "plan_approved"): ("right", -6, "right", 8, 8, 4, "start"),
    ("decided", "reviewed"): ("right", -6, "right", 10, 8, 4, "start"),
}  # fmt: skip
SIDES = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}


@dataclass(frozen=True)
class Move:
    """``steps`` lead from ``source``, a state or a frame, to ``target``."""

    source: str
    target: str
    step: Step

    @property
    def states(self) -> tuple[str, ...]:
        return FRAMES[self.source][1] if self.source in FRAMES else (self.source,)


def moves() -> Iterator[Move]:
    """Every move of the table; those that all states of a frame share are one."""
    for step in STEPS.values():
        for target in dict.fromkeys(step.moves.values()):
            left = {a for a, b in step.moves.items() if b == target}
            for name, (_, states, *_) in FRAMES.items():
                if left >= set(states):
                    yield Move(name, target, step)
                    left -= set(states)
            yield from (Move(a, target, step) for a in STATES if a in left)


def picture(here: str = "") -> Any:
    """Markup that stands in a page as it is; ``here`` is the state that a product is in."""
    all_moves = list(moves())
    stays = [m for m in all_moves if m.target == STAYS]
    parts = ['<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="soft" d="M0 0L8 4L0 8z" '
             f'fill="{SOFT}"/></marker></defs>']  # fmt: skip
    parts += [_frame(name, stays) for name in FRAMES]
    parts += [_arrow(m, all_moves) for m in all_moves if m.target != STAYS]
    parts += [_state(state, stays, here) for state in STATES]
    now = f";现在是“{STATES[here]}”" if here else ""
    return drawing(parts, WIDTH, HEIGHT, f"产品的状态图:{len(STATES)} 个状态,{len(STEPS)} 种步骤{now}", "states")


def alone() -> str:
    """The picture as a file of its own, on paper of its own."""
    drawn = str(picture())
    start = drawn.index(">") + 1
    return f'{drawn[:start]}<style>{STYLE}</style><rect class="box" x="-1" width="{WIDTH + 2}" height="{HEIGHT}" fill="{PAPER}" stroke="none"/>{drawn[start:]}\n'


def _state(state: str, stays: list[Move], here: str) -> str:
    x, y = PLACES[state]
    own = [m for m in stays if m.source == state]
    again = [f"↻ {'、'.join(m.step.title for m in own)}"] if own else []
    style = "here" if state == here else "main" if state == "promoted" else "box"
    return f'<g data-state="{state}">{box(x, y, WIDE, TALL, [STATES[state], *again], style, centred=True)}{"".join(_note(m) for m in own)}</g>'


def _frame(name: str, stays: list[Move]) -> str:
    title, _, x, y, width, height = FRAMES[name]
    own = [m for m in stays if m.source == name]
    lines = [text(x + width - 12, y + 20 + n * 17, said, anchor="end") for n, said in enumerate([title, *(f"↻ {m.step.title}({_by(m.step)})" for m in own)])]
    return f'<g><rect class="frame" x="{x}" y="{y}" width="{width}" height="{height}" rx="12" fill="none" stroke="{SOFT}" stroke-opacity="0.5" stroke-dasharray="6 5"/>{"".join(lines)}{"".join(_note(m) for m in own)}</g>'


def _arrow(move: Move, all_moves: list[Move]) -> str:
    """Steps between the same two places are one arrow with all their names."""
    alike = [m for m in all_moves if (m.source, m.target) == (move.source, move.target)]
    if alike[0] != move:
        return ""
    side, shift, other, off, dx, dy, anchor = ROUTES.get((move.source, move.target), DOWN)
    (x, y), (x2, y2) = _port(move.source, side, shift), _port(move.target, other, off)
    path, at = _path(x, y, side, x2, y2, other)
    said = [f"{m.step.title}({_by(m.step)})" for m in alike] if anchor != "middle" else [line for m in alike for line in (m.step.title, f"({_by(m.step)})")]
    words = [text(at[0] + dx, at[1] + dy + 15 * n, line, anchor=anchor, style="soft" if line.startswith("(") else "ink") for n, line in enumerate(said)]
    return f"<g>{curve(path, arrow=True)}{''.join(words)}{''.join(_note(m) for m in alike)}</g>"


def _path(x: float, y: float, side: str, x2: float, y2: float, other: str) -> tuple[str, tuple[float, float]]:
    """The curve leaves and arrives at right angles; with it the place for words, at its middle."""
    reach = min(110.0, (abs(x2 - x) + abs(y2 - y)) / 3)
    (ax, ay), (bx, by) = ((x0 + reach * dx, y0 + reach * dy) for x0, y0, (dx, dy) in ((x, y, SIDES["right" if side == INWARD else side]), (x2, y2, SIDES[other])))
    middle = ((x + 3 * ax + 3 * bx + x2) / 8, (y + 3 * ay + 3 * by + y2) / 8)
    return f"M{x:g} {y:g}C{ax:g} {ay:g} {bx:g} {by:g} {x2:g} {y2:g}", middle


def _port(place: str, side: str, shift: float) -> tuple[float, float]:
    x, y, width, height = FRAMES[place][2:] if place in FRAMES else (*PLACES[place], WIDE, TALL)
    dx, dy = SIDES["left" if side == INWARD else side]
    return x + width / 2 * (1 + dx) + shift * abs(dy), y + height / 2 * (1 + dy) + shift * abs(dx)


def _note(move: Move) -> str:
    """What the arrow stands for, for who reads with a machine."""
    return f'<desc data-event="{move.step.event}" data-from="{" ".join(move.states)}" data-to="{move.target}">{escape(f"{move.step.title}:{_by(move.step)}")}</desc>'


def _by(step: Step) -> str:
    return "、".join(ROLES[r] for r in step.roles)
