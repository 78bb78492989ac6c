"""The peer of the usable window: a bare one, the same mapped classes, one query on the same encrypted base.

Arguments: the base, its key file, where to write the timings.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from app.domain import calls, dossiers, officials, trainings
from tests.benchmarks.process_age import process_age, report

MAPPED = (calls.Call, dossiers.Dossier, officials.Official, trainings.Training)


def main() -> int:
    base, key_file, timings = sys.argv[1:4]
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    label = QLabel()
    window.setCentralWidget(label)
    window.resize(1366, 768)
    window.show()

    def fill() -> None:
        label.setText(str(open_dossiers(base, Path(key_file).read_text(encoding="ascii").strip())))
        label.repaint()
        report(timings, {"first_paint": process_age(), "usable": process_age()})

    QTimer.singleShot(0, fill)
    return application.exec()


def open_dossiers(base: str, key: str) -> int:
    """How many dossiers stand open, read as the program reads: SQLCipher, a raw key, the ORM."""

    def connect() -> Any:
        connection = dbapi2.connect(base, isolation_level=None, check_same_thread=False)
        connection.execute(f"pragma key=\"x'{key}'\"")
        return connection

    engine = create_engine(f"sqlite:///{base}", module=dbapi2, creator=connect)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    with Session(engine) as session:
        chosen = select(func.count()).select_from(dossiers.Dossier).where(dossiers.Dossier.outcome == "")
        return session.scalar(chosen) or 0


if __name__ == "__main__":
    sys.exit(main())
