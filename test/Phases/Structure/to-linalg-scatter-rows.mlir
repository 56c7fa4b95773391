// Few indices of a large bf16 or f16 tensor: the first of equal indices adds
// all of their updates in f32 and rounds the sum once. No other row is
// converted.
// RUN: ag-opt --ag-to-linalg --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-to-linalg %s -o %t
// RUN: ag-run %s --entry=repeated --input=ones --precision=declared --print | FileCheck %s --check-prefix=SUMS
// RUN: ag-run %s --entry=repeated --input=ones --on=cpu --print | FileCheck %s --check-prefix=SUMS
// RUN: ag-run %s --entry=repeated --input=ones --on=emulator --poison-memory --print | FileCheck %s --check-prefix=SUMS
// RUN: ag-run %s --entry=clamped --dim n=9 --input=randn:1 --input=randn:2 --precision=declared --same-as=%t
// RUN: ag-run %s --entry=clamped --dim n=9 --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=flattened --input=randn:1 --input=randn:2 --precision=declared --same-as=%t
// RUN: ag-run %s --entry=flattened --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=single --dim n=5 --on=cpu --input=randn:1 --input=ones --input=randn:2 --same-as=%s

// 256 + 1 is no bf16, but 256 + 1 + 1 is. Indices 16 and -1 add nothing.
// SUMS: bf16[16] [256, 256, 258, 256
// CHECK-LABEL: func @repeated
// CHECK-NOT: tensor<16xf32>
// CHECK: scf.for %[[N:.*]] = %c0 to %c4 step %c1 iter_args(%[[X:.*]] = %{{.*}})
// CHECK: %[[FIRST:.*]] = scf.for %{{.*}} = %c0 to %[[N]] step %c1 iter_args(%{{.*}} = %true)
// CHECK: %[[ADDED:.*]] = arith.andi %{{.*}}, %[[FIRST]]
// CHECK: scf.if %[[ADDED]]
// CHECK: tensor.extract_slice %[[X]]
// CHECK: arith.extf
// CHECK: scf.for %{{.*}} = %[[N]] to %c4 step %c1 iter_args(%{{.*}} = %{{.*}}) -> (tensor<f32>)
// CHECK: arith.addf %{{.*}}, %{{.*}} : f32
// CHECK: arith.truncf
// CHECK: tensor.insert_slice %{{.*}} into %[[X]]
func.func @repeated(%u: tensor<4xbf16>) -> tensor<16xbf16> {
  %x = arith.constant dense<256.0> : tensor<16xbf16>
  %i = arith.constant dense<[2, 16, 2, -1]> : tensor<4xi32>
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<16xbf16>, tensor<4xi32>, tensor<4xbf16> -> tensor<16xbf16>
  return %0 : tensor<16xbf16>
}

// Indices beyond the end are those of the last row.
// CHECK-LABEL: func @clamped
func.func @clamped(%x: tensor<?x3xbf16> {ag.dims = ["n", 3]}, %u: tensor<6x3xbf16>) -> tensor<?x3xbf16> {
  %i = arith.constant dense<[4, 40, 0, 4, 8, 50]> : tensor<6xi64>
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<?x3xbf16>, tensor<6xi64>, tensor<6x3xbf16> -> tensor<?x3xbf16>
  return %0 : tensor<?x3xbf16>
}

// CHECK-LABEL: func @flattened
// CHECK: tensor.collapse_shape {{.*}} : tensor<2x2x3x4xf16> into tensor<2x6x4xf16>
func.func @flattened(%x: tensor<2x64x4xf16>, %u: tensor<2x2x3x4xf16>) -> tensor<2x64x4xf16> {
  %i = arith.constant dense<[[5, 63, 5], [64, 63, 5]]> : tensor<2x3xui32>
  %0 = ag.scatter 1 drop %x, %i, %u : tensor<2x64x4xf16>, tensor<2x3xui32>, tensor<2x2x3x4xf16> -> tensor<2x64x4xf16>
  return %0 : tensor<2x64x4xf16>
}

// A single index needs no loop.
// CHECK-LABEL: func @single
// CHECK-NOT: scf.for
// CHECK: return
func.func @single(%x: tensor<?xbf16> {ag.dims = ["n"]}, %i: tensor<i64>, %u: tensor<bf16>) -> tensor<?xbf16> {
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<?xbf16>, tensor<i64>, tensor<bf16> -> tensor<?xbf16>
  return %0 : tensor<?xbf16>
}
