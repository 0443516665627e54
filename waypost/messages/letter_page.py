"""
How a letter looks: A4, the address in the window, at least 12 points but in the window, tagged for a screen reader.

*Source:* GOV.UK Notify's letter specification (all figures in mm from the page's left and top: the address in 24.6 to
120 by 39.5 to 66.3, the sender in 125 to 195 by 5 to 95, the words from 95, nothing nearer than 15 to a side or 5 to
top and bottom); the UK Association for Accessible Formats (12 points, 18 in large print, left-aligned, no italics).
"""

import io

import segno

from waypost.base.pdf import About, make_pdf
from waypost.base.values import JsonValue
from waypost.messages.letters import Letter, around

_LARGE_PRINT = "large_print"
_REGION = "GB"
_POINTS, _LARGE_POINTS = 12, 18
_SOURCE = """
#let size = data.size * 1pt
#let edge = 24.6mm
#let square = if data.size > 12 { 36mm } else { 28mm }
#set page(
  paper: "a4",
  margin: (left: edge, right: 20mm, top: 22mm, bottom: 24mm),
  footer-descent: 8mm,
  footer: context {
    let here = counter(page).get().first()
    let last = counter(page).final().first()
    text(size: size, data.page.replace("{page}", str(here)).replace("{pages}", str(last)))
  },
)
#set text(size: size, hyphenate: false)
#set par(leading: 0.75em, spacing: 1.1em, justify: false)
#set list(indent: 0.4em, body-indent: 0.7em, spacing: 0.75em, marker: "\\u{2022}")
#set enum(indent: 0.4em, body-indent: 0.7em, spacing: 0.75em)
#show list: set block(above: 1em, below: 1.2em)
#show enum: set block(above: 1em, below: 1.2em)
#show heading.where(level: 1): it => block(above: 0pt, below: 1.1em, text(size: 1.35 * size, it.body))
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.9em, sticky: true, text(size: 1.1 * size, it.body))

// In points of their own: seven lines must stand in a window 26.8 mm high, and the widest in its 95 mm.
#let in-window(lines) = context {
  let wide = calc.max(..lines.map(line => measure(text(size: 10pt, line)).width / 1mm))
  let fitted = calc.min(10pt, 10pt * 94 / wide, if lines.len() > 6 { 9pt } else { 10pt })
  set text(size: fitted)
  set par(leading: 0pt, spacing: 0pt)
  block(width: 95mm, stack(spacing: 0pt, ..lines.map(line => box(height: 3.8mm, width: 95mm, line))))
}
#let in-lines(lines) = lines.join(linebreak())
#let on-page(x, y, body) = place(top + start, dx: x - edge, dy: y - 22mm, body)

#on-page(24.6mm, 39.5mm, in-window(data.to))
#on-page(125mm, 22mm, block(width: 65mm, {
  set text(size: 12pt)
  set par(leading: 0.55em, spacing: 0.9em)
  if data.sender != "" { par(strong(data.sender)) }
  par(in-lines(data.return_address))
  par({ data.date; linebreak(); data.written_on })
  par({ data.reference_is; linebreak(); data.reference })
}))
// The words begin below both, however long a name the sender has.
#v(95mm - 22mm)

= #data.heading

#let with-code(lines) = grid(
  columns: (1fr, square),
  column-gutter: 6mm,
  align: (start + horizon, top),
  { par(in-lines(lines)); par(data.typed) },
  image(bytes(data.code_svg), format: "svg", width: square, alt: data.code),
)
#for one in data.blocks {
  if one.kind == "heading" { heading(level: 2, in-lines(one.lines)) }
  else if one.kind == "bullets" { list(..one.lines) }
  else if one.kind == "steps" { enum(..one.lines) }
  else if one.has_code { block(breakable: false, with-code(one.lines)) }
  else { par(in-lines(one.lines)) }
}

#block(above: 1.5em, breakable: false, {
  // A textphone's number names the police as plainly as a crest.
  if data.sender != "" { par(data.phone) }
  par(data.formats)
})
"""


def letter_pdf(letter: Letter) -> bytes:
    """
    Return a letter as an accessible PDF; the same letter makes the same bytes.

    :raises waypost.base.pdf.CannotMakePdf: if its words hold a letter that the font has not.
    """
    about = About(
        title=letter.heading,
        author=letter.sender,
        language=f"{letter.language}-{_REGION}",
        made_at=letter.written_at,
    )
    return make_pdf(_SOURCE, _data(letter), about=about)


def _data(letter: Letter) -> dict[str, JsonValue]:
    told = around(letter)
    return {
        "size": _LARGE_POINTS if letter.format == _LARGE_PRINT else _POINTS,
        "to": list(letter.to),
        "sender": letter.sender,
        "return_address": list(letter.return_address),
        "reference": letter.reference,
        "reference_is": told["reference"],
        "heading": letter.heading,
        "portal": letter.portal,
        "code_svg": _square(letter.portal) if letter.portal else "",
        "blocks": _blocks(letter),
        **{name: told[name] for name in ("date", "written_on", "phone", "formats", "page", "code", "typed")},
    }


def _blocks(letter: Letter) -> list[JsonValue]:
    """Return the blocks; the last that holds the portal's address has the square beside it."""
    held = [
        index for index, block in enumerate(letter.blocks) if letter.portal and letter.portal in " ".join(block.lines)
    ]
    return [
        {"kind": block.kind.value, "lines": list(block.lines), "has_code": index in held[-1:]}
        for index, block in enumerate(letter.blocks)
    ]


def _square(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=2)
    return drawn.getvalue().decode("ascii")
