"""`ruraledu explain ID YEAR --pull`: how much each township and school moves the county's figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraledu_cli.cli.answers import Answer, deliver
from ruraledu_cli.cli.exits import highest
from ruraledu_cli.cli.explain_year import Call, years_for
from ruraledu_cli.cli.session import Session, progress, tell_unread

if TYPE_CHECKING:
    from ruraledu_cli.model.pull import Pulls
    from ruraledu_cli.workspace import Workspace


def explain_pull(call: Call, session: Session, workspace: Workspace) -> int:
    """Take each away in turn, show it, write it."""
    from ruraledu_cli import pipeline
    from ruraledu_cli.analyse.pull import pull

    showing, ignored = call.showing, call.source.ignored(workspace)
    years = years_for(call.indicator, call.year, call.as_of, workspace, showing.outputs)
    with progress(session, "progress.reading", showing.silent):
        found = pull(years.evaluator(years.data), pipeline.verdict_of(years, call.indicator, ignored))
    written = deliver(_answer(found, session, verbose=showing.verbose), session, showing)
    return highest((written, tell_unread(years.data.inputs, ignored, session)))


def _answer(found: Pulls, session: Session, *, verbose: bool) -> Answer:
    from ruraledu_cli.catalogue import load_catalogue
    from ruraledu_cli.catalogue.pull import pull_page
    from ruraledu_cli.render.pull import render_csv, render_json

    words = ("trace", "trend")
    machine = load_catalogue(session.machine_language, *words)
    return Answer(
        lambda language, whole: pull_page(found, load_catalogue(language, *words), verbose=verbose or whole),
        lambda: render_json(found, machine),
        lambda: render_csv(found, machine),
    )
