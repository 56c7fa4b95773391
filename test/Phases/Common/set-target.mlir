// Requested fields of the target are written; other fields stay.

// RUN: ag-opt %s --ag-set-target=march=x86-64-v4 --split-input-file | FileCheck %s --check-prefixes=CHECK,V4
// RUN: ag-opt %s --march=x86-64-v4 --split-input-file | FileCheck %s --check-prefixes=CHECK,V4
// V4: module attributes {ag.target = {kind = "cpu", march = "x86-64-v4"}}
// CHECK: module @same attributes {ag.target = {kind = "cpu", march = "x86-64-v4", threads = 4 : i64}}

// If no field is given, the ones that phases need get their defaults, which are
// one thread of an x86-64-v3.

// RUN: ag-opt %s --ag-set-target="threads=4 needs=march" --split-input-file | FileCheck %s --check-prefix=NEEDS
// NEEDS: module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", threads = 4 : i64}}
// RUN: ag-opt %s --ag-set-target=needs=march,threads --split-input-file | FileCheck %s --check-prefix=BOTH
// BOTH: module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}}
// BOTH: module @same attributes {ag.target = {kind = "cpu", march = "x86-64-v4", threads = 4 : i64}}

// If no field is requested, none is written. A kind alone is a target.

// RUN: ag-opt %s --ag-set-target --split-input-file | FileCheck %s --check-prefix=NONE
// RUN: ag-opt %s --target=cpu --split-input-file | FileCheck %s --check-prefix=KIND
// NONE: module {
// KIND: module attributes {ag.target = {kind = "cpu"}}

// The target of a GPU has no threads.

// RUN: echo "module {}" | ag-opt --ag-set-target="target=cuda needs=march,threads" | FileCheck %s --check-prefix=CUDA
// CUDA: module attributes {ag.target = {kind = "cuda", march = "sm_80"}}
// RUN: echo "module attributes {ag.target = {kind = \"cuda\"}} {}" | ag-opt --target=cuda --march=sm_90 | FileCheck %s --check-prefix=SM90
// SM90: module attributes {ag.target = {kind = "cuda", march = "sm_90"}}

// The host has a name, and no target contains native.
// RUN: echo "module {}" | ag-opt --march=native | FileCheck %s --check-prefix=NATIVE
// NATIVE: kind = "cpu", march = "
// NATIVE-NOT: native
func.func @f() { return }

// -----

module @same attributes {ag.target = {kind = "cpu", march = "x86-64-v4", threads = 4}} {}
