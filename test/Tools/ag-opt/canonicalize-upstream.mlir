// ag's canonicalizations keep upstream's from crashing on a program without ops
// of ag, as text and as bytecode.
// RUN: ag-opt --canonicalize %s | FileCheck %s
// RUN: ag-opt --emit-bytecode %s | ag-opt --pass-pipeline='any(canonicalize)' | FileCheck %s

// CHECK: tensor.expand_shape %arg0 {{.*}} : tensor<48xi32> into tensor<4x12xi32>
func.func @given(%x: tensor<48xi32>) -> tensor<?x?xi32> {
  %0 = tensor.cast %x : tensor<48xi32> to tensor<?xi32>
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [4, 12] : tensor<?xi32> into tensor<?x?xi32>
  return %1 : tensor<?x?xi32>
}
