// A pass that is run too early, or too late, names the pass to run before.
// RUN: not ag-opt --ag-outline-blocks %s 2>&1 | FileCheck %s --check-prefix=BLOCKS
// RUN: not ag-opt --ag-tile-blocks --ag-outline-kernels %s 2>&1 | FileCheck %s --check-prefix=KERNELS
// RUN: not ag-opt --ag-record-signature --ag-require-to-llvm %s 2>&1 | FileCheck %s --check-prefix=REQUIRE
// RUN: not ag-opt --to=allocate --ag-plan-sharding=spec=dp2 %s 2>&1 | FileCheck %s --check-prefix=SHARDING

// BLOCKS: program-form-errors.mlir:[[# @LINE + 4]]:1: error: 'func.func' op is not in the form that ag-outline-blocks expects, as it has a tensor: run ag-bufferize before ag-outline-blocks
// KERNELS: run ag-bufferize before ag-outline-kernels
// REQUIRE: error: 'func.func' op is not in the form that ag-require-to-llvm expects, as it returns values: run ag-results-to-destinations before ag-require-to-llvm, which runs once
// SHARDING: as it has a buffer: run ag-plan-sharding before ag-bufferize
func.func @main(%x: tensor<8x40xf32>) -> tensor<8x40xf32> {
  %e = tensor.empty() : tensor<8x40xf32>
  %0 = linalg.exp ins(%x : tensor<8x40xf32>) outs(%e : tensor<8x40xf32>) -> tensor<8x40xf32>
  return %0 : tensor<8x40xf32>
}
