// The target is given once, at any phase, and the program records it from then
// on.

// RUN: ag-opt --march=x86-64-v4 --to=schedule %s -o %t.v4.mlir
// RUN: ag-compile %t.v4.mlir -o %t.v4.o
// RUN: FileCheck %s --check-prefix=INFO --input-file=%t.v4.o
// INFO: "march":"x86-64-v4","threads":1

// RUN: ag-opt --to=structure %s -o %t.any.mlir
// RUN: FileCheck %s --check-prefix=ANY --input-file=%t.any.mlir
// ANY: module attributes {ag.phase = "structure"} {
// RUN: ag-compile %t.any.mlir --march=x86-64-v4 --threads=2 --to=allocate | FileCheck %s --check-prefix=BOTH
// BOTH: ag.target = {kind = "cpu", march = "x86-64-v4", threads = 2 : i64}
// RUN: ag-compile %t.any.mlir --to=lower | FileCheck %s --check-prefix=DEFAULT
// DEFAULT: ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}

// ag-run runs a program without a target on this machine; one with a target
// keeps it.
// RUN: ag-compile %s --march=x86-64-v2 --to=schedule -o %t.v2.mlir
// RUN: ag-run %t.v2.mlir --on=cpu --dim n=3 --input=randn:1 --same-as=%s

// A pass by name uses the module's target, by default x86-64-v3, and records no
// target.
// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-schedule-cpu))' %t.any.mlir | FileCheck %s --check-prefix=PASS
// PASS: module attributes {ag.phase = "structure"} {
// PASS: vector<8xf32>
func.func @f(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?x64xf32>
    attributes {ag.ranges = {n = [1, 64]}} {
  %0 = ag.exp %x : tensor<?x64xf32>
  %1 = ag.add %0, %x : tensor<?x64xf32>
  return %1 : tensor<?x64xf32>
}
