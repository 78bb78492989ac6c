"""Top of the sheet: whose it is, which training, by when, and where the official stands among the phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.documents.fonts import Face
from app.documents.layout import ARTIFACT, Block, Frame, Mark, Rule, Tag, baseline, keep, line_marks, paragraph, stacked
from app.documents.measure import Line, Span, line_of, lines_of, span_width
from app.documents.metrics import FIELD, FOOT_END, FREE_ABOVE_FOOT, STRONG, TOP, WIDTH, Metrics
from app.documents.other_sessions import other_sessions
from app.documents.sheet_data import KEPT_SESSIONS, Publisher, SheetData, SheetTraining
from app.documents.words import NO_BREAK, amount, day_and_month, french, long_date, period, sentence, weekday

NAME_LINES = 12  # 200 of the widest letters in large print; a longer name ends in « … »
TITLE_LINES = 6
BESIDE_BOX = 3.0  # between a name and the framed date of the other pages
BETWEEN = 4.0  # the training table and the framed date
NOTICE_MOST, NOTICE_MARGIN = 67.0, 4.4  # widest framed date, and what its frame takes of it
BEFORE_RULE = 0.8  # between a framed date and how it is counted
PADDING, VALUES_AT = 4.0, 39.5  # « Frais additionnels », the platform's word, is wider than the pictures' 30 mm


@dataclass(frozen=True)
class Notice:
    """The date that matters now: words before it, the day, words below, how it is counted."""

    label: str
    day: date
    after: str = ""
    rule: str = ""
    is_deadline: bool = True  # any other date gets a thin frame


def notice_of(data: SheetData, m: Metrics) -> Notice | None:
    """What is due next: the request, then the confirmation, then the session itself; None without a date."""
    if data.request_sent or not data.steps:
        if data.confirm_by is not None and data.steps:
            if data.confirm_by < data.made_on:
                return Notice(
                    "La date limite pour confirmer était\u00a0le",
                    data.confirm_by,
                    after="Confirmez dès aujourd’hui, ou appelez-nous.",
                )
            return Notice(
                "Inscription à confirmer au\u00a0plus\u00a0tard\u00a0le", data.confirm_by, rule=data.confirm_rule
            )
        if data.training is not None and data.training.starts_on is not None:
            last = data.training.ends_on or data.training.starts_on
            words = "Votre formation a lieu le" if last >= data.made_on else "Votre formation a eu lieu le"
            return Notice(words, data.training.starts_on, is_deadline=False)
        return None
    if data.deadline is None:
        return None
    rule = data.rule_in_frame if not m.large else data.deadline_rule
    if data.deadline_passed:
        return Notice(
            "Trop tard pour cette session. La\u00a0date limite était\u00a0le",
            data.deadline,
            after="Appelez-nous pour en choisir une autre.",
            rule=rule,
        )
    today = " aujourd’hui même," if data.deadline == data.made_on else ""
    return Notice(f"Demande à envoyer{today} au\u00a0plus\u00a0tard\u00a0le", data.deadline, rule=rule)


def page_one(data: SheetData, m: Metrics, *, with_rule: bool = True, name_lines: int = NAME_LINES) -> Block:
    """Masthead, name, training beside its date; in large print, `with_rule`, how that date is counted under it."""
    notice = notice_of(data, m)
    parts = [masthead(data, m), who(data, m, name_lines)]
    if m.large:
        parts.append(training_words(data, m))
        if notice is not None:
            parts.append(notice_box(notice, m, WIDTH, 24.0))
    else:
        parts.append(training_beside_notice(data.training, notice, m))
    if m.large and notice is not None and notice.rule and with_rule:
        parts.append(rule_line(notice.rule, WIDTH, m))
    elif notice is None and data.steps and not data.request_sent:
        parts.append(no_date_line(data, m))
    gap = 1.6 if m.large else 2.2
    if data.other_sessions or data.session_note:
        most = FOOT_END - m.foot_height - FREE_ABOVE_FOOT - TOP - m.phase_line_height - m.head_gap
        parts.append(other_sessions(data, m, most - stacked(*parts, gap=gap).height - gap))
    return stacked(*parts, gap=gap)


def masthead(data: SheetData, m: Metrics) -> Block:
    """Who hands it out and what it is, over a strong rule."""
    return _masthead(data.desk, m)


@lru_cache(maxsize=8)
def _masthead(desk: Publisher, m: Metrics) -> Block:
    y = 6.2
    name = line_of(Span(desk.name, Face.BOLD, m.masthead))
    marks = list(line_marks(name, 0, y))
    title = "Votre fiche pas à pas" if m.large else "Votre fiche pas à pas – Mon Compte Élu"
    right = line_of(Span(title, Face.BOLD, m.masthead_side))
    full = line_of(Span(desk.full_name, Face.REGULAR, m.masthead_side))
    if not m.large and name.width + 4 + full.width + 3 < WIDTH - right.width:
        marks += line_marks(full, name.width + 4, y)
    marks += line_marks(right, WIDTH - right.width, y)
    marks.append(Rule(0, 8.8, WIDTH, 8.8, STRONG))
    return keep(Block(9.0, tuple(marks)))


def who(data: SheetData, m: Metrics, name_lines: int) -> Block:
    """Name, function and territory: on one line where they fit, otherwise the name first."""
    person = data.person
    name = [Span(person.title_name, Face.BOLD, m.name)]
    role = role_spans(data, m)
    one, beside = line_of(*name), line_of(*role)
    if not m.large and one.width + 5 + beside.width <= WIDTH:
        y = baseline(m.name_leading, m.name)
        named = Block(m.name_leading, line_marks(one, 0, y), (), Tag("H1"))
        acting = Block(m.name_leading, line_marks(beside, one.width + 5, y), (), Tag("P"))
        return Block(m.name_leading, (), ((0.0, 0.0, named), (0.0, 0.0, acting)))
    lines = lines_of(name, WIDTH, most=name_lines)
    return stacked(
        paragraph(lines, m.name_leading, size=m.name)._replace(tag=Tag("H1")),
        paragraph(lines_of(role, WIDTH, most=2), m.body_leading, size=m.role),
    )


def role_spans(data: SheetData, m: Metrics) -> list[Span]:
    """« adjointe au maire, commune de **Champdieu** », whatever part of it is known."""
    person = data.person
    plain = french(person.function)
    if person.territory:
        plain += f"{', ' if plain else ''}{french(person.territory_words)}"
        if not plain.endswith(("’", "'")):
            plain += " "
    return [Span(plain, Face.REGULAR, m.role), Span(french(person.territory), Face.BOLD, m.role)]


def money_rows(training: SheetTraining) -> list[tuple[str, str, str]]:
    """Label, bold and plain words of price, balance and extra fees: three lines, so that no sum seems to be another."""
    rows: list[tuple[str, str, str]] = []
    if training.price_cents is not None:
        rows.append(("Prix", "", f"{amount(training.price_cents)}, payés par votre DIF élus"))
        if training.balance_cents is None:
            rows.append(("Reste à payer", "", "selon vos droits"))
        else:
            rows.append(("Reste à payer", amount(training.balance_cents), ""))
    if training.extra_fees_cents:
        rows.append(("Frais additionnels", amount(training.extra_fees_cents), ", à régler au début"))
    return rows


def training_rows(training: SheetTraining) -> list[tuple[str, str, str]]:
    """Label, bold words, plain words of the lines under the title."""
    rows: list[tuple[str, str, str]] = []
    hours = f", {french(training.hours_words)}" if training.hours_words else ""
    if training.starts_on is not None:
        rows.append(("Date", period(training.starts_on, training.ends_on), hours))
    else:
        rows.append(("Date", "à choisir avec l’AMF42", hours))
    if training.place:
        rows.append(("Lieu", french(training.place), ""))
    return rows + money_rows(training)


@lru_cache(maxsize=KEPT_SESSIONS)
def training_beside_notice(training: SheetTraining | None, notice: Notice | None, m: Metrics) -> Block:
    """The training table, 112 wide, and the framed date, 59 wide; 44 high, more when a title needs it.

    A long month makes the date wider, by 8 at most, and the table narrower.
    """
    box_width = 0.0 if notice is None else max(59.0, _date_width(notice.day, m) + NOTICE_MARGIN)
    width = WIDTH if notice is None else WIDTH - BETWEEN - box_width
    table = training_table(training, m, width)
    inside = [(0.0, 0.0, table)]
    height = table.height
    if notice is not None:
        box = notice_box(notice, m, box_width, max(height, 44.0))
        height = box.height
        inside.append((width + BETWEEN, 0.0, box))
    return keep(Block(height, (Frame(0, 0, width, height, weight=FIELD),), tuple(inside)))


def training_table(training: SheetTraining | None, m: Metrics, width: float) -> Block:
    """Labels at 4 mm, values where the longest label leaves room."""
    column = width - VALUES_AT - PADDING
    if training is None:
        title: tuple[Line, ...] = lines_of([Span("à choisir avec l’AMF42", Face.BOLD, 13)], column)
        rows: list[tuple[str, str, str]] = []
    else:
        title = lines_of([Span(french(training.title), Face.BOLD, 13)], column, most=TITLE_LINES)
        rows = training_rows(training)
    y = 2.9
    marks = [*line_marks(line_of(Span("Formation", Face.REGULAR, m.body)), 4, y + baseline(m.body_leading, 13))]
    for index, line in enumerate(title):
        at = y + baseline(m.body_leading, 13)
        marks += line_marks(line, VALUES_AT, at, ends_line=index < len(title) - 1)
        y += m.body_leading
    inside = [(0.0, 0.0, Block(0.0, tuple(marks)))]
    y += 1.0 if rows else 0.0
    for label, bold, plain in rows:
        at = y + baseline(m.body_leading, m.body)
        marks = [*line_marks(line_of(Span(label, Face.REGULAR, m.body)), 4, at)]
        value = lines_of([Span(bold, Face.BOLD, m.body), Span(plain, Face.REGULAR, m.body)], column, most=3)
        for index, line in enumerate(value):
            marks += line_marks(line, VALUES_AT, y + baseline(m.body_leading, m.body), ends_line=index < len(value) - 1)
            y += m.body_leading
        inside.append((0.0, 0.0, Block(0.0, tuple(marks))))
    return Block(y + 2.6, (), tuple(inside))


def training_words(data: SheetData, m: Metrics) -> Block:
    """Large print: the training in short lines of words, each sum on a line of its own."""
    training = data.training
    if training is None:
        return paragraph(
            lines_of([Span("Formation à choisir avec l’AMF42", Face.BOLD, m.role)], WIDTH), m.body_leading, size=m.role
        )
    spans = [[Span(french(training.title), Face.BOLD, m.role)]]
    date_words = period(training.starts_on, training.ends_on) if training.starts_on else "date à choisir avec l’AMF42"
    dated = [Span(date_words[:1].upper() + date_words[1:], Face.BOLD, m.body)]
    if training.hours_words:
        dated.append(Span(f", {french(training.hours_words)}", Face.REGULAR, m.body))
    if training.place:
        dated += [Span(", à ", Face.REGULAR, m.body), Span(french(training.place), Face.BOLD, m.body)]
    spans.append([*dated, Span(".", Face.REGULAR, m.body)])
    for label, bold, plain in money_rows(training):
        spans.append(
            [
                Span(f"{label}{NO_BREAK}: ", Face.REGULAR, m.body),
                Span(bold, Face.BOLD, m.body),
                Span(f"{plain}.", Face.REGULAR, m.body),
            ]
        )
    return stacked(*(paragraph(lines_of(one, WIDTH, most=4), m.body_leading, size=m.body) for one in spans))


def notice_box(notice: Notice, m: Metrics, width: float, height: float) -> Block:
    """The framed date, its words in the middle of the box; how it is counted below it, in large print elsewhere."""
    inner = width - NOTICE_MARGIN
    thick = notice.is_deadline
    label = lines_of([Span(notice.label, Face.BOLD, m.deadline_label)], inner - 2)
    dated = _date_lines(notice.day, inner, m)
    after = lines_of([Span(notice.after, Face.BOLD, m.deadline_label)], inner) if notice.after else ()
    rows = [(line, m.deadline_label_leading, m.deadline_label) for line in label]
    between = 1.2 if not m.large else 0.0
    rows += [
        (line, m.deadline_leading + (between if index == 0 else 0.0), m.deadline) for index, line in enumerate(dated)
    ]
    rows += [(line, m.deadline_label_leading, m.deadline_label) for line in after]
    said = len(rows)
    if notice.rule and not m.large:
        rule = lines_of([Span(sentence(notice.rule), Face.REGULAR, m.caption)], inner)
        rows += [
            (line, m.caption_leading + (BEFORE_RULE if index == 0 else 0.0), m.caption)
            for index, line in enumerate(rule)
        ]
    total = sum(leading for _, leading, _ in rows)
    height = max(height, total + (4.4 if notice.rule and not m.large else 5))
    # Capitals sit in the middle of their lines; a little more is left between the sentence and its date.
    y = (height - total) / 2
    marks: list[Mark] = [Frame(0, 0, width, height, weight=m.deadline_weight if thick else FIELD)]
    counted: list[Mark] = []  # read by itself
    for index, (line, leading, size) in enumerate(rows):
        at = (width - line.width) / 2, y + baseline(leading, size)
        (marks if index < said else counted).extend(line_marks(line, *at, ends_line=index < len(rows) - 1))
        y += leading
    return Block(height, tuple(marks), ((0.0, 0.0, Block(0.0, tuple(counted))),) if counted else ())


def _date_lines(day: date, column: float, m: Metrics) -> tuple[Line, ...]:
    """Weekday, then the date; with a long month the day stands beside the weekday. Its words are never cut."""
    words = [long_date(day)] if m.large else [weekday(day), day_and_month(day)]
    if line_of(Span(words[-1], Face.BOLD, m.deadline)).width > column:
        number, rest = day_and_month(day).split(NO_BREAK, 1)
        words = [f"{weekday(day)}{NO_BREAK}{number}", rest]
    return tuple(line_of(Span(one, Face.BOLD, m.deadline)) for one in words)


def _date_width(day: date, m: Metrics) -> float:
    """Width of the framed date in the lines that suit it best."""
    return max(line.width for line in _date_lines(day, NOTICE_MOST - NOTICE_MARGIN, m))


def rule_line(rule: str, width: float, m: Metrics) -> Block:
    """The sentence that says how a date is counted."""
    spans = [
        Span(f"Pourquoi cette date{NO_BREAK}? ", Face.BOLD, m.caption),
        Span(sentence(rule), Face.REGULAR, m.caption),
    ]
    return paragraph(lines_of(spans, width, most=3), m.caption_leading, size=m.caption)


def no_date_line(data: SheetData, m: Metrics) -> Block:
    """Without a session there is no date, and the sheet says why."""
    known = data.training is not None
    words = f"Pas encore de date limite{NO_BREAK}: elle dépend de la {'session' if known else 'formation'} choisie. "
    spans = [Span(words, Face.BOLD, m.body), Span("L’AMF42 vous la donnera.", Face.REGULAR, m.body)]
    return paragraph(lines_of(spans, WIDTH, characters=0), m.body_leading, size=m.body)


def running_head(data: SheetData, m: Metrics, *, date_read: bool = False) -> Block:
    """Top of the other pages: a lost sheet still tells whose it is and by when.

    Page 1 has said it, so it is not read out again; the date is, on a sheet of few pages (`date_read`).
    """
    header = Tag(ARTIFACT, "Header")
    notice = notice_of(data, m)
    name = Span(data.person.title_name, Face.BOLD, m.role)
    box = _running_box(notice, m) if notice is not None else None
    if notice is not None and box is not None and not m.large and span_width(name) > WIDTH - box[1] - BESIDE_BOX:
        box = _running_box(notice, m, short=True)
    box_width = box[1] if box is not None else 0.0
    column = WIDTH - (box_width + BESIDE_BOX if box is not None and not m.large else 0)
    below = _training_below(data.training, column, m)
    said = Span(below, Face.REGULAR, m.label)
    beside = line_of(name), line_of(said)
    if m.large and beside[0].width + 5 + beside[1].width <= column:
        y = baseline(m.name_leading * 0.62, m.role)
        left = Block(
            m.name_leading * 0.62,
            (*line_marks(beside[0], 0, y), *line_marks(beside[1], WIDTH - beside[1].width, y)),
            (),
            header,
        )
    else:
        left = stacked(
            paragraph(lines_of([name], column, most=2, balanced=False), m.name_leading * 0.62, size=m.role),
            paragraph(lines_of([said], column, most=2) if below else (), m.label_leading, size=m.label),
        )._replace(tag=header)
    if box is None:
        return left
    dated = box[0]._replace(tag=Tag("P") if date_read else header)
    if m.large:
        return stacked(left, dated, gap=1.6)
    return Block(max(left.height, dated.height), (), ((0.0, 0.0, left), (WIDTH - box_width, 0.0, dated)))


def _training_below(training: SheetTraining | None, column: float, m: Metrics) -> str:
    """Which training a lost page belongs to: its day, without its year where that would need a second line."""
    if training is None:
        return ""
    if training.starts_on is None:
        return french(training.title)
    words = f"Formation du {day_and_month(training.starts_on)}"
    return words if span_width(Span(words, Face.REGULAR, m.label)) <= column else words.rsplit(NO_BREAK, 1)[0]


def _running_box(notice: Notice, m: Metrics, *, short: bool = False) -> tuple[Block, float]:
    """The framed date of the other pages, and its width; `short` leaves room for a long name."""
    label = "Date limite dépassée : le" if notice.after else notice.label
    label = french(label)
    if short:
        label = label.replace("Demande à envoyer", "À envoyer")
    day = long_date(notice.day)
    spans = [Span(f"{label} ", Face.REGULAR, m.body), Span(day.replace(" ", NO_BREAK), Face.BOLD, m.body)]
    line = line_of(*spans)
    height = 10.0 if not m.large else 12.0
    padding = 3.4
    weight = m.deadline_weight if notice.is_deadline else FIELD
    if line.width + 2 * padding > WIDTH:
        lines = lines_of(spans, WIDTH - 2 * padding)
        text = paragraph(lines, m.body_leading, size=m.body)
        height = text.height + 3
        return Block(height, (Frame(0, 0, WIDTH, height, weight=weight),), ((padding, 1.5, text),)), WIDTH
    width = line.width + 2 * padding
    marks = (
        Frame(0, 0, width, height, weight=weight),
        *line_marks(line, padding, baseline(height, m.body)),
    )
    return Block(height, marks), width
