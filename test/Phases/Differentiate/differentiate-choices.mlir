// RUN: split-file %s %t
// RUN: ag-opt --grad %t/moved.mlir | FileCheck %s --check-prefix=MOVED
// RUN: ag-opt --grad %t/bounded.mlir | FileCheck %s --check-prefix=BOUNDED
// RUN: ag-opt --grad %t/always.mlir | FileCheck %s --check-prefix=ALWAYS
// RUN: ag-run %t/moved.mlir --grad --entry=main_grad --input=iota | FileCheck %s --check-prefix=VALUES
// RUN: ag-run %t/moved.mlir --grad --entry=main_grad --input=iota --on=cpu | FileCheck %s --check-prefix=VALUES
// RUN: ag-run %t/moved.mlir --verify-grad | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t/bounded.mlir --verify-grad | FileCheck %s --check-prefix=SAME

// VALUES: f32[4] [0, 0.5, 0.353553{{.*}}, 0.288675{{.*}}]
// SAME: gradient against duals: same

// The condition of a select is lost where elements move. A cotangent of 0 then
// wins over the infinite slope of sqrt at 0.

// MOVED-LABEL: func.func @main_grad
// MOVED: %[[G:.*]] = ag.reshape %{{.*}} : tensor<2x2xf32> -> tensor<4xf32>
// MOVED: %[[P:.*]] = ag.div
// MOVED-DAG: %[[ISCHOSEN:.*]] = ag.compare ne %[[G]], %{{.*}}
// MOVED-DAG: %[[ISNUMBER:.*]] = ag.compare eq %[[P]], %[[P]]
// MOVED: %[[WHERE:.*]] = ag.max %[[ISCHOSEN]], %[[ISNUMBER]]
// MOVED: ag.select %[[WHERE]], %[[P]]

// The slopes of softmax and of a normalization to variance 1 are finite, so no
// select after them matters.

// BOUNDED-LABEL: func.func @main_grad
// BOUNDED-NOT: ag.compare ne
// BOUNDED-NOT: ag.compare eq
// BOUNDED: return

// If all elements are used, there is no gap.

// ALWAYS-LABEL: func.func @main_grad
// ALWAYS-NOT: ag.compare
// ALWAYS-NOT: ag.select
// ALWAYS: return

//--- moved.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %0 = ag.sqrt %x : tensor<4xf32>
  %1 = ag.reshape %0 : tensor<4xf32> -> tensor<2x2xf32>
  %2 = ag.compare gt %1, %zero : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xi1>
  %3 = ag.select %2, %1, %zero : tensor<2x2xi1>, tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %4 = ag.reduce sum %3 [0, 1] : tensor<2x2xf32> -> tensor<f32>
  return %4 : tensor<f32>
}

//--- bounded.mlir
func.func @main(%x: tensor<4x6xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<6x4xf32>
  %eps = arith.constant dense<1.0e-5> : tensor<4xf32>
  %share = arith.constant dense<0.25> : tensor<4xf32>
  %0 = ag.reduce max %x [1] : tensor<4x6xf32> -> tensor<4xf32>
  %1 = ag.stop_gradient %0 : tensor<4xf32>
  %2 = ag.broadcast %1 [0] : tensor<4xf32> -> tensor<4x6xf32>
  %3 = ag.sub %x, %2 : tensor<4x6xf32>
  %e = ag.exp %3 : tensor<4x6xf32>
  %l = ag.reduce sum %e [1] : tensor<4x6xf32> -> tensor<4xf32>
  %L = ag.broadcast %l [0] : tensor<4xf32> -> tensor<4x6xf32>
  %p = ag.div %e, %L : tensor<4x6xf32>
  %logs = ag.log %l : tensor<4xf32>
  %squares = ag.mul %p, %p : tensor<4x6xf32>
  %sum = ag.reduce sum %squares [1] : tensor<4x6xf32> -> tensor<4xf32>
  %var = ag.mul %sum, %share : tensor<4xf32>
  %more = ag.add %var, %eps : tensor<4xf32>
  %scale = ag.rsqrt %more : tensor<4xf32>
  %both = ag.mul %scale, %logs : tensor<4xf32>
  %all = ag.broadcast %both [0] : tensor<4xf32> -> tensor<4x6xf32>
  %scaled = ag.mul %p, %all : tensor<4x6xf32>
  %t = ag.transpose %scaled [1, 0] : tensor<4x6xf32> -> tensor<6x4xf32>
  %y = ag.max %t, %zero : tensor<6x4xf32>
  %r = ag.reduce sum %y [0, 1] : tensor<6x4xf32> -> tensor<f32>
  return %r : tensor<f32>
}

//--- always.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<f32> {
  %0 = ag.sqrt %x : tensor<4xf32>
  %1 = ag.reshape %0 : tensor<4xf32> -> tensor<2x2xf32>
  %2 = ag.transpose %1 [1, 0] : tensor<2x2xf32> -> tensor<2x2xf32>
  %3 = ag.contract "ij,ij->" %2, %1 : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<f32>
  return %3 : tensor<f32>
}
