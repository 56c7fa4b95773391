// RUN: ag-opt %s --ag-loop-over-windows --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --ag-loop-over-windows -o %t.mlir
// RUN: ag-run %s --entry=forward --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=scatter --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=pool --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=fixed --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=places --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %s --entry=filter --input=randn:1 --same-as=%t.mlir

// The longer loop of each sum stays; the other one becomes an outer loop.
// CHECK-LABEL: func @forward
// CHECK: scf.for %[[U:.*]] = %c0 to %c3 step %c1 iter_args(%[[ACC:.*]] = %
// CHECK:   %[[X:.*]] = tensor.extract_slice %arg0[0, %[[U]], 0] [2, 4, 5] [1, 2, 1]
// CHECK:   %[[W:.*]] = tensor.extract_slice %arg1[%[[U]], 0, 0] [1, 5, 6] [1, 1, 1] {{.*}} to tensor<5x6xf32>
// CHECK:   %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[W]] : {{.*}} outs(%[[ACC]]
// CHECK:   bufferization.materialize_in_destination %[[SUM]] in %[[ACC]]
func.func @forward(%x: tensor<2x9x5xf32>, %w: tensor<3x5x6xf32>) -> tensor<2x4x6xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4x6xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  %y = linalg.conv_1d_nwc_wcf {strides = dense<2> : tensor<1xi64>} ins(%x, %w : tensor<2x9x5xf32>, tensor<3x5x6xf32>) outs(%z : tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  return %y : tensor<2x4x6xf32>
}

#sum = affine_map<(y, u, o, i) -> (2 * y + u, i)>
#tap = affine_map<(y, u, o, i) -> (u, i, o)>
#out = affine_map<(y, u, o, i) -> (y, o)>

// If the result is indexed by a sum, each window offset adds to a slice of it.
// CHECK-LABEL: func @scatter
// CHECK: scf.for %[[U:.*]] = {{.*}} iter_args(%[[ACC:.*]] = %
// CHECK:   %[[PART:.*]] = tensor.extract_slice %[[ACC]][%[[U]], 0] [4, 5] [2, 1]
// CHECK:   %[[SUM:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction", "parallel"]{{.*}} outs(%[[PART]]
// CHECK:   tensor.insert_slice %[[SUM]] into %[[ACC]][%[[U]], 0] [4, 5] [2, 1]
func.func @scatter(%g: tensor<4x6xf32>, %w: tensor<3x5x6xf32>) -> tensor<10x5xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<10x5xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<10x5xf32>) -> tensor<10x5xf32>
  %y = linalg.generic {indexing_maps = [#out, #tap, #sum], iterator_types = ["reduction", "reduction", "reduction", "parallel"]} ins(%g, %w : tensor<4x6xf32>, tensor<3x5x6xf32>) outs(%z : tensor<10x5xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<10x5xf32>
  return %y : tensor<10x5xf32>
}

// A slice that only one window offset writes is not filled before the loop.
// CHECK-LABEL: func @filter
// CHECK: %[[ALL:.*]] = tensor.empty() : tensor<3x5x6xf32>
// CHECK: scf.for %[[U:.*]] = {{.*}} iter_args(%[[ACC:.*]] = %[[ALL]])
// CHECK:   %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<5x6xf32>
// CHECK:   %[[SUM:.*]] = linalg.generic {{.*}} outs(%[[ZERO]]
// CHECK:   tensor.insert_slice %[[SUM]] into %[[ACC]][%[[U]], 0, 0]
func.func @filter(%x: tensor<9x5xf32>, %g: tensor<4x6xf32>) -> tensor<3x5x6xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x5x6xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<3x5x6xf32>) -> tensor<3x5x6xf32>
  %y = linalg.generic {indexing_maps = [#sum, #out, #tap], iterator_types = ["reduction", "parallel", "parallel", "parallel"]} ins(%x, %g : tensor<9x5xf32>, tensor<4x6xf32>) outs(%z : tensor<3x5x6xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<3x5x6xf32>
  return %y : tensor<3x5x6xf32>
}

// One op reads all window offsets; no op needs the window's size any longer.
// CHECK-LABEL: func @pool
// CHECK-COUNT-4: tensor.extract_slice %arg0
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x3x3x4xf32>
// CHECK-COUNT-4: arith.maximumf
// CHECK: return
func.func @pool(%x: tensor<2x7x6x4xf32>) -> tensor<2x3x3x4xf32> {
  %least = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<2x3x3x4xf32>
  %k = tensor.empty() : tensor<2x2xf32>
  %z = linalg.fill ins(%least : f32) outs(%e : tensor<2x3x3x4xf32>) -> tensor<2x3x3x4xf32>
  %y = linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>} ins(%x, %k : tensor<2x7x6x4xf32>, tensor<2x2xf32>) outs(%z : tensor<2x3x3x4xf32>) -> tensor<2x3x3x4xf32>
  return %y : tensor<2x3x3x4xf32>
}

// A constant index becomes a slice too, unless it is 0.
// CHECK-LABEL: func @fixed
// CHECK: tensor.extract_slice %arg0[2, 0] [1, 4] [1, 1]
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %arg1 : tensor<4xf32>, tensor<1x4xf32>)
func.func @fixed(%x: tensor<3x4xf32>, %y: tensor<1x4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(i) -> (2, i)>, affine_map<(i) -> (0, i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x, %y : tensor<3x4xf32>, tensor<1x4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %t = arith.addf %a, %b : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// The body reads its own index.
// CHECK-LABEL: func @places
// CHECK: linalg.index 0
// CHECK-NOT: linalg.index
// CHECK: return
func.func @places(%x: tensor<7xi32>, %k: tensor<3xi32>) -> tensor<5xi32> {
  %e = arith.constant dense<1> : tensor<5xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(y, u) -> (y + u)>, affine_map<(y, u) -> (u)>, affine_map<(y, u) -> (y)>], iterator_types = ["parallel", "reduction"]} ins(%x, %k : tensor<7xi32>, tensor<3xi32>) outs(%e : tensor<5xi32>) {
  ^bb0(%a: i32, %b: i32, %c: i32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %p = arith.subi %i, %j : index
    %q = arith.index_cast %p : index to i32
    %m = arith.muli %a, %q : i32
    %s = arith.subi %m, %c : i32
    linalg.yield %s : i32
  } -> tensor<5xi32>
  return %y : tensor<5xi32>
}
