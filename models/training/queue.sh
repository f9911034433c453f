#!/bin/sh
# Trains recipes one after the other, at the lowest priority, each going on where it stopped.
#   ./queue.sh PHOTOS RECIPE...
# Detached: setsid nohup ./queue.sh PHOTOS denoiser-fast denoiser > runs/queue.txt 2>&1 &
# PYTHON names the interpreter. A recipe whose training fails ends the queue.
set -eu
cd "$(dirname "$0")"
photos=$1
shift
for recipe in "$@"; do
  mkdir -p "runs/$recipe"
  nice -n 19 ionice -c3 "${PYTHON:-python3}" -m pentimento_training.train "$recipe" --photos "$photos" \
    >> "runs/$recipe/log.txt" 2>&1
done
