//===- OutputFiles.cpp - conflicts between files --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/OutputFiles.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Report/Destination.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ag {

/// Returns the path of the file that `name` leads to, with all links resolved.
/// The file need not exist.
static SmallString<128> findPlace(StringRef name) {
  std::string path = name.str();
  if (auto destination = findDestination(name))
    path = destination->path;
  else
    consumeError(destination.takeError());
  StringRef folder = sys::path::parent_path(path);
  SmallString<128> place;
  if (sys::fs::real_path(folder.empty() ? "." : folder, place))
    place = folder;
  sys::path::append(place, sys::path::filename(path));
  return place;
}

/// Returns true if both paths lead to one file, or will once it exists.
static bool areOneFile(StringRef a, StringRef b) {
  if (a == b || a == "-" || b == "-")
    return a == b;
  bool areSame = false;
  if (!sys::fs::equivalent(a, b, areSame))
    return areSame;
  return findPlace(a) == findPlace(b);
}

/// Returns true if writing `output` changes the contents of `input`. Writing to
/// a device does not.
static bool replaces(StringRef output, StringRef input) {
  sys::fs::file_status status;
  bool isDevice =
      !sys::fs::status(output, status) && !sys::fs::is_regular_file(status);
  return !isDevice && areOneFile(output, input == "-" ? "/dev/stdin" : input);
}

static Error checkPair(const OutputFile &a, const OutputFile &b) {
  if (a.path.empty() || b.path.empty() || !areOneFile(a.path, b.path))
    return Error::success();
  for (const OutputFile *each : {&a, &b})
    if (!each->companion.empty())
      return wrongUse(each->path + ": that is the name of the " +
                      each->companion + " that is written beside the artefact");
  return wrongUse(a.option + " and " + b.option + " both ask for " + b.path);
}

Error checkOutputs(ArrayRef<OutputFile> outputs, ArrayRef<StringRef> inputs) {
  for (auto [number, output] : enumerate(outputs)) {
    for (const OutputFile &other : outputs.take_front(number))
      if (Error error = checkPair(other, output))
        return error;
    for (StringRef input : inputs)
      if (!output.path.empty() && !input.empty() &&
          replaces(output.path, input))
        return wrongUse(output.path +
                        ": that is read, and would be replaced; expected an "
                        "output of another name");
  }
  return Error::success();
}

} // namespace ag
