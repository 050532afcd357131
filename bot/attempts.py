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


# Emoji as platforms write them (':+1:', '<:name:1>'), keycaps, '+1', and mentions.
_NO_WORDS = re.compile(
    r"<a?:\w+:\d+>|<[@#!][^<>\s]*>|(?<!\w):[\w+-]+:|[0-9#*]\u20e3|(?<!\w)\+1(?!\w)"
)

_DONT_KNOW = re.compile(
    r"(?:(?:sorry|honestly|hmm+|well|tbh|ok|okay) )*"
    r"(?:(?:i )?(?:really |honestly |just |still )?(?:do not|don t|dont) (?:really )?know"
    r"|idk|dunno|(?:i )?(?:have |ve )?(?:absolutely )?no (?:idea|clue)"
    r"|(?:i am|i m|im)? ?not sure|(?:i )?pass|(?:i )?skip|(?:i )?haven t a clue"
    r"|(?:ich )?weiß (?:ich |es )?nicht|keine ahnung|je ne sais pas|no (?:lo )?sé|non (?:lo )?so"
    r"|não sei|nie wiem|(?:я )?не знаю|我?不知道|わからない|わかりません|分かりません|모르겠(?:어요|습니다)"
    r"|لا (?:أعرف|أعلم)|אני לא יודעת?|मुझे नहीं पता|bilmiyorum)"
    r"(?: (?:yet|sorry|this(?: one)?|that|it|the answer|about (?:this|that)|tbh|at all))*"
)

_WHEN = r"(?: (?:later|tomorrow|tonight|today|soon|now|after (?:lunch|work|the meeting)|monday))?"
_TALK = re.compile(
    r"(?:(?:ok(?:ay|ie)?|kk?|yep|yup|yeah|sure|alright|cool|nice|great|perfect|awesome|lol|haha+"
    r"|hmm+|oh|sorry|please|done|test(?:ing)?|xd|ping|brb|omw|fyi|busy|later|maybe later|not now"
    r"|see you|bye|noted|got it|will do|on it|same(?: here)?|(?:good|great|nice|interesting) "
    r"(?:question|one)|interesting|wow|good (?:morning|afternoon|evening|night|day)|morning"
    r"|(?:hi|hello|hey)(?: (?:there|all|everyone|everybody|team|folks|bot|whetstone))?"
    r"|thanks(?: (?:a lot|all|so much|everyone|team|bot))?|thank you(?: (?:all|so much))?|thx|ty"
    r"|cheers|welcome|(?:one|just a|in a|give me a) (?:minute|moment|sec|second)|let me think"
    r"|remind me|(?:i ll|i will|ill|will|let me) (?:do|answer|reply|try|look|read)"
    r"(?: (?:to|at))?(?: (?:it|this|that))?"
    r"|hallo|guten (?:morgen|tag|abend)|moin|danke(?: schön)?|später|bonjour|salut|merci"
    r"|plus tard|hola|buenos días|gracias|luego|olá|bom dia|obrigad[oa]|ciao|grazie|dzięki|cześć"
    r"|привет|спасибо|позже|你好|谢谢|好的|稍后|こんにちは|ありがとう(?:ございます)?|안녕하세요|감사합니다"
    r"|مرحبا|شكرا|שלום|תודה|नमस्ते|धन्यवाद|merhaba|teşekkürler)" + _WHEN + r"(?: |$))+"
)
_TO_SOMEBODY = re.compile(r"(?:hi|hello|hey|thanks|thank you|thx|good morning) \w+")

_ASKS_BACK = re.compile(
    r"(?:what|which|who|when|where|why|how|huh|wdym|meaning)"
    r"|(?:what|who|when|where|why|how) (?:s|is|are|was|were|do|does|did|will|would|should|can"
    r"|could|many|much|long) .+"
    r"|(?:can|could|would|will) (?:you|someone|anyone) .+"
    r"|(?:do|did|are) you .+|(?:does|is) (?:this|that|the question) .+"
    r"|(?:should|can|may|do) (?:i|we) (?:answer|reply|write|post|have to|need to) .+"
)
_MOST_TALK_WORDS = 14
_LEAST_COPIED_WORDS = 6
_RUN = 3


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
    if len(words) <= _MOST_TALK_WORDS:
        line = " ".join(words)
        if _DONT_KNOW.fullmatch(line):
            return ReplyKind.DONT_KNOW
        if _TALK.fullmatch(line) or _TO_SOMEBODY.fullmatch(line):
            return ReplyKind.TALK
        if re.fullmatch(r"[^.?!;:\n]+\?+", bare.strip()) and _ASKS_BACK.fullmatch(line):
            return ReplyKind.QUESTION
    return ReplyKind.PASTE if _is_paste(words, _words(prompt)) else ReplyKind.ATTEMPT


def _words(text: str) -> list[str]:
    """Lower-case words with their marks, without punctuation. Ideographs and kana stand alone,
    as those scripts put no spaces between words."""
    kept = []
    for c in text.casefold():
        if "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff":
            kept.append(f" {c} ")
        else:
            kept.append(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " ")
    return "".join(kept).split()


def _is_paste(words: list[str], prompt: list[str]) -> bool:
    """Copied in runs of three words, nothing of one's own at the end, and hardly any between."""
    if len(words) > 2 * len(prompt):
        return False
    matcher = difflib.SequenceMatcher(None, words, prompt, autojunk=False)
    runs = [block for block in matcher.get_matching_blocks() if block.size >= _RUN]
    copied = sum(block.size for block in runs)
    if copied < min(_LEAST_COPIED_WORDS, len(prompt)) or not runs:
        return False
    ends_copied = runs[-1].a + runs[-1].size == len(words)
    return ends_copied and (len(words) - copied) * 10 <= copied
