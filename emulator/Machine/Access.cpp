//===- Access.cpp - lanes that access memory ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Machine/Access.h"
#include <cstdio>
#include <cstring>

namespace ag::emulator {

static std::string spellAddress(uint64_t address) {
  char text[24];
  std::snprintf(text, sizeof(text), "0x%llx",
                static_cast<unsigned long long>(address));
  return text;
}

/// Sets the block's fault, and returns null.
uint8_t *Access::fail(unsigned lane, uint64_t address, const std::string &why,
                      Result result) {
  const char *verbs[] = {"reads ", "writes ", "updates "};
  warp.fail(result,
            verbs[static_cast<int>(touch)] + std::to_string(bytes) +
                " bytes at " + spellAddress(address) + ", " + why,
            lane, instruction);
  return nullptr;
}

/// Returns a clause about the other thread or threads that accessed the byte,
/// of this block or of an earlier one.
std::string Access::describeRace(uint64_t address, Stamp other,
                                 bool wrote) const {
  // If a thread both read and updated, an update races with its read.
  bool isAtomic = (other & atomicMark) != 0 &&
                  ((other & mixedMark) == 0 || touch != Touch::Atomic);
  const char *how = wrote ? " wrote" : isAtomic ? " updated" : " read";
  std::string who = "several threads";
  uint32_t thread = other & whoMask;
  bool isOfBlock = other >= warp.block.clock.block && thread != severalBlocks;
  if (!isOfBlock)
    who = "another block of this launch";
  else if (thread < severalOfWarp) {
    Dim3 at = warp.block.getThread(thread);
    who = "thread (" + std::to_string(at[0]) + ", " + std::to_string(at[1]) +
          ", " + std::to_string(at[2]) + ")";
  }
  return "a race: " + who + how + " the byte at " + spellAddress(address) +
         (isOfBlock ? " with no barrier between"
                    : ", and no barrier is between"
                      " blocks");
}

uint8_t *Access::failRace(unsigned lane, uint64_t address, Stamp other,
                          bool wrote) {
  return fail(lane, address, describeRace(address, other, wrote),
              Result::LaunchFailed);
}

/// Records the access in the stamps of its bytes. Returns the index of the
/// first byte with a race, or -1.
int Access::note(const Toucher &toucher, Stamp *writers, Stamp *readers) const {
  switch (touch) {
  case Touch::Read:
    return noteRead(toucher, writers, readers, bytes);
  case Touch::Write:
    return noteWrite(toucher, writers, readers, bytes);
  case Touch::Atomic:
    return noteAtomic(toucher, writers, readers, bytes);
  }
  return -1;
}

/// Does the same for shared memory, where several threads may write one value.
int Access::noteShared(const Toucher &toucher, uint64_t offset) const {
  SharedMemory &shared = warp.block.shared;
  Stamp *writers = &shared.writers[offset], *readers = &shared.readers[offset];
  if (touch != Touch::Write)
    return note(toucher, writers, readers);
  return noteSameWrite(toucher, writers, readers, &shared.data[offset], written,
                       bytes);
}

/// Finds the allocation of all bytes at `address`. Returns false after a fault.
bool Access::checkAllocation(unsigned lane, uint64_t address) {
  DeviceMemory &memory = warp.block.memory;
  allocation = memory.find(address);
  if (!allocation || !allocation->data ||
      !isInside(address - allocation->base, allocation->bytes)) {
    fail(lane, address, memory.describe(address), Result::IllegalAddress);
    return false;
  }
  if (touch != Touch::Read && allocation->isConstant) {
    fail(lane, address, "which is constant memory", Result::IllegalAddress);
    return false;
  }
  if (space == Space::Const && !allocation->isConstant) {
    fail(lane, address, "which is no constant memory", Result::IllegalAddress);
    return false;
  }
  return true;
}

uint8_t *Access::resolveGlobal(unsigned lane, uint64_t address) {
  if ((!allocation ||
       !isInside(address - allocation->base, allocation->bytes)) &&
      !checkAllocation(lane, address))
    return nullptr;
  uint64_t offset = address - allocation->base;
  if (allocation->isConstant)
    return &allocation->data[offset];
  ShadowPage &page = allocation->getShadow(offset);
  Stamp *writers = page.writers + offset % ShadowPage::bytes;
  Stamp *readers = page.readers + offset % ShadowPage::bytes;
  Toucher toucher = warp.getToucher(lane, warp.block.clock.launch);
  int race = note(toucher, writers, readers);
  if (race < 0)
    return &allocation->data[offset];
  bool wrote = !toucher.isOrdered(writers[race]);
  return failRace(lane, address + race, wrote ? writers[race] : readers[race],
                  wrote);
}

uint8_t *Access::resolveShared(unsigned lane, uint64_t offset) {
  SharedMemory &shared = warp.block.shared;
  if (!isInside(offset, shared.data.size()))
    return fail(lane, offset,
                "but the block has " +
                    std::to_string(warp.program.takenSharedBytes +
                                   warp.block.shape.dynamicSharedBytes) +
                    " bytes of shared memory",
                Result::IllegalAddress);
  Stamp *writers = &shared.writers[offset], *readers = &shared.readers[offset];
  Toucher toucher = warp.getToucher(lane, warp.block.clock.block);
  if (touch != Touch::Write)
    for (unsigned i = 0; i < bytes; ++i)
      if (writers[i] < warp.block.clock.block)
        return fail(lane, offset + i,
                    "shared memory that no thread of its block wrote",
                    Result::LaunchFailed);
  int race = noteShared(toucher, offset);
  if (race < 0)
    return &shared.data[offset];
  bool wrote = !toucher.isOrdered(writers[race]);
  return failRace(lane, offset + race, wrote ? writers[race] : readers[race],
                  wrote);
}

uint8_t *Access::resolveLocal(unsigned lane, uint64_t offset) {
  uint32_t size = warp.program.localBytes;
  if (!isInside(offset, size))
    return fail(lane, offset,
                "but the thread has " +
                    std::to_string(warp.program.takenLocalBytes) +
                    " bytes of local memory",
                Result::IllegalAddress);
  return &warp.local[size_t(size) * lane + offset];
}

uint8_t *Access::resolveParam(unsigned lane, uint64_t offset) {
  const std::vector<uint8_t> &parameters = warp.block.parameters;
  if (!isInside(offset, parameters.size()) || touch != Touch::Read)
    return fail(lane, offset,
                "but the kernel has " + std::to_string(parameters.size()) +
                    " bytes of parameters, which it cannot write",
                Result::IllegalAddress);
  return const_cast<uint8_t *>(&parameters[offset]);
}

/// Returns the bytes at a lane's address, or null after a fault.
uint8_t *Access::resolveOne(unsigned lane, uint64_t address) {
  if (address % bytes != 0)
    return fail(lane, address, "which is misaligned",
                Result::MisalignedAddress);
  Space at = space;
  if (space == Space::Generic) {
    uint64_t window = address & windowMask;
    at = window == sharedWindow  ? Space::Shared
         : window == localWindow ? Space::Local
         : window == paramWindow ? Space::Param
                                 : Space::Global;
    address = at == Space::Global ? address : address & ~windowMask;
  }
  switch (at) {
  case Space::Shared:
    return resolveShared(lane, address);
  case Space::Local:
    return resolveLocal(lane, address);
  case Space::Param:
    return resolveParam(lane, address);
  default:
    return resolveGlobal(lane, address);
  }
}

bool Access::write(unsigned lane, uint64_t address, const uint8_t *values) {
  written = values;
  uint8_t *pointer = resolveOne(lane, address + instruction.offset);
  if (pointer)
    std::memcpy(pointer, values, bytes);
  return pointer;
}

bool Access::resolve(Lanes active, const uint64_t *addresses,
                     uint8_t **pointers) {
  for (Lanes left = active; left != 0; left &= left - 1) {
    unsigned lane = __builtin_ctz(left);
    pointers[lane] = resolveOne(lane, addresses[lane] + instruction.offset);
    if (!pointers[lane])
      return false;
  }
  return true;
}

} // namespace ag::emulator
