"""Everything that makes weights. Free of Qt; the wizard and the command line call the same functions."""
