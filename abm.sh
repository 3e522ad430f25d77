# abm.sh THREADS A B : alternate measure
for i in 1 2 3; do for w in $2 $3; do cp $w dist/assembly/core.simd.wasm; echo -n "$(basename $w) "; node measure.mjs /tmp/eng-1m.csv $1 7 | tail -1; done; done
