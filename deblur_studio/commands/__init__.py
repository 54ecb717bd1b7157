"""The commands of the command line, one module each; imported only when their command is called."""
