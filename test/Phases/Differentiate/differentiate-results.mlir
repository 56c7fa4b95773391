// RUN: ag-opt --grad=f:of=0:value %s | FileCheck %s
// RUN: ag-run %s --grad=f:of=0:value --input=ones | FileCheck %s --check-prefix=VALUES
// RUN: ag-run %s --grad=f:of=0:value --input=ones --on=cpu | FileCheck %s --check-prefix=VALUES
// RUN: ag-run %s --grad=f:of=1:mode=jvp --input=ones | FileCheck %s --check-prefix=TANGENTS
// RUN: ag-opt --grad=f %s | FileCheck %s --check-prefix=ALL
// RUN: ag-run %s --grad=f:of=0:value --verify-grad | FileCheck %s --check-prefix=SAME

// Results that `of` leaves out are returned unchanged, without cotangents or
// tangents. The one float result that is left is a loss.

// CHECK: func.func @f_grad(%{{.*}}: tensor<3xf32>) -> (tensor<f32>, tensor<3xf32>, tensor<3xi1>, tensor<3xf32> {ag.gradient_of = 0 : i64})
// CHECK-NOT: ag.exp
// CHECK: ag.contract
// CHECK-NEXT: ag.exp
// CHECK-NEXT: ag.compare
// CHECK-NEXT: ag.add
// CHECK-NEXT: return
// ALL: func.func @f_grad(%{{.*}}: tensor<3xf32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<3xf32>) -> (tensor<3xf32> {ag.gradient_of = 0 : i64})
// VALUES: f32[] 3
// VALUES-NEXT: f32[3] [2.71828{{.*}}]
// VALUES-NEXT: i1[3]
// VALUES-NEXT: f32[3] [2, 2, 2]
// TANGENTS: f32[] 3
// TANGENTS-NEXT: f32[3] [2.71828{{.*}}]
// TANGENTS-NEXT: i1[3]
// TANGENTS-NEXT: f32[3] [2.71828{{.*}}]
// TANGENTS-NOT: f32
// SAME: gradient against duals: same
func.func @f(%x: tensor<3xf32>) -> (tensor<f32>, tensor<3xf32>, tensor<3xi1>) {
  %0 = ag.contract "i,i->" %x, %x : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  %1 = ag.exp %x : tensor<3xf32>
  %2 = ag.compare lt %x, %1 : tensor<3xf32>, tensor<3xf32> -> tensor<3xi1>
  return %0, %1, %2 : tensor<f32>, tensor<3xf32>, tensor<3xi1>
}
