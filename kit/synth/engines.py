"""Where files are drawn: here one after another, in processes of this machine, or on a Spark cluster.

An engine is a context, to be entered any number of times, that gives a ``map``: a function and its arguments to results in the same order. What runs is
the same on each, so a city has the same bytes; how work is spread is left to the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from kit.errors import DataError

Map = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]
Engine = AbstractContextManager[Map]


class InTurn:
    def __enter__(self) -> Map:
        return map

    def __exit__(self, *problem: object) -> None:
        return None


class Processes:
    """``workers`` processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> Map:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Forking a process with Arrow's threads in it may hang; a fresh interpreter costs a second and is the same
        # everywhere, Windows included.
        self.pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_end_with_parent)
        return self.pool.map

    def __exit__(self, *problem: object) -> None:
        self.pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever: it watches for that."""
    import os
    import threading
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


class Spark:
    """The Spark cluster that ``spark-submit`` names, or this machine; the output folder must be one that all workers see."""

    def __enter__(self) -> Map:
        import os
        import sys

        try:
            from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]
        except ImportError:
            raise DataError("KIT-D017", "没有安装 PySpark", where="--engine spark", next_step="pip install '.[spark]',并装好 Java 17。") from None
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        session = SparkSession.builder.appName("kit data build").getOrCreate()
        return lambda function, arguments: (
            session.sparkContext.parallelize(list(arguments), max(1, len(arguments))).map(function).toLocalIterator(prefetchPartitions=True)
        )

    def __exit__(self, *problem: object) -> None:
        return None


def processes(workers: int) -> Engine:
    return Processes(workers) if workers > 1 else InTurn()
