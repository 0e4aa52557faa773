"""Spark's Python workers must be this Python: the context keeps what it finds when it first starts."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
