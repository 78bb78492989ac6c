"""Which widget is which page, and which page fulfils which wish; each is imported only when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.places import (
    EditGuide,
    EditOfficial,
    EditSession,
    EditTraining,
    GoTo,
    ImportFile,
    ManySheets,
    NewCall,
    NewDossier,
    OpenDossier,
    OpenOfficial,
    OpenSession,
    OpenTownHall,
    Page,
    Place,
    PreviewSheet,
    PrintSheet,
    ShowDocument,
    WriteLetters,
)

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.pages.base import PageWidget


def make_page(window: MainWindow, page: Page) -> PageWidget:
    """Make the widget of one page."""
    front, opened = window.ready()
    match page:
        case Page.TODAY:
            from ui.pages.today import TodayPage

            today = TodayPage(front)
            today.countChanged.connect(window.rail.set_today_count)
            return today
        case Page.DOSSIERS:
            from ui.pages.board import BoardPage

            return BoardPage(front)
        case Page.ELUS:
            from ui.pages.directory import DirectoryPage

            return DirectoryPage(front)
        case Page.FORMATIONS:
            from ui.pages.catalogue import CataloguePage

            return CataloguePage(front)
        case Page.GUIDE:
            from ui.pages.guide import GuidePage

            return GuidePage(front)
        case Page.AIDE:
            from ui.pages.help import HelpPage

            return HelpPage(front)
        case Page.REGLAGES:
            from ui.pages.settings import SettingsPage

            settings = SettingsPage(front, opened)
            settings.agentChanged.connect(window.top_bar.set_agent)
            settings.restoreWanted.connect(window.restoreWanted)
            return settings
        case Page.CALL:
            from ui.pages.call import CallPage

            call = CallPage(front)
            call.callChanged.connect(window.show_call)
            call.leaveWanted.connect(window.back)
            return call
        case Page.DOCUMENT:
            from ui.pages.document import DocumentPage

            document = DocumentPage(front)
            document.leaveWanted.connect(window.back)
            return document
        case Page.LETTERS:
            from ui.pages.letters import LettersPage

            letters = LettersPage(front)
            letters.leaveWanted.connect(window.back)
            return letters
        case Page.GUIDE_EDITIONS:
            from ui.pages.guide_editions import GuideEditionsPage

            return GuideEditionsPage(front)
        case Page.BATCH:
            from ui.pages.batch import BatchPage

            batch = BatchPage(front)
            batch.leaveWanted.connect(window.back)
            return batch


def fulfil(window: MainWindow, place: Place) -> None:
    """Bring the page of a wish on screen and hand it the wish."""
    match place:
        case GoTo(page):
            window.show_page(page)
        case OpenOfficial() | OpenTownHall() | EditOfficial() | ImportFile():
            _to_directory(window, place)
        case OpenDossier() | NewDossier() | PreviewSheet():
            _to_board(window, place)
        case OpenSession() | EditTraining() | EditSession():
            _to_catalogue(window, place)
        case NewCall():
            window.call_page().start(
                official_id=place.official_id,
                dossier_id=place.dossier_id,
                typed=place.typed,
                callback_id=place.callback_id,
                outgoing=place.outgoing,
            )
            window.show_page(Page.CALL)
            window.show_call()
        case PrintSheet(dossier_id, ask):
            from ui.printing import print_dossier_sheet

            print_dossier_sheet(window.ready()[0], window, dossier_id, ask=ask)
        case ShowDocument():
            from ui.pages.document import DocumentPage

            shown = window.page(Page.DOCUMENT)
            assert isinstance(shown, DocumentPage)
            shown.show_document(place.make, place.record)
            window.show_page(Page.DOCUMENT)
        case WriteLetters(dossier_id, part, stage):
            from ui.pages.letters import LettersPage

            letters = window.page(Page.LETTERS)
            assert isinstance(letters, LettersPage)
            letters.show_letters(dossier_id, part, stage)
            window.show_page(Page.LETTERS)
        case EditGuide(edition_id, step_id):
            from ui.pages.guide_editions import GuideEditionsPage

            guide = window.page(Page.GUIDE_EDITIONS)
            assert isinstance(guide, GuideEditionsPage)
            window.show_page(Page.GUIDE_EDITIONS)
            if edition_id:
                guide.edit(edition_id, step_id)
        case ManySheets(dossier_ids, title):
            from ui.pages.batch import BatchPage

            batch = window.page(Page.BATCH)
            assert isinstance(batch, BatchPage)
            batch.show_dossiers(dossier_ids, title)
            window.show_page(Page.BATCH)


def _to_directory(window: MainWindow, place: OpenOfficial | OpenTownHall | EditOfficial | ImportFile) -> None:
    from ui.pages.directory import DirectoryPage

    window.show_page(Page.ELUS)
    page = window.page(Page.ELUS)
    assert isinstance(page, DirectoryPage)
    match place:
        case OpenOfficial(official_id):
            page.open_official(official_id)
        case OpenTownHall(insee, name):
            page.open_town_hall(insee, name)
        case EditOfficial(official_id, prefill):
            page.edit_official(official_id, prefill)
        case ImportFile(path):
            page.import_file(path)


def _to_board(window: MainWindow, place: OpenDossier | NewDossier | PreviewSheet) -> None:
    from ui.pages.board import BoardPage

    window.show_page(Page.DOSSIERS)
    page = window.page(Page.DOSSIERS)
    assert isinstance(page, BoardPage)
    match place:
        case OpenDossier(dossier_id):
            page.open_dossier(dossier_id)
        case NewDossier(official_id, session_id):
            page.new_dossier(official_id, session_id)
        case PreviewSheet(dossier_id):
            page.preview_sheet(dossier_id)


def _to_catalogue(window: MainWindow, place: OpenSession | EditTraining | EditSession) -> None:
    from ui.pages.catalogue import CataloguePage

    window.show_page(Page.FORMATIONS)
    page = window.page(Page.FORMATIONS)
    assert isinstance(page, CataloguePage)
    match place:
        case OpenSession(session_id):
            page.open_session(session_id)
        case EditTraining(training_id):
            page.edit_training(training_id)
        case EditSession(session_id, training_id):
            page.edit_session(session_id, training_id)
