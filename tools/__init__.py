"""What the Makefile and CI run; not part of the installed program."""
