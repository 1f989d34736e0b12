#!/usr/bin/env bash
# Makes the Debian package from the tarball: deb.sh TARBALL VERSION TIMESTAMP TARGET_DIRECTORY
# The same tree for both, so that what was checked in one is what runs from the other. The same bytes each time: all
# files have the build's time, their owner is root, and gzip does not depend on the number of cores.
set -euo pipefail
tarball=$1 version=${2//-/\~} target=$4
SOURCE_DATE_EPOCH=$(date -u -d "$3" +%s)
export SOURCE_DATE_EPOCH
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../deb" && pwd)

if ! command -v dpkg-deb >/dev/null; then
  echo "== SKIPPED LOUDLY: no dpkg-deb here, so there is the tarball and no Debian package" >&2
  exit 0
fi

root=$target/deb
rm -rf "$root"
mkdir -p "$root"/{DEBIAN,opt/sabot,etc/sabot,usr/bin,usr/lib/systemd/system,usr/share/doc/sabot}
tar -xzf "$tarball" -C "$root/opt/sabot" --strip-components=1
mv "$root/opt/sabot/systemd/sabot.service" "$root/usr/lib/systemd/system/"
mv "$root/opt/sabot/conf/sabot.yaml" "$root/etc/sabot/"
rmdir "$root/opt/sabot/systemd"
cp "$root/opt/sabot/NOTICE" "$root/usr/share/doc/sabot/copyright"
ln -s /opt/sabot/bin/sabot "$root/usr/bin/sabot"

# The newest C library that anything in the package asks for.
glibc=$(find "$root/opt/sabot/runtime" \( -name '*.so' -o -name java \) -type f -exec grep -aohE 'GLIBC_2\.[0-9]+' {} + |
  sed 's/GLIBC_//' | sort -Vu | tail -n 1)
sed -e "s/@VERSION@/$version/" -e "s/@GLIBC@/$glibc/" -e "s/@INSTALLED_KIB@/$(du -sk --apparent-size "$root" | cut -f1)/" \
  "$here/control" >"$root/DEBIAN/control"
cp "$here/conffiles" "$root/DEBIAN/"
cp "$here"/{postinst,prerm,postrm} "$root/DEBIAN/"

find "$root" -type d -exec chmod 0755 {} +
chmod 0755 "$root"/DEBIAN/{postinst,prerm,postrm}
chmod 0644 "$root"/DEBIAN/{control,conffiles}
chmod 0750 "$root/etc/sabot"
chmod 0640 "$root/etc/sabot/sabot.yaml"
(cd "$root" && find etc opt usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zgzip --build "$root" "$target/sabot_${version}_amd64.deb" >/dev/null
rm -rf "$root"
echo "deb: sabot_${version}_amd64.deb, libc6 >= $glibc"
