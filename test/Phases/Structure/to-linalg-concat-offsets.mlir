// Each offset is one addition to the previous one. As an affine.apply it would
// sum all sizes before it, which are n^2 terms for n operands.
// RUN: ag-opt --ag-to-linalg --canonicalize %s | FileCheck %s
// RUN: ag-run %s --on=cpu --input=randn:1 --dim a=2 --dim b=3 --dim c=1 --dim d=4 --dim e=2 --same-as=%s

// CHECK: %[[TOTAL:.*]] = affine.apply {{.*}}()[{{.*}}, {{.*}}, {{.*}}, {{.*}}, {{.*}}]
// CHECK: tensor.empty(%[[TOTAL]])
// CHECK-NOT: affine.apply
// CHECK: %[[C:.*]] = arith.addi %{{.*}}, %{{.*}} : index
// CHECK: insert_slice %arg2 into %{{.*}}[%[[C]]]
// CHECK: %[[D:.*]] = arith.addi %[[C]], %{{.*}} : index
// CHECK: insert_slice %arg3 into %{{.*}}[%[[D]]]
// CHECK: %[[E:.*]] = arith.addi %[[D]], %{{.*}} : index
// CHECK: insert_slice %arg4 into %{{.*}}[%[[E]]]
func.func @main(%a: tensor<?xf32> {ag.dims = ["a"]}, %b: tensor<?xf32> {ag.dims = ["b"]},
                %c: tensor<?xf32> {ag.dims = ["c"]}, %d: tensor<?xf32> {ag.dims = ["d"]},
                %e: tensor<?xf32> {ag.dims = ["e"]}) -> tensor<?xf32> {
  %0 = ag.concat 0 %a, %b, %c, %d, %e : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
