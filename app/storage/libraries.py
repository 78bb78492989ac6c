"""Which engines are inside the libraries that the base is kept with: told in the list of what the package carries."""

from __future__ import annotations


def engine_versions() -> dict[str, str]:
    """The versions of SQLCipher, SQLite and libpq, asked of themselves."""
    import psycopg.pq
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    try:
        cipher = str(connection.execute("PRAGMA cipher_version").fetchone()[0]).split()[0]
    finally:
        connection.close()
    number = psycopg.pq.version()
    return {
        "SQLCipher": cipher,
        "SQLite": str(dbapi2.sqlite_version),
        "libpq": f"{number // 10000}.{number % 10000}",
    }
