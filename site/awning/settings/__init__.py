"""What may stand in the settings, one noun a module. Others import all of it from ``awning.config``."""
