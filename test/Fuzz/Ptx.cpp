//===- Ptx.cpp - PTX that is nearly right ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Ptx.h"
#include "Load/Load.h"
#include "Machine/Launch.h"
#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>

using namespace ag::emulator;

namespace ag {
namespace {
constexpr uint64_t deviceBytes = 1 << 26;
constexpr Patience patience = {1000, 4000};
constexpr size_t arrayBytes = 4096;
/// Threads of a block at most, so that no launch takes long
constexpr uint64_t mostThreads = 128;

const char *const extremes[] = {
    "0",          "-1",         "1",
    "31",         "32",         "64",
    "255",        "65535",      "4294967295",
    "2147483648", "0x7fffffff", "18446744073709551615",
    "0f7FC00000", "1.0e400",    "99999999999999999999",
    "\"a\"",      "%tid.x",     "_",
};

bool isOfWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         std::strchr("_.%$", c) != nullptr;
}
} // namespace

/// Splits a text into words and the characters between them.
static std::vector<std::string> splitWords(const std::string &text) {
  std::vector<std::string> words;
  for (size_t begin = 0, end; begin < text.size(); begin = end) {
    end = begin + 1;
    while (isOfWord(text[begin]) && end < text.size() && isOfWord(text[end]))
      ++end;
    words.push_back(text.substr(begin, end - begin));
  }
  return words;
}

static std::vector<std::string> splitLines(const std::string &text) {
  std::vector<std::string> lines;
  for (size_t begin = 0, end; begin < text.size(); begin = end) {
    end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

static std::string join(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += part;
  return text;
}

static void editBytes(std::string &text, std::mt19937_64 &random) {
  size_t at = random() % text.size();
  switch (random() % 4) {
  case 0:
    text[at] = static_cast<char>(random());
    break;
  case 1:
    text[at] = "0123456789%.,;:{}()[]@|!_"[random() % 25];
    break;
  case 2:
    text.erase(at, 1 + random() % 8);
    break;
  default:
    text.resize(at);
  }
}

static void editLines(std::string &text, std::mt19937_64 &random) {
  std::vector<std::string> lines = splitLines(text);
  size_t from = random() % lines.size(), to = random() % lines.size();
  switch (random() % 3) {
  case 0:
    lines.erase(lines.begin() + static_cast<ptrdiff_t>(from));
    break;
  case 1:
    lines.insert(lines.begin() + static_cast<ptrdiff_t>(to),
                 std::string(lines[from]));
    break;
  default:
    std::swap(lines[from], lines[to]);
  }
  text = join(lines);
}

/// Replaces a word by another of the text, mostly one with the same beginning,
/// or by a number at the end of a range. Or replaces one of its modifiers by
/// another word's.
static void editWords(std::string &text, std::mt19937_64 &random) {
  std::vector<std::string> words = splitWords(text);
  auto pickWord = [&]() -> std::string & {
    size_t at = random() % words.size();
    for (unsigned i = 0; i < 16 && !isOfWord(words[at][0]); ++i)
      at = random() % words.size();
    return words[at];
  };
  std::string &word = pickWord();
  std::string other = pickWord();
  for (unsigned i = 0; i < 16 && other[0] != word[0]; ++i)
    other = pickWord();
  size_t dot = word.rfind('.'), otherDot = other.rfind('.');
  switch (random() % 4) {
  case 0:
    word = extremes[random() % std::size(extremes)];
    break;
  case 1:
    if (dot != word.npos && otherDot != other.npos)
      word = word.substr(0, dot) + other.substr(otherDot);
    break;
  case 2:
    std::swap(word, pickWord());
    break;
  default:
    word = other;
  }
  text = join(words);
}

std::string changePtx(std::string text, std::mt19937_64 &random) {
  for (size_t changes = 1 + random() % 4; changes > 0 && !text.empty();
       --changes)
    switch (random() % 8) {
    case 0:
      editBytes(text, random);
      break;
    case 1:
    case 2:
      editLines(text, random);
      break;
    default:
      editWords(text, random);
    }
  return text;
}

/// Returns parameters. Those of 8 bytes point to one array; others are small.
static std::vector<uint8_t> makeParameters(const Kernel &kernel,
                                           uint64_t array) {
  std::vector<uint8_t> bytes(kernel.parameterBytes);
  for (const Parameter &parameter : kernel.parameters) {
    uint64_t value = parameter.bytes == 8 ? array : 40;
    std::memcpy(&bytes[parameter.offset], &value,
                std::min<size_t>(parameter.bytes, sizeof(value)));
  }
  return bytes;
}

static std::string tryKernel(const Program &program, DeviceMemory &memory,
                             Clock &clock) {
  const Kernel &kernel = *program.kernel;
  LaunchShape shape = {{2, 1, 1}, {40, 1, 1}, 256};
  if (kernel.requiredThreads[0] != 0)
    shape.block = kernel.requiredThreads;
  uint64_t threads = uint64_t(shape.block[0]) * shape.block[1] * shape.block[2];
  if (threads == 0 || threads > mostThreads)
    return "";
  Allocation *array = memory.allocate(arrayBytes, false);
  if (!array)
    return "";
  Launch launch = {program, shape, makeParameters(kernel, array->base),
                   patience};
  Order order(1);
  LaunchReport report = run(launch, memory, clock, order);
  memory.free(array->base);
  bool isRight = report.result == Result::Success;
  return isRight == report.text.empty() ? "" : "a fault says what it is";
}

std::string tryPtx(const std::string &text) {
  DeviceMemory memory(deviceBytes);
  Clock clock;
  LoadedModule loaded;
  std::optional<Error> error = load(text, memory, loaded);
  std::string broken;
  auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  if (error && (error->message.empty() || error->line == 0 ||
                error->line > static_cast<uint64_t>(lines)))
    broken = "an error has a line of the text and a message";
  if (!error)
    for (const Program &program : loaded.programs)
      if (broken.empty())
        broken = tryKernel(program, memory, clock);
  unload(loaded, memory);
  if (broken.empty() && memory.getFree() != deviceBytes)
    broken = "unloading frees all memory";
  return broken;
}

} // namespace ag
