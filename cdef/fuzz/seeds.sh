#!/bin/sh
# Seeds for both targets: the rows of the table, and the headers of this machine as the compiler prints
# them.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/text corpus/type_string
awk -F '\t' 'NR > 1 {
    gsub(/\\n/, "\n", $2)
    printf "\001%s", $2 > ("corpus/text/" $1)
    close("corpus/text/" $1)
    if (match($3, /\(.*\)/)) {
        printf "%s", substr($3, RSTART + 1, RLENGTH - 2) > ("corpus/type_string/" $1)
        close("corpus/type_string/" $1)
    }
}' ../tests/cases.tsv
for header in stdio.h stdlib.h sys/stat.h pthread.h math.h complex.h zlib.h sqlite3.h; do
    name=$(echo "$header" | tr / _)
    { printf '\001'; echo "#include <$header>" | cc -E -x c - 2>/dev/null; } > "corpus/text/$name" || true
done
