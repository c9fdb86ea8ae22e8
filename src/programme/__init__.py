"""Administration of education programmes offered instead of prosecution.

Importing the package puts the newer SQLite of `pysqlite3` in the place of the standard library's: the one that
ships with Python 3.11 on Debian 12 can, very rarely, damage a write-ahead log that two connections check-point
at the same moment (fixed in SQLite 3.51.3).

It also lets more objects be made before the collector looks for garbage. A start makes a quarter of a million that
stay, and looking them through again and again took a tenth of its time.
"""

import gc
import sys

try:
    import pysqlite3
    import pysqlite3.dbapi2
except ImportError:  # platforms without the wheel keep their own SQLite
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

gc.set_threshold(10_000, 10, 10)

__version__ = "0.1.0"
