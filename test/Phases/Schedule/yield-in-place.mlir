// RUN: ag-opt --ag-yield-in-place %s | FileCheck %s
// RUN: ag-opt --ag-yield-in-place %s -o %t
// RUN: ag-run %s --entry=loop --input=randn:1 --input=ones --same-as=%t
// RUN: ag-run %s --entry=swap --input=iota --input=randn:1 --input=ones --same-as=%t
// RUN: ag-run %s --entry=while --input=randn:1 --input=zeros --same-as=%t

// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0)
// CHECK-NEXT: %[[Y:.*]] = math.exp %[[A]]
// CHECK-NEXT: %[[Z:.*]] = bufferization.materialize_in_destination %[[Y]] in %[[A]]
// CHECK-NEXT: scf.yield %[[Z]]
func.func @loop(%x: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<4xf32>) {
    %y = math.exp %a : tensor<4xf32>
    scf.yield %y : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// A value that is overwritten before it is read is copied first.
// CHECK-LABEL: func @swap
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0, %[[B:.*]] = %arg1)
// CHECK-NEXT: %[[OLD:.*]] = bufferization.alloc_tensor() copy(%[[A]])
// CHECK-NEXT: %[[C:.*]] = bufferization.materialize_in_destination %[[B]] in %[[A]]
// CHECK-NEXT: %[[D:.*]] = bufferization.materialize_in_destination %[[OLD]] in %[[B]]
// CHECK-NEXT: scf.yield %[[C]], %[[D]]
func.func @swap(%x: tensor<4xf32>, %y: tensor<4xf32>, %n: index) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<4xf32>, tensor<4xf32>) {
    scf.yield %b, %a : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}

// Each iteration yields a tensor of the initial value's size.
// CHECK-LABEL: func @begun
// CHECK-NOT: ag.require
// CHECK: return
func.func @begun(%n: index, %turns: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?xf32>
  %first = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %r = scf.for %i = %c0 to %turns step %c1 iter_args(%a = %first) -> tensor<?xf32> {
    %s = linalg.exp ins(%a : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %s : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// A size that is not provably kept is checked.
// CHECK-LABEL: func @unknown
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0)
// CHECK: %[[Y:.*]] = tensor.concat
// CHECK-DAG: %[[OLD:.*]] = tensor.dim %[[A]], %{{.*}}
// CHECK-DAG: %[[NEW:.*]] = tensor.dim %[[Y]], %{{.*}}
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[OLD]], %[[NEW]]
// CHECK-NEXT: ag.require %[[SAME]], "a loop carries a tensor of which a dimension is {0}, then {1}; expected every iteration to keep it" (%[[OLD]], %[[NEW]])
func.func @unknown(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %y = tensor.concat dim(0) %a, %x : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    scf.yield %y : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// A tensor that the condition forwards gets a destination of its own.
// CHECK-LABEL: func @while
// CHECK: %[[E:.*]] = tensor.empty() : tensor<4xi32>
// CHECK: %[[R:.*]]:2 = scf.while (%[[A:.*]] = %arg0, %[[P:.*]] = %[[E]])
// CHECK: %[[I:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[P]]
// CHECK: scf.condition(%{{.*}}) %[[A]], %[[I]]
// CHECK: ^bb0(%[[B:.*]]: tensor<4xf32>, %[[J:.*]]: tensor<4xi32>):
// CHECK: %[[Y:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[B]]
// CHECK: scf.yield %[[Y]], %[[J]]
// CHECK: return %[[R]]#1
func.func @while(%x: tensor<4xf32>, %go: i1) -> tensor<4xi32> {
  %r = scf.while (%a = %x) : (tensor<4xf32>) -> tensor<4xi32> {
    %i = arith.fptosi %a : tensor<4xf32> to tensor<4xi32>
    scf.condition(%go) %i : tensor<4xi32>
  } do {
  ^bb0(%j: tensor<4xi32>):
    %y = arith.sitofp %j : tensor<4xi32> to tensor<4xf32>
    scf.yield %y : tensor<4xf32>
  }
  return %r : tensor<4xi32>
}
