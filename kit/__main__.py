"""``python -m kit``: the same as ``kit``, also where the folder of scripts is not on the path."""

from kit.cli import main

if __name__ == "__main__":
    main()
