// Loops that only exchange buffers mean the same for all trip counts.
// RUN: ag-opt %s --to=allocate | FileCheck %s
// RUN: ag-run %s --entry=turns --on=cpu --dim n=0 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --dim n=1 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --dim n=2 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --dim n=7 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --dim n=8 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=fibonacci --on=cpu --dim n=0 --input=iota --same-as=%s
// RUN: ag-run %s --entry=fibonacci --on=cpu --dim n=5 --input=iota --same-as=%s
// RUN: ag-run %s --entry=fibonacci --on=cpu --dim n=6 --input=iota --same-as=%s
// RUN: ag-run %s --entry=fibonacci --on=cpu --dim n=7 --input=iota --same-as=%s
// RUN: ag-run %s --entry=partial --on=cpu --input=iota --input=ones --same-as=%s
// RUN: ag-run %s --entry=parts --on=cpu --input=iota --input=zeros --input=ones --same-as=%s

// A product reads all of the value that it replaces. No iteration copies.
// CHECK-LABEL: func.func @turns(
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}}) -> (memref<8x64xf32>, memref<8x64xf32>)
// CHECK-NOT: copy
// CHECK: scf.yield %[[B]], %[[A]]
func.func @turns(%x: tensor<8x64xf32>, %w: tensor<64x64xf32>, %n: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<8x64xf32>
    attributes {ag.ranges = {n = [0, 9]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %end = tensor.dim %n, %c0 : tensor<?xf32>
  %y = scf.for %i = %c0 to %end step %c1 iter_args(%h = %x) -> (tensor<8x64xf32>) {
    %next = ag.contract "ai,io->ao" %h, %w : tensor<8x64xf32>, tensor<64x64xf32> -> tensor<8x64xf32>
    scf.yield %next : tensor<8x64xf32>
  }
  return %y : tensor<8x64xf32>
}

// The sum is computed in a third buffer, as the newer operand is the older one
// of the next iteration.
// CHECK-LABEL: func.func @fibonacci(
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}}, %[[C:.*]] = %{{.*}}) -> (memref<64xi64>
// CHECK-NOT: copy
// CHECK: scf.yield %[[B]], %[[C]], %[[A]]
func.func @fibonacci(%x: tensor<64xi64>, %y: tensor<64xi64>, %n: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<64xi64>, tensor<64xi64>)
    attributes {ag.ranges = {n = [0, 9]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %end = tensor.dim %n, %c0 : tensor<?xf32>
  %r:2 = scf.for %i = %c0 to %end step %c1 iter_args(%a = %x, %b = %y) -> (tensor<64xi64>, tensor<64xi64>) {
    %next = ag.add %a, %b : tensor<64xi64>
    scf.yield %b, %next : tensor<64xi64>, tensor<64xi64>
  }
  return %r#0, %r#1 : tensor<64xi64>, tensor<64xi64>
}

// The last step is longer than the remainder, so there are two iterations.
func.func @partial(%a0: tensor<4xi64>, %a2: tensor<4xi64>) -> (tensor<4xi64>, tensor<4xi64>) {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c5 step %c4 iter_args(%p = %a0, %q = %a2) -> (tensor<4xi64>, tensor<4xi64>) {
    %c = arith.index_cast %i : index to i64
    %s = tensor.splat %c : tensor<4xi64>
    %t = ag.add %s, %q : tensor<4xi64>
    scf.yield %t, %p : tensor<4xi64>, tensor<4xi64>
  }
  return %r#0, %r#1 : tensor<4xi64>, tensor<4xi64>
}

// Each iteration writes a slice of an exchanged buffer.
func.func @parts(%x: tensor<8xi64>, %a0: tensor<8xi64>, %b0: tensor<8xi64>) -> (tensor<8xi64>, tensor<8xi64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %r:2 = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %a0, %b = %b0) -> (tensor<8xi64>, tensor<8xi64>) {
    %p = tensor.extract_slice %x[%i] [1] [1] : tensor<8xi64> to tensor<1xi64>
    %q = tensor.insert_slice %p into %a[2] [1] [1] : tensor<1xi64> into tensor<8xi64>
    scf.yield %b, %q : tensor<8xi64>, tensor<8xi64>
  }
  return %r#0, %r#1 : tensor<8xi64>, tensor<8xi64>
}
