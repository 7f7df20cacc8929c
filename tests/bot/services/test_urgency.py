"""How soon a request is: raised by what was tapped and by needs that are named, never lowered by a machine."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Services
from bot.languages import live_languages
from bot.services.urgency import FILE, NoteMissing, because, higher, names_urgent_need, urgency_of
from bot.storage.handovers import Handover
from bot.storage.persons import Person
from bot.yaml_file import read_yaml
from tests.bot.services.requests import sent

URGENT = [
    "Ik word volgende week ontruimd", "wij hebben geen eten meer in huis", "Mijn medicijnen zijn op", "De stroom is afgesloten",
    "Ik heb geen geld om eten te kopen", "ik kan morgen niet komen", "we have no food for the children", "They will evict us",
    "I can’t come tomorrow", "لا يوجد طعام في البيت", "ما عندي فلوس للأكل", "قطعوا عني الكهرباء", "لا أستطيع أن آتي غدا",
    "صاحب البيت سيطردنا", "ናይ መግቢ ገንዘብ የብለይን", "መድሃኒተይ ወዲኡ", "ክመጽእ ኣይክእልን እየ", "غذا نداریم", "برق خانه‌ی ما قطع شده",
    "نمی‌توانم بیایم", "داروهایم تمام شده", "evde yiyecek hiçbir şey yok", "ilaçlarım bitti", "Elektriğimiz kesildi",
    "ev sahibi bizi evden atıyor", "yarın gelemem", "cunto ma hayno", "korontada waa la jaray", "berri ma imaan karo",
    "guriga waa la iga saarayaa", "xwarina me tune ye", "elektrîka me birîn", "ez sibê nikarim bêm", "dermanên min xilas bûn",
]  # fmt: skip
CALM = [
    "Wie belt de verhuurder?", "mijn post komt niet aan", "Ik wil Nederlands leren", "I want to change my school",
    "أريد تعلم اللغة",
    "ክመሃር እደሊ", "می‌خواهم درس بخوانم", "Dil kursu istiyorum", "Waxaan rabaa shaqo", "Ez dixwazim kar bikim", "",
]  # fmt: skip


@pytest.mark.parametrize("words", URGENT)
def test_a_need_of_today_is_seen_in_own_words(words: str) -> None:
    assert urgency_of("request_human", {"words": ["Dag", words]}) == "soon"


@pytest.mark.parametrize("words", CALM)
def test_other_words_can_wait_a_week(words: str) -> None:
    assert urgency_of("request_human", {"words": [words]}) == "week"


def test_every_language_names_every_need() -> None:
    needs = read_yaml(FILE)
    assert set(needs) == set(live_languages())
    assert {tuple(found) for found in needs.values()} == {("home", "food", "medicine", "power", "cannot_come")}
    for phrases in (phrases for found in needs.values() for phrases in found.values()):
        for phrase in phrases:
            assert names_urgent_need([phrase.replace("*", "")]), phrase


@pytest.mark.parametrize(
    ("content", "urgency"),
    [({"heavy": "cannot_wait"}, "soon"), ({"heavy": "quite"}, "week"), ({"topic": "basics"}, "soon"),
     ({"topic": "cannot_come"}, "soon"), ({"topic": "money"}, "week"), ({}, "week")],
)  # fmt: skip
def test_what_is_tapped(content: dict[str, Any], urgency: str) -> None:
    assert urgency_of("request_human", content) == urgency


def test_the_higher_of_two() -> None:
    assert (higher("week", "soon"), higher("now", "soon"), higher("week", "week")) == ("soon", "now", "week")


def test_words_that_are_added_raise_a_draft_and_leaving_them_out_never_lowers_it(services: Services, person: Person) -> None:
    draft = services.requests.draft(person, "one", "request_human", {"words": ["Dag"]})
    assert draft.urgency == "week"
    raised = services.requests.revise(person, words=["Dag", "Ik heb geen eten"])
    assert raised is not None and raised.urgency == "soon"
    left = services.requests.revise(person, left_out=["words"])
    again = services.requests.revise(person, words=[])
    assert left is not None and again is not None and (left.urgency, again.urgency) == ("soon", "soon")


def history(services: Services, handover: Handover) -> list[tuple[str, str | None, dict[str, str]]]:
    case = services.handovers.look(handover.id)
    assert case is not None
    return [(event.kind, event.manager_name, event.detail) for event in case.history]


@pytest.mark.parametrize(
    ("reason", "content", "why"),
    [("sensitive_debt", {}, "topic"), ("request_human", {"topic": "basics"}, "topic"),
     ("request_human", {"words": URGENT[:1]}, "words"),
     ("sensitive_debt", {"heavy": "cannot_wait", "words": URGENT[:1]}, "heavy"), ("request_human", {"heavy": "quite"}, None)],
)  # fmt: skip
def test_why_it_is_soon(reason: str, content: dict[str, Any], why: str | None) -> None:
    assert because(reason, content) == why


def test_the_person_may_leave_it_out_and_words_that_are_added_do_not_bring_it_back(services: Services, person: Person) -> None:
    draft = services.requests.draft(person, "a", "request_human", {"words": URGENT[:1]})
    assert draft.urgency == "soon"
    left = services.requests.revise(person, left_out=["soon"])
    assert left and left.urgency == "week"
    services.requests.revise(person, words=URGENT[:2])
    sent = services.requests.send(person)
    assert sent and (sent.urgency, sent.content["words"], sent.content["left_out"]) == ("week", URGENT[:2], [])


def test_of_danger_it_is_never_left_out(services: Services, person: Person) -> None:
    draft = services.requests.draft(person, "a", "request_human", {"words": []})
    with services.database.write() as connection:
        services.requests._handovers.change(connection, draft.id, ("draft",), urgency="now")
    left = services.requests.revise(person, left_out=["soon"])
    assert left and left.urgency == "now"


def test_a_client_manager_raises_it_and_lowers_it_only_with_a_note(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    assert services.handovers.set_urgency(handover.id, anna, "soon", "")
    with pytest.raises(NoteMissing):
        services.handovers.set_urgency(handover.id, anna, "week", "  ")
    assert services.handovers.set_urgency(handover.id, anna, "week", " gebeld, er is eten ")
    (raised, lowered) = history(services, handover)[1:]
    assert raised[0] == "raised" and raised[2] == {"from": "week", "to": "soon", "note": ""}
    assert lowered[0] == "lowered" and lowered[2]["note"] == "gebeld, er is eten" and lowered[1]
    assert services.handovers.set_urgency(handover.id, anna, "week", "")  # as it is already: nothing to note
    assert len(history(services, handover)) == 3


def test_not_after_it_was_closed_and_not_to_something_unknown(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    assert not services.handovers.set_urgency(handover.id, anna, "later", "x")
    services.handovers.take(handover.id, anna)
    services.handovers.close(handover.id, anna, "answered")
    assert not services.handovers.set_urgency(handover.id, anna, "soon", "x")
    assert not services.handovers.set_urgency("0" * 32, anna, "soon", "x")


def test_a_note_is_not_readable_in_the_database(services: Services, person: Person, anna: str) -> None:
    handover = sent(services, person)
    services.handovers.set_urgency(handover.id, anna, "now", "geheime uitleg")
    with services.database.read() as connection:
        rows = connection.exec_driver_sql("select * from handover_events").fetchall()
    assert "uitleg" not in str(rows) and len(rows) == 2
