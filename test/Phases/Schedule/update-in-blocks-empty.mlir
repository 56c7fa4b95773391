// The compiler is given the size 0 for a tensor, to which no op writes then.
// RUN: ag-compile %s --target=cuda --dim=n=0 --to=schedule -o %t && FileCheck %s --input-file=%t
// RUN: ag-compile %s --target=cuda --dim=n=0 -o %t.o
// RUN: ag-run %s --input=randn:1 --dim n=0 --on=emulator --same-as=%s

// CHECK-LABEL: func.func @scatter(
// CHECK-NOT: scf.for
// CHECK: return
func.func @scatter(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %i: tensor<4xi32>, %u: tensor<4x3xf32>) -> tensor<?x3xf32> {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<?x3xf32>, tensor<4xi32>, tensor<4x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
