#!/bin/sh
# Pictures of the mails that MailTextsTest leaves in target/mails, as a browser shows them:
#   ./mvnw test -Dtest=MailTextsTest && docs/screenshots.sh
# At phone and desktop width, light and dark, into target/screenshots. Needs chromium and its fonts for Chinese and Korean.
set -eu
cd "$(dirname "$0")/.."
out=target/screenshots
mkdir -p "$out"
for language in en zh ko; do
  for mail in ${MAILS:-recording stream-ended push-error image-moderation digest}; do
    for width in 360 1280; do
      for scheme in light dark; do
        page=$out/page.html
        # A headless window is never narrower than 500 px, so that the phone is a frame of 360 px.
        if [ "$width" = 360 ]; then
          # An inner frame has the colours of its outer page, which therefore takes both.
          printf '<meta name="color-scheme" content="light dark"><body style="margin:0"><iframe src="file://%s" style="border:0;width:360px;height:900px"></iframe>' \
            "$PWD/target/mails/$language/$mail.html" > "$page"
          size=360,900
        else
          cp "target/mails/$language/$mail.html" "$page"
          size=1280,900
        fi
        dark=""
        [ "$scheme" = light ] || dark="--blink-settings=preferredColorScheme=0"
        chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
          --user-data-dir="$out/profile" $dark --window-size="$size" \
          --screenshot="$out/$mail-$language-$width-$scheme.png" "file://$PWD/$page" > "$out/chromium.log" 2>&1
      done
    done
  done
done
rm -rf "$out/profile" "$out/page.html" "$out/chromium.log"
