// Masked and strided vectors mean the same.
// RUN: ag-opt --to=allocate %s | ag-opt --pass-pipeline='builtin.module(func.func(ag-lower-vectors))' -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --on=cpu --input=randn:1 --dim n=3 --dim m=37 --same-as=%s
// RUN: ag-run %t.mlir --on=cpu --input=randn:1 --dim n=1 --dim m=1 --same-as=%s

// CHECK-NOT: vector.transfer
// CHECK: vector.maskedload
// CHECK-NOT: vector.transfer
func.func @f(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %y: tensor<?x?xf32> {ag.dims = ["m", "n"]})
    -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %0 = ag.exp %x : tensor<?x?xf32>
  %1 = ag.reduce max %x [1] : tensor<?x?xf32> -> tensor<?xf32>
  %2 = ag.contract "nm,n->nm" %0, %1 : tensor<?x?xf32>, tensor<?xf32> -> tensor<?x?xf32>
  %3 = ag.contract "mn,nm->mn" %y, %0 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %2, %3 : tensor<?x?xf32>, tensor<?x?xf32>
}
