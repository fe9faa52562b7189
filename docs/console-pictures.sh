#!/bin/sh
# The pictures in docs/console.md, out of those that ConsoleInBrowserIT takes of each page in each language, width and
# colour scheme. Needs chromium, chromedriver, and fonts for Chinese and Korean:
#   ./mvnw verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ConsoleInBrowserIT && docs/console-pictures.sh
set -eu
cd "$(dirname "$0")/.."
for page in now callbacks callback recipients-answer failed quarantine check; do
  for kind in en-desktop-light zh-phone-dark ko-desktop-dark; do
    cp "target/screenshots/console/$page-$kind.png" "docs/images/console-$page-$kind.png"
  done
done
