// RUN: mkdir -p %t && ag-compile %s -o %t/mlp.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/mlp.c %t/mlp.o -lm -o %t/mlp
// RUN: %t/mlp %t/mlp.safetensors | FileCheck %s

// The C program writes the file of weights, runs batches up to 64, and checks
// what is refused. Then it runs the batches with weights in memory.
// CHECK: batch 0: right
// CHECK: batch 1: right
// CHECK: batch 7: right
// CHECK: batch 64: right
// CHECK: refused as it should be
// CHECK: batch 0: right
// CHECK: batch 1: right
// CHECK: batch 7: right
// CHECK: batch 64: right

func.func @mlp(%x: tensor<?x20xf32> {ag.dims = ["batch", 20], ag.name = "x"}) -> tensor<?x3xf32>
    attributes {ag.ranges = {batch = [0, 64]}} {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %w1 = ag.parameter "w1" : tensor<20x33xf32>
  %b1 = ag.parameter "b1" : tensor<33xf32>
  %w2 = ag.parameter "w2" : tensor<33x3xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x20xf32>
  %0 = ag.contract "bi,io->bo" %x, %w1 : tensor<?x20xf32>, tensor<20x33xf32> -> tensor<?x33xf32>
  %1 = ag.broadcast %b1 [1] (%n) : tensor<33xf32> -> tensor<?x33xf32>
  %2 = ag.add %0, %1 : tensor<?x33xf32>
  %3 = ag.broadcast %zero [] (%n) : tensor<f32> -> tensor<?x33xf32>
  %4 = ag.max %2, %3 : tensor<?x33xf32>
  %5 = ag.contract "bi,io->bo" %4, %w2 : tensor<?x33xf32>, tensor<33x3xf32> -> tensor<?x3xf32>
  return %5 : tensor<?x3xf32>
}
