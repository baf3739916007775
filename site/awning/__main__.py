"""``python -m awning`` is ``awning``."""

from awning.cli import main

main()
