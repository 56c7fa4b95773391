//===- ShardFileFuzzer.cpp - any text as the file of --shard --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each text refused at a line and a column, or accepted and written with the
// same meaning? Does it make a mesh or an error?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Sharding/ShardFile.h"

using namespace ag;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  auto file = parseShardFile(text);
  if (!file) {
    std::string message = llvm::toString(file.takeError());
    check(llvm::StringRef(message).contains(" (line "));
    return 0;
  }
  std::string written = writeShardFile(*file);
  auto again = llvm::cantFail(parseShardFile(written));
  check(again == *file);
  check(writeShardFile(again) == written);
  for (llvm::StringRef spec : {"x=2,y=3", "@f"})
    if (auto mesh = meshOf(llvm::cantFail(parseShardSpec(spec)), *file))
      check(mesh->getNumRanks() >= 1);
    else
      llvm::consumeError(mesh.takeError());
  return 0;
}
