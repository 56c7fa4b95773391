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

static void compareEntry(const ProgramFile &program, const std::string &entry,
                         Runs &runs, raw_ostream &compared) {
  Command command = {"ag-run",          program.path,        "--entry=" + entry,
                     "--input=randn:1", "--weights=randn:2", "--dim=*=3"};
  if (runs.run(append(command, {"--max-steps=200000"})).toolStatus() != 0)
    return;
  command =
      append(command, {"--on=cpu", "--opt=0", "--same-as=" + program.path});
  Ending ending = compare(command, runs);
  std::optional<int> status = ending.toolStatus();
  if (status == 1 && !isDifferent(ending))
    runs.refuse(command, {program.source, entry, "cpu"}, ending);
  if (status)
    compared << *status << '\t' << join(command, "\t") << '\n';
}

/// Proves the derivatives of an entry, if it has any and inputs can be drawn.
static void proveEntry(const ProgramFile &program, const std::string &entry,
                       Runs &runs) {
  Command command = {"ag-run",        program.path,        "--entry=" + entry,
                     "--verify-grad", "--max-steps=20000", "--opt=0"};
  Ending ending = runs.run(command);
  if (StringRef(ending.out).contains(": different"))
    runs.blame(command, "has another derivative", ending);
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
    compareEntry(program, entry, runs, compared);
    // Other tests cover programs that contain their own derivatives.
    if (!StringRef(code).contains("@" + entry + "_"))
      proveEntry(program, entry, runs);
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
