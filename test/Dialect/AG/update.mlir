// An update of all elements is y, an empty one is x, and constants are folded.
// RUN: ag-opt --canonicalize %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %s --entry=folded --input=randn:1 --same-as=%t

// CHECK-LABEL: func @folded(
// CHECK-DAG: %[[KNOWN:.*]] = arith.constant dense<[1, 7, 3, 8]> : tensor<4xi32>
// CHECK: return %arg1, %arg0, %[[KNOWN]]
func.func @folded(%x: tensor<4xf32>, %y: tensor<4xf32>, %none: tensor<0xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xi32>) {
  %0 = ag.update %x, %y [0] [1] : tensor<4xf32>
  %1 = ag.update %x, %none [4] [1] : tensor<4xf32>, tensor<0xf32> -> tensor<4xf32>
  %a = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  %b = arith.constant dense<[7, 8]> : tensor<2xi32>
  %2 = ag.update %a, %b [1] [2] : tensor<4xi32>, tensor<2xi32> -> tensor<4xi32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xi32>
}

// An update whose check could fail stays: the offset may not be 0, y may be
// shorter than x, and x shorter than 3.
// CHECK-LABEL: func @kept(
// CHECK: ag.update %arg0, %arg1 [%arg4] [1]
// CHECK: ag.update %arg2, %arg3 [0] [1]
// CHECK: ag.update %arg2, %arg5 [3] [1]
func.func @kept(%x: tensor<4xf32>, %y: tensor<4xf32>, %d: tensor<?xf32>, %e: tensor<?xf32>, %i: index,
                %none: tensor<0xf32>) -> (tensor<4xf32>, tensor<?xf32>, tensor<?xf32>) {
  %0 = ag.update %x, %y [%i] [1] : tensor<4xf32>
  %1 = ag.update %d, %e [0] [1] : tensor<?xf32>
  %2 = ag.update %d, %none [3] [1] : tensor<?xf32>, tensor<0xf32> -> tensor<?xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<?xf32>, tensor<?xf32>
}
