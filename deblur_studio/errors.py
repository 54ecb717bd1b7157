"""The one error class whose text is shown to the user as it stands."""


class UserError(Exception):
    """A mistake of the user, or a fact of their files or machine, told in one sentence.

    The text says what happened, to which file, and what to do. Programs print it without a traceback
    and exit with code 2; the window shows it in a message bar. Everything else is a fault of ours.
    """
