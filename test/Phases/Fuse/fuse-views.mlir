// An op of which another shape is a result is whole in memory for its other readers.
// RUN: ag-opt %s --fuse --march=x86-64-v3 --remarks-filter=ag-fuse -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-compile %s --march=x86-64-v3 --remarks=ag-check-groups -o %t.o 2>&1 | FileCheck %s --check-prefix=MADE
// RUN: ag-run %s --on=cpu --input=randn:1 --dim a=6 --dim b=5 --same-as=%s
// RUN: ag-run %s --on=emulator --input=randn:1 --dim a=6 --dim b=5 --same-as=%s

// CHECK: [Passed] group | {{.*}} Remark="4 ops are computed together"
// CHECK: [Missed] edge | {{.*}} Reason="others need it, too, and no loop computes both", Remark="'ag.cast' is computed apart from 'ag.cast' at [[#@LINE+6]]:{{.*}} why=whole
// MADE-NOT: missed group
// MADE: passed group
func.func @main(%x: tensor<?x?xf32> {ag.dims = ["a", "b"]}) -> (tensor<?x?x?x?xf32>, tensor<?x?xi16>) {
  %c0 = arith.constant 0 : index
  %r = ag.cast %x : tensor<?x?xf32> -> tensor<?x?xi16>
  %f = ag.cast %r : tensor<?x?xi16> -> tensor<?x?xf32>
  %a = tensor.dim %f, %c0 : tensor<?x?xf32>
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : index
  %half = arith.divui %a, %c2 : index
  %c10 = arith.constant 10 : index
  %n = arith.maxsi %half, %c7 : index
  %s = ag.reshape %r (%half, %c10) : tensor<?x?xi16> -> tensor<?x?xi16>
  %b = ag.broadcast %f [0, 2] (%a, %n) : tensor<?x?xf32> -> tensor<?x?x?x?xf32>
  return %b, %s : tensor<?x?x?x?xf32>, tensor<?x?xi16>
}
