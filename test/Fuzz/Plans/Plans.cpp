//===- Plans.cpp - programs shared among ranks in many ways ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PlansMain.h"

int main(int argc, char **argv) { return ag::plansMain(argc, argv); }
