"""One tree of errors. Every text is fit for the person who reads it: what, effect, fix."""

import datetime as dt


class WhetstoneError(Exception):
    """Anything we say no to on purpose."""


class InvalidInput(WhetstoneError):
    """A person's input cannot be used; the text says which and what would be right.

    `field`: the name of the form's field that it is about, '' for the whole."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class NotFound(WhetstoneError):
    """What was named is not there."""


class NotAllowed(WhetstoneError):
    """This person may not do that; the text says who may."""


class SettingsError(WhetstoneError):
    """A setting stops the start. One line: name, what is wrong, what would be right."""


class BankError(WhetstoneError):
    """The bank cannot be loaded; the text lists every fault with file and line."""


class TryLater(WhetstoneError):
    """Not now, but the same call may go through later; platforms should deliver it again."""


class StorageError(TryLater):
    """The database did not take it: full, locked, read-only or away. Nothing was half done."""


class MigrationNeeded(WhetstoneError):
    """The database is of another version; the text names the command to run."""


class CriticFailed(WhetstoneError):
    """A critic gave nothing usable; the next rung of the ladder is tried."""


class CriticCutOff(CriticFailed):
    """The output ended early or did not parse; once more with more room may help."""


class CriticRefused(CriticFailed):
    """The key or the budget at the provider is at fault: asking again will not help.

    The text says which, for the owner."""


class PictureFailed(WhetstoneError):
    """A picture could not be drawn; the text beside it says the same."""


class DocumentUnreadable(WhetstoneError):
    """A file that a member sent cannot be read; the text says why and what to do instead."""


class SendLater(WhetstoneError):
    """The platform asks to wait; nothing was posted."""

    def __init__(self, text: str, wait: dt.timedelta) -> None:
        super().__init__(text)
        self.wait = wait


class SendUnknown(WhetstoneError):
    """No answer came, or none that tells: the message may stand there or not.

    `final`: looking again will not help (a scope is missing, the history is closed to us)."""

    def __init__(self, text: str, *, final: bool = False) -> None:
        super().__init__(text)
        self.final = final


class SendRefused(WhetstoneError):
    """The platform said no, for good. `gone`: the channel is archived, or we were removed."""

    def __init__(self, text: str, *, gone: bool = False) -> None:
        super().__init__(text)
        self.gone = gone
