// All axes are planned at once if the table is within the limit: with five loops, two axes are, and three are not.
// RUN: ag-opt --shard=x=2,y=2,z=2 %s -o %t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s | FileCheck %s
// RUN: ag-opt --shard=dp2,tp2,ep2 %s -o %t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s | FileCheck %s
// CHECK: same
func.func @main(%q: tensor<2x4x8x8xf32>, %k: tensor<2x4x8x8xf32>, %v: tensor<2x4x8x8xf32>) -> tensor<2x4x8x8xf32> {
  %s = ag.contract "bhqd,bhkd->bhqk" %q, %k : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32> -> tensor<2x4x8x8xf32>
  %e = ag.exp %s : tensor<2x4x8x8xf32>
  %o = ag.contract "bhqk,bhkd->bhqd" %e, %v : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32> -> tensor<2x4x8x8xf32>
  return %o : tensor<2x4x8x8xf32>
}
