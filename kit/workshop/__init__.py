"""The training day: exercises that check themselves. Notebooks in ``notebooks/workshop``, one module of questions per notebook."""

from kit.workshop.broken import BROKEN, Broken
from kit.workshop.exercise import NotYet, exercise
from kit.workshop.small_city import edit, scratch, small_city
from kit.workshop.small_review import SmallReview, small_review

__all__ = ["BROKEN", "Broken", "NotYet", "SmallReview", "edit", "exercise", "scratch", "small_city", "small_review"]
