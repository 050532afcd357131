"""Where secrets lie: named encrypted blobs, kept by the database."""

from collections.abc import Sequence
from typing import Protocol

from bot.errors import SettingsError

KEY_HELP = (
    "WHETSTONE_SECRET_KEY: {}. It is 32 random bytes in URL-safe base64, such as "
    "`openssl rand -base64 32 | tr '+/' '-_'` prints."
)


class Vault(Protocol):
    """Raises StorageError where the database does not answer."""

    async def get(self, name: str) -> bytes | None: ...
    async def put(self, name: str, value: bytes) -> None: ...
    async def add(self, name: str, value: bytes) -> bool:
        """False, and nothing changed, where the name is there already."""
        ...

    async def delete(self, name: str) -> None: ...
    async def names(self, prefix: str) -> Sequence[str]: ...


class Seal:
    """Encrypts and signs, with the time. Raises SettingsError for what is no key."""

    def __init__(self, secret_key: str | None) -> None:
        from cryptography.fernet import Fernet  # heavy, and only needed for installations

        if not secret_key:
            raise SettingsError(KEY_HELP.format("not set, and tokens are kept encrypted"))
        try:
            self._fernet = Fernet(secret_key)
        except ValueError:
            raise SettingsError(KEY_HELP.format("what is set is no key")) from None

    def close(self, value: bytes, at: float) -> bytes:
        """`at`: seconds since 1970 UTC, for `open` to tell its age."""
        return self._fernet.encrypt_at_time(value, int(at))

    def open(self, sealed: bytes, *, now: float | None = None, lasts: int | None = None) -> bytes:
        """The value. Raises ValueError for what another key sealed or, with `lasts` (seconds),
        for what is too old."""
        from cryptography.fernet import InvalidToken

        try:
            if now is None or lasts is None:
                return self._fernet.decrypt(sealed)
            return self._fernet.decrypt_at_time(sealed, lasts, int(now))
        except InvalidToken:
            raise ValueError("another key sealed this, or it is too old") from None
