"""The peer of the first sheet: reportlab and phonenumbers imported, one page of text drawn. Argument: the PDF."""

from __future__ import annotations

import sys

import phonenumbers
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def main() -> int:
    paper = Canvas(sys.argv[1], pagesize=A4)
    number = phonenumbers.parse("04 77 96 39 08", "FR")
    words = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    text = paper.beginText(57, 780)
    text.setFont("Helvetica", 11)
    for line in range(50):
        text.textLine(f"{line + 1}. Cliquez sur le bouton S'inscrire, ou appelez l'AMF42 au {words}.")
    paper.drawText(text)
    paper.showPage()
    paper.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
