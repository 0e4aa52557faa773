"""The probe of an API product: its service.py, nobody's friend yet, is asked inside the sandbox what we want to know."""

from kit.review.probe.exchange import Exchange, exchanges, heard, unexpected_files
from kit.review.probe.host import probe

__all__ = ["Exchange", "exchanges", "heard", "probe", "unexpected_files"]
