// The plugin registers the models of other dialects' ops as well.

// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(to{structure})" %s -o %t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: not mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(func.func(to{trace}))" %s 2>&1 | FileCheck %s
// CHECK: 'to' is for builtin.module, not for func.func
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = math.exp %x : tensor<4xf32>
  %1 = tensor.extract_slice %0[0] [4] [1] : tensor<4xf32> to tensor<4xf32>
  return %1 : tensor<4xf32>
}
