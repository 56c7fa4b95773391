// A core prefetches the operands that products re-read in each iteration of a sum,
// however large they are. The loop keeps the values between the products out of memory.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --march=znver5 --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: sed s/2048/160/g %s > %t.few.mlir
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --march=znver5 %t.few.mlir | ag-run - --input=randn:1 --same-as=%t.few.mlir --rtol=1e-4 --atol=1e-3

// REMARKS: [Passed] group | {{.*}}Remark="4 of 4 ops are computed in tiles of 64"
// CHECK-NOT: 2048x2048
// CHECK: return
func.func @large(%a: tensor<2048x80xf32>, %b: tensor<2048x80xf32>) -> (tensor<2048x80xf32>, tensor<2048x80xf32>) {
  %s = ag.contract "id,jd->ij" %a, %b : tensor<2048x80xf32>, tensor<2048x80xf32> -> tensor<2048x2048xf32>
  %e = ag.tanh %s : tensor<2048x2048xf32>
  %x = ag.contract "ij,jd->id" %e, %b : tensor<2048x2048xf32>, tensor<2048x80xf32> -> tensor<2048x80xf32>
  %y = ag.contract "ij,id->jd" %e, %a : tensor<2048x2048xf32>, tensor<2048x80xf32> -> tensor<2048x80xf32>
  return %x, %y : tensor<2048x80xf32>, tensor<2048x80xf32>
}
