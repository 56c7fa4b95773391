# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a voice without a recording, which says nothing: nine sounds with five pauses, 16,000 samples a second.

    .venv/bin/python3 examples/vad/voice.py work/voice.wav

A train of pulses, as of vocal folds, goes through three resonators, whose frequencies glide between those of vowels
(Klatt, "Software for a cascade/parallel formant synthesizer", 1980).
"""
import sys
import wave

import numpy as np

RATE = 16000
SAMPLES = 300 * 512
VOWELS = np.array([[730, 1090, 2440], [270, 2290, 3010], [300, 870, 2240], [530, 1840, 2480], [570, 840, 2410],
                   [440, 1020, 2240]], float)
# The seconds at which sounds begin and end.
SOUNDS = [(0.4, 1.3), (1.45, 2.4), (2.9, 3.8), (3.95, 4.7), (5.3, 6.2), (6.35, 7.0), (7.15, 7.6), (8.1, 8.7), (8.85, 9.3)]


def pulses(random: np.random.Generator) -> np.ndarray:
    """Returns pulses of a pitch of 110 +- 35 Hz, which changes slowly."""
    pitch = 110 + 35 * np.sin(2 * np.pi * np.cumsum(random.uniform(0.2, 0.9, SAMPLES)) / RATE)
    phase = np.cumsum(pitch / RATE)
    return np.diff(np.floor(phase), prepend=0.0)


def resonated(source: np.ndarray, formants: np.ndarray) -> np.ndarray:
    """Returns the source after one resonator for each column of the formants."""
    signal = source
    for number in range(formants.shape[1]):
        radius = np.exp(-np.pi * (60 + 40 * number) / RATE)
        first, second = 2 * radius * np.cos(2 * np.pi * formants[:, number] / RATE), -radius * radius
        out = np.zeros(SAMPLES + 2)
        for place in range(SAMPLES):
            out[place + 2] = signal[place] + first[place] * out[place + 1] + second * out[place]
        signal = out[2:]
    return signal


def voice() -> np.ndarray:
    """Returns the samples, in [-1, 1]."""
    random = np.random.default_rng(0)
    formants, now = np.empty((SAMPLES, 3)), VOWELS[0].copy()
    goal = VOWELS[0]
    for place in range(SAMPLES):
        if place % int(0.18 * RATE) == 0:
            goal = VOWELS[random.integers(len(VOWELS))]
        now += 0.0025 * (goal - now)
        formants[place] = now
    time = np.arange(SAMPLES) / RATE
    loud = np.zeros(SAMPLES)
    for begin, end in SOUNDS:
        loud += np.clip(np.minimum(time - begin, end - time) / 0.03, 0, 1)
    signal = resonated(pulses(random), formants) * loud
    return 0.3 * signal / np.abs(signal).max() + 0.001 * random.standard_normal(SAMPLES)


def main() -> None:
    """Runs the command."""
    with wave.open(sys.argv[1], "wb") as file:
        file.setparams((1, 2, RATE, SAMPLES, "NONE", ""))
        file.writeframes((voice() * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
