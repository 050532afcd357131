"""Which answers the keyword check can read: English ones."""

import pytest
from support.bank import BANK

from adapters.keyword.language import is_english


@pytest.mark.parametrize(
    "text",
    [
        "Wenn der Eintrag abläuft, laufen alle Anfragen auf die Datenbank, und sie wird langsam.",
        "Quand la clé expire, toutes les requêtes vont vers la base et elle ne tient pas.",
        "Cuando la clave expira, todas las peticiones van a la base de datos y no aguanta.",
        "Quando a chave expira, todos os pedidos vão para a base de dados e ela não aguenta uma.",
        "Quando la chiave scade, tutte le richieste vanno al database che non regge il carico.",
        "Als de sleutel verloopt gaan alle verzoeken naar de database en die kan het niet aan.",
        "Gdy klucz wygasa, wszystkie żądania idą do bazy, która nie nadąża, bo jest ich za dużo, "
        "ale nie dla jednego klienta.",
        "När nyckeln går ut frågar alla databasen och den hinner inte med att svara på det.",
        "Anahtar sona erince tüm istekler veritabanına gider ve bu bir yük olur, için kilit.",
        "Ключ истёк, все запросы пошли в базу, и она не справилась. Нужен lock и jitter.",
        "键过期后所有请求都打到数据库。用 single flight，只让一个请求重新计算。",
        "キーが期限切れになると全てのリクエストがデータベースに行く。lock を使う。",
        "عند انتهاء المفتاح تذهب كل الطلبات إلى قاعدة البيانات",
        "Wir nutzen single flight mit einem lock, und ein worker macht refresh ahead.",
    ],
)
def test_other_languages_are_not_english_also_with_english_terms(text: str) -> None:
    assert not is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42 / 7",
        "single flight, serve stale",
        "Lock key, recompute once, serve stale, jitter TTL, monitor hit ratio, shard hot keys.",
        "A de facto standard: la carte of Redis, en masse, et cetera. El Niño is no cause here.",
        "SET key value NX PX 30000; DEL key; 09:00 EST",
        "p99 was 3 µs; Erdős–Rényi; naïve Σ of λ over n.",
        "stampede same query single flight stale background",
    ],
)
def test_terse_english_and_loans_are_english(text: str) -> None:
    assert is_english(text)


def test_every_text_of_the_bank_is_english() -> None:
    for skill in BANK.skills():
        for question in BANK.questions(skill.id):
            points = (point.point for point in question.points)
            for text in (question.prompt, question.model_answer, *question.follow_ups, *points):
                assert is_english(text), text
