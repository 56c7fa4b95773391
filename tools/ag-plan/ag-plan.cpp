//===- ag-plan.cpp - packs buffers into one workspace ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/PlanMain.h"

int main(int argc, char **argv) { return ag::planMain(argc, argv); }
