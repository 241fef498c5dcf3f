#!/bin/sh
# Asks emotion serve about images, with curl: one line of JSON an image.
#   EMOTION_TOKEN=... predict.sh http://127.0.0.1:8080 IMAGE...
# Status 1 if one gets no answer or an error; the rest go on.
server=$1
shift
status=0
for image; do
  if [ ! -r "$image" ]; then
    echo "$image: can't be read" >&2
    status=1
    continue
  fi
  curl --silent --show-error --fail-with-body --header "Authorization: Bearer ${EMOTION_TOKEN:-}" \
    --data-binary "@$image" "$server/api/predict" || status=1
  echo
done
exit $status
