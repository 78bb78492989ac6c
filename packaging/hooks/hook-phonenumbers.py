"""In the place of the community's hook, which takes the 1,500 modules of places, operators and time zones as well.

`phonenumbers` loads the plan of a country by name, when a number asks for it; short numbers are judged as France's.
"""

from importlib.util import find_spec
from pathlib import Path

folder = Path(find_spec("phonenumbers").submodule_search_locations[0]) / "data"
hiddenimports = ["phonenumbers.shortdata.region_FR"]
hiddenimports += [f"phonenumbers.data.{path.stem}" for path in sorted(folder.glob("region_*.py"))]
