"""Named blobs, and the same for platforms, which know no transactions."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.ports import Store
from storage.connections.session import Session
from storage.schema.teams import vault


class Vault:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, name: str) -> bytes | None:
        query = select(vault.c.value).where(vault.c.name == name)
        value: bytes | None = await self._session.value(query)
        return value

    async def put(self, name: str, value: bytes) -> None:
        put = self._session.insert(vault).values(name=name, value=value)
        kept = put.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        await self._session.count(kept)

    async def add(self, name: str, value: bytes) -> bool:
        return await self._session.add(vault, {"name": name, "value": value}) is not None

    async def delete(self, name: str) -> None:
        await self._session.count(delete(vault).where(vault.c.name == name))

    async def names(self, prefix: str) -> Sequence[str]:
        mine = vault.c.name.startswith(prefix, autoescape=True)
        query = select(vault.c.name).where(mine).order_by(vault.c.name)
        return [row["name"] for row in await self._session.rows(query)]


class StoreVault:
    """The vault, a transaction per call. Raises StorageError where the database is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, name: str) -> bytes | None:
        async with self._store.reading() as tx:
            return await tx.vault.get(name)

    async def put(self, name: str, value: bytes) -> None:
        async with self._store.transaction(urgent=True) as tx:
            await tx.vault.put(name, value)

    async def add(self, name: str, value: bytes) -> bool:
        """False, and nothing changed, where the name is there already."""
        async with self._store.transaction(urgent=True) as tx:
            return await tx.vault.add(name, value)

    async def delete(self, name: str) -> None:
        async with self._store.transaction(urgent=True) as tx:
            await tx.vault.delete(name)

    async def names(self, prefix: str) -> Sequence[str]:
        async with self._store.reading() as tx:
            return await tx.vault.names(prefix)
