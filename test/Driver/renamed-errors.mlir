// RUN: not ag-compile %s -o %t.o 2>&1 | FileCheck %s

// The phase trace has named the function that computes the result sizes.
// CHECK: renamed-errors.mlir:[[#@LINE+6]]:3: error: has no function @ag.g.shapes beside it, which gives 1 sizes for 0 symbols
module attributes {ag.phase = "schedule"} {
  func.func private @f.shapes() -> index {
    %c4 = arith.constant 4 : index
    return %c4 : index
  }
  func.func @g(%x: tensor<4xf32>) -> tensor<4xf32> attributes {ag.signature = {arguments = [["", f32, [4]]], parameters = [], results = [["", f32, [4]]], symbols = []}, ag.shapes = @f.shapes} {
    return %x : tensor<4xf32>
  }
}
