"""Dates in words of all languages: what is a day is read, what is none is asked again, and rubbish does no harm."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import live_languages
from bot.services.date_words import AllDateWords
from bot.services.dates import Dates, dates

TODAY = date(2026, 11, 22)  # a Sunday
LATEST = date(2031, 11, 22)
TOMORROW, IN_TWO_DAYS = "2026-11-23", "2026-11-24"
IN_A_WEEK, IN_2_WEEKS, IN_A_MONTH, IN_HALF_A_YEAR, IN_A_YEAR = (
    "2026-11-29",
    "2026-12-06",
    "2026-12-22",
    "2027-05-22",
    "2027-11-22",
)
FIRST_OF_SEPTEMBER, SEPTEMBER, END_OF_YEAR = "2027-09-01", "2027-09-30", "2026-12-31"

READ = {
    "nl": {
        "morgen": TOMORROW,
        "overmorgen": IN_TWO_DAYS,
        "Volgende week!": IN_A_WEEK,
        "volgende maand": IN_A_MONTH,
        "over 2 weken": IN_2_WEEKS,
        "over twee weken 😊": IN_2_WEEKS,
        "binnen 2weken": IN_2_WEEKS,
        "over een half jaar": IN_HALF_A_YEAR,
        "volgend jaar": IN_A_YEAR,
        "1 september": FIRST_OF_SEPTEMBER,
        "1-september-2027": FIRST_OF_SEPTEMBER,
        "op 1 sept. 2027": FIRST_OF_SEPTEMBER,
        "1 september volgend jaar": FIRST_OF_SEPTEMBER,
        "voor 1 september": FIRST_OF_SEPTEMBER,
        "uiterlijk de eerste september": FIRST_OF_SEPTEMBER,
        "september": SEPTEMBER,
        "eind september": SEPTEMBER,
        "september 2027": SEPTEMBER,
        "29 februari": "2028-02-29",
        "22 november": "2026-11-22",
        "21 november": "2027-11-21",
        "november": "2026-11-30",
        "vrijdag": "2026-11-27",
        "volgende zondag": IN_A_WEEK,
        "eind van het jaar": END_OF_YEAR,
        "voor het eind van volgend jaar": "2027-12-31",
        "dit jaar": END_OF_YEAR,
        "deze week": "2026-11-22",
        "2028": "2028-12-31",
    },
    "en": {
        "tomorrow": TOMORROW,
        "the day after tomorrow": IN_TWO_DAYS,
        "next week": IN_A_WEEK,
        "by next month, please": IN_A_MONTH,
        "in two weeks": IN_2_WEEKS,
        "2 weeks from now": IN_2_WEEKS,
        "in half a year": IN_HALF_A_YEAR,
        "a year": IN_A_YEAR,
        "September 1st": FIRST_OF_SEPTEMBER,
        "the 1st of September": FIRST_OF_SEPTEMBER,
        "Sep 1 2027": FIRST_OF_SEPTEMBER,
        "in September": SEPTEMBER,
        "september next year": SEPTEMBER,
        "before the end of the year": END_OF_YEAR,
        "this friday": "2026-11-27",
    },
    "ar": {
        "غدًا": TOMORROW,
        "بكرة إن شاء الله": TOMORROW,
        "بعد بكرة": IN_TWO_DAYS,
        "الأسبوع القادم": IN_A_WEEK,
        "الاسبوع الجاي": IN_A_WEEK,
        "الشهر القادم": IN_A_MONTH,
        "بالشهر الجاي": IN_A_MONTH,
        "بعد شهر": IN_A_MONTH,
        "بعد أسبوعين": IN_2_WEEKS,
        "بعد ٢ اسابيع": IN_2_WEEKS,
        "خلال ستة أشهر": IN_HALF_A_YEAR,
        "بعد نص سنة": IN_HALF_A_YEAR,
        "السنة المقبلة": IN_A_YEAR,
        "١ سبتمبر": FIRST_OF_SEPTEMBER,
        "١ أيلول ٢٠٢٧": FIRST_OF_SEPTEMBER,
        "اول شهر ايلول": FIRST_OF_SEPTEMBER,
        "١ شهر ٩": FIRST_OF_SEPTEMBER,
        "شهر ٩": SEPTEMBER,
        "بأيلول": SEPTEMBER,
        "نهاية السنة": END_OF_YEAR,
        "يوم الجمعة": "2026-11-27",
    },
    "fa": {
        "فردا": TOMORROW,
        "پس‌فردا": IN_TWO_DAYS,
        "پس فردا": IN_TWO_DAYS,
        "هفته آینده": IN_A_WEEK,
        "هفته‌ی آینده": IN_A_WEEK,
        "ماه آینده": IN_A_MONTH,
        "تا ماه آینده": IN_A_MONTH,
        "ماه دیگه": IN_A_MONTH,
        "دو هفته دیگر": IN_2_WEEKS,
        "بعد از ۲ هفته": IN_2_WEEKS,
        "شش ماه دیگر": IN_HALF_A_YEAR,
        "سال آینده": IN_A_YEAR,
        "۱ سپتامبر": FIRST_OF_SEPTEMBER,
        "اول سپتمبر ۲۰۲۷": FIRST_OF_SEPTEMBER,
        "سپتامبر": SEPTEMBER,
        "جمعه": "2026-11-27",
        "سه‌شنبه": "2026-11-24",
    },
    "tr": {
        "yarın": TOMORROW,
        "YARIN": TOMORROW,
        "öbür gün": IN_TWO_DAYS,
        "haftaya": IN_A_WEEK,
        "gelecek hafta": IN_A_WEEK,
        "gelecek ay": IN_A_MONTH,
        "önümüzdeki ay inşallah": IN_A_MONTH,
        "2 hafta sonra": IN_2_WEEKS,
        "iki hafta içinde": IN_2_WEEKS,
        "yarım yıl sonra": IN_HALF_A_YEAR,
        "seneye": IN_A_YEAR,
        "1 Eylül": FIRST_OF_SEPTEMBER,
        "1 Eylül'de": FIRST_OF_SEPTEMBER,
        "1 eylüle kadar": FIRST_OF_SEPTEMBER,
        "eylül ayında": SEPTEMBER,
        "gelecek yıl eylülde": SEPTEMBER,
        "yıl sonuna kadar": END_OF_YEAR,
        "1 ocağa kadar": "2027-01-01",
        "cuma günü": "2026-11-27",
    },
    "so": {
        "berri": TOMORROW,
        "berri insha'Allah": TOMORROW,
        "saa dambe": IN_TWO_DAYS,
        "toddobaadka soo socda": IN_A_WEEK,
        "usbuuca soo socda": IN_A_WEEK,
        "bisha soo socota": IN_A_MONTH,
        "laba toddobaad ka dib": IN_2_WEEKS,
        "2 toddobaad gudahood": IN_2_WEEKS,
        "nus sano ka dib": IN_HALF_A_YEAR,
        "lix bilood ka dib": IN_HALF_A_YEAR,
        "sannadka soo socda": IN_A_YEAR,
        "1 Sebtembar": FIRST_OF_SEPTEMBER,
        "1da bisha sagaalaad": FIRST_OF_SEPTEMBER,
        "bisha sagaalaad": SEPTEMBER,
        "dhammaadka sannadka": END_OF_YEAR,
        "Jimcaha": "2026-11-27",
    },
    "ti": {
        "ጽባሕ": TOMORROW,
        "ድሕሪ ጽባሕ": IN_TWO_DAYS,
        "ዝመጽእ ሰሙን": IN_A_WEEK,
        "ዝመጽእ ወርሒ": IN_A_MONTH,
        "ኣብ ዝመጽእ ወርሒ።": IN_A_MONTH,
        "ድሕሪ ክልተ ሰሙን": IN_2_WEEKS,
        "ኣብ ውሽጢ 2 ሰሙን": IN_2_WEEKS,
        "ድሕሪ ፪ ሰሙን": IN_2_WEEKS,
        "ድሕሪ ፍርቂ ዓመት": IN_HALF_A_YEAR,
        "ዝመጽእ ዓመት": IN_A_YEAR,
        "ንዓመታ": IN_A_YEAR,
        "1 መስከረም": FIRST_OF_SEPTEMBER,
        "፩ መስከረም 2027": FIRST_OF_SEPTEMBER,
        "ብመስከረም": SEPTEMBER,
        "ኣብ መወዳእታ ዓመት": END_OF_YEAR,
        "ዓርቢ": "2026-11-27",
    },
    "kmr": {
        "sibê": TOMORROW,
        "sibe": TOMORROW,
        "dusibe": IN_TWO_DAYS,
        "hefteya bê": IN_A_WEEK,
        "meha bê": IN_A_MONTH,
        "meha be": IN_A_MONTH,
        "meha tê": IN_A_MONTH,
        "piştî du hefteyan": IN_2_WEEKS,
        "di nav 2 hefteyan de": IN_2_WEEKS,
        "piştî mehekê": IN_A_MONTH,
        "piştî nîv salê": IN_HALF_A_YEAR,
        "sala bê": IN_A_YEAR,
        "1 îlon": FIRST_OF_SEPTEMBER,
        "1ê îlonê": FIRST_OF_SEPTEMBER,
        "1ê meha îlonê 2027": FIRST_OF_SEPTEMBER,
        "meha îlonê": SEPTEMBER,
        "heta dawiya salê": END_OF_YEAR,
        "roja înê": "2026-11-27",
    },
}

NO_DATE = {
    "nl": [
        "snel",
        "zo snel mogelijk",
        "zo",
        "na de ramadan",
        "als ik Nederlands spreek",
        "in de zomer",
        "niet morgen",
        "volgende week of volgende maand",
        "2 weken geleden",
        "gisteren",
        "voor september",
        "voor 2028",
        "2-3 weken",
        "weken",
        "over 0 weken",
        "over 6 jaar",
        "1 september 2020",
        "31 februari",
        "32 mei",
        "mei ik dat",
        "12",
        "3",
        "een",
    ],
    "en": [
        "soon",
        "after Ramadan",
        "when I speak Dutch",
        "I may",
        "maybe",
        "2 weeks ago",
        "yesterday",
        "last week",
        "before next week",
        "before two weeks",
        "in 100 years",
        "in 9999999999999 weeks",
        "next",
        "in",
        "on",
        "as soon as possible",
    ],
    "ar": [
        "بعد العيد",
        "بعد رمضان",
        "قريبا",
        "قبل شهرين",
        "قبل يومين",
        "الأسبوع الماضي",
        "أمس",
        "لما احكي هولندي",
        "١ رمضان",
        "شهر ١٣",
        "1 محرم 1449",
        "في الصيف",
    ],
    "fa": [
        "بعد از عید",
        "زود",
        "به زودی",
        "۱ مهر",
        "15 حمل",
        "۱ فروردین ۱۴۰۶",
        "۱۴۰۶/۷/۱",
        "۱/۷/۱۴۰۶",
        "۱/۷",
        "آخر سال",
        "امسال",
        "این ماه",
        "دو هفته پیش",
        "وقتی هالندی یاد گرفتم",
        "نوروز",
    ],
    "tr": [
        "yakında",
        "bayramdan sonra",
        "Ramazandan sonra",
        "2 hafta önce",
        "geçen hafta",
        "dün",
        "Hollandaca öğrenince",
        "eylüle kadar",
    ],
    "so": [
        "dhowaan",
        "ciidda ka dib",
        "Ramadaanta ka dib",
        "markaan barto af Hollandays",
        "shalay",
        "labaad",
        "2 toddobaad ka hor",
    ],
    "ti": [
        "ቀልጢፉ",
        "ድሕሪ ፋሲካ",
        "ድሕሪ በዓል",
        "ሆላንድኛ ምስ ተማሃርኩ",
        "ትማሊ",
        "ዝሓለፈ ሰሙን",
        "ጳጉሜን 3",
        "ቅድሚ 2 ሰሙን",
    ],
    "kmr": [
        "zû",
        "piştî cejnê",
        "piştî Remezanê",
        "dema ez fêrî holandî bibim",
        "duh",
        "hefteya çûyî",
        "berî du hefteyan",
    ],
}


def read(text: str, language: str | None = "nl", today: date = TODAY) -> str | None:
    day = dates().read(text, language, today)
    return day.isoformat() if day else None


@pytest.mark.parametrize(
    ("language", "text", "day"), [(code, text, day) for code, all_ in READ.items() for text, day in all_.items()]
)
def test_words_for_a_day_are_read_in_their_language(language: str, text: str, day: str) -> None:
    assert read(text, language) == day


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in NO_DATE.items() for text in texts])
def test_what_names_no_day_is_none(language: str, text: str) -> None:
    assert read(text, language) is None


def test_all_live_languages_are_tested_and_have_words() -> None:
    assert set(READ) == set(NO_DATE) >= set(live_languages())


@pytest.mark.parametrize("language", live_languages())
def test_what_is_no_date_in_one_language_is_none_in_all_that_read_it(language: str) -> None:
    """The words of other languages that are read besides make no date of it."""
    for text in (*NO_DATE["nl"], *NO_DATE["en"]):
        assert read(text, language) is None, text


@pytest.mark.parametrize("language", [*live_languages(), None, "xx"])
def test_dutch_and_english_words_are_read_beside_every_language(language: str | None) -> None:
    assert read("volgende week", language) == IN_A_WEEK
    assert read("September 1st", language) == FIRST_OF_SEPTEMBER


def test_words_of_another_language_are_left_alone() -> None:
    assert read("gelecek ay", "so") is None
    assert read("meha bê", "ar") is None


@pytest.mark.parametrize("language", live_languages())
@pytest.mark.parametrize(
    "text",
    [
        *("1-9-2027", "1/9/2027", "1.9.2027", "01 09 2027", "2027-09-01"),
        *("١/٩/٢٠٢٧", "۱-۹-۲۰۲۷", "१/९/२०२७", "\u20661-9-2027\u2069"),
    ],
)
def test_digits_of_any_script_are_read_day_first(language: str, text: str) -> None:
    assert read(text, language) == FIRST_OF_SEPTEMBER


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-9-27", FIRST_OF_SEPTEMBER),
        ("1/9", FIRST_OF_SEPTEMBER),
        ("22-11", "2026-11-22"),
        ("29/2", "2028-02-29"),
        ("2-1", "2027-01-02"),
    ],
)
def test_a_short_year_or_none_is_the_first_to_come(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    "text",
    ["31-2-2027", "9-13-2027", "21-11-2026", "1-1-2020", "23-11-2031", "1-1-9999", "0-0-0", "1-9-2", "12345-9-2027", "1.5"],
)
def test_days_that_are_not_past_or_too_far_are_none(text: str) -> None:
    assert read(text) is None


def test_a_date_with_a_year_is_found_inside_a_sentence() -> None:
    assert read("graag voor 1-9-2027 als het kan") == FIRST_OF_SEPTEMBER


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("volgende maand", date(2027, 1, 31), "2027-02-28"),
        ("over 1 jaar", date(2028, 2, 29), "2029-02-28"),
        ("volgende maand", date(2026, 12, 31), "2027-01-31"),
        ("eind december", date(2026, 12, 31), "2026-12-31"),
        ("maandag", date(2026, 11, 23), "2026-11-30"),
        ("over 5 jaar", TODAY, "2031-11-22"),
    ],
)
def test_months_are_of_unequal_length_and_years_end(text: str, today: date, day: str) -> None:
    assert read(text, "nl", today) == day


RUBBISH = {
    "letters": "a" * 100_000,
    "a word very often": "next " * 20_000,
    "numbers": "1 " * 50_000,
    "NUL": "\0" * 100_000,
    "one NUL": "\0",
    "emoji": "😀" * 50_000,
    "some emoji": "😀👨‍👩‍👧‍👦🏳️‍🌈",
    "a lone surrogate": "\ud800",
    "nothing": "",
    "blanks": " \n\t ",
    "marks": "\u0301" * 200,
    "words around nothing": ("في " * 66).strip(),
    "many words around nothing": ("in de op " * 22).strip(),
    "braces": "{amount} {unit} %s {{}} \\d+ (a|a)*$",
    "digits": "9" * 200,
    "strokes": "1/" * 100,
    "a ligature that grows": "ﷺ" * 200,
}


@pytest.mark.parametrize("language", [*live_languages(), None])
@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_none_and_quick(name: str, language: str | None) -> None:
    read("morgen", language)  # the words are read once
    began = time.process_time()
    assert read(RUBBISH[name], language) is None
    assert time.process_time() - began < 0.2


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=250), st.sampled_from([*live_languages()]))
def test_any_text_gives_a_day_in_range_or_none(text: str, language: str) -> None:
    day = dates().read(text, language, TODAY)
    assert day is None or TODAY <= day <= LATEST


PIECES = sorted(
    {word for texts in READ.values() for text in texts for word in text.split()} | {"0", "31", "999", "2031", "/", "-"}
)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
    st.sampled_from([*live_languages()]),
    st.dates(date(2024, 1, 1), date(2090, 1, 1)),
)
def test_any_mixture_of_words_for_dates_gives_a_day_in_range_or_none(text: str, language: str, today: date) -> None:
    day = dates().read(text, language, today)
    assert day is None or today <= day <= date(today.year + 5, 12, 31)


def test_without_words_only_digits_are_read() -> None:
    reader = Dates(AllDateWords(languages={}))
    assert reader.read("1-9-2027", "nl", TODAY) == date(2027, 9, 1)
    assert reader.read("morgen", "nl", TODAY) is None


def test_a_broken_file_of_words_leaves_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.services import dates as module
    from bot.services.date_words import DateWordsError

    def broken() -> AllDateWords:
        raise DateWordsError("data/dates.yml: broken")

    monkeypatch.setattr(module, "read_date_words", broken)
    reader = dates.__wrapped__()
    assert reader.read("1-9-2027", "nl", TODAY) == date(2027, 9, 1)
    assert reader.read("morgen", "nl", TODAY) is None
