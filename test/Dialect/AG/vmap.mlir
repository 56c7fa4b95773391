// RUN: ag-opt %s | ag-opt | FileCheck %s
// RUN: ag-run %s --input=iota | FileCheck %s --check-prefix=VALUE

// CHECK: ag.vmap @g in [0, none] out [1, none] (%{{.*}}, %{{.*}}) : (tensor<3x2xf32>, index) -> (tensor<2x3xf32>, index)
// CHECK: ag.vmap @g in [none, none] out [0, 0] size(%{{.*}}) (%{{.*}}, %{{.*}}) : (tensor<2xf32>, index) -> (tensor<?x2xf32>, tensor<?xi64>)
func.func private @g(%x: tensor<2xf32>, %n: index) -> (tensor<2xf32>, index) {
  return %x, %n : tensor<2xf32>, index
}
// VALUE: f32[2, 3] {{\[\[}}0, 2, 4], [1, 3, 5]]
// VALUE: i64[4] [7, 7, 7, 7]
func.func @f(%x: tensor<3x2xf32>, %y: tensor<2xf32>) -> (tensor<2x3xf32>, tensor<?x2xf32>, tensor<?xi64>) {
  %n = arith.constant 7 : index
  %c4 = arith.constant 4 : index
  %0, %1 = ag.vmap @g in [0, none] out [1, none] (%x, %n) : (tensor<3x2xf32>, index) -> (tensor<2x3xf32>, index)
  %2, %3 = ag.vmap @g in [none, none] out [0, 0] size (%c4) (%y, %n) : (tensor<2xf32>, index) -> (tensor<?x2xf32>, tensor<?xi64>)
  return %0, %2, %3 : tensor<2x3xf32>, tensor<?x2xf32>, tensor<?xi64>
}
