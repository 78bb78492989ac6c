"""Run first in each of the two programs: their modules are in the archive that they share, not in their own.

PyInstaller's importers all read from one archive object; it is opened anew on the shared file.
"""

import sys

import pyimod02_importers

pyimod02_importers.pyz_archive.__init__(sys._MEIPASS + "\\modules.pyz", 0, True)
pyimod02_importers._pyz_tree = None
