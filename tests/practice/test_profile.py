"""Aims and claims: what a member tells of themselves, by hand or in a file."""

import dataclasses
from collections.abc import Awaitable, Callable

import pytest
from support.files import pdf
from support.interviewing import posts
from support.team import PLATFORM, Someone, Team, buttons, form, said

from adapters.documents import FileReader
from bot.errors import InvalidInput
from bot.members.profiles import LARGEST_FILE
from bot.members.resumes import claims_in
from bot.message import Message, Submission, Upload
from bot.practice import Practice
from bot.sending.fitting import every_button
from bot.wording import profile as wording

RESUME = """# Ada Lovelace
ada@example.org · +44 20 7946 0958 · linkedin.com/in/ada

## Experience
Senior Engineer, Analytical Engines, 2019-2023
- Cut p99 of the checkout from 900 to 120 ms by
  caching its prices
- Led a team of 5 that moved billing to Kafka
* Mentored three juniors through a first year on call; one of them still asks at 555-123-4567
- Python, Go
"""
CLAIMS = [
    "Cut p99 of the checkout from 900 to 120 ms by caching its prices",
    "Led a team of 5 that moved billing to Kafka",
    "Mentored three juniors through a first year on call; one of them still asks at [phone]",
]


def reading(
    team: Team, content: bytes, meanwhile: Callable[[], Awaitable[object]] | None = None
) -> None:
    """From here on the platform hands that file over, and files can be read."""

    async def fetch(team: str, where: str, most: int) -> bytes:
        assert (team, where, most) == ("acme", "file-7", LARGEST_FILE)
        if meanwhile is not None:
            await meanwhile()
        return content

    team.chat.fetch = fetch  # type: ignore[attr-defined]
    context = dataclasses.replace(team.practice.context, documents=FileReader())
    team.practice = Practice(context)


async def adds(member: Someone, text: str = RESUME, *, agree: str = "yes") -> str:
    asked = form(await member.presses("profile_claims"))
    return said(await member.sends(asked, text=text, agree=agree))


async def sends_file(member: Someone, size: int = 100, *, id: str = "f1") -> str:
    submission = Submission(
        member.person,
        id,
        "profile:claims",
        {"text": "", "agree": "yes"},
        "practice",
        (Upload("cv.pdf", size, "file-7"),),
    )
    return said(await member.team.practice.submit(submission))


async def page(member: Someone) -> Message:
    shown = await member.runs("/practice profile")
    assert isinstance(shown, Message)
    return shown


async def test_what_is_stored_stands_in_the_form_and_leads_where_one_aims(team: Team) -> None:
    ada = team.member("Ada")
    assert "No aims yet" in (await page(ada)).text
    asked = form(await ada.presses("profile_aims"))
    shown = said(
        await ada.sends(asked, role="Staff engineer", level="staff", skills="sql,nonsense")
    )
    known = [skill.id for skill in team.bank.skills()]
    skill = known[-1]
    await ada.sends(asked, role="Staff engineer", level="staff", skills=skill)
    assert "Role: Staff engineer. Level: staff." in shown
    again = {f.name: f.value for f in form(await ada.presses("profile_aims")).fields}
    assert again == {"role": "Staff engineer", "level": "staff", "skills": skill}
    begins = {f.name: f.value for f in form(await ada.runs("/mock")).fields}
    assert (begins["skill"], begins["level"]) == (skill, "staff")
    assert team.bank.skill(skill).name in form(await ada.runs("/practice solo")).title + str(
        form(await ada.runs("/practice solo"))
    )


async def test_claims_are_the_texts_own_lines_without_ways_to_reach_anybody(team: Team) -> None:
    ada = team.member("Ada Lovelace")
    assert "3 claims added." in await adds(ada)
    shown = await page(ada)
    assert [line.text for line in shown.lines if line.kind == "item"] == CLAIMS
    stored = team.stored()
    for secret in (b"ada@example.org", b"7946", b"555-123", b"Senior Engineer, Analytical"):
        assert secret not in stored


async def test_nothing_is_taken_without_a_yes_and_who_reads_it_is_said_before(team: Team) -> None:
    ada = team.member("Ada")
    asked = form(await ada.presses("profile_claims"))
    assert "whoever runs this bot" in asked.intro
    assert "Nothing leaves this bot." in asked.intro
    assert len(asked.fields) <= 4, "so that Discord has room for the intro"
    with pytest.raises(InvalidInput, match="needs your yes"):
        await adds(ada, agree="")
    with pytest.raises(InvalidInput, match="neither text nor a file"):
        await adds(ada, text=" ")
    assert "None yet" in (await page(ada)).text


def test_the_word_before_a_model_names_who_gets_it() -> None:
    assert "go to openai for review" in wording.what_happens("openai")


async def test_a_claim_is_removed_beside_itself_and_by_nobody_else(team: Team) -> None:
    ada, bob = team.member("Ada"), team.member("Bob")
    await adds(ada)
    first = next(line for line in (await page(ada)).lines if line.text == CLAIMS[0])
    assert first.button is not None
    await bob.presses(first.button.action, first.button.value)
    assert CLAIMS[0] in (await page(ada)).text
    left = said(await ada.presses(first.button.action, first.button.value))
    assert CLAIMS[0] not in left
    assert CLAIMS[1] in left
    assert CLAIMS[1] not in (await page(bob)).text
    await ada.presses("profile_clear")
    assert "None yet" in (await page(ada)).text


async def test_the_same_text_again_adds_nothing_and_twenty_are_the_most(team: Team) -> None:
    ada = team.member("Ada")
    await adds(ada)
    assert "Nothing new" in await adds(ada)
    many = "\n".join(f"- Built service number {n} alone" for n in range(30))
    assert "17 claims added. 20 are kept at most" in await adds(ada, many)


async def test_a_pdf_is_read_by_a_task_and_its_claims_come_in_direct_messages(team: Team) -> None:
    ada = team.member("Ada")
    reading(team, pdf("- Cut the build from 40 to 6 minutes", "- Led the move to Kafka alone"))
    assert "being read" in await sends_file(ada)
    assert "being read" in await sends_file(ada)  # redelivered
    await team.work()
    (told,) = posts(ada)
    assert told.message.text.startswith("cv.pdf is read. 2 claims added.")
    assert "Cut the build from 40 to 6 minutes" in told.message.text
    assert "profile_remove" in buttons(told.message)
    async with team.store.reading() as tx:
        assert await tx.profiles.file(1) is None, "the file is not kept"
    await sends_file(ada, id="f2")
    await team.work()
    assert "Nothing new" in posts(ada)[-1].message.text


async def test_a_file_that_cannot_be_read_gets_one_clear_sentence(team: Team) -> None:
    ada = team.member("Ada")
    reading(team, pdf("Secret text of mine", password="x"))
    await sends_file(ada)
    await team.work()
    assert posts(ada)[-1].message.text == (
        "cv.pdf was not read: it is locked with a password. "
        "Paste the text instead: /practice profile."
    )
    with pytest.raises(InvalidInput, match="larger than 2 MB"):
        await sends_file(ada, LARGEST_FILE + 1, id="f3")


async def test_a_file_that_never_comes_is_given_up_after_a_day(team: Team) -> None:
    async def breaks() -> None:
        raise RuntimeError("a fault of the platform")

    ada = team.member("Ada")
    reading(team, b"", breaks)
    await sends_file(ada)
    for _ in range(25):
        await team.later(hours=1)
    (told,) = posts(ada)
    assert told.message.text.startswith("cv.pdf was not read: the platform did not hand it over.")
    async with team.store.reading() as tx:
        assert await tx.profiles.file(1) is None


async def test_what_is_deleted_before_it_was_read_is_not_read(team: Team) -> None:
    ada = team.member("Ada")
    reading(team, pdf("- Cut the build from 40 to 6 minutes"))
    await sends_file(ada)
    await ada.presses("profile_clear")
    await team.work()
    assert posts(ada) == []
    reading(team, pdf("- Cut the build from 40 to 6 minutes"), lambda: ada.presses("profile_clear"))
    await sends_file(ada, id="f2")
    await team.work()
    assert posts(ada) == []
    assert "None yet" in (await page(ada)).text


async def test_a_file_sent_in_the_place_of_a_deleted_one_is_read_by_itself(team: Team) -> None:
    """Its row may have the number of the one before."""
    ada = team.member("Ada")

    async def sends_another() -> None:
        await ada.presses("profile_clear")
        reading(team, pdf("- Led a team of 5 that moved billing to Kafka"))
        await sends_file(ada, id="f2")

    reading(team, pdf("- Cut the build from 40 to 6 minutes"), sends_another)
    await sends_file(ada)
    await team.work()
    await team.work()
    shown = (await page(ada)).text
    assert "moved billing to Kafka" in shown
    assert "Cut the build" not in shown


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Cut costs by 40 % over a year.\nOslo, Norway, since 2019 only",
            ["Cut costs by 40 % over a year."],
        ),
        ("I led the move to Kafka. It took two years.", ["I led the move to Kafka."]),
        ("• Built the billing service alone\n• Go, SQL", ["Built the billing service alone"]),
        ("", []),
        ("Skills\nGo\nPython", []),
        (
            "## Work\n### Acme (2021)\n- **SLOs:** introduced them for [search](https://x.example)\n"
            "- Tech: Go, Kafka, Redis\n## Education\n### Acme University\n"
            "- BSc Computer Science, Berlin, 2018\n## Projects\n- Wrote a small parser alone",
            ["SLOs: introduced them for search", "Wrote a small parser alone"],
        ),
        (
            "EXPERIENCE\nResponsible for the refund API of 300 shops.\nLANGUAGES\n"
            "Improved my Polish over two years.\n",
            ["Responsible for the refund API of 300 shops."],
        ),
        (
            "Berufserfahrung\n• Senkung der Ladezeit von 4,2 s auf 1,1 s\nAusbildung\n"
            "• B.Sc. Informatik, Hochschule München, 2019",
            ["Senkung der Ladezeit von 4,2 s auf 1,1 s"],
        ),
    ],
)
def test_what_counts_as_a_claim(text: str, claims: list[str]) -> None:
    assert claims_in(text, set()) == claims


def test_every_button_of_the_page_is_one_of_ours() -> None:
    shown = wording.page(wording.Profile(1, "x"), (), [wording.Claim(1, 1, "Led a team of 5")])
    assert {b.action for b in every_button(shown)} == {
        "profile_aims",
        "profile_claims",
        "profile_clear",
        "profile_remove",
        "mock_claims",
    }
    assert PLATFORM  # the stage's own
