"""What is stored of a member, who reads it, what they choose of it, and how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.members.settings import MemberSettings
from bot.message import Attachment, Button, Field, Form, Line, Message
from bot.model import Answer
from bot.wording.basics import count, named, note, say, title

WORD = "delete"  # typed to confirm
SOMEBODY = "(removed)"
STORED = (
    "Your name and time zone as this platform tells them; your answers to questions, their reviews "
    "and what you said of those; your mock interviews; what you told of your aims; the days you "
    "answered; when you are away; your tracks, weak points and choices; what the bot wrote to you. "
    "Other talk is not stored."
)
READ = (
    "Thread replies: whoever reads the channel. Private answers: you, or those who have answered, "
    "as you chose. Mock interviews: you. Whoever runs this bot or exports the workspace can read "
    "all of it. Nobody is shown when you are away, or that a streak ended."
)


@dataclass(frozen=True, slots=True)
class Page:
    """`provider`: who gets answers to review them, '' for nobody. `keyword`: the member's choice
    of the keyword check. `days`: how long texts are kept, 0 for ever."""

    settings: MemberSettings
    provider: str
    keyword: bool
    days: int


def page(shown: Page) -> Message:
    """`/practice privacy`."""
    return Message(
        (
            title("What is stored of you"),
            Line(STORED, button=Button("privacy_export", "", "Export my data")),
            Line(kept(shown.days)),
            Line(
                "Delete or empty a reply, and it goes with its review and quotes. A private answer "
                "is deleted in My review."
            ),
            title("Who reads it"),
            Line(READ),
            Line(
                _leaves(shown.provider, keyword=shown.keyword),
                button=_reviewer(shown.provider, keyword=shown.keyword),
            ),
            title("What you choose"),
            *_choices(shown.settings),
            Line(
                "Managers see figures of groups, and what you share.",
                button=Button("privacy_seen", "", "View as manager"),
            ),
            Line(
                "Each look of a manager is written down.",
                button=Button("privacy_looks", "", "Who looked and when"),
            ),
        ),
        (Button("privacy_delete", "", "Delete my data"),),
    )


def _choices(chosen: MemberSettings) -> Sequence[Line]:
    hidden, shared, named_ = chosen.hidden, chosen.shares_scores, chosen.named
    boards = "You are on no board." if hidden else "Boards show your name, days and streak."
    scores = (
        "Managers see your results with your name."
        if shared
        else "Managers see no result of yours alone."
    )
    names = (
        "Milestones in the thread and 'most improved' may name you."
        if named_
        else "Milestones and 'most improved' do not name you."
    )
    return (
        Line(boards, button=_switch("hide", "Show me on boards", "Hide me from boards", hidden)),
        Line(scores, button=_switch("share", "Stop sharing", "Share my scores", shared)),
        Line(names, button=_switch("name", "Stop naming me", "Name me", named_)),
    )


def _switch(what: str, stop: str, start: str, on: bool) -> Button:
    return Button(f"privacy_{what}", "off" if on else "on", stop if on else start)


def _leaves(provider: str, *, keyword: bool) -> str:
    if not provider:
        return "Nothing leaves this bot: the keyword check reviews answers here."
    if keyword:
        return "Your answers stay here, as you chose: the keyword check reviews them."
    return (
        f"Your answers go to {provider} for review, without your name; names, addresses and keys "
        "in them are masked first."
    )


def _reviewer(provider: str, *, keyword: bool) -> Button | None:
    if not provider:
        return None
    if keyword:
        return Button("keyword", "off", "Use the AI review")
    return Button("keyword", "on", "Use the keyword check")


def looks(told: Sequence[tuple[str, str, str]], days: int) -> Message:
    """`told`: when, who and at what, newest first, of the last so many days."""
    if not told:
        return say(f"No manager looked at the team's figures in the last {count(days, 'day')}.")
    lines = [Line(f"{when}: {who}, {what}", "item") for when, who, what in told]
    head = title(f"Looks at the team's figures in the last {count(days, 'day')}")
    return Message((head, *lines, note("What such a look shows of you: View as manager.")))


def exported(file: Attachment) -> Message:
    text = "All that is stored of you, as JSON: one list per table. Questions are by their names."
    return Message((Line(text),), attachment=file)


def delete_form() -> Form:
    return Form(
        "privacy_delete",
        "Delete my data",
        (Field("word", f"Type {WORD} to go on", longest=20),),
        submit="Delete my data",
        intro=(
            "What goes, at once and for good: your answers, reviews, mock interviews, weak points, "
            "days, streak, choices and roles here, and what the bot wrote of you in threads. "
            "What stays: your own messages on this platform, which only you can delete there, "
            "direct messages that you were sent, and figures of groups that were made before, "
            "which name nobody. "
            "Export my data comes before it, if you want to keep something."
        ),
    )


def not_deleted(typed: str) -> str:
    return f"Nothing was deleted: that takes the word {WORD}, this was {named(typed)}."


def deleted() -> Message:
    return say(
        "Deleted: nothing of yours is stored here any more. What the bot wrote of you in threads "
        "is replaced within minutes. Using the bot again begins anew, as if you had never been "
        "here."
    )


def removed() -> Message:
    """In place of a review in a thread."""
    return Message((note("Removed, as its author wished."),))


def private_answer(answer: Answer) -> Line:
    """In *My review*: the way to delete what others do not see."""
    button = Button("delete_answer", str(answer.id), "Delete this answer")
    return Line(f"Attempt {answer.attempt} is private.", "note", button=button)


def delete_answer(answer: Answer) -> Message:
    """Asks once more."""
    return Message(
        (
            Line(
                "Delete this answer? Its text, review and quotes go for good, and it keeps no day "
                "any more. While the question is open you can answer again."
            ),
        ),
        (Button("delete_answer_yes", str(answer.id), "Yes, delete it"),),
    )


def answer_deleted() -> Message:
    return say("Deleted, with its review and quotes.")


def kept(days: int) -> str:
    if not days:
        return "Texts are kept until you delete them."
    return (
        f"Texts are kept for {count(days, 'day')}; then they are blanked, quotes too. Days, "
        "verdicts and figures stay."
    )


def retention(days: int) -> Message:
    """To a manager."""
    change = "/practice retention 90 keeps texts for 90 days, /practice retention forever for good."
    return say(_team_keeps(days), change)


def retention_set(days: int, *, told: bool) -> Message:
    done = _team_keeps(days)
    return say(done + (" The team is told in the channels of its tracks." if told else ""))


def retention_changed(name: str, days: int) -> Message:
    """In the channels of the team's tracks."""
    return Message(
        (
            Line(f"{name} changed how long answers are kept. {_team_keeps(days)}"),
            note("Messages on this platform are not touched. More: /practice privacy"),
        )
    )


def _team_keeps(days: int) -> str:
    if not days:
        return "Texts of answers and interviews are kept until their author deletes them."
    return (
        f"Texts of answers and interviews are kept for {count(days, 'day')}, then blanked; days, "
        "verdicts and figures stay."
    )


def no_such_time(typed: str, least: int, most: int) -> str:
    return (
        f"Not set: {named(typed)} is no time to keep texts. Give {least} to {most} days, or "
        "'forever'."
    )


def text_gone(met: int, of: int) -> Message:
    """In place of a review whose answer was blanked."""
    return say(f"The text of this answer is no longer kept. Its review: {met} of {of} points met.")
