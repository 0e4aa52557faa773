"""Identifiers that can belong to nobody, unique by construction and with valid check characters.

Person: ``39`` (a region code never allocated) + last four digits of the county + birth date + sequence + GB 11643 check.
Enterprise: ``91`` + ``39`` + last four digits of the county + organisation code (GB 11714) + GB 32100 check.
Mobile: 154 / 164, prefixes without numbers in the public numbering plan.
"""

from __future__ import annotations

import numpy as np

BASE_31 = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_VALUE_31 = np.zeros(128, dtype=np.int64)
_VALUE_31[BASE_31] = np.arange(31)
_PERSON_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_PERSON_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_CREDIT_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
_ORGANISATION_VALUE = np.zeros(128, dtype=np.int64)
_ORGANISATION_VALUE[np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)] = np.arange(36)


def digits(values: np.ndarray, width: int) -> np.ndarray:
    """Whole numbers as rows of ASCII digits, shape (n, width)."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // powers % 10 + 48).astype(np.uint8)


def as_text(rows: np.ndarray) -> np.ndarray:
    """Rows of ASCII bytes as strings."""
    return np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").ravel().astype(f"U{rows.shape[1]}")


def _region(county_codes: np.ndarray) -> np.ndarray:
    return digits(390000 + county_codes.astype(np.int64) % 10000, 6)


def person_number(county_codes: np.ndarray, birth_dates: np.ndarray, sequence: np.ndarray) -> np.ndarray:
    """18 characters; ``sequence`` in [0, 1000), odd for men."""
    day = birth_dates.astype("datetime64[D]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    in_month = (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    body = np.hstack([_region(county_codes), digits(year * 10000 + month * 100 + in_month, 8), digits(sequence, 3)])
    check = _PERSON_CHECK[(body.astype(np.int64) - 48) @ _PERSON_WEIGHTS % 11]
    return as_text(np.hstack([body, check[:, None]]))


def credit_code(county_codes: np.ndarray, serial: np.ndarray) -> np.ndarray:
    """18 characters; ``serial`` unique in [0, 31**8)."""
    powers = 31 ** np.arange(7, -1, -1, dtype=np.int64)
    organisation = BASE_31[serial[:, None] // powers % 31]
    remainder = 11 - _ORGANISATION_VALUE[organisation] @ _ORGANISATION_WEIGHTS % 11
    check = np.where(remainder == 10, ord("X"), np.where(remainder == 11, ord("0"), 48 + remainder)).astype(np.uint8)
    head = np.tile(np.frombuffer(b"91", dtype=np.uint8), (len(serial), 1))
    body = np.hstack([head, _region(county_codes), organisation, check[:, None]])
    last = BASE_31[(31 - _VALUE_31[body] @ _CREDIT_WEIGHTS % 31) % 31]
    return as_text(np.hstack([body, last[:, None]]))


def mobile(bits: np.ndarray) -> np.ndarray:
    """11 digits from a random whole number."""
    prefix = np.where(bits % 2 == 0, 154, 164)
    return as_text(np.hstack([digits(prefix, 3), digits(bits // 2 % 10**8, 8)]))


def opaque(prefix: str, stream_bits: np.ndarray) -> np.ndarray:
    """A pseudonymous key: a prefix and 16 hexadecimal digits of 64 random bits."""
    raw = stream_bits.astype(">u8").view(np.uint8).reshape(-1, 8)
    hexa = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    rows = np.empty((len(raw), 16), dtype=np.uint8)
    rows[:, 0::2], rows[:, 1::2] = hexa[raw >> 4], hexa[raw & 15]
    head = np.tile(np.frombuffer(prefix.encode(), dtype=np.uint8), (len(raw), 1))
    return as_text(np.hstack([head, rows]))
