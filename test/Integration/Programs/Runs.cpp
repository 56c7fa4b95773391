//===- Runs.cpp - commands, and which are at fault ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Runs.h"
#include "Plans/PlansMain.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace llvm;

namespace ag {

/// The limit of processor time; the slowest commands take some seconds.
constexpr unsigned seconds = 120;

Command append(Command command, ArrayRef<std::string> words) {
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

std::vector<std::string> listEntries(const ProgramFile &program) {
  std::vector<std::string> entries;
  for (StringRef line : split(program.text, '\n')) {
    line = line.ltrim(' ');
    if (!line.consume_front("func.func @"))
      continue;
    StringRef name =
        line.take_while([](char c) { return isAlnum(c) || c == '_'; });
    if (!name.empty())
      entries.push_back(name.str());
  }
  return entries;
}

std::string objectBeside(const ProgramFile &program) {
  SmallString<128> object(sys::path::parent_path(program.path));
  sys::path::append(object, "out.o");
  return object.str().str();
}

Ending Runs::run(const Command &command) {
  Ending ending = runInChild(seconds, [&] {
    setenv("TMPDIR", folder.c_str(), /*overwrite=*/1);
    return command.front() == "Plans" ? callMain(plansMain, command)
                                      : tools.run(command);
  });
  if (ending.isHang())
    blame(command, "takes too long", ending);
  else if (!ending.toolStatus())
    blame(command, "crashes", ending);
  return ending;
}

void Runs::blame(const Command &command, const Twine &why,
                 const Ending &ending) {
  constexpr size_t most = 2000;
  count("faults");
  outs() << why << ": " << join(command, " ") << "\n"
         << ending.describe() << "\n"
         << StringRef(ending.out).take_front(most) << "\n"
         << StringRef(ending.err).take_front(most) << "\n";
  outs().flush();
}

uint64_t Runs::counted(StringRef what) const {
  auto place = counts.find(what.str());
  return place == counts.end() ? 0 : place->second;
}

void Runs::refuse(const Command &command, const TargetedFunction &function,
                  const Ending &ending) {
  count("refused");
  if (!refusals.contains(function, ending.err))
    blame(command,
          "is refused, which the file of refusals has not: " +
              Refusals::spell(function, ending.err),
          ending);
}

std::string Runs::spellCounts() const {
  std::string lines;
  for (const auto &[what, number] : counts)
    lines += what + "\t" + std::to_string(number) + "\n";
  return lines;
}

void Runs::addCounts(StringRef lines) {
  for (StringRef line : split(lines.trim('\n'), '\n')) {
    auto [what, text] = line.split('\t');
    uint64_t number = 0;
    if (!text.getAsInteger(10, number))
      counts[what.str()] += number;
  }
}

void Runs::printCounts() const {
  for (const auto &[what, number] : counts)
    outs() << what << ": " << number << "\n";
}

} // namespace ag
