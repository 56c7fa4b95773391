// RUN: ag-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: func @identities
func.func @identities(%x: tensor<4xf32>, %u: tensor<4xui8>, %d: tensor<?x4xf32>, %c: tensor<4xi1>, %i: tensor<1xf32>, %p: tensor<f32>, %n: tensor<0xi32>, %v: tensor<0xf32>) {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %minusZero = arith.constant dense<-0.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %uZero = arith.constant dense<0> : tensor<4xui8>
  %true = arith.constant dense<true> : tensor<4xi1>
  // CHECK: call @use(%arg0, %arg0, %arg0, %arg0, %arg0)
  %0 = ag.add %x, %minusZero : tensor<4xf32>
  %1 = ag.sub %x, %zero : tensor<4xf32>
  %2 = ag.mul %one, %x : tensor<4xf32>
  %3 = ag.pow %x, %one : tensor<4xf32>
  %4 = ag.select %true, %x, %zero : tensor<4xi1>, tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  call @use(%0, %1, %2, %3, %4) : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> ()
  // CHECK: call @use(%arg0, %arg0, %arg0, %arg0, %arg0)
  %5 = ag.slice %x [0] [4] [1] : tensor<4xf32>
  %6 = ag.cast %5 : tensor<4xf32>
  %7 = ag.transpose %6 [0] : tensor<4xf32>
  %8 = ag.broadcast %7 [0] : tensor<4xf32>
  %9 = ag.reshape %8 : tensor<4xf32>
  call @use(%5, %6, %7, %8, %9) : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> ()
  // CHECK: call @nothing(%arg0, %arg4)
  %12 = ag.scatter 0 error %x, %n, %v : tensor<4xf32>, tensor<0xi32>, tensor<0xf32> -> tensor<4xf32>
  %13 = ag.pad %i low [0] high [0] interior [3] with %p : tensor<1xf32>, tensor<f32> -> tensor<1xf32>
  call @nothing(%12, %13) : (tensor<4xf32>, tensor<1xf32>) -> ()
  // CHECK: call @rows(%arg2, %arg1)
  %10 = ag.transpose %d [0, 1] : tensor<?x4xf32>
  %11 = ag.max %u, %uZero : tensor<4xui8>
  call @rows(%10, %11) : (tensor<?x4xf32>, tensor<4xui8>) -> ()
  return
}

// Ops stay if a fold would change a zero or lose a check, as does stop_gradient.
// CHECK-LABEL: func @kept
func.func @kept(%x: tensor<4xf32>, %c: tensor<?xi1>, %d: tensor<?xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<?xf32>) {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  // CHECK: ag.add
  %0 = ag.add %x, %zero : tensor<4xf32>
  // CHECK: ag.mul
  %1 = ag.mul %x, %zero : tensor<4xf32>
  // CHECK: ag.stop_gradient
  %2 = ag.stop_gradient %x : tensor<4xf32>
  // CHECK: ag.select
  %3 = ag.select %c, %d, %d : tensor<?xi1>, tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<?xf32>
}

// CHECK-LABEL: func @constants
func.func @constants(%x: tensor<2000xf32>) -> (tensor<2xui8>, tensor<3xi1>, tensor<2xf32>, tensor<2xi32>, tensor<3xi32>, tensor<2000xf32>, tensor<2000xf32>) {
  %a = arith.constant dense<[250, 7]> : tensor<2xui8>
  // CHECK-DAG: %[[SUM:.*]] = arith.constant dense<[244, 14]> : tensor<2xui8>
  %0 = ag.add %a, %a : tensor<2xui8>
  %y = arith.constant dense<[1.0, 2.0, 0x7FC00000]> : tensor<3xf32>
  // CHECK-DAG: %[[MASK:.*]] = arith.constant dense<[true, true, false]> : tensor<3xi1>
  %1 = ag.compare eq %y, %y : tensor<3xf32>, tensor<3xf32> -> tensor<3xi1>
  // CHECK-DAG: %[[PART:.*]] = arith.constant dense<[2.000000e+00, 0x7FC00000]> : tensor<2xf32>
  %2 = ag.slice %y [1] [2] [1] : tensor<3xf32> -> tensor<2xf32>
  %table = arith.constant dense<[5, 6, 7]> : tensor<3xi32>
  %ids = arith.constant dense<[2, 9]> : tensor<2xi8>
  // CHECK-DAG: %[[ROWS:.*]] = arith.constant dense<[7, 0]> : tensor<2xi32>
  %3 = ag.gather 0 fill %table, %ids : tensor<3xi32>, tensor<2xi8> -> tensor<2xi32>
  %ones = arith.constant dense<[1, 1]> : tensor<2xi32>
  // CHECK-DAG: %[[SUMS:.*]] = arith.constant dense<[5, 6, 8]> : tensor<3xi32>
  %6 = ag.scatter 0 drop %table, %ids, %ones : tensor<3xi32>, tensor<2xi8>, tensor<2xi32> -> tensor<3xi32>
  // A large constant is not materialized, but its value is known.
  %one = arith.constant dense<1.0> : tensor<f32>
  // CHECK: %[[LARGE:.*]] = ag.broadcast
  %4 = ag.broadcast %one [] : tensor<f32> -> tensor<2000xf32>
  %5 = ag.mul %x, %4 : tensor<2000xf32>
  // CHECK: return %[[SUM]], %[[MASK]], %[[PART]], %[[ROWS]], %[[SUMS]], %[[LARGE]], %arg0
  return %0, %1, %2, %3, %6, %4, %5 : tensor<2xui8>, tensor<3xi1>, tensor<2xf32>, tensor<2xi32>, tensor<3xi32>, tensor<2000xf32>, tensor<2000xf32>
}

// An op that fails at run time is not folded.
// CHECK-LABEL: func @failing
func.func @failing() -> tensor<1xf32> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  %i = arith.constant dense<2> : tensor<1xi32>
  // CHECK: ag.gather
  %0 = ag.gather 0 error %x, %i : tensor<2xf32>, tensor<1xi32> -> tensor<1xf32>
  return %0 : tensor<1xf32>
}

func.func private @use(tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
func.func private @nothing(tensor<4xf32>, tensor<1xf32>)
func.func private @rows(tensor<?x4xf32>, tensor<4xui8>)

// A captured value is not known.
// CHECK-LABEL: func @capture
// CHECK: %[[V:.*]] = linalg.generic
// CHECK: ag.add %[[V]]
func.func @capture(%c: f32) -> tensor<4xf32> {
  %k = arith.constant dense<1.0> : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%k : tensor<4xf32>) outs(%k : tensor<4xf32>) {
  ^bb0(%in: f32, %a: f32):
    %v = arith.mulf %in, %c : f32
    linalg.yield %v : f32
  } -> tensor<4xf32>
  %s = ag.add %r, %k : tensor<4xf32>
  return %s : tensor<4xf32>
}
