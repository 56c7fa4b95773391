//===- CsvFuzzer.cpp - any text as a table of buffers ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the reader of buffer tables end on every text? Are plans of the accepted
// tables sound, and is a written plan read back unchanged?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Memory/BufferTable.h"
#include <string>

using namespace ag;

static void checkSound(llvm::ArrayRef<LiveBuffer> buffers,
                       const Packing &packing) {
  check(packing.bound <= packing.leastPossible);
  check(packing.leastPossible <= packing.peak);
  check(peakOf(buffers, packing.offsets) <= packing.peak);
  for (size_t a = 0; a < buffers.size(); ++a) {
    check(packing.offsets[a] >= 0);
    check(packing.offsets[a] % buffers[a].alignment == 0);
    for (size_t b = 0; b < a; ++b)
      check(!areInConflict(buffers[a], buffers[b]) ||
            packing.offsets[a] + buffers[a].size <= packing.offsets[b] ||
            packing.offsets[b] + buffers[b].size <= packing.offsets[a] ||
            buffers[a].size == 0 || buffers[b].size == 0);
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  auto table = parseBufferTable(text);
  if (!table) {
    llvm::consumeError(table.takeError());
    return 0;
  }
  PackingOptions options;
  options.effort = 20'000;
  auto packing = packTable(*table, options);
  if (!packing) {
    llvm::consumeError(packing.takeError());
    return 0;
  }
  checkSound(table->buffers, *packing);
  std::string plan = formatBufferTable(*table, packing->offsets);
  auto again = llvm::cantFail(parseBufferTable(plan));
  auto same = llvm::cantFail(packTable(again, options));
  check(same.offsets == packing->offsets);
  check(formatBufferTable(again, same.offsets) == plan);
  return 0;
}
