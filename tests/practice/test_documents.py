"""A résumé's file: how its text is read, and what is refused."""

import sys
import zlib

import pytest
from support.files import pdf

from adapters.documents import FileReader
from bot.errors import DocumentUnreadable
from bot.members.profiles import LARGEST_FILE
from bot.wording import profile as wording


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.4 and then nothing of one", wording.DAMAGED),
        (pdf(""), wording.SCANNED),
        (pdf(*["One line"] * 21), wording.TOO_LONG),
        (b"\x89PNG\r\n\x1a\n\0\0\0", wording.NO_TEXT),
        (b"x" * (LARGEST_FILE + 1), wording.TOO_LARGE),
    ],
    ids=["damaged", "scanned", "long", "picture", "large"],
)
async def test_each_fault_of_a_file_has_its_sentence(content: bytes, why: str) -> None:
    with pytest.raises(DocumentUnreadable) as refused:
        await FileReader().read(content)
    assert str(refused.value) == why


async def test_a_reader_that_hangs_or_dies_is_told_of_in_time() -> None:
    for command in (("/bin/sleep", "60"), ("/bin/false",)):
        with pytest.raises(DocumentUnreadable) as refused:
            await FileReader(command, timeout=0.2).read(pdf("One line"))
        assert str(refused.value) == wording.TOO_HEAVY


async def test_a_file_that_unpacks_to_more_than_memory_is_refused() -> None:
    small = zlib.compress(b" " * 200_000_000)
    assert len(small) < LARGEST_FILE
    head, rest = pdf("One line").split(b"<< /Length", 1)
    tail = rest.split(b"endstream", 1)[1]
    told = f"<< /Filter /FlateDecode /Length {len(small)} >>\nstream\n".encode()
    bomb = head + told + small + b"\nendstream" + tail
    with pytest.raises(DocumentUnreadable):
        await FileReader().read(bomb)


async def test_the_reader_cannot_see_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    tells = "import json, os; print(json.dumps({'fault': '', 'text': ' '.join(os.environ)}))"
    told = await FileReader((sys.executable, "-c", tells)).read(pdf("One line"))
    assert "PATH" in told
    assert "OPENAI_API_KEY" not in told


async def test_text_files_are_decoded_and_cut() -> None:
    reader = FileReader()
    assert await reader.read("- Größe".encode()) == "- Größe"
    assert await reader.read("\ufeffone".encode()) == "one"
    assert await reader.read("two".encode("utf-16")) == "two"
    assert len(await reader.read(b"x" * 30_000)) == 20_000
