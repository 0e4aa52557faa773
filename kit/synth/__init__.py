"""The engine of the synthetic city. It knows kinds of columns and how to write tables, never a particular catalog."""

from kit.synth.build import Written, build, describe
from kit.synth.engines import Engine, Spark, processes
from kit.synth.entity import Entity
from kit.synth.recipe import Part, parts_of

__all__ = ["Engine", "Entity", "Part", "Spark", "Written", "build", "describe", "parts_of", "processes"]
