"""``python -m awning`` is ``awning``."""

from awning.cli import main

# Processes of a build import this module again, under another name.
if __name__ == "__main__":
    main()
