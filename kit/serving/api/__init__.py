"""The API form: reviewed products behind HTTP, with keys, limits and a log of every call."""
