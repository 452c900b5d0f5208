"""The demo's sheets: given, answered, shared, read and sent back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from worksheets import saving, sheets
from worksheets.actions import answering, assigning, declining, reviewing, sharing, talking
from worksheets.demo.story import Story
from worksheets.models import Assignment, Round, Version


def tell_work(story: Story, person: Mapping[str, Any]) -> None:
    """Plans every step of every sheet of a client."""
    for sheet in person["sheets"]:
        Sheet(story, person, sheet).plan()


class Sheet:
    """One sheet of one client through its days."""

    def __init__(self, story: Story, person: Mapping[str, Any], sheet: Mapping[str, Any]) -> None:
        self.story, self.sheet = story, sheet
        self.client, self.counselor = person["key"], person["counselor"]
        self.assignment: Assignment | None = None

    def plan(self) -> None:
        """Puts the steps that this sheet went through on the story's days."""
        sheet, hour = self.sheet, self.sheet.get("hour", 12)
        self.story.on(sheet["given"], 11, self.give, minute=20)
        if "begun" in sheet:
            self.story.on(sheet["begun"], hour, self.answer)
        if "done" in sheet:
            self.story.on(sheet["done"], hour, self.send, minute=18)
        if "asks" in sheet:
            self.story.on(sheet["asks"]["on"], hour, self.ask)
        if "declined" in sheet:
            self.story.on(sheet["declined"]["on"], hour, self.decline)
        if "review" in sheet:
            day = sheet["done"] + sheet["review"]["after"]
            self.story.on(day, 9, self.review, minute=5)
            self.story.on(sheet.get("replied", day), 19, self.reply)
        if "reply_seen" in sheet:
            self.story.on(sheet["reply_seen"], 9, self.see_reply)

    def current(self) -> Round:
        """The sheet's current round."""
        if self.assignment is None:
            raise LookupError("Not given yet.")
        rounds = Round.objects.current().select_related("assignment__client", "assignment__version")
        return rounds.get(assignment=self.assignment)

    def give(self, at: datetime) -> None:
        """Her counselor gives it."""
        sheet = self.sheet
        version = Version.objects.current().get(
            worksheet__slug=sheet["slug"], worksheet__practice__isnull=True
        )
        self.assignment = assigning.assign(
            by=self.story.staff_at(self.counselor, at),
            client=self.story.client(self.client),
            version=version,
            reason=sheet["reason"],
            due_on=self.story.day(sheet["due"]) if "due" in sheet else None,
            kept_private=[],
            confirmed=[],
            request_key=uuid4(),
        )

    def answer(self, at: datetime) -> None:
        """She opens it and writes."""
        herself = self.story.client_at(self.client, at)
        answering.begin(by=herself, round_=self.current())
        key = ""
        for key, value in self.sheet["answers"].items():
            saving.save(
                by=herself,
                assignment=self.current().assignment,
                prompt_key=key,
                raw=value,
                base_revision=0,
                key=uuid4(),
            )
        answering.go_to(by=herself, round_=self.current(), prompt_key=key)

    def send(self, at: datetime) -> None:
        """She looks over what will be shared, and sends it as marked."""
        round_ = self.current()
        seen = {key: answer.revision for key, answer in sheets.read(round_).answers.items()}
        visibility = sheets.read(round_).visibility
        sharing.submit(
            by=self.story.client_at(self.client, at),
            assignment_id=round_.assignment_id,
            done_as=self.sheet["as"],
            key=uuid4(),
            switches={key: visibility.get(key) == "shared" for key in seen},
            seen=seen,
        )

    def ask(self, at: datetime) -> None:
        """She asks for a talk, by itself and at once."""
        talking.ask(
            by=self.story.client_at(self.client, at),
            client=self.story.client(self.client),
            kind=self.sheet["asks"]["kind"],
            assignment=self.assignment,
        )

    def decline(self, at: datetime) -> None:
        """She puts it aside."""
        said = self.sheet["declined"]
        declining.decline(
            by=self.story.client_at(self.client, at),
            round_=self.current(),
            reason=said["reason"],
            words=said["words"],
        )

    def review(self, at: datetime) -> None:
        """Her counselor reads it and writes back."""
        by, round_, said = (
            self.story.staff_at(self.counselor, at),
            self.current(),
            self.sheet["review"],
        )
        for key, body in said["comments"].items():
            reviewing.draft_comment(by=by, round_=round_, prompt_key=key, body=body, revision=0)
        reviewing.send_review(
            by=by,
            round_=round_,
            closing=said["closing"],
            message=said.get("whole", ""),
            reopened=said.get("again", []),
        )

    def reply(self, at: datetime) -> None:
        """She answers under a comment."""
        for key, body in self.sheet.get("reply", {}).items():
            talking.reply(
                by=self.story.client_at(self.client, at),
                round_=self.current(),
                prompt_key=key,
                body=body,
                request_key=uuid4(),
            )

    def see_reply(self, at: datetime) -> None:
        """Her counselor has read what she answered."""
        reviewing.mark_replies_seen(
            by=self.story.staff_at(self.counselor, at), assignment=self.current().assignment
        )
