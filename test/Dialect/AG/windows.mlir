// Windows in the strings of contractions and of reduce_window. The string is
// printed as written, and sizes are those of the ops that create them. Possible
// errors are checked at run time.
// RUN: ag-opt %s | FileCheck %s --check-prefix=SPACES --strict-whitespace
// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -
// RUN: ag-opt --ag-insert-checks %s | FileCheck %s --check-prefix=CHECKS

// CHECK-LABEL: func @conv
func.func @conv(%x: tensor<8x9x9x16xf32>, %w: tensor<3x3x16x32xf32>, %g: tensor<8x4x4x32xf32>, %h: index)
    -> (tensor<8x4x4x32xf32>, tensor<3x3x16x32xf32>, tensor<8x?x9x16xf32>) {
  // CHECK: ag.contract "n(2y+u)(2x+v)i,uvio->nyxo" %arg0, %arg1 : tensor<8x9x9x16xf32>, tensor<3x3x16x32xf32> -> tensor<8x4x4x32xf32>
  %y = ag.contract "n(2y+u)(2x+v)i,uvio->nyxo" %x, %w : tensor<8x9x9x16xf32>, tensor<3x3x16x32xf32> -> tensor<8x4x4x32xf32>
  // CHECK: ag.contract "n(2y+u)(2x+v)i,nyxo->uvio" %arg0, %arg2 : {{.*}} -> tensor<3x3x16x32xf32>
  %dw = ag.contract "n(2y+u)(2x+v)i,nyxo->uvio" %x, %g : tensor<8x9x9x16xf32>, tensor<8x4x4x32xf32> -> tensor<3x3x16x32xf32>
  // CHECK: ag.contract "nyxo,uvio->n(2y+u)(2x+v)i" %arg2, %arg1 (%arg3) : {{.*}} -> tensor<8x?x9x16xf32>
  %dx = ag.contract "nyxo,uvio->n(2y+u)(2x+v)i" %g, %w (%h) : tensor<8x4x4x32xf32>, tensor<3x3x16x32xf32> -> tensor<8x?x9x16xf32>
  return %y, %dw, %dx : tensor<8x4x4x32xf32>, tensor<3x3x16x32xf32>, tensor<8x?x9x16xf32>
}

// CHECK-LABEL: func @pool
func.func @pool(%x: tensor<8x9x?x16xf32>, %k: index, %xs: index, %s: tensor<4x9xi1>)
    -> (tensor<8x4x?x16xf32>, tensor<8x9x9x16xf32>, tensor<4xi1>) {
  // CHECK: ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %arg0 [u = 3, v = %arg1] (%arg2) : tensor<8x9x?x16xf32> -> tensor<8x4x?x16xf32>
  %p = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 3, v = %k] (%xs) : tensor<8x9x?x16xf32> -> tensor<8x4x?x16xf32>
  // CHECK: ag.reduce_window sum "nyxc->n(2y+u)(2x+v)c" %0 [u = 3, v = 3] : tensor<8x4x?x16xf32> -> tensor<8x9x9x16xf32>
  %g = ag.reduce_window sum "nyxc->n(2y+u)(2x+v)c" %p [u = 3, v = 3] : tensor<8x4x?x16xf32> -> tensor<8x9x9x16xf32>
  // Each dimension has its own index.
  // SPACES:ag.reduce_window min "ab->a" %arg3 : tensor
  // CHECK: ag.reduce_window min "ab->a" %arg3 : tensor<4x9xi1> -> tensor<4xi1>
  %m = ag.reduce_window min "ab->a" %s : tensor<4x9xi1> -> tensor<4xi1>
  return %p, %g, %m : tensor<8x4x?x16xf32>, tensor<8x9x9x16xf32>, tensor<4xi1>
}

// CHECKS-LABEL: func @conv
// CHECKS: ag.require %{{.*}}, "ag.contract: a size is {0}, less than 0" (%arg3)
// CHECKS: ag.require %{{.*}}, "ag.contract: {0} elements, {1} apart, and {2} elements, {3} apart, from {4} on, do not fit into a dimension of {5}" ({{.*}}, %arg3)
// CHECKS-LABEL: func @pool
// CHECKS-DAG: ag.require %{{.*}}, "ag.reduce_window: a size is {0}, less than 0" (%arg1)
// CHECKS-DAG: ag.require %{{.*}}, "ag.reduce_window: a size is {0}, less than 0" (%arg2)
// CHECKS: ag.require %{{.*}}, "ag.reduce_window: {0} elements, {1} apart, and {2} elements, {3} apart
