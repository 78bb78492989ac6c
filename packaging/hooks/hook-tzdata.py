"""In the place of the community's hook, which takes the time zones of the whole world."""

from package_contents import TIME_ZONES
from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("tzdata", includes=[f"zoneinfo/{zone}" for zone in TIME_ZONES])
hiddenimports = ["tzdata", "tzdata.zoneinfo"]
