// Each rank writes the slice of the update that is in its block. The update has
// to be in bounds of the whole tensor.
// RUN: split-file %s %t
// RUN: ag-opt %t/step.mlir --shard=@%t/rows.json -o %t/step.rank.mlir
// RUN: FileCheck %t/step.mlir < %t/step.rank.mlir
// RUN: ag-run %t/step.rank.mlir --input=randn:1 --same-as=%t/step.mlir
// RUN: sed 's/\[0, 5, 0\]/[0, 7, 0]/' %t/step.mlir > %t/across.mlir
// RUN: ag-opt %t/across.mlir --shard=@%t/rows.json -o %t/across.rank.mlir
// RUN: ag-run %t/across.rank.mlir --input=randn:1 --same-as=%t/across.mlir
// RUN: ag-opt %t/strided.mlir --shard=@%t/first.json -o %t/strided.rank.mlir
// RUN: FileCheck %t/strided.mlir < %t/strided.rank.mlir
// RUN: ag-run %t/strided.rank.mlir --input=iota --dim n=7 --same-as=%t/strided.mlir
// RUN: ag-run %t/strided.rank.mlir --input=iota --dim n=0 --same-as=%t/strided.mlir
// RUN: not ag-run %t/strided.rank.mlir --input=iota --dim n=12 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: error: {{.*}}ag.update: 12 elements from 0 on, 3 apart, do not fit into a dimension of 33
// RUN: ag-opt %t/upstream.mlir --shard=@%t/first.json -o %t/upstream.rank.mlir
// RUN: FileCheck %t/upstream.mlir < %t/upstream.rank.mlir
// RUN: ag-run %t/upstream.rank.mlir --input=iota --same-as=%t/upstream.mlir
// RUN: ag-opt %t/backward.mlir --shard=@%t/first.json -o %t/backward.rank.mlir
// RUN: ag-run %t/backward.rank.mlir --input=iota --same-as=%t/backward.mlir

//--- rows.json
{"mesh":{"x":4},"arguments":{"0":[[],["x"],[]]},"results":{"0":[[],["x"],[]]}}

//--- first.json
{"mesh":{"x":4},"arguments":{"0":[["x"],[]]},"results":{"0":[["x"],[]]}}

//--- step.mlir
// CHECK-LABEL: func.func @main(%arg0: tensor<2x8x6xf32>
// CHECK-NOT: ag.all
// CHECK: %[[MINE:.*]] = ag.slice %arg1 [0, %{{.*}}, 0] [2, %{{.*}}, 6]
// CHECK: ag.update %arg0, %[[MINE]] [0, %{{.*}}, 0]
func.func @main(%cache: tensor<2x32x6xf32>, %new: tensor<2x3x6xf32>) -> (tensor<2x32x6xf32> {ag.alias = 0}) {
  %c = ag.update %cache, %new [0, 5, 0] [1, 1, 1] : tensor<2x32x6xf32>, tensor<2x3x6xf32> -> tensor<2x32x6xf32>
  return %c : tensor<2x32x6xf32>
}

//--- strided.mlir
// The last rank's block is smaller.
// CHECK-LABEL: func.func @main(%arg0: tensor<9x6xf32>
// CHECK-NOT: ag.all
// CHECK: ag.require %{{.*}}, "ag.update: {0} elements from {1} on, {2} apart, do not fit into a dimension of {3}"
// CHECK: ag.update %arg0, %{{.*}} [%{{.*}}, 0] [3, 1]
func.func @main(%cache: tensor<33x6xf32>, %new: tensor<?x6xf32> {ag.dims = ["n", 6]}) -> (tensor<33x6xf32> {ag.alias = 0}) {
  %c0 = arith.constant 0 : index
  %none = tensor.dim %cache, %c0 : tensor<33x6xf32>
  %at = arith.subi %none, %none : index
  %c = ag.update %cache, %new [%at, 0] [3, 1] : tensor<33x6xf32>, tensor<?x6xf32> -> tensor<33x6xf32>
  return %c : tensor<33x6xf32>
}

//--- backward.mlir
// An update with a negative stride is applied to the whole tensor.
func.func @main(%cache: tensor<33x6xf32>, %new: tensor<3x6xf32>) -> tensor<33x6xf32> {
  %c = tensor.insert_slice %new into %cache[20, 0] [3, 6] [-1, 1] : tensor<3x6xf32> into tensor<33x6xf32>
  return %c : tensor<33x6xf32>
}

//--- upstream.mlir
// CHECK-LABEL: func.func @main(%arg0: tensor<9x6xf32>
// CHECK-NOT: ag.all
// CHECK: %[[MINE:.*]] = tensor.extract_slice %arg1[%{{.*}}, 0] [%{{.*}}, 6] [1, 1]
// CHECK: tensor.insert_slice %[[MINE]] into %arg0[%{{.*}}, 0] [%{{.*}}, 6] [2, 1]
func.func @main(%cache: tensor<33x6xf32>, %new: tensor<5x6xf32>) -> tensor<33x6xf32> {
  %c = tensor.insert_slice %new into %cache[6, 0] [5, 6] [2, 1] : tensor<5x6xf32> into tensor<33x6xf32>
  return %c : tensor<33x6xf32>
}
