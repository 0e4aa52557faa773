"""Tables through a grant: what is not declared does not exist."""

from kit.access.conform import Problem, conform
from kit.access.grant import Grant, TableGrant
from kit.access.opened import Tables, open_room
from kit.access.room import make_room

__all__ = ["Grant", "Problem", "TableGrant", "Tables", "conform", "make_room", "open_room"]
