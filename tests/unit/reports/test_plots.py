"""Plots of pages that are served: what they say to who cannot see them, and no style of their own."""

from waypost.reports.plots import Bar, bar_plot

BARS = (Bar("Ada <Made> Up", 3, 1), Bar("Bo", 9), Bar("A name that is far too long for any phone at all", 1))


def test_a_plot_names_and_describes_itself_and_asks_for_no_style() -> None:
    plot = bar_plot("work", "Open work", BARS, unit="things", late="late")

    for width, svg in plot.drawings.items():
        assert "style=" not in svg
        assert "<style" not in svg
        assert f'id="work-{width}-title">Open work</title>' in svg
        assert 'role="img"' in svg
        assert "<Made>" not in svg
    assert plot.alternative == (
        "Bars of things. The longest: Bo 9; Ada <Made> Up 3, of these 1 late; "
        "A name that is far too long for any phone at all 1."
    )


def test_the_same_figures_are_drawn_once() -> None:
    assert bar_plot("once", "Once", BARS, unit="things") is bar_plot("once", "Once", BARS, unit="things")


def test_where_there_is_nothing_the_words_say_so() -> None:
    assert bar_plot("none", "None", (), unit="things").alternative == "No bars: there are no things."
