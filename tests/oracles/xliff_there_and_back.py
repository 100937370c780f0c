"""Reads an XLIFF file with the translate-toolkit (Debian: translate-toolkit) and prints what it read as JSON.

With a second argument it also writes the file again with its own writer, one wording changed.
Usage: xliff_there_and_back.py FILE [NEWFILE KEY WORDS]
"""
import json
import sys

from translate.storage import xliff

store = xliff.xlifffile.parsefile(sys.argv[1])
read = []
for unit in store.units:
    if unit.isheader():
        continue
    # The toolkit's ids are "file\x04unit".
    original, _, key = unit.getid().partition("\x04")
    read.append({
        "file": original,
        "key": key,
        "source": str(unit.source),
        "target": "" if unit.target is None else str(unit.target),
        "note": unit.getnotes(),
        "approved": unit.isapproved(),
    })
print(json.dumps({"target_language": store.gettargetlanguage(), "units": read}))
if len(sys.argv) > 2:
    for unit in store.units:
        if unit.getid().endswith("text\x04" + sys.argv[3]):
            unit.target = sys.argv[4]
    store.savefile(sys.argv[2])
