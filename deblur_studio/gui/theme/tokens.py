"""Every colour and measure of the window, for a dark and a light surround. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme ("#rrggbb") and the measures they share (pixels at 100 %).

    Attributes:
        name: "dark" or "light".
        window, card, control: grounds, from the back to the front; field: where text is typed.
        hover, pressed: a control under the mouse, held down; raised: menus and tool tips.
        line: between things; outline: around controls, stronger than line.
        text, quiet: on every ground; faint: what cannot be used now (no text that must be read).
        accent: what is active, selected or running; accent_hover, accent_pressed: such a button under the
            mouse or held down; on_accent: text on all three; link: accent as text on window and card.
        selected: ground of a selected row, text stays text; segment: ground of the chosen part of a row.
        groove: of sliders and progress bars; handle, knob_edge: a slider's knob and its rim;
            scroll: the handle of a scroll bar.
        danger: loss of data, and errors; warning, ok: as text and icons on window and card.
        surround, black, grey, white: what the viewer can have around the photo; grey reflects 18 %.
        badge, on_badge: labels that float over the photo, the same in both themes; badge has its alpha.
        badge_edge: their rim, which parts them from a ground as dark as they are.
        divider, divider_edge: the line between before and after, and its rim, over any photo.
        chart_red, chart_green, chart_blue, chart_luma, chart_grid: curves on a card.
    """

    name: str
    window: str
    card: str
    control: str
    field: str
    hover: str
    pressed: str
    raised: str
    line: str
    outline: str
    text: str
    quiet: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    link: str
    selected: str
    segment: str
    groove: str
    handle: str
    knob_edge: str
    scroll: str
    danger: str
    warning: str
    ok: str
    surround: str
    chart_red: str
    chart_green: str
    chart_blue: str
    chart_luma: str
    chart_grid: str
    black: str = "#000000"
    grey: str = "#777777"
    white: str = "#ffffff"
    badge: str = "rgba(20, 21, 22, 200)"
    badge_solid: str = "#141516"
    badge_edge: str = "rgba(255, 255, 255, 48)"
    on_badge: str = "#f2f3f4"
    divider: str = "#ffffff"
    divider_edge: str = "#141516"
    grid: int = 8
    card_radius: int = 8
    radius: int = 6
    text_size: int = 13
    quiet_size: int = 12
    caption_size: int = 11
    heading_weight: int = 600


DARK = Tokens(
    name="dark",
    window="#161718",
    card="#1e1f21",
    control="#292b2e",
    field="#232528",
    hover="#33363a",
    pressed="#3c4045",
    raised="#26282b",
    line="#34373b",
    outline="#43474c",
    text="#e6e7e9",
    quiet="#9a9fa6",
    faint="#666b72",
    accent="#4ea1ff",
    accent_hover="#6cb1ff",
    accent_pressed="#3c90f0",
    on_accent="#07131f",
    link="#6cb1ff",
    selected="#27405c",
    segment="#3f444a",
    groove="#3a3e43",
    handle="#dfe1e4",
    knob_edge="#1e1f21",
    scroll="#4a4f55",
    danger="#ff7a76",
    warning="#f0b455",
    ok="#5fca8c",
    surround="#101112",
    chart_red="#ff6b63",
    chart_green="#56c979",
    chart_blue="#5aa2ff",
    chart_luma="#c8cbd0",
    chart_grid="#34373b",
)

LIGHT = Tokens(
    name="light",
    window="#ececee",
    card="#f9f9fa",
    control="#ffffff",
    field="#ffffff",
    hover="#e9eaed",
    pressed="#dcdee2",
    raised="#ffffff",
    line="#d6d8dc",
    outline="#bcc0c6",
    text="#1b1d20",
    quiet="#5a6068",
    faint="#9aa0a8",
    accent="#1769d2",
    accent_hover="#1f5fb8",
    accent_pressed="#124f9c",
    on_accent="#ffffff",
    link="#1259b5",
    selected="#cfe2fa",
    segment="#d5d9df",
    groove="#cdd0d5",
    handle="#ffffff",
    knob_edge="#8a9098",
    scroll="#b4b9c0",
    danger="#b8231f",
    warning="#825200",
    ok="#1b6e3c",
    surround="#dcdde0",
    chart_red="#c8352e",
    chart_green="#258a47",
    chart_blue="#1f6fd6",
    chart_luma="#4a4f56",
    chart_grid="#d6d8dc",
)
