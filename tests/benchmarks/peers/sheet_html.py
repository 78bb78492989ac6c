"""The same sheets as HTML, for WeasyPrint: one page of HTML a sheet, made from its plain data before time counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

Plain = dict[str, Any]
CSS = Path(__file__).with_name("sheet.css")


def html(sheet: Plain) -> str:
    """A whole document."""
    return "".join(
        (
            f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(sheet["title"])}</title>',
            f'<meta name="author" content="{escape(sheet["desk"])}"></head><body>',
            *_repeated(sheet),
            *_top(sheet),
            *(part for step in sheet["steps"] for part in _step(step)),
            f'<p class="closing"><b>{escape(sheet["closing"])}</b><br>{escape(sheet["fees"])}</p></body></html>',
        )
    )


def _repeated(sheet: Plain) -> Iterator[str]:
    notice = sheet["notice"]
    yield f'<div class="head-of-page"><div><b>{escape(sheet["name"])}</b><br>{escape(sheet["running"])}</div>'
    if notice:
        yield f'<div class="due">{escape(notice["label"])} <b>{notice["weekday"]} {notice["day"]}</b></div>'
    address = "<br>".join(map(escape, sheet["address"]))
    yield f'</div><div class="foot"><div class="phone">Un blocage\u00a0? Appelez-nous<b>{sheet["phone"]}</b></div>'
    yield f'<div><small><b>{sheet["email"]}</b><br>{address}</small></div><div class="right">'
    yield f'<span class="page"></span><small>{escape(sheet["edition"])}<br>{sheet["made"]}</small></div></div>'


def _top(sheet: Plain) -> Iterator[str]:
    yield f'<div class="masthead"><b>{escape(sheet["desk"])}</b> {escape(sheet["desk_full"])} '
    yield f"<b>{sheet['kind']}</b></div><h1>{escape(sheet['name'])}</h1>"
    yield f'<p class="role">{escape(sheet["role"])}<b>{escape(sheet["territory"])}</b></p>'
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td><b>{escape(bold)}</b>{escape(plain)}</td></tr>"
        for label, bold, plain in sheet["rows"]
    )
    yield '<div class="top"><div class="training"><table>'
    yield f"<tr><td>Formation</td><td><b>{escape(sheet['training'])}</b></td></tr>{rows}</table></div>"
    if notice := sheet["notice"]:
        yield f'<div class="notice{"" if notice["thick"] else " thin"}"><b>{escape(notice["label"])}</b><br>'
        yield f'<b class="day">{notice["weekday"]}<br>{notice["day"]}</b><small>{escape(notice["rule"])}</small></div>'
    yield '</div><div class="phases">'
    for number, name, state in sheet["phases"]:
        here = ' class="here"' if state == "vous êtes ici" else ""
        yield f"<div{here}><small>Phase\u00a0{number} – {state}</small><b>{escape(name)}</b></div>"
    yield "</div><p>Cochez chaque étape faite. "
    yield '<span class="button">Un cadre comme celui-ci</span> est un bouton à cliquer.</p>'


def _step(step: Plain) -> Iterator[str]:
    if step["heading"]:
        title, reach = step["heading"]
        yield f"<h2><span>{reach}</span>{escape(title)}</h2>"
    yield '<div class="step"><div class="rail">'
    yield f'<div class="number"><span class="box"></span>{step["number"]}</div>'
    yield f'<div class="actor{" black" if step["black"] else ""}">{escape(step["actor"])}</div></div>'
    yield f'<div class="text"><h3>{escape(step["title"])}</h3>'
    yield from _prose(step["body"])
    if screen := step["screen"]:
        yield from _screen(screen)
    if step["deadline"]:
        yield f'<div class="deadline"><b>{step["deadline"]}</b><small>{escape(step["rule"])}</small></div>'
    yield from _prose(step["warnings"])
    yield "</div></div>"


def _prose(blocks: Iterable[Plain]) -> Iterator[str]:
    for kind, group in groupby(blocks, lambda block: block["kind"]):
        words = ["".join(map(_run, block["runs"])) for block in group]
        if kind == "item":
            yield "<ul>" + "".join(f"<li>{one}</li>" for one in words) + "</ul>"
        else:
            yield "".join(f"<p{' class=warning' if kind == 'warning' else ''}>{one}</p>" for one in words)


def _run(run: tuple[str, str]) -> str:
    kind, words = run[0], escape(run[1])
    return {
        "button": f'<span class="button">{words}</span>',
        "bold": f"<b>{words}</b>",
        "address": f"<b>{words}</b>",
    }.get(kind, words)


def _screen(screen: Plain) -> Iterator[str]:
    if screen["counters"]:
        yield '<div class="counters"><div><b>DIF Élus</b><br><small>liés au mandat électoral en cours<br>'
        yield "(Mon Compte Élu)</small></div><div><b>Droits CPF</b><br><small>liés à votre activité professionnelle<br>"
        yield "(Mon Compte Formation)</small></div></div>"
        yield '<p class="pointer">Le compte élu apparaît à gauche, avec la cocarde tricolore.</p>'
    if prices := screen["prices"]:
        rows = "".join(f"<tr><td>{escape(label)}</td><td>{amount}</td></tr>" for label, amount in prices["rows"])
        yield f'<div class="form"><div class="head"><div><b>{escape(prices["title"])}</b><br>'
        yield f"<small>{escape(prices['facts'])}</small></div></div>"
        yield f'<div class="inside"><table class="prices">{rows}</table></div></div>'
    if screen["fields"]:
        yield f'<div class="form"><div class="head"><small>{escape(screen["place"])}</small>'
        yield f'<b>{escape(screen["title"])}</b></div><div class="inside">'
        for row in _rows(screen["fields"]):
            yield f'<div class="row">{"".join(map(_field, row))}</div>'
        yield from _prose(screen["note"])
        yield from (f'<p class="buttons"><span class="button">{escape(one)}</span></p>' for one in screen["buttons"])
        yield "</div></div>"


def _rows(fields: list[Plain]) -> Iterator[list[Plain]]:
    row: list[Plain] = []
    for field in fields:
        if row and sum(one["width"] for one in row) + field["width"] > 6:
            yield row
            row = []
        row.append(field)
    yield row


def _field(field: Plain) -> str:
    section = f"<b>{escape(field['section'])}</b><br>" if field["section"] else ""
    if field["tick"]:
        return f'<div class="field"><span class="tick"></span>{escape(field["label"])}</div>'
    value = f"<b>{escape(field['value'])}</b>" if field["value"] else f"<i>{escape(field['filler'])}</i>"
    other = "<i>ou</i> " if field["or"] else ""
    return (
        f'<div class="field" style="width: {field["width"] * 100 // 6}%">{section}{other}{escape(field["label"])}'
        f'<div class="frame{" secret" if field["secret"] else ""}">{value}</div>{escape(field["hint"])}</div>'
    )
