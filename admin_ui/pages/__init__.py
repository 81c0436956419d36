"""One module per page: reads the form, calls a command, picks a template."""
