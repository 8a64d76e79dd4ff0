"""Figures say their finding, give every number in words, and show no more than their table."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from analysis import disclosure
from analysis.disclosure import VisibleTable
from analysis.figures import FigureSpec, dark, dumbbell, measuring, ranking, render, style
from analysis.figures.spec import Sketch
from analysis.models import Figure, ResultTable, Run
from studies.models import Study
from surveys.models import DisclosureLevel
from tests.analysis.samples import a_study, collect, contrast_run, score_run

pytestmark = pytest.mark.django_db
CONTRASTS = FigureSpec("contrasts", "dumbbell", "contrasts")
SCORES = FigureSpec("scores", "ranking", "scores")


def seen(run: Run, name: str) -> VisibleTable:
    return disclosure.visible_tables(run, team=True, names=[name])[0]


def test_dumbbell_says_the_finding_and_every_count_in_words() -> None:
    (sketch,) = dumbbell.draw(
        seen(contrast_run(a_study()), "contrasts"), {"themes": {"T1": {"en": "Ranking of the work"}}}
    )
    assert sketch.title == "1 of 2 items differ clearly between the groups"
    assert (
        "Ranking of the work: Political attention: to a high degree: high score 8 of 9, low score 4 of 8, "
        "middle group 10 of 14 (clear)." in sketch.alternative
    )
    assert "=1+1: high score 20 of 25, low score 18 of 30 (tendency)." in sketch.alternative


def test_dumbbell_draws_shares_and_writes_counts_never_percentages() -> None:
    specification = dumbbell.draw(seen(contrast_run(a_study()), "contrasts"), {})[0].specification
    texts = [str(row.get("text")) for layer in specification["layer"] for row in layer["data"]["values"]]
    assert {"8 of 9", "4 of 8", "no answers", "high score", "low score"} <= set(texts)
    assert "%" not in "".join(texts)


def test_dumbbell_without_enough_answers_says_so() -> None:
    run = contrast_run(a_study())
    table = run.tables.get(name="contrasts")
    table.rows[0][17] = table.rows[1][17] = "too_few"
    (sketch,) = dumbbell.draw(disclosure.visible(table, study=run.study, team=True), {})
    assert sketch.title == "No item has enough answers in both groups to be compared"
    assert sketch.specification["layer"][0]["data"]["values"] == []  # no line from one share to the other


def many(themes: dict[str, int]) -> VisibleTable:
    """So many items of each theme, each with a larger difference than the one before; every tenth is clear."""
    columns = [{"name": n} for n in ("item", "theme", "label", "high_x", "high_n", "low_x", "low_n", "class")]
    of = [theme for theme, count in themes.items() for _ in range(count)]
    rows: list[list[Any]] = [
        [f"I{n}", theme, f"Item {n}", n, 100, 0, 100, "none" if n % 10 else "clear"] for n, theme in enumerate(of)
    ]
    return VisibleTable("contrasts", {}, columns, rows, [])


def labels(sketch: Sketch) -> list[str]:
    return [row["text"] for row in sketch.specification["layer"][4]["data"]["values"]]


def test_dumbbell_of_very_many_items_draws_the_largest_differences_and_says_so() -> None:
    sketches = dumbbell.draw(many({"": 100}), {})
    drawn = [label for sketch in sketches for label in labels(sketch)]
    assert drawn == [f"Item {n}" for n in range(40, 100)]
    assert len(drawn) == dumbbell.MOST
    told = [" ".join(sketch.specification["title"]["subtitle"]) for sketch in sketches]
    assert all("The 60 largest differences" in words for words in told)
    assert "Item 0: high score 0 of 100" in sketches[-1].alternative


def test_dumbbell_of_many_items_is_several_pictures_that_are_read_on_a_sheet_of_paper() -> None:
    themes = {"T1": 6, "T2": 12, "T3": 5, "T4": 20}
    sketches = dumbbell.draw(many(themes), {})
    assert [len(labels(sketch)) for sketch in sketches] == [18, 15, 10]
    assert [label for sketch in sketches for label in labels(sketch)] == [f"Item {n}" for n in range(43)]
    assert all(sketch.specification["height"] <= dumbbell.LINE * (dumbbell.LINES + 1) for sketch in sketches)
    assert [sketch.title for sketch in sketches][1:3] == [
        "2 of 15 items differ clearly between the groups", "1 of 10 items differ clearly between the groups",
    ]  # fmt: skip
    subtitle = " ".join(sketches[2].specification["title"]["subtitle"]).replace("\u00a0", " ")
    assert "Picture 3 of 3. In all: 5 of 43 items differ clearly between the groups." in subtitle
    assert "Item 33:" in sketches[2].alternative
    assert "Item 32:" not in sketches[2].alternative


def test_the_pictures_of_a_figure_have_names_of_their_own() -> None:
    run = contrast_run(a_study())
    table = run.tables.get(name="contrasts")
    table.rows = table.rows[:1] * 30
    drawings = render.render([CONTRASTS], tables=[table], study=run.study)
    assert {drawing.name for drawing in drawings} == {"contrasts", "contrasts-2"}
    assert len(drawings) == 2 * 2 * 2


def test_ranking_rounds_half_up_and_names_the_unranked_in_words() -> None:
    (sketch,) = ranking.draw(seen(score_run(a_study()), "scores"), {})
    assert sketch.title == "Ballerup agrees most with the high group: 14 of 17"
    assert "Sønderborg 6 of 17." in sketch.alternative
    assert "Tårnby: Not ranked: nobody answered." in sketch.alternative


def test_ranking_of_a_tie_names_all_the_best() -> None:
    run = score_run(a_study())
    table = run.tables.get()
    table.rows[1][3:6] = [14.0, 17, 1]
    assert ranking.finding(disclosure.visible(table, study=run.study, team=True).records()) == (
        "Ballerup and Sønderborg agree most with the high group: 14 of 17"
    )


def test_ranking_of_nobody_says_so() -> None:
    assert ranking.finding([]) == "No unit could be ranked"


def rendered(study: Study, table: ResultTable, spec: FigureSpec) -> dict[tuple[str, bool], Any]:
    drawings = render.render([spec], tables=[table], study=study)
    return {(drawing.language, drawing.public): drawing for drawing in drawings}


def test_each_figure_is_drawn_in_each_language_and_for_both_audiences() -> None:
    run = contrast_run(a_study())
    drawings = rendered(run.study, run.tables.get(name="contrasts"), CONTRASTS)
    assert set(drawings) == {("en", False), ("en", True), ("da", False), ("da", True)}
    english, danish = drawings["en", False], drawings["da", False]
    assert english.svg.startswith("<svg")
    assert render.as_png(english.svg).startswith(b"\x89PNG")
    assert "8 of 9" in english.svg
    assert "%" not in english.svg.replace("100%", "")
    assert "Politisk opmærksomhed" in danish.svg
    assert translation.get_language() == "en"


def test_cells_hidden_from_others_are_hidden_in_their_figure() -> None:
    run = contrast_run(a_study(), DisclosureLevel.PERSONS)
    drawings = rendered(run.study, run.tables.get(name="contrasts"), CONTRASTS)
    assert "4 of 8" in drawings["en", False].svg
    assert "4 of 8" not in drawings["en", True].svg
    assert "low score hidden (protects a number below 5)" in drawings["en", True].alternative
    assert drawings["en", True].svg.count("hidden (protects a number below 5)") == 1


def test_a_figure_carries_the_notice_of_its_study() -> None:
    study = a_study(notice={"en": "The answers are reconstructed.", "da": "Svarene er rekonstrueret."})
    run = contrast_run(study)
    drawings = rendered(study, run.tables.get(name="contrasts"), CONTRASTS)
    assert "The answers are reconstructed." in drawings["en", True].svg
    assert "Svarene er rekonstrueret." in drawings["da", False].svg
    scores = rendered(study, score_run(study).tables.get(), SCORES)
    assert "The answers are reconstructed." in scores["en", False].svg


def test_a_table_withheld_from_others_gives_them_no_figure() -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    assert {public for _language, public in rendered(run.study, run.tables.get(), SCORES)} == {False}


def store(run: Run, *, public: bool) -> None:
    words = {"title": "t", "alternative": "a", "specification": {}, "svg": "<svg/>", "png": b"x"}
    Figure.objects.create(run=run, name="f", language="en", public=public, **words)


@pytest.mark.parametrize(
    ("team", "published", "expected"), [(True, False, False), (False, False, True), (False, True, False)]
)
def test_each_audience_gets_its_own_figure(team: bool, published: bool, expected: bool) -> None:
    run = contrast_run(a_study(figures_published=published))
    store(run, public=False)
    store(run, public=True)
    shown = disclosure.visible_figures(run, team=team, language="en")
    assert [figure.public for figure in shown] == [expected]


def test_no_figure_is_shown_to_others_once_the_level_is_raised() -> None:
    run = contrast_run(a_study())
    store(run, public=True)
    assert disclosure.visible_figures(run, team=False, language="en") != []
    collect(run.study, DisclosureLevel.STAFF)
    assert disclosure.visible_figures(run, team=False, language="en") == []


def test_wrapped_text_keeps_every_word() -> None:
    assert style.wrapped("one two three", 8) == ["one two", "three"]
    assert style.wrapped("", 8) == [""]
    assert style.shortened("one two three four", 8, 1) == "one two …"


def test_a_count_of_a_total_stays_on_one_line() -> None:
    assert style.wrapped("they agree most: 14 of 17", 23) == ["they agree most:", "14\u00a0of\u00a017"]
    assert style.wrapped("de svarer: 14 af 17", 14) == ["de svarer:", "14\u00a0af\u00a017"]


def test_lines_of_a_title_fit_their_picture() -> None:
    run = score_run(a_study())
    chart = ranking.draw(seen(run, "scores"), {})[0].specification
    room = ranking._room([row for row in seen(run, "scores").records() if row["rank"]])
    longest = style.specification("broad words " * 20, "", width=1, height=1, layers=[], room=room)["title"]["text"]
    svg = render.draw({**chart, "title": {**chart["title"], "text": longest}})
    width = float(re.findall(r'<svg[^>]* width="([\d.]+)"', svg)[0])
    measured = render._engine().vegalite_to_svg(
        style.specification(
            "",
            "",
            width=1,
            height=1,
            layers=[style.text_layer([{"row": 0, "text": longest[0]}], x=0, fontSize=15, fontWeight="bold")],
        )
    )
    assert float(re.findall(r'<svg[^>]* width="([\d.]+)"', measured)[0]) <= width


def test_a_figure_follows_the_page_into_the_dark_with_every_colour_it_has() -> None:
    run = contrast_run(a_study())
    svg = rendered(run.study, run.tables.get(name="contrasts"), CONTRASTS)["en", False].svg
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) - {"none"}
    assert colours <= set(style.DARK)
    shown = dark.following(svg)
    assert shown.startswith("<svg")
    assert shown.count("<style>") == 1
    assert shown.replace(dark.STYLE, "") == svg


def test_figures_have_the_colours_of_the_stylesheet() -> None:
    css = "".join(path.read_text() for path in sorted(Path(settings.BASE_DIR, "static").rglob("tokens.css")))
    names = {
        "surface": "white",
        "ink": style.INK,
        "muted": style.MUTED,
        "hairline": style.HAIRLINE,
        "high": style.COLOUR["high"],
        "low": style.COLOUR["low"],
        "middle": style.TEXT_COLOUR["middle"],
    }
    for name, light in names.items():
        values = re.findall(rf"--{name}: (#[0-9a-f]{{6}});", css)[:2]
        assert values == [light.replace("white", "#ffffff"), style.DARK[light]], name


def test_a_figure_drawn_with_few_lines_measured_is_the_figure_itself() -> None:
    words = [
        {"row": n, "text": f"Line {n} & its <words>, about as long as others\nand a second {n}"} for n in range(20)
    ]
    layers = [style.text_layer(words, x=-14, align="right")]
    chart = style.specification("Title", "Subtitle", width=200, height=400, layers=layers)
    whole: str = render._engine().vegalite_to_svg(chart)
    texts = re.compile(r"<t(?:ext|span)[^>]*>[^<]+")
    assert texts.findall(render.draw(chart)) == texts.findall(whole)
    width = re.compile(r'width="([\d.]+)"')
    assert [float(found) for found in width.findall(render.draw(chart))[:1]] == pytest.approx(
        [float(found) for found in width.findall(whole)[:1]], rel=0.03
    )


def test_no_reader_of_a_figure_is_told_the_stand_in_of_a_line() -> None:
    words = [{"row": n, "text": f"Line {n}"} for n in range(20)]
    chart = style.specification(
        "T", "S", width=200, height=400, layers=[style.text_layer(words, x=-14, align="right")]
    )
    assert measuring.MARK not in render.draw(chart)


def test_lines_of_one_length_are_measured_alike_in_every_process() -> None:
    """A set has another order in every process; the same run drew another picture in the next worker."""
    code = (
        "from analysis.figures import measuring; rows = [{'text': f'line {n:02}'} for n in range(20)];"
        "print(measuring.without_long_texts({'layer': [{'mark': {'type': 'text'}, 'data': {'values': rows}}]}))"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=settings.BASE_DIR,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in "123"
    }
    assert len(drawn) == 1
    assert "line 00" in drawn.pop()
