// These slices are not what was inserted: they begin elsewhere, or have other steps or a size that is not known.
// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=elsewhere --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=steps --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @elsewhere(
// CHECK: tensor.extract_slice %{{.*}}[1, 1] [1, 3] [1, 1]
func.func @elsewhere(%x: tensor<5x4xf32>, %v: tensor<3xf32>) -> (tensor<5x4xf32>, tensor<1x3xf32>) {
  %b = tensor.insert_slice %v into %x[1, 0] [1, 3] [1, 1] : tensor<3xf32> into tensor<5x4xf32>
  %row = tensor.extract_slice %b[1, 1] [1, 3] [1, 1] : tensor<5x4xf32> to tensor<1x3xf32>
  %y = math.tanh %row : tensor<1x3xf32>
  return %b, %y : tensor<5x4xf32>, tensor<1x3xf32>
}

// CHECK-LABEL: func.func @steps(
// CHECK: tensor.extract_slice %{{.*}}[1, 0] [1, 2] [1, 2]
func.func @steps(%x: tensor<5x4xf32>, %v: tensor<2xf32>) -> (tensor<5x4xf32>, tensor<1x2xf32>) {
  %b = tensor.insert_slice %v into %x[1, 0] [1, 2] [1, 1] : tensor<2xf32> into tensor<5x4xf32>
  %row = tensor.extract_slice %b[1, 0] [1, 2] [1, 2] : tensor<5x4xf32> to tensor<1x2xf32>
  %y = math.tanh %row : tensor<1x2xf32>
  return %b, %y : tensor<5x4xf32>, tensor<1x2xf32>
}
