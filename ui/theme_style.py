"""The one style sheet of the program, made from the theme's roles and sizes."""

from __future__ import annotations

from ui.theme import Role, Theme


def style_sheet(theme: Theme) -> str:
    """Style sheet for Qt's own widgets; what our components paint themselves is not in it."""
    return "\n".join(
        (_grounds(theme), _editors(theme), _buttons(theme), _lists(theme), _scroll_bars(theme), _small_parts(theme))
    )


def _grounds(theme: Theme) -> str:
    return f"""
QFrame[part="card"] {{ background: {theme.name(Role.SURFACE)}; border: 1px solid {theme.name(Role.LINE)};
  border-radius: {theme.px(6)}px; }}
QFrame[part="sunken"] {{ background: {theme.name(Role.SUNKEN)}; border: none; border-radius: {theme.px(6)}px; }}
QWidget[part="surface"] {{ background: {theme.name(Role.SURFACE)}; }}
QWidget[part="ground"] {{ background: {theme.name(Role.GROUND)}; }}
QWidget[part="rail"] {{ background: {theme.name(Role.SUNKEN)}; }}
QFrame[part="line"] {{ background: {theme.name(Role.LINE)}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[part="column-line"] {{ background: {theme.name(Role.LINE)}; border: none; max-width: 1px; min-width: 1px; }}
QFrame[part="panel"] {{ background: {theme.name(Role.SURFACE)}; border: 1px solid {theme.name(Role.BORDER)};
  border-radius: {theme.px(8)}px; }}
QFrame[part="error-summary"] {{ background: {theme.name(Role.LATE_SOFT)}; border: 1px solid {theme.name(Role.LATE)};
  border-radius: {theme.px(6)}px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget[part="page"] {{ background: transparent; }}
"""


def _editors(theme: Theme) -> str:
    padding, height = theme.px(9), theme.px(32)
    return f"""
QLineEdit, QComboBox, QPlainTextEdit, QTextEdit {{
  background: {theme.name(Role.SURFACE)}; color: {theme.name(Role.TEXT)};
  border: 1px solid {theme.name(Role.BORDER)}; border-radius: {theme.px(5)}px; padding: 0 {padding}px;
  selection-background-color: {theme.name(Role.ACCENT_FILL)}; selection-color: {theme.name(Role.ON_FILL)};
  placeholder-text-color: {theme.name(Role.HINT)}; }}
QLineEdit {{ padding: 0 {padding - 2}px; }}
QLineEdit, QComboBox {{ min-height: {height - 2}px; max-height: {height - 2}px; }}
QPlainTextEdit, QTextEdit {{ padding: {theme.px(4)}px {theme.px(5)}px; }}
QLineEdit[state="error"], QComboBox[state="error"], QPlainTextEdit[state="error"], QTextEdit[state="error"] {{
  border: 2px solid {theme.name(Role.LATE)}; padding: 0 {padding - 1}px; }}
QLineEdit[state="error"] {{ padding: 0 {padding - 3}px; }}
QLineEdit[state="error"], QComboBox[state="error"] {{ min-height: {height - 4}px; max-height: {height - 4}px; }}
QPlainTextEdit[state="error"], QTextEdit[state="error"] {{ padding: {theme.px(4) - 1}px {theme.px(5) - 1}px; }}
QLineEdit[state="warning"], QComboBox[state="warning"], QPlainTextEdit[state="warning"] {{
  border-color: {theme.name(Role.SOON)}; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ background: {theme.name(Role.SUNKEN)};
  color: {theme.name(Role.HINT)}; }}
QLineEdit[part="bare"] {{ border: none; background: transparent; padding: 0; }}
QLineEdit[part="groups"] {{ border: none; background: transparent; padding: 0; min-height: {theme.px(52)}px;
  max-height: {theme.px(52)}px; }}
QComboBox {{ padding-right: {theme.px(30)}px; }}
QComboBox QLineEdit {{ border: none; padding: 0; background: transparent; min-height: 0; }}
QComboBox::drop-down {{ border: none; width: {theme.px(28)}px; background: transparent; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
"""


def _buttons(theme: Theme) -> str:
    return f"""
.QPushButton {{ background: {theme.name(Role.SURFACE)}; color: {theme.name(Role.TEXT)};
  border: 1px solid {theme.name(Role.BORDER)}; border-radius: {theme.px(5)}px; padding: 0 {theme.px(12)}px;
  min-height: {theme.px(30)}px; }}
.QPushButton:hover {{ background: {theme.hover(Role.SURFACE).name()}; }}
.QPushButton[kind="primary"], .QPushButton:default {{ background: {theme.name(Role.ACCENT_FILL)};
  color: {theme.name(Role.ON_FILL)}; border-color: {theme.name(Role.ACCENT_FILL)}; }}
.QPushButton[kind="primary"]:hover, .QPushButton:default:hover {{ background: {theme.hover(Role.ACCENT_FILL).name()}; }}
.QPushButton[kind="link"] {{ background: transparent; border: none; color: {theme.name(Role.ACCENT)}; }}
.QPushButton[kind="call"] {{ background: {theme.name(Role.DONE_SOFT)}; border-color: {theme.name(Role.DONE)};
  color: {theme.name(Role.DONE)}; }}
.QPushButton:disabled {{ color: {theme.name(Role.HINT)}; background: {theme.name(Role.SUNKEN)}; }}
"""


def _lists(theme: Theme) -> str:
    return f"""
QAbstractItemView {{ background: {theme.name(Role.SURFACE)}; color: {theme.name(Role.TEXT)}; border: none;
  selection-background-color: {theme.name(Role.ACCENT_SOFT)}; selection-color: {theme.name(Role.TEXT)}; outline: none;
  gridline-color: {theme.name(Role.LINE)}; }}
QAbstractItemView[part="column"] {{ background: transparent; }}
QComboBox QAbstractItemView, QListView[part="completion"] {{ border: 1px solid {theme.name(Role.BORDER)};
  padding: {theme.px(4)}px 0; }}
QComboBox QAbstractItemView::item, QListView[part="completion"]::item {{ min-height: {theme.px(28)}px;
  padding: 0 {theme.px(9)}px; color: {theme.name(Role.TEXT)}; }}
QComboBox QAbstractItemView::item:selected, QListView[part="completion"]::item:selected {{
  background: {theme.name(Role.ACCENT_SOFT)}; color: {theme.name(Role.TEXT)}; }}
QHeaderView {{ background: {theme.name(Role.SUNKEN)}; border: none; }}
QHeaderView::section {{ background: {theme.name(Role.SUNKEN)}; color: {theme.name(Role.TEXT_SECOND)}; border: none;
  border-bottom: 1px solid {theme.name(Role.LINE)}; padding: 0 {theme.px(12)}px; min-height: {theme.px(26)}px; }}
QTableCornerButton::section {{ background: {theme.name(Role.SUNKEN)}; border: none; }}
"""


def _scroll_bars(theme: Theme) -> str:
    thick = theme.px(10)
    return f"""
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: {thick}px; }}
QScrollBar:horizontal {{ height: {thick}px; }}
QScrollBar::handle {{ background: {theme.name(Role.BORDER)}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {theme.px(28)}px; }}
QScrollBar::handle:horizontal {{ min-width: {theme.px(28)}px; }}
QScrollBar::handle:hover {{ background: {theme.name(Role.TEXT_SECOND)}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  border: none; width: 0; height: 0; }}
"""


def _small_parts(theme: Theme) -> str:
    return f"""
QToolTip {{ background: {theme.name(Role.SURFACE)}; color: {theme.name(Role.TEXT)};
  border: 1px solid {theme.name(Role.BORDER)}; padding: {theme.px(4)}px; }}
QMenu {{ background: {theme.name(Role.SURFACE)}; color: {theme.name(Role.TEXT)};
  border: 1px solid {theme.name(Role.BORDER)}; padding: {theme.px(4)}px; }}
QMenu::item {{ padding: {theme.px(6)}px {theme.px(16)}px; border-radius: {theme.px(4)}px; }}
QMenu::item:selected {{ background: {theme.name(Role.ACCENT_SOFT)}; color: {theme.name(Role.TEXT)}; }}
QMenu::item:disabled {{ color: {theme.name(Role.HINT)}; }}
QMenu::separator {{ height: 1px; background: {theme.name(Role.LINE)}; margin: {theme.px(4)}px 0; }}
QProgressBar {{ background: {theme.name(Role.LINE)}; border: none; border-radius: 2px; max-height: {theme.px(4)}px;
  min-height: {theme.px(4)}px; }}
QProgressBar::chunk {{ background: {theme.name(Role.ACCENT)}; border-radius: 2px; }}
QSplitter::handle {{ background: {theme.name(Role.LINE)}; }}
"""
