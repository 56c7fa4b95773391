// RUN: ag-opt --grad="matmul:mode=jvp;square:mode=jvp;started:mode=jvp;triple:mode=jvp;narrow:mode=jvp" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=matmul_jvp --input=randn:1 --on=cpu --same-as=%t.mlir
// RUN: ag-run %s --entry=matmul --grad=matmul:mode=jvp --verify-grad --input=randn:1 | FileCheck %s --check-prefix=VERIFY
// RUN: ag-run %s --entry=square --grad=square:mode=jvp --verify-grad --input=randn:1 | FileCheck %s --check-prefix=VERIFY
// RUN: ag-run %s --entry=started --grad=started:mode=jvp --verify-grad --input=randn:1 | FileCheck %s --check-prefix=VERIFY
// RUN: ag-run %s --entry=triple --grad=triple:mode=jvp --verify-grad --input=randn:1 | FileCheck %s --check-prefix=VERIFY
// RUN: ag-run %s --entry=narrow --grad=narrow:mode=jvp --verify-grad --input=randn:1 | FileCheck %s --check-prefix=VERIFY

// The tangent of a sum of products has a sum of products for each active
// factor, which is compiled as the product itself is.
// VERIFY: same

// CHECK-LABEL: func.func @matmul_jvp(
// CHECK: %[[A:.*]] = ag.contract "mk,kn->mn" %arg2, %arg1 :
// CHECK: %[[B:.*]] = ag.contract "mk,kn->mn" %arg0, %arg3 :
// CHECK: ag.add %[[A]], %[[B]]
func.func @matmul(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>) -> tensor<3x5xf32> {
  %y = ag.contract "mk,kn->mn" %a, %b : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// A value that is read twice is two factors.
// CHECK-LABEL: func.func @square_jvp(
// CHECK: ag.contract "mk,kn->mn" %arg1, %arg0 :
// CHECK: ag.contract "mk,kn->mn" %arg0, %arg1 :
func.func @square(%a: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %y = ag.contract "mk,kn->mn" %a, %a : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// CHECK-LABEL: func.func @started_jvp(
// CHECK-COUNT-2: linalg.generic {{.*}}"reduction"
// CHECK-COUNT-2: linalg.generic {{.*}}["parallel", "parallel"]
func.func @started(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>, %c: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %y = linalg.matmul ins(%a, %b : tensor<3x4xf32>, tensor<4x5xf32>) outs(%c : tensor<3x5xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

#x = affine_map<(i, k) -> (i, k)>
#y = affine_map<(i, k) -> (k)>
#z = affine_map<(i, k) -> (i)>
// CHECK-LABEL: func.func @triple_jvp(
func.func @triple(%a: tensor<3x4xf32>, %b: tensor<4xf32>, %c: tensor<3x4xf32>) -> tensor<3xf32> {
  %zero = arith.constant dense<0.0> : tensor<3xf32>
  %y = linalg.generic {indexing_maps = [#x, #y, #x, #z], iterator_types = ["parallel", "reduction"]}
      ins(%a, %b, %c : tensor<3x4xf32>, tensor<4xf32>, tensor<3x4xf32>) outs(%zero : tensor<3xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32, %sum: f32):
    %0 = arith.mulf %p, %q : f32
    %1 = arith.mulf %0, %r : f32
    %2 = arith.addf %sum, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// Both terms are accumulated and added in f32.
// CHECK-LABEL: func.func @narrow_jvp(
// CHECK-COUNT-2: ag.contract {{.*}} -> tensor<3x5xf32>
// CHECK: ag.add {{.*}}xf32>
// CHECK: ag.cast {{.*}}xbf16>
func.func @narrow(%a: tensor<3x4xbf16>, %b: tensor<4x5xbf16>) -> tensor<3x5xbf16> {
  %y = ag.contract "mk,kn->mn" %a, %b : tensor<3x4xbf16>, tensor<4x5xbf16> -> tensor<3x5xbf16>
  return %y : tensor<3x5xbf16>
}
