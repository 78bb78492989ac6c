"""In the place of PyInstaller's hook, which takes the reader of every kind of picture: none is read."""
