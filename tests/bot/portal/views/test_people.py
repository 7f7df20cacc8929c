"""One's own people: codes, links, stand-ins."""

from __future__ import annotations

import re

from bot.services.routing import today
from tests.bot.portal.world import World, field, press, words
from tests.people import again


def test_a_code_is_shown_once(world: World) -> None:
    world.manager("Bea")
    anna = world.log_in()
    page = anna.get("/portal/people")
    shown = anna.post("/portal/people/code", data={"csrf": field(page, "csrf")}).text
    code = re.search(r"<strong>(\d{4} \d{4})</strong>", shown)
    assert code and f"/#{code[1].replace(' ', '')}" in shown and code[1] not in anna.get("/portal/people").text


def test_alone_one_makes_no_code(world: World) -> None:
    anna = world.log_in()
    page = anna.post("/portal/people/code", data={"csrf": field(anna.get("/portal/people"), "csrf")})
    assert "eerst moet iemand anders ook een account hebben" in page.text


def test_linking_from_a_handover_and_unlinking(world: World) -> None:
    world.manager("Bea")
    person = world.person()
    handover, anna = world.handover(person), world.log_in()
    press(anna, handover, "take")
    assert press(anna, handover, "link").headers["location"].endswith("?notice=linked")
    page = anna.get(f"/portal/handovers/{handover.id}")
    assert "U bent de vaste klantmanager van deze persoon." in page.text and "Gekoppeld aan Anna" in words(page.text)
    people = anna.get("/portal/people")
    assert "Arabisch" in people.text and any("klantmanager" in text for text in world.queued(person))
    form = {"csrf": field(people, "csrf"), "person": field(people, "person")}
    assert "Er is nog niemand aan u gekoppeld" in anna.post("/portal/people/unlink", data=form).text
    assert world.services.linking.of(again(world.services, person)) is None


def test_nobody_else_unlinks_my_people(world: World) -> None:
    world.manager("Bea")
    person = world.person()
    handover, anna = world.handover(person), world.log_in()
    press(anna, handover, "take")
    press(anna, handover, "link")
    bea = world.log_in("Bea")
    bea.post("/portal/people/unlink", data={"csrf": field(bea.get("/portal/people"), "csrf"), "person": person.id})
    assert world.services.linking.of(again(world.services, person)) is not None


def test_a_stand_in_is_kept_and_ended(world: World) -> None:
    bea = world.manager("Bea")
    anna = world.log_in()
    page = anna.get("/portal/people")
    form = {"csrf": field(page, "csrf"), "stand_in_id": bea, "first_day": today().isoformat(), "last_day": ""}
    wrong = anna.post("/portal/people/stand-in", data=form)
    assert wrong.status_code == 422 and "Vul een eerste en een laatste dag in" in wrong.text
    kept = anna.post("/portal/people/stand-in", data={**form, "last_day": today().isoformat()})
    assert "Bea vervangt Anna van" in words(kept.text)
    theirs = world.log_in("Bea")
    refused = theirs.post("/portal/people/stand-in/end", data={**form, "csrf": field(theirs.get("/portal/people"), "csrf"),
                                                              "period": field(kept, "period")})  # fmt: skip
    assert refused.status_code == 403
    ended = anna.post("/portal/people/stand-in/end", data={"csrf": form["csrf"], "period": field(kept, "period")})
    assert "vervangt Anna van" not in words(ended.text)


def test_forms_without_their_token_are_refused(world: World) -> None:
    anna = world.log_in()
    for action in ("code", "unlink", "stand-in", "stand-in/end"):
        assert anna.post(f"/portal/people/{action}", data={"person": "x"}).status_code == 403
