# What a user of etcd does with etcdctl, and what it prints: script.sh ENDPOINTS. EtcdctlIT compares the output with what an
# etcd printed for the same.
export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=$1
run() { echo "\$ etcdctl $*"; timeout 10 etcdctl "$@" 2>&1; echo "[exit $?]"; }
run put a 1
run put a 2 --prev-kv
echo -n "from stdin" | run put b
run put c 3 --lease=1234
run put c 3
run put absent --ignore-value
run put "" x
run get a
run get a -w json
run get a -w fields
run get a d
run get "" --prefix
run get a --from-key --limit 2
run get "" --prefix --keys-only
run get a --print-value-only
run get a --hex
[[ $1 == *,* ]] || run get a --consistency=s # of this member, and so only where the last write went
run get a --rev=2
run get a --rev=99999
run get "" --prefix --sort-by=KEY --order=DESCEND
run get "" --prefix --sort-by=MODIFY --order=DESCEND --limit=2
run get "" --prefix --sort-by=VERSION --order=ASCEND
run get "" --prefix --sort-by=CREATE --order=DESCEND
run get "" --prefix --sort-by=VALUE
run get nothing
run put k1 v1
run put k2 v2
run put k3 v3
run del k --prefix --prev-kv
run del nothing
printf 'value("a") = "2"\nversion("c") > "0"\n\nput a 3\nget a\nget b\n\nput a wrong\n\n' | run txn -i
printf 'create("zz") = "0"\nmod("a") < "5"\n\nput zz 1\n\nget zz\ndel a\n\n' | run txn -i
printf 'value("a") = "3"\n\nput d 1\nput d 2\n\n\n' | run txn -i
printf '\n\nput e 1\nget e\ndel e\n\n\n' | run txn
{ printf '\n'; for i in $(seq 1 130); do echo "put t$i x"; done; printf '\n\n'; } | run txn
run compaction 5
run compaction 5
run compaction 99999
run get a --rev=3
run get a --rev=5
run del "" --from-key
run get "" --prefix
head -c 2000000 /dev/zero | tr "\0" x | run put big
run put utf8 ключ
run get utf8 -w json
run get utf8
