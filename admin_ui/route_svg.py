"""One driver's way on paper: black on white, the doors by their numbers. Pure."""

from admin_ui.route_map import HEIGHT, WIDTH, Dot, Drawing

_RADIUS = 17


def paper_svg(drawing: Drawing) -> str:
    """Return *drawing* as an SVG picture that needs no colour and no style sheet."""
    roads = "".join(_line(points, "#bbb", 2) for points in drawing.roads)
    ways = "".join(_line(line.points, "#fff", 9) for line in drawing.lines)
    ways += "".join(_line(line.points, "#000", 4) for line in drawing.lines)
    starts = "".join(
        f'<rect x="{dot.x - 11}" y="{dot.y - 11}" width="22" height="22"/>'
        for dot in drawing.starts
    )
    doors = "".join(
        _door(dot, dot.label.removeprefix(line.letter))
        for line in drawing.lines
        for dot in line.dots
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{roads}{_scale(drawing)}{ways}{starts}{doors}"
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="none"'
        ' stroke="#000" stroke-width="2"/></svg>'
    )


def _line(points: str, colour: str, width: int) -> str:
    return (
        f'<polyline fill="none" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linejoin="round" points="{points}"/>'
    )


def _door(dot: Dot, number: str) -> str:
    tie = ""
    if dot.door is not None:
        x, y = dot.door
        tie = f'<path d="M{x} {y}L{dot.x} {dot.y}" stroke="#000" stroke-width="1.5"/>'
    return (
        f'{tie}<circle cx="{dot.x}" cy="{dot.y}" r="{_RADIUS}" fill="#fff"'
        f' stroke="#000" stroke-width="2.5"/>{_text(dot.x, dot.y + 6, number)}'
    )


def _scale(drawing: Drawing) -> str:
    metres = drawing.bar_metres
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"  # noqa: PLR2004
    bar = f"M30 572v8h{drawing.bar_length}v-8"
    ground = round(drawing.bar_length + 20, 1)
    return (
        f'<rect x="20" y="540" width="{ground}" height="48" fill="#fff"/>'
        f'<path d="{bar}" fill="none" stroke="#000" stroke-width="2"/>'
        f"{_text(30, 562, words, anchor='start')}"
    )


def _text(x: float, y: float, words: str, *, anchor: str = "middle") -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="Source Sans Pro" font-size="18"'
        f' font-weight="600" text-anchor="{anchor}">{words}</text>'
    )
