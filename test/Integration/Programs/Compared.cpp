//===- Compared.cpp - a program, compiled and interpreted -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compared.h"
#include "Judging/Programs.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ag {

static bool isDifferent(const Ending &ending) {
  return StringRef(ending.out).starts_with("different");
}

/// Runs a command that compares. It has a fault if it finds a difference.
static Ending compare(const Command &command, Runs &runs) {
  Ending ending = runs.run(command);
  if (isDifferent(ending))
    runs.blame(command, "computes something else", ending);
  if (ending.toolStatus() == 0)
    runs.count("compared");
  return ending;
}

/// Compares an entry, compiled, with its interpretation. Returns false if it
/// cannot be interpreted.
static bool compareEntry(const ProgramFile &program, const std::string &entry,
                         Runs &runs, raw_ostream &compared) {
  Command command = {"ag-run",          program.path,        "--entry=" + entry,
                     "--input=randn:1", "--weights=randn:2", "--dim=*=3"};
  if (runs.run(append(command, {"--max-steps=200000"})).toolStatus() != 0)
    return false;
  command =
      append(command, {"--on=cpu", "--opt=0", "--same-as=" + program.path});
  Ending ending = compare(command, runs);
  std::optional<int> status = ending.toolStatus();
  if (status == 1 && !isDifferent(ending))
    runs.refuse(command, {program.source, entry, "cpu"}, ending);
  if (status)
    compared << *status << '\t' << join(command, "\t") << '\n';
  return true;
}

/// Returns true if the tool says that there is nothing to prove, or too much.
static bool isNotAsked(StringRef errors) {
  constexpr StringRef reasons[] = {
      "has no floats to differentiate", "found nowhere to have",
      "too late for derivatives", "before it is sharded",
      "stops here, after the limit"};
  return any_of(reasons,
                [&](StringRef words) { return errors.contains(words); });
}

/// Proves the derivatives of an entry. One that is run without them may be
/// refused only as the file of refusals has it.
static void proveEntry(const ProgramFile &program, const std::string &entry,
                       bool isRun, Runs &runs) {
  Command command = {"ag-run",        program.path,        "--entry=" + entry,
                     "--verify-grad", "--max-steps=20000", "--opt=0"};
  Ending ending = runs.run(command);
  bool isOther = StringRef(ending.out).contains(": different");
  if (isOther)
    runs.blame(command, "has another derivative", ending);
  if (isRun && ending.toolStatus() == 1 && !isOther && !isNotAsked(ending.err))
    runs.refuse(command, {program.source, entry, "gradient"}, ending);
  if (ending.toolStatus() == 0)
    runs.count("proved");
}

static std::string stripComments(StringRef text) {
  std::string code;
  for (StringRef line : split(text, '\n'))
    code += line.substr(0, line.find("//")).str() + '\n';
  return code;
}

void judgeCompared(const ProgramFile &program, Runs &runs,
                   raw_ostream &compared) {
  runs.run(
      {"ag-compile", program.path, "--opt=0", "-o", objectBeside(program)});
  if (runs.run({"ag-opt", program.path}).toolStatus() != 0)
    return;
  std::string code = stripComments(program.text);
  for (const std::string &entry : listEntries(program)) {
    runs.count("entries");
    bool isRun = compareEntry(program, entry, runs, compared);
    // Other tests cover programs that contain their own derivatives.
    if (!StringRef(code).contains("@" + entry + "_"))
      proveEntry(program, entry, isRun, runs);
  }
}

void judgeWatched(StringRef compared, Runs &runs) {
  auto [status, words] = compared.split('\t');
  Command command;
  for (StringRef word : split(words, '\t'))
    command.push_back(word.str());
  command = append(command, {"--poison-memory", "--sanitize=address"});
  Ending ending = compare(command, runs);
  std::optional<int> watched = ending.toolStatus();
  if (watched && std::to_string(*watched) != status)
    runs.blame(command, "ended with exit " + status + " unwatched", ending);
}

} // namespace ag
