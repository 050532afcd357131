"""Whether a reply is an attempt at the question. Terse is fine; in doubt it is an attempt."""

import difflib
import re
import unicodedata
from enum import StrEnum

from bot.text import clean


class ReplyKind(StrEnum):
    ATTEMPT = "attempt"
    DONT_KNOW = "dont_know"
    EMPTY = "empty"  # nothing that can be seen
    EMOJI = "emoji"  # no words: emoji, punctuation, mentions
    TALK = "talk"  # a greeting, thanks, 'ok, later'
    QUESTION = "question"  # one bare question back
    PASTE = "paste"  # the question itself


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


# Emoji as platforms write them (':tada:', '<:name:1>'), keycaps, '+1', and mentions.
_NO_WORDS = re.compile(
    r"<a?:\w+:\d+>|<[@#!][^<>\s]*>|(?<!\w):[\w+-]+:|[0-9#*]\u20e3|(?<!\w)\+1(?!\w)"
)

# The phrases below are matched against lower-case words with one space between them.
_OPENING = _any("sorry", "honestly", "hmm+", "well", "um+", "ok", "okay", "wait", "hi", "hey")
_DONT_KNOW = re.compile(
    rf"(?:{_OPENING} )*"
    + _any(
        r"(?:i )?(?:really |honestly |just |still )?(?:do not|don t|dont) (?:really )?know",
        r"(?:i )?(?:have |ve )?(?:got )?(?:absolutely )?no (?:idea|clue)",
        r"(?:(?:i am|i m|im) )?not sure",
        r"(?:i )?(?:pass|skip)",
        r"idk|dunno|keine ahnung|(?:ich )?weiss (?:ich |es )?nicht|je ne sais pas|no (?:lo )?sé",
        r"non (?:lo )?so|não sei|nie wiem|bilmiyorum|(?:я )?не знаю|我?不知道",
        r"[分わ]からない|[分わ]かりません|모르겠(?:어요|습니다)",
        r"لا (?:أعرف|أعلم)|אני לא יודעת?|मुझे नहीं पता",
    )
    + r"(?: (?:yet|sorry|this(?: one)?|that|it|the answer|about (?:this|that)|tbh|at all))*"
)
_TALK = re.compile(
    "(?:"
    + _any(
        r"ok(?:ay|ie)?|kk?|yep|yup|yeah|sure|alright|noted|got it|will do|on it|same(?: here)?",
        r"cool|nice|great|perfect|awesome|interesting|wow|lol|(?:ha)+|hmm+|oh|xd|done|test(?:ing)?",
        r"(?:good|great|nice|interesting) (?:question|one)|sorry|please|ping|fyi|welcome|bye",
        r"see you|later|maybe later|not now|busy|brb|omw|let me think|remind me",
        r"(?:one|just a|in a|give me a) (?:minute|moment|sec|second)",
        r"(?:i ll|i will|ill|will|let me) (?:do|answer|reply|try|look|read)(?: to| at)?"
        r"(?: it| this| that)?",
        r"(?:good )?morning|good (?:afternoon|evening|night|day)",
        r"(?:hi|hello|hey)(?: (?:there|all|everyone|everybody|team|folks|bot|whetstone))?",
        r"thanks(?: (?:a lot|all|so much|everyone|team|bot))?|thank you(?: (?:all|so much))?",
        r"thx|ty|cheers",
        r"hallo|guten (?:morgen|tag|abend)|moin|danke(?: schön)?|später|bonjour|salut|merci",
        r"plus tard|hola|buenos días|gracias|luego|olá|bom dia|obrigad[oa]|ciao|grazie|dzięki",
        r"cześć|merhaba|teşekkürler|привет|спасибо|позже|你好|谢谢|好的|稍后|こんにちは",
        r"ありがとう(?:ございます)?|안녕하세요|감사합니다|مرحبا|شكرا|שלום|תודה|नमस्ते|धन्यवाद",
    )
    + r"(?: (?:later|tomorrow|tonight|today|soon|now|monday|after (?:lunch|work|the meeting)))?"
    + "(?: |$))+"
)
_TO_SOMEBODY = re.compile(r"(?:hi|hello|hey|thanks|thank you|thx|good morning) \w+")
# 'Is it a stampede?' and 'what about jitter?' are attempts, so only these openings ask back.
_ASKS_BACK = re.compile(
    rf"(?:{_OPENING} )*"
    + _any(
        r"what|which|who|when|where|why|how|huh|wdym|meaning|which .+",
        r"(?:what|who|when|where|why|how) (?:s|is|are|was|were|do|does|did|will|would|should) .+",
        r"how (?:many|much|long|big) .+|(?:can|could|would|will) (?:you|someone|anyone) .+",
        r"(?:do|did|are) you .+|(?:does|is) (?:this|that|the question) .+",
        r"(?:should|can|may|do) (?:i|we) (?:answer|reply|write|post|have to|need to) .+",
    )
)
_MOST_PHRASE_WORDS = 14
_LEAST_COPIED_WORDS = 6
_LEAST_RUN = 3


def kind_of(text: str, prompt: str) -> ReplyKind:
    """What a reply to that prompt is; only `ATTEMPT` is to be judged.

    `prompt` is the question as the member saw it, head and foot included if they can be
    copied with it. Phrases are known in a few languages; unknown ones are attempts."""
    text = clean(text)
    if not text:
        return ReplyKind.EMPTY
    bare = _NO_WORDS.sub(" ", text)
    words = _words(bare)
    if not words:
        return ReplyKind.EMOJI
    if len(words) <= _MOST_PHRASE_WORDS:
        line = " ".join(words)
        if _DONT_KNOW.fullmatch(line):
            return ReplyKind.DONT_KNOW
        if _TALK.fullmatch(line) or _TO_SOMEBODY.fullmatch(line):
            return ReplyKind.TALK
        if re.fullmatch(r"[^.?!;:\n]+[?？]+", bare.strip()) and _ASKS_BACK.fullmatch(line):
            return ReplyKind.QUESTION
    return ReplyKind.PASTE if _is_paste(bare, prompt) else ReplyKind.ATTEMPT


def _words(text: str) -> list[str]:
    """Lower-case words with their marks, without punctuation."""
    if text.isascii():
        return re.findall("[a-z0-9]+", text.lower())
    kept = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text.casefold())
    return [word for word in "".join(kept).split() if any(c.isalnum() for c in word)]


def _units(text: str) -> list[str]:
    """Words, but kana and ideographs each alone: those scripts put no spaces between words."""
    return _words(re.sub(r"([\u3040-\u30ff\u3400-\u9fff])", r" \1 ", text))


def _is_paste(text: str, prompt: str) -> bool:
    """Copied in runs of three words, nothing of one's own at the end, and hardly any between."""
    words, asked = _units(text), _units(prompt)
    if len(words) > 2 * len(asked):
        return False
    known = set(asked)
    if not _is_mostly(sum(word in known for word in words), len(words)):
        return False  # seen without the matcher, which takes its time
    matcher = difflib.SequenceMatcher(None, words, asked, autojunk=False)
    least = min(_LEAST_RUN, len(asked))
    runs = [block for block in matcher.get_matching_blocks() if block.size >= least]
    copied = sum(block.size for block in runs)
    if not runs or copied < min(_LEAST_COPIED_WORDS, len(asked)):
        return False
    ends_copied = runs[-1].a + runs[-1].size == len(words)
    return ends_copied and _is_mostly(copied, len(words))


def _is_mostly(copied: int, words: int) -> bool:
    """Whether at most one word came in for ten that were copied."""
    return (words - copied) * 10 <= copied
