// The program after a phase, as this compilation has it, is a program with the
// same meaning.

// RUN: ag-compile %s --to=schedule > %t.v3.mlir
// RUN: ag-opt %s --to=schedule -o %t.opt.mlir && cmp %t.v3.mlir %t.opt.mlir
// RUN: FileCheck %s --check-prefix=V3 --input-file=%t.v3.mlir
// RUN: ag-compile %s --to=schedule --march=x86-64-v4 -o - | FileCheck %s --check-prefix=V4
// V3: ag.phase = "schedule"
// V3: vector<8xf32>
// V4-NOT: vector<8xf32>
// V4: vector<16xf32>

// RUN: ag-compile %s --to=allocate --threads=2 --dim n=64 --emit=mlir -o %t.two.mlir 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: two.mlir {{.*}} s
// RUN: FileCheck %s --check-prefix=TWO --input-file=%t.two.mlir
// RUN: ag-compile %s --to=allocate --dim n=64 | FileCheck %s --check-prefix=ONE
// TWO: ag.phase = "allocate", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 2 : i64}
// TWO: memref<64x64xf32
// ONE: ag.phase = "allocate", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}
// RUN: ag-run %t.v3.mlir --on=cpu --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-run %t.two.mlir --on=cpu --threads=2 --input=randn:1 --same-as=%s

// RUN: ag-compile %s --to=trace > %t.trace.mlir
// RUN: ag-compile %s --emit=mlir -o - | cmp %t.trace.mlir -

// RUN: not ag-compile %s --to=moon 2>&1 | FileCheck %s --check-prefix=MOON
// MOON: error: --to=moon: expected one of differentiate, trace, shard, fuse, structure, schedule, allocate, lower
// RUN: not ag-compile %s --to=lower --emit=obj -o %t.o 2>&1 | FileCheck %s --check-prefix=OBJ
// OBJ: error: --to=lower prints the program as --emit=mlir does: leave out the other --emit
func.func @f(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?x64xf32>
    attributes {ag.ranges = {n = [1, 64]}} {
  %0 = ag.exp %x : tensor<?x64xf32>
  %1 = ag.add %0, %x : tensor<?x64xf32>
  return %1 : tensor<?x64xf32>
}
