"""The member's own page of aims and claims, and what is said before a résumé is read."""

from collections.abc import Sequence

from bot.members.profiles import MOST_CLAIMS, Claim, Profile
from bot.message import Button, Field, Form, Line, Message
from bot.model import LEVELS, Skill
from bot.wording.basics import count, listed, note, say, title

READERS = (
    "You see this, and whoever runs this bot or its database can. No manager and no board does."
)
AGREE = "yes"
AGREED = "Yes, keep my claims"
NOT_AGREED = f"Nothing was taken: it needs your yes. Tick '{AGREED}'."
PASTE = "Paste the text instead: /practice profile."
DAMAGED = "it is damaged. Save it anew, or paste the text: /practice profile."
LOCKED = f"it is locked with a password. {PASTE}"
SCANNED = f"its pages hold pictures, and no text. {PASTE}"
TOO_LONG = f"it has more than 20 pages. {PASTE}"
TOO_HEAVY = f"it takes too much time or memory. {PASTE}"
NO_TEXT = f"it is neither text, Markdown nor PDF. {PASTE}"
TOO_LARGE = f"it is larger than 2 MB. {PASTE}"
OUT_OF_REACH = f"the platform did not hand it over. {PASTE}"


def page(profile: Profile, skills: Sequence[str], claims: Sequence[Claim]) -> Message:
    """`skills`: their names."""
    lines = [title("Your profile")]
    if profile.empty:
        lines.append(Line("No aims yet. With them /mock and /practice solo start where you aim."))
    else:
        aims = {"Role": profile.role, "Level": profile.level, "Skills": listed(skills)}
        said = [f"{name}: {value}." for name, value in aims.items() if value]
        lines.append(Line(" ".join(said)))
    lines.append(title("Claims"))
    if not claims:
        lines.append(Line("None yet. /mock claims rehearses what a recruiter would ask of them."))
    for claim in claims:
        remove = Button("profile_remove", str(claim.id), "Remove")
        lines.append(Line(claim.text, "item", button=remove))
    lines.append(note(READERS))
    buttons = [
        Button("profile_aims", "", "Change aims"),
        Button("profile_claims", "", "Add claims", primary=not claims),
    ]
    if claims:
        buttons.append(Button("mock_claims", "", "Rehearse them", primary=True))
    if claims or not profile.empty:
        buttons.append(Button("profile_clear", "", "Delete all"))
    return Message(tuple(lines), tuple(buttons))


def aims_form(profile: Profile, skills: Sequence[Skill]) -> Form:
    """What is stored stands in it."""
    levels = tuple((level, level.capitalize()) for level in LEVELS)
    named = tuple((skill.id, skill.name) for skill in skills)
    fields = (
        Field("role", "Target role", value=profile.role, required=False, longest=100),
        Field("level", "Level", "choice", profile.level or "mid", levels),
        Field("skills", "Skills", "choices", ",".join(profile.skills), named, required=False),
    )
    return Form("profile:aims", "What you aim for", fields, submit="Save")


def claims_form(provider: str) -> Form:
    """`provider`: who gets answers to review them, '' for nobody."""
    fields = (
        Field(
            "text",
            "Lines of your résumé",
            "text",
            required=False,
            hint="One claim per line, beginning with what you did.",
        ),
        Field("file", "Or a file", "file", required=False, hint="Text, Markdown or PDF to 2 MB."),
        Field("agree", "Agreed?", "choices", options=((AGREE, AGREED),)),
    )
    return Form("profile:claims", "Add claims", fields, submit="Add", intro=what_happens(provider))


def what_happens(provider: str) -> str:
    """Who can read it and what leaves, said before anything is taken."""
    kept = (
        "Kept: the claims found, without names, mail addresses and phone numbers. The file and "
        "the rest of the text are not."
    )
    leaves = "Nothing leaves this bot."
    if provider:
        leaves = f"In /mock claims a claim and your answers to it go to {provider} for review."
    return f"{kept} {READERS} {leaves}"


def taken(added: int, *, full: bool) -> Line:
    """`full`: there were more than are kept."""
    if not added and not full:
        text = "Nothing new in it: a claim is a line of four words or more that says what you did."
        return Line(text)
    more = f" {MOST_CLAIMS} are kept at most; remove some to add others." if full else ""
    return Line(f"{count(added, 'claim') if added else 'No claim'} added.{more}")


def being_read() -> Line:
    return Line("The file is being read. What it holds comes in your direct messages.")


def from_file(name: str, told: Line, shown: Message) -> Message:
    return Message((Line(f"{name} is read. {told.text}"), *shown.lines), shown.buttons)


def not_read(name: str, why: str) -> Message:
    return say(f"{name} was not read: {why}")


def cleared() -> Message:
    return say("Deleted: your aims, your claims, and files that were not read yet.")
