"""Running what nobody trusts: isolation levels found by trying, kernels started in them, safe reading of what they left."""

from kit.review.sandbox.launch import Limits, SandboxLaunch
from kit.review.sandbox.level import Level, explain, isolation_level
from kit.review.sandbox.safe_read import Refused, SafeFile, collect

__all__ = ["Level", "Limits", "Refused", "SafeFile", "SandboxLaunch", "collect", "explain", "isolation_level"]
