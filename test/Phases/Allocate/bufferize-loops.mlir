// Loops update their iter_args in place, in a result's memory from the start.
// An argument is copied there once.
// RUN: ag-opt --to=schedule %s | ag-opt --ag-results-to-destinations --canonicalize --ag-bufferize --canonicalize | FileCheck %s
// RUN: ag-run %s --entry=update --dim=n=5 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=read_before --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=read_behind --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=nested --on=cpu --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @update(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x64xf32> {ag.dims = ["n", 64]}, %{{[a-z0-9]+}}: memref<?x64xf32> {{{.*}}}, %[[R:[a-z0-9]+]]: memref<?x64xf32>
// CHECK-NOT: memref.alloc
// CHECK: memref.copy %[[X]], %[[R]]
// CHECK-NOT: copy
// CHECK: return
func.func @update(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}, %y: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?x64xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %x) -> tensor<?x64xf32> {
    %u = ag.tanh %s : tensor<?x64xf32>
    %z = ag.add %u, %y : tensor<?x64xf32>
    scf.yield %z : tensor<?x64xf32>
  }
  return %r : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @read_before(
// CHECK-COUNT-1: memref.copy
// CHECK-NOT: copy
// CHECK: return
func.func @read_before(%x: tensor<100xf32>) -> tensor<100xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %x) -> tensor<100xf32> {
    %t = ag.slice %s [%i] [50] [1] : tensor<100xf32> -> tensor<50xf32>
    %m = ag.reduce max %t [0] : tensor<50xf32> -> tensor<f32>
    %b = ag.broadcast %m [] : tensor<f32> -> tensor<100xf32>
    %z = ag.sub %s, %b : tensor<100xf32>
    scf.yield %z : tensor<100xf32>
  }
  return %r : tensor<100xf32>
}

// A value that is read after the next one is computed has a copy.
// CHECK-LABEL: func.func @read_behind(
// CHECK: return
func.func @read_behind(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r:2 = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %x, %p = %x) -> (tensor<8xf32>, tensor<8xf32>) {
    %z = ag.exp %s : tensor<8xf32>
    %v = ag.reduce sum %z [0] : tensor<8xf32> -> tensor<f32>
    %w = ag.broadcast %v [] : tensor<f32> -> tensor<8xf32>
    %q = ag.div %s, %w : tensor<8xf32>
    scf.yield %q, %s : tensor<8xf32>, tensor<8xf32>
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}

// CHECK-LABEL: func.func @nested(
// CHECK-COUNT-1: memref.copy
// CHECK-NOT: copy
// CHECK: return
func.func @nested(%x: tensor<12xf32>) -> tensor<12xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> tensor<12xf32> {
    %t = scf.for %j = %c0 to %c3 step %c1 iter_args(%p = %s) -> tensor<12xf32> {
      %u = ag.sigmoid %p : tensor<12xf32>
      scf.yield %u : tensor<12xf32>
    }
    %v = ag.neg %t : tensor<12xf32>
    scf.yield %v : tensor<12xf32>
  }
  return %r : tensor<12xf32>
}
