"""Merging and splitting nominals: one record keeper proposes, another decides, on exactly what both saw."""

import json
import re

import pytest

from chalicelib.records.hosted.models import ProposalState
from tests.fakes.bureau import WHY, Bureau, Keeper

pytestmark = pytest.mark.usefixtures("origins")
REASON = "The fingerprints of both are the same."


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def nia(bureau: Bureau) -> Keeper:
    return bureau.at_work()


@pytest.fixture
def pair(nia: Keeper) -> tuple[str, str]:
    """Two records, of which the second is under another name."""
    first, second = nia.enter(), nia.enter()
    nia.save(f"/people/{second}/edit/names~0", forenames="Zeb", surname="Underwood", kind="main")
    return first, second


def told(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def propose(keeper: Keeper, first: str, second: str, *, versions: tuple[str, str] = ("1", "2")):
    path = f"/people/{first}/join/{second}"
    keeper.see(path)
    return keeper.browser.follow(keeper.send(path, reason=REASON, version=list(versions)))


def begin(bureau: Bureau, name: str) -> tuple[Keeper, str]:
    """A record keeper who opened the first waiting proposal."""
    keeper = bureau.at_work(name)
    page = keeper.browser.get("/staff/records/proposals").text
    proposal_id = re.search(r'/staff/records/proposals/([0-9A-Z]+)"', page)[1]
    keeper.browser.get(f"/staff/records/proposals/{proposal_id}")
    sent = keeper.browser.post(f"/staff/records/proposals/{proposal_id}", WHY)
    keeper.errand = sent.location.split("/")[4]
    keeper.browser.follow(sent)
    return keeper, f"/proposals/{proposal_id}"


def test_a_merge_takes_two_record_keepers(bureau: Bureau, nia: Keeper, pair) -> None:
    first, second = pair
    chosen = nia.browser.get(nia.at(f"/people/{first}/join?other={second}"))
    page = told(nia.browser.follow(chosen))
    assert "Zebedee Quillfeather" in page
    assert "Zeb Underwood" in page
    assert "Another record keeper has to carry it out." in told(propose(nia, first, second))
    assert bureau.record(first).nominal.version == 1

    _, mine = begin(bureau, "nia")
    nia_again, _ = begin(bureau, "nia")
    assert "another record keeper has to decide" in told(nia_again.see(mine))
    assert nia_again.send(mine, act="carry-out").status == 403
    assert bureau.record(first).nominal.version == 1

    tom, path = begin(bureau, "tom")
    seen = told(tom.see(path))
    assert REASON in seen
    assert "Nia Person proposes" in seen
    done = tom.browser.follow(tom.send(path, act="carry-out"))
    assert "Done as proposed." in done.text
    assert "Nothing waits for a second record keeper." in told(done)
    assert [n.full for n in bureau.record(first).nominal.names] == ["Zebedee Quillfeather", "Zeb Underwood"]
    trail = bureau.items.query(f"hosted_record#{first}", prefix="audit#").items
    last = json.loads(trail[-1]["body"])
    assert (last["action"], last["actor"]["id"]) == ("record_absorbed", "tom")
    tom.find()
    assert tom.see(f"/people/{second}").status == 404
    assert "Merged into this record" in tom.see(f"/people/{first}").text


def test_a_split_takes_two_as_well_and_gives_both_back(bureau: Bureau, nia: Keeper, pair) -> None:
    first, second = pair
    propose(nia, first, second)
    tom, path = begin(bureau, "tom")
    tom.send(path, act="carry-out")
    tom.find()
    page = tom.see(f"/people/{first}/join/{second}")
    assert "Two people?" in page.text
    propose(tom, first, second, versions=("2", "2"))
    nia_again, path = begin(bureau, "nia")
    done = nia_again.browser.follow(nia_again.send(path, act="carry-out"))
    assert "Done as proposed." in done.text, told(done)
    assert [n.full for n in bureau.record(first).nominal.names] == ["Zebedee Quillfeather"]
    assert [n.full for n in bureau.record(second).nominal.names] == ["Zeb Underwood"]


def test_a_refused_proposal_leaves_both_as_they_are(bureau: Bureau, nia: Keeper, pair) -> None:
    first, second = pair
    propose(nia, first, second)
    tom, path = begin(bureau, "tom")
    short = tom.send(path, act="refuse", reason="x")
    assert short.status == 422
    assert "Write the reason in a sentence" in short.text
    tom.see(path)
    done = tom.browser.follow(
        tom.send(path, act="refuse", reason="They lived at the same time in two towns.")
    )
    assert "Both records stay as they are." in done.text
    assert bureau.record(first).nominal.version == 1
    again = tom.send(path, act="carry-out")
    assert again.status == 409
    assert "decided on this proposal already" in again.text


def test_what_changed_after_the_proposal_is_not_carried_out(bureau: Bureau, nia: Keeper, pair) -> None:
    first, second = pair
    propose(nia, first, second)
    nia.save(f"/people/{first}/edit/birth_dates~new", date="1962")
    tom, path = begin(bureau, "tom")
    assert "changed after this was proposed" in told(tom.see(path))
    answer = tom.send(path, act="carry-out")
    assert answer.status == 409
    assert bureau.record(first).nominal.version == 2
    (stored,) = bureau.desk.waiting()
    assert stored.state.state is ProposalState.WAITING


def test_a_proposal_on_an_outdated_page_or_without_a_reason_is_not_made(
    bureau: Bureau, nia: Keeper, pair
) -> None:
    first, second = pair
    path = f"/people/{first}/join/{second}"
    nia.see(path)
    lacking = nia.send(path, reason="", version=["1", "2"])
    assert lacking.status == 422
    assert lacking.title.startswith("Error:")
    assert propose(nia, first, second, versions=("1", "1")).status == 409
    assert bureau.desk.waiting() == []


def test_a_record_is_not_merged_with_itself_or_with_nobody(nia: Keeper, pair) -> None:
    first, _ = pair
    assert propose(nia, first, first, versions=("1", "1")).status == 422
    assert nia.see(f"/people/{first}/join/none").status == 404
    assert nia.browser.get(nia.at(f"/people/{first}/join?other=a%22b")).status == 404
